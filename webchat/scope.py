"""The filter of a question, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.errors import QuestionError
from webchat.texts import day, t


@dataclass(frozen=True, slots=True)
class Scope:
    """The filter of a question: outlets, and ISO days of publication; "" for an open end."""

    outlets: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        """Raises QuestionError, in the words of the page's fields."""
        first, last = _day("from", self.since), _day("until", self.until)
        if first and last and first > last:
            raise QuestionError(t("filter.reversed", first=day(self.since), last=day(self.until)))

    def __bool__(self) -> bool:
        return bool(self.outlets or self.since or self.until)

    def __str__(self) -> str:
        """ "Only CNN, BBC · from 1 May 2020 · until 2 May 2020"; "" without a filter."""
        parts = [
            t("filter.only", outlets=", ".join(self.outlets)) if self.outlets else "",
            t("filter.since", day=day(self.since)) if self.since else "",
            t("filter.to", day=day(self.until)) if self.until else "",
        ]
        text = " · ".join(filter(None, parts))
        return text[:1].upper() + text[1:]


def _day(field: str, value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise QuestionError(t("filter.no_day", field=t(f"filter.{field}"), value=value)) from error


EVERY_ARTICLE = Scope()
