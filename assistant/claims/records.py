"""The values of the claim checker: passages, differences, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Label = Literal["supported", "contradicted", "not said"]
Kind = Literal[
    "number", "date", "name", "quotation", "negation", "antonym", "hedge", "role", "speaker", "detail"
]


@dataclass(frozen=True, slots=True)
class DatedText:
    """A passage or a whole article. `published`: the day from which "on Tuesday" is counted."""

    text: str
    published: date | None = None
    title: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the claim that the passages contradict or don't contain.

    `claim[start:end] == claim_text`. `passages[passage].text[passage_start:passage_end] == passage_text`
    is the text that contradicts it. Without such a text, `passage` and its places are None, and
    `passage_text` is "".
    """

    kind: Kind
    start: int
    end: int
    claim_text: str
    passage: int | None = None
    passage_start: int | None = None
    passage_end: int | None = None
    passage_text: str = ""

    @property
    def contradicts(self) -> bool:
        return self.passage is not None

    def moved(self, offset: int) -> Difference:
        """The same in a claim that has so many more characters before it."""
        return replace(self, start=self.start + offset, end=self.end + offset)


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that backs the claim: `passages[passage].text[start:end]`."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the passages support a claim.

    `probability`: of support, 0 to 1. `differences`: empty for a supported claim. `support`: the sentences
    that back the claim or, if none do, the nearest ones. `explanation`: one line for a reader.
    """

    label: Label
    probability: float
    differences: tuple[Difference, ...]
    support: tuple[Support, ...]
    explanation: str
