"""Values of checked meaning: a statement of the question with the verdict on it, and a sentence that
contradicts a quotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from assistant.own_words import OwnWords
from storage.records import Article

if TYPE_CHECKING:
    from assistant.claims.records import Difference, Label

# Whether the contradicting report is of a later or an earlier day, so that one of the two may be out of date,
# or of the same day or an unknown one.
ContradictionKind = Literal["later", "earlier", "differs"]

VERDICTS: Mapping[Label, OwnWords] = MappingProxyType(
    {
        "supported": OwnWords("The articles say so.", "supported"),
        "contradicted": OwnWords("The articles say otherwise.", "contradicted"),
        "not said": OwnWords("The articles don't say.", "not_said"),
    }
)


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """What a question takes for granted, or asks to confirm, with the verdict of an article on it.

    `claim`: a clause without a full stop, "Amazon buys Depop". `start`, `end`: its wrong part in the question
    as it was asked; both None where nothing is wrong, or where the question was searched in other words.
    `differences`: their places in the claim, and in the text of `article`. `probability`: that the article
    supports the claim, 0 to 1. `support`: start and end of its nearest sentences. `notice`: what the answer
    says before its quotations.
    """

    claim: str
    label: Label
    probability: float
    differences: tuple[Difference, ...]
    explanation: str
    notice: str
    article: Article
    support: tuple[tuple[int, int], ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that contradicts a quotation: `article.text[start:end]`. `explanation`: how, in one line."""

    kind: ContradictionKind
    article: Article
    start: int
    end: int
    explanation: str

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]
