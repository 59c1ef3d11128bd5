"""Finds names in a claim and in an article that mean the same: a surname alone, initials, titles, an
acronym, a country and its people, another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.sentences import words_of
from assistant.language.demonyms import irregular
from assistant.language.english_people import FEMALE_TITLES, MALE_TITLES, RANKS, TITLES
from assistant.language.names import GROUP, ORGANISATION, OTHER, PARTY, PERSON, PLACES, NameMention, mentions
from assistant.language.spelling import sound
from storage.text.terms import words

SHORTEST_RESPELT = 6  # letters: in short names one letter makes a different name ("Iran", "Iraq")
LEAST_COMMON = 5  # letters that a country and its people share at least: "Armenia", "Armenian"

_ADDRESS = rf"(?:{TITLES}|{MALE_TITLES}|{FEMALE_TITLES})"
_TITLE = re.compile(rf"(?:{_ADDRESS}|{RANKS})", re.IGNORECASE)
_TITLES = re.compile(rf"(?:(?:[Ff]ormer |(?:{RANKS}) )*{_ADDRESS}\b\.? ?|[Ff]ormer )+")
_DEMONYM_END = re.compile(r"(?:n|an|ian|ean|i|ese|ish|s|ns|ans|ians|is|er|ers|)$")
# Other names of a country, its capital or its government, and of bodies with an acronym. Each is in one line.
_SAME = (
    "us usa america american americans united-states washington",
    "uk britain british briton britons united-kingdom london",
    "uae emirates emirati emiratis united-arab-emirates",
    "china chinese beijing", "turkey turkish turks türkiye turkiye ankara", "iran iranian iranians tehran",
    "russia russian russians moscow kremlin", "ukraine ukrainian ukrainians kyiv kiev",
    "japan japanese tokyo", "north-korea pyongyang", "south-korea seoul", "eu european-union brussels",
    "un united-nations", "new-york nyc", "los-angeles la", "fbi federal-bureau-of-investigation",
    "nato north-atlantic-treaty-organization", "covid covid-19 coronavirus",
)  # fmt: skip
_GUTTURAL = re.compile(r"(?:[cgkq]|[gk]h)$")  # one letter of another alphabet: "Karabakh", "Karabagh"


class Name(NamedTuple):
    """`text[start:end]` with its label, and its words in lower case without titles."""

    label: str
    start: int
    end: int
    words: tuple[str, ...]


@lru_cache(maxsize=1_024)
def names_of(text: str) -> tuple[Name, ...]:
    """The names of a sentence.

    >>> [name.words for name in names_of("Then Prime Minister Nikol Pashinyan left Oslo.")]
    [('nikol', 'pashinyan'), ('oslo',)]
    """
    parties = [match.span() for match in PARTY.finditer(text)]  # "Rep. Ida Storm, D-Minn."
    named = (m for m in mentions(text) if not any(m.start < e and s < m.end for s, e in parties))
    read = (_name(text, mention) for mention in named)
    return tuple(name for name in read if name.words and not _is_plain_word(text, name))


def _is_plain_word(text: str, name: Name) -> bool:
    """Whether a capital letter alone made a name of a function word: "(Oslo) The", "You"."""
    inside = words_of(text[name.start : name.end])
    is_word = len(inside) == 1 and not inside[0].is_content and not inside[0].text.isupper()
    return is_word and name.label == OTHER


def _name(text: str, mention: NameMention) -> Name:
    start = mention.start
    for title in _TITLES.finditer(text, mention.start, mention.end):
        if mention.label in (PERSON, OTHER) and title.end() < mention.end:
            start = title.end()
    parts = words_of(text[start : mention.end])
    plain = tuple(word for part in parts if part.is_content or len(parts) == 1 for word in words(part.text))
    return Name(mention.label, mention.start, mention.end, plain)


class Namesakes:
    """The names in some texts. Finds a name there even in another form."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self.forms = frozenset(form for text in self._texts for form in _capitalised(text))
        self._lowered = frozenset(form.lower() for form in self.forms)
        self.words = frozenset(word for text in self._texts for word in _plain_words(text))

    def holds(self, name: Name) -> bool:
        """Whether the passages use the name, or another form of it."""
        parts = [word for word in name.words if len(word) > 1] or list(name.words)
        missing = [word for word in parts if not self._has(word)]
        if not missing:
            return True
        if self._has_acronym(name.words) or _is_same(name.words, self.words):
            return True
        is_person = name.label in (PERSON, "") and len(parts) > 1
        if is_person and parts[-1] not in missing:
            return not self._has_other_first_name(parts)
        return False

    def _has(self, word: str) -> bool:
        if word in self.words:
            return True
        return _is_same((word,), self.words) or any(are_spellings(word, form) for form in self._lowered)

    def _has_acronym(self, parts: Sequence[str]) -> bool:
        """Whether "WHO" stands for "World Health Organization" here, or the other way round."""
        if len(parts) == 1:
            return any(parts[0] == initials for text in self._texts for initials in _initials(text))
        initials = "".join(part[0] for part in parts)
        return len(parts) > 2 and initials.upper() in self.forms

    def _has_other_first_name(self, parts: Sequence[str]) -> bool:
        """Whether the passages give the surname another first name: "Anna Storm" isn't "Ida Storm"."""
        before = re.compile(rf"\b([A-Z][\w’'-]+) (?={re.escape(parts[-1])}\b)", re.IGNORECASE)
        given = {match[1] for text in self._texts for match in before.finditer(text)}
        given = {word for word in given if word[0].isupper() and not _TITLE.fullmatch(word)}
        return bool(given) and not any(_is_short_for(parts[0], word.lower()) for word in given)


def _is_short_for(one: str, other: str) -> bool:
    """Whether one given name may be the other's short form: "Joe" and "Joseph", "J" and "John"."""
    return one[:2] == other[:2] or one == other[:1] or other == one[:1] or are_spellings(one, other)


@lru_cache(maxsize=1_024)
def _capitalised(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text) if word.text[0].isupper())


@lru_cache(maxsize=1_024)
def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


@lru_cache(maxsize=1_024)
def _initials(text: str) -> tuple[str, ...]:
    """The initials of each run of capitalised words; small words between them don't count."""
    acronyms: list[str] = []
    for run in re.finditer(r"[A-Z][\w’'-]+(?: (?:(?:of|the|for|and|on|to) )*[A-Z][\w’'-]+){1,6}", text):
        letters = [word[0].lower() for word in run[0].split() if word[0].isupper()]
        acronyms += ["".join(letters[i:]) for i in range(len(letters) - 1)]
        acronyms += ["".join(letters[:i]) for i in range(2, len(letters))]
    return tuple(acronyms)


@lru_cache(maxsize=1)
def _same() -> dict[str, int]:
    return {form: number for number, line in enumerate(_SAME) for form in line.split()}


def _is_same(parts: Sequence[str], held: frozenset[str]) -> bool:
    """Whether the passages name the same country, its people or its capital."""
    joined = "-".join(parts)
    group = _same().get(joined)
    if group is not None:
        for form in _SAME[group].split():
            if all(part in held for part in form.split("-")):
                return True
    if len(parts) > 1:
        return False
    if group_of_country := irregular(joined):
        return not group_of_country.isdisjoint(held)
    return len(joined) >= LEAST_COMMON and any(
        are_kin(joined, word) for word in held if word[:LEAST_COMMON] == joined[:LEAST_COMMON]
    )


def are_kin(one: str, other: str) -> bool:
    """Whether two words are a country and its people.

    >>> are_kin("armenia", "armenians"), are_kin("norwegian", "norway"), are_kin("austria", "australia")
    (True, True, False)
    """
    if group := irregular(one) or irregular(other):
        return one in group and other in group
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    common = min(len(one), len(other)) if common is None else common
    ends = (one[common:], other[common:])
    return common >= LEAST_COMMON and all(len(end) <= 4 and _DEMONYM_END.fullmatch(end) for end in ends)


@lru_cache(maxsize=4_096)
def are_spellings(one: str, other: str) -> bool:
    """Whether two words spell one name.

    >>> are_spellings("zelensky", "zelenskyy"), are_spellings("austria", "australia")
    (True, False)
    """
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_RESPELT or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    if _GUTTURAL.sub("", one) == _GUTTURAL.sub("", other):
        return True
    return sound(one) == sound(other) and _ending(one) == _ending(other)


def _ending(name: str) -> str:
    """The last letters: they differ in "Claudia" and "Claudio", but not in "Zelensky" and "Zelenskiy"."""
    stem = name.rstrip("yij")
    return stem[-1:] if stem == name else f"{stem[-1:]}i"


def kinds_agree(one: str, other: str) -> bool:
    """Whether two labels may name the same kind of thing. A name without a label may be of any kind."""
    groups = [_group(label) for label in (one, other)]
    return "" in groups or groups[0] == groups[1]


def _group(label: str) -> str:
    if label in PLACES or label == GROUP:
        return "place"
    return label if label in (PERSON, ORGANISATION) else ""


def others(names: Sequence[Name], claim: Namesakes) -> Iterator[Name]:
    """Yield the names that the claim doesn't use in any form."""
    for name in names:
        if not claim.holds(name) and not any(word in claim.words for word in name.words):
            yield name
