"""The filter of a question, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.errors import QuestionError
from storage.text.wording import day


@dataclass(frozen=True, slots=True)
class Scope:
    """The filter of a question: outlets, and ISO days of publication; "" for an open end."""

    outlets: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        """Raises QuestionError, in the words of the page's fields."""
        first, last = _day("From", self.since), _day("Until", self.until)
        if first and last and first > last:
            raise QuestionError(
                f"“From” ({day(self.since)}) is after “Until” ({day(self.until)}): swap the two days."
            )

    def __bool__(self) -> bool:
        return bool(self.outlets or self.since or self.until)

    def __str__(self) -> str:
        """ "Only CNN, BBC · from 1 May 2020 · until 2 May 2020"; "" without a filter."""
        parts = [
            f"only {', '.join(self.outlets)}" if self.outlets else "",
            f"from {day(self.since)}" if self.since else "",
            f"until {day(self.until)}" if self.until else "",
        ]
        text = " · ".join(filter(None, parts))
        return text[:1].upper() + text[1:]


def _day(field: str, value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise QuestionError(f"“{field}” is {value}, which is no day: give one such as 2020-10-01.") from error


EVERY_ARTICLE = Scope()
