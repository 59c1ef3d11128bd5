"""What a source only says that somebody believes, fears, hopes or doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import missing
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import Token, parsed
from assistant.prose.relations import stems_at
from assistant.prose.synonyms import meaning

# Verbs of belief; those of one row believe alike.
_BELIEFS = (
    "believe think suspect assume presume suppose guess feel reckon consider",
    "fear worry", "hope", "doubt", "imagine dream wish", "deny dispute", "bet",
)  # fmt: skip


def belief_gaps(alignment: Alignment, support: Sequence[PassageSentence]) -> Iterator[Difference]:
    """What the sentence states and its source only says that somebody believes, fears, hopes or doubts."""
    held = {_belief(stem) for stem in stems_at(alignment.claim).values()}
    believed: dict[str, set[str]] = {}
    for sentence in support:
        for word, belief in _believed(sentence.text):
            believed.setdefault(word, set()).add(belief)
    for word, _ in _believed(alignment.claim, states=True):
        beliefs = believed.get(word)
        if beliefs and "" not in beliefs and not beliefs & held:
            yield missing("hedge", alignment.claim, 0, len(alignment.claim))
            return


@lru_cache(maxsize=512)
def _believed(text: str, states: bool = False) -> tuple[tuple[str, str], ...]:
    """The verbs and what somebody is, by meaning, each with the belief above it, "" for none. `states`: only
    those without one."""
    tokens, stems = parsed(text), stems_at(text)
    predicates = [
        (stems[token.start], _belief_above(number, tokens, stems))
        for number, token in enumerate(tokens)
        if (token.tag.startswith("VB") or token.relation in ("attr", "acomp")) and token.start in stems
    ]
    return tuple((word, belief) for word, belief in predicates if not (_belief(word) or (states and belief)))


def _belief_above(number: int, tokens: Sequence[Token], stems: dict[int, str]) -> str:
    for _ in range(len(tokens)):
        token = tokens[number]
        above = tokens[token.head]
        if token.head == number or token.relation == "relcl":
            return ""
        belief = _belief(stems.get(above.start, ""))
        if belief and above.tag.startswith("VB") and token.relation in ("ccomp", "xcomp"):
            return belief
        number = token.head
    return ""


def _belief(stem: str) -> str:
    return _beliefs().get(stem, "")


@lru_cache(maxsize=1)
def _beliefs() -> dict[str, str]:
    return {meaning(word.stem): row.split()[0] for row in _BELIEFS for word in words_of(row)}
