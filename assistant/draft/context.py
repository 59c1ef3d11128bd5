"""Sentences that lean on the one before: "He asked for help", "The ministry denied it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.claims.naming import Name, Namesakes, names_of
from assistant.draft.statements import Statement
from assistant.language.reference import referent, refers_back
from storage.records import Article

# "The poll was taken in June": a thing that is named before, mostly.
_DEFINITE = re.compile(
    r"The [a-z]+ (?:is|was|are|were|has|had|have|will|would|can|could|also|[a-z]+(?:ed|s)|said|told)\b"
)
_OPENING = re.compile(r"(?:he|she|the \w+)\b", re.IGNORECASE)


class Claim(NamedTuple):
    """A statement as it is searched and checked.

    `text`: the sentence on one line; its first `opening` characters ("He") became the `name` that they stand
    for. `query`: what is searched. `named_before`: the names of the sentence before, of which an article must
    hold one, for a first word ("They") that stands for no certain name.
    """

    statement: Statement
    text: str
    query: str
    name: str = ""
    opening: int = 0
    named_before: tuple[Name, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places in the draft of `text[start:end]`.

        >>> claim = Claim(Statement("He left.", 20, 28, 0), "Ida Storm left.", "", "Ida Storm", opening=2)
        >>> claim.span(4, 9), claim.span(10, 14)
        ((20, 22), (23, 27))
        """
        shift = self.statement.start + self.opening - len(self.name)
        named = len(self.name)
        begin = start + shift if start >= named else self.statement.start
        return begin, max(end, named) + shift

    def may_be_about(self, article: Article) -> bool:
        """Whether an article names somebody of the sentence before, where the claim leans on it."""
        if not self.named_before:
            return True
        held = Namesakes((article.title, article.text))
        return any(held.holds(name) for name in self.named_before)


def in_context(statement: Statement, before: Sequence[Statement], text: str) -> Claim:
    """The claim of a statement. `before`: the last few statements before it. `text`: the whole draft."""
    sentence = _one_line(statement.text)
    near = [one for one in before if statement.paragraph - one.paragraph <= 1]
    if not (statement.is_english and near):
        return Claim(statement, sentence, sentence)
    if not refers_back(sentence):
        leaning = f"{_one_line(near[-1].text)} {sentence}" if _DEFINITE.match(sentence) else sentence
        return Claim(statement, sentence, leaning)
    earlier = [_one_line(one.text) for one in near]
    name = referent(sentence, earlier, text)
    opening = _OPENING.match(sentence)
    if name and opening:
        resolved = name + sentence[opening.end() :]
        return Claim(statement, resolved, resolved, name, opening.end())
    query = f"{name or earlier[-1]} {sentence}"
    return Claim(statement, sentence, query, named_before=names_of(name or earlier[-1]))


def _one_line(text: str) -> str:
    """A text with a space for each line break and tab, so that places stay."""
    return re.sub(r"\s", " ", text)
