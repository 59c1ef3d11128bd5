"""The filter of a question, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from storage.errors import QuestionError
from storage.records import Filter
from webchat.texts import day, language_name, t

LISTS = ("outlets", "languages", "sections")
MOST = 100  # values in one list
LONGEST = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Scope:
    """The filter of a question: outlets, language tags, sections, and ISO days of publication; "" for an open
    end. `article`, `story`: the id of the only article, or of an article of the only story; `title` is its
    headline."""

    outlets: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article: str = ""
    story: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Raises QuestionError, in the words of the page's fields."""
        first, last = _day("from", self.since), _day("until", self.until)
        if first and last and first > last:
            raise QuestionError(t("filter.reversed", first=day(self.since), last=day(self.until)))

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Scope:
        """Read a scope that was sent or kept as JSON. Raises ValueError for another form, QuestionError for a
        wrong day."""
        values: dict[str, Any] = {name: str(sent.get(name, "")) for name in cls.__slots__}
        for name in LISTS:
            listed = sent.get(name, [])
            is_list = isinstance(listed, list | tuple) and len(listed) <= MOST
            if not is_list or not all(isinstance(each, str) for each in listed):
                raise ValueError(f"{name} is {listed!r:.80}, expected a list of at most {MOST} texts")
            values[name] = tuple(listed)
        if any(len(value) > LONGEST for value in (values["article"], values["story"])):
            raise ValueError("an id has 16 characters")
        return cls(**values)

    def __bool__(self) -> bool:
        return replace(self, title="") != EVERY_ARTICLE

    def __str__(self) -> str:
        """ "Only CNN, BBC · from 1 May 2020 · until 2 May 2020"; "" without a filter."""
        parts = [
            t("filter.only", outlets=", ".join(self.outlets)) if self.outlets else "",
            t("filter.in_language", languages=", ".join(map(language_name, self.languages)))
            if self.languages
            else "",
            t("filter.in_section", sections=", ".join(self.sections)) if self.sections else "",
            t("filter.article", title=self.title) if self.article else "",
            t("filter.story", title=self.title) if self.story else "",
            t("filter.since", day=day(self.since)) if self.since else "",
            t("filter.to", day=day(self.until)) if self.until else "",
        ]
        text = " · ".join(filter(None, parts))
        return text[:1].upper() + text[1:]

    @property
    def filter(self) -> Filter:
        """The condition on outlets, days, languages and sections, for a list of articles."""
        first, last = _day("from", self.since), _day("until", self.until)
        return Filter(self.outlets, first, last, languages=self.languages, sections=self.sections)


def _day(field: str, value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise QuestionError(t("filter.no_day", field=t(f"filter.{field}"), value=value)) from error


EVERY_ARTICLE = Scope()
