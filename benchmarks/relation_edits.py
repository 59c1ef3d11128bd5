"""Edits that relate the words of a true sentence otherwise: another preposition, or another owner. They make
false sentences that hold only words of the true one."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.entities import Token, entities, parsed
from benchmarks.claim_edits import Made, Source, span

SWAPPED = {
    "to": "from",
    "from": "to",
    "for": "against",
    "against": "for",
    "toward": "from",
    "towards": "from",
}
DIRECTIONS = frozenset(("to", "from", "by", "against", "for", "with"))
OWNERS = ("PERSON", "ORG")


def preposition(source: Source, _: random.Random) -> Made:
    """One of two prepositions at the other's noun: "It fell by 5 percent to 40" -> "It fell to 5 percent". Or
    the opposite one: "He fled from Elm" -> "He fled to Elm"."""
    tokens = parsed(source.text)
    plain = [n for n in range(len(tokens)) if _relates(n, tokens)]
    for one in plain:
        for other in plain:
            start, end = span(tokens, other)
            word = tokens[other].text.lower()
            is_beside = tokens[one].head == tokens[other].head and tokens[one].text.lower() != word
            if is_beside and span(tokens, one)[1] + 1 == start:
                yield source.pieces((*_word(tokens[one]), word), (start - 1, end, None))
    for number in plain:
        if swapped := SWAPPED.get(tokens[number].text):
            yield source.pieces((*_word(tokens[number]), swapped))


def _relates(number: int, tokens: Sequence[Token]) -> bool:
    """Whether a preposition leads a number, a name or a noun to a verb or a noun."""
    token, above = tokens[number], tokens[tokens[number].head]
    follows = any(t.head == number and t.tag.startswith(("NN", "CD")) for t in tokens)
    is_plain = token.relation in ("prep", "agent") and above.tag.startswith(("VB", "NN"))
    return is_plain and follows and token.text in DIRECTIONS and above.text.lower() != "according"


def possessor(source: Source, dice: random.Random) -> Made:
    """The owner for the owned, "Storm's lawyer left" -> "Storm left"; an owner less, "his wife's brother" ->
    "his brother"; or another one, "Storm's lawyer met Hale" -> "Hale's lawyer met Hale"."""
    tokens, people = parsed(source.text), _owners(source.text)
    for number, token in enumerate(tokens):
        owned = tokens[token.head]
        if token.relation == "poss" and token.tag.startswith("NN"):
            mark = next((t for t in tokens if t.head == number and t.relation == "case"), None)
            own = span(tokens, number)
            if mark is None or own[1] != mark.start + len(mark.text):
                continue
            if any(t.head == number and t.tag == "PRP$" for t in tokens):
                noun = token.start - 1  # "his wife's brother": the noun and its mark go
                yield source.pieces((noun, own[1], None))
            elif token.start in people:
                yield source.pieces((mark.start, _word(owned)[1], None))
                others = [each for start, each in people.items() if start != token.start]
                if others:
                    first, last = dice.choice(others)
                    yield source.pieces((own[0], mark.start, (source.start + first, source.start + last)))
        elif token.relation == "pobj" and token.start in people and owned.text == "of":
            above = tokens[owned.head]
            start = span(tokens, owned.head)[0]
            if above.tag == "NN" and above.relation in ("nsubj", "nsubjpass", "dobj", "pobj"):
                yield source.pieces((start, people[token.start][0], None))


def _owners(text: str) -> dict[int, tuple[int, int]]:
    """The names of people and bodies, by the place of their last word."""
    names = {}
    for entity in entities(text):
        words = re.sub(r"['’]s$", "", text[entity.start : entity.end])
        if entity.label in OWNERS and not words.lower().startswith("the "):
            end = entity.start + len(words)
            names[entity.start + words.rfind(" ") + 1] = (entity.start, end)
    return names


def _word(token: Token) -> tuple[int, int]:
    return token.start, token.start + len(token.text)


EDITS = {"preposition": preposition, "possessor": possessor}
