"""The joined predicates of a sentence: "approved the plan and rejected the tax" has two."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assistant.claims.alignment import Alignment
from assistant.claims.comparison import compare
from assistant.claims.records import Difference
from assistant.entities import parsed

_BEFORE_VERB = ("aux", "auxpass", "neg", "advmod")


def denied_predicates(alignment: Alignment) -> Iterator[Difference]:
    """The words of single predicates that the passages deny or turn into their opposite. Beside the others,
    they may go unnoticed."""
    for start, end in predicates(alignment.claim):
        compared = compare(alignment.claim[start:end], tuple(alignment.passages))
        for difference in compared.differences:
            if difference.contradicts and difference.kind in ("antonym", "negation"):
                yield difference.moved(start)


@lru_cache(maxsize=512)
def predicates(text: str) -> tuple[tuple[int, int], ...]:
    """Where the predicates that share the subject of a sentence stand, the first one with the subject; empty
    for a single one.

    >>> text = "Oslo approved the plan and rejected the tax."
    >>> [text[start:end] for start, end in predicates(text)]
    ['Oslo approved the plan', 'rejected the tax.']
    """
    tokens = parsed(text)
    verbs = [n for n, token in enumerate(tokens) if token.relation == "ROOT" and token.tag.startswith("VB")]
    for number, token in enumerate(tokens):
        is_joined = token.relation == "conj" and token.head in verbs and token.tag.startswith("VB")
        if is_joined and not any(t.head == number and t.relation.startswith("nsubj") for t in tokens):
            verbs.append(number)
    if len(verbs) < 2:
        return ()
    spans, start = [], 0
    for verb in sorted(verbs)[1:]:
        of_verb = (n for n, t in enumerate(tokens) if t.head == verb and t.relation in _BEFORE_VERB)
        first = min((verb, *of_verb))
        joint = first - 1 if tokens[first - 1].relation in ("cc", "punct") else first
        spans.append((start, len(text[: tokens[joint].start].rstrip(" ,"))))
        start = tokens[first].start
    return (*spans, (start, len(text)))
