"""Single function words that change what a sentence says: "may", the "not" of "not only", and a preposition
in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.sentences import PassageSentence
from assistant.prose.relations import exchanges

Support = Sequence[PassageSentence]

_MAY = re.compile(r"\b(?:may|[Mm]ight|[Cc]ould)\b")
_POSSIBLE = re.compile(
    r"\b(?:(?-i:may)|might|could|can|possib\w+|perhaps|maybe|potential\w*|(?:un)?likely|probabl[ey])\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\b(?:not|n['’]t) (just|only|merely|simply|always|all|every|everyone|enough)\b", re.I)


def possibility_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """A "may", "might" or "could" more than the source has words of possibility."""
    ours = list(_MAY.finditer(alignment.claim))
    if len(ours) > sum(len(_POSSIBLE.findall(sentence.text)) for sentence in support):
        yield missing("hedge", alignment.claim, *ours[-1].span())


def not_only_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """ "Just" where the source says "not just"."""
    for sentence in support[:1]:
        for denied in _NOT_ONLY.finditer(sentence.text):
            word = re.compile(rf"\b{denied[1]}\b", re.IGNORECASE)
            ours = [match.span() for match in word.finditer(alignment.claim)]
            if len(ours) == len(word.findall(sentence.text)) and not _NOT_ONLY.search(alignment.claim):
                yield missing("negation", alignment.claim, *ours[0])


def preposition_gaps(alignment: Alignment) -> Iterator[Difference]:
    """The prepositions that stand before the same word as another preposition of the best sentence, which is
    otherwise worded alike."""
    for kind, first, last, start, end in alignment.stretches:
        if kind == "replace" and last - first == end - start == 1:
            words, others = alignment.words, alignment.sentences[0].words
            after = next((n for n in range(last, len(words)) if words[n].is_content), None)
            other = next((n for n in range(end, len(others)) if others[n].is_content), None)
            is_alike = after is not None and alignment.paired.get(after) == other
            if is_alike and exchanges(words[first].text, others[start].text):
                yield missing("role", alignment.claim, words[first].start, words[first].end)
