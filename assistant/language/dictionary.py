"""Translates a question into English, word by word: by a small dictionary, names, numbers and cognates.

The translation is made for a search, not for reading: the question word comes first, then the content words
in their order. Function words are left out.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import NamedTuple

from assistant.language.countries import countries
from storage.text.language import stop_words
from storage.text.terms import terms

LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian"}
NOUNS_HAVE_CAPITALS = frozenset({"de"})  # where a capital doesn't show a name
COMPOUNDS = frozenset({"de"})
LINKS = ("", "s", "es", "n", "en", "e", "er")  # between the parts of a German compound
SHORTEST_COGNATE = 4  # letters
SHORTEST_PART = 3  # letters of a part of a compound

_WORD = re.compile(r"\d[\d.,]*|[^\W_]+")
_NUMBER_END = re.compile(r"[.,]+$")

# words -> those of them that the collection contains
Contained = Callable[[Sequence[str]], Collection[str]]
Key = Callable[[Sequence[str]], tuple[str, ...]]  # words -> the key of a phrase in a dictionary


class Translation(NamedTuple):
    """`text`: the English question. `missing`: the content words without a translation. `translated`: whether
    a content word has one, or is known to the collection."""

    text: str
    missing: tuple[str, ...]
    translated: bool


class Dictionary(NamedTuple):
    """The tables of one language: phrases, as plain words and as stems, -> English. `ignored`: the stems of
    function words. `longest`: the number of words of the longest phrase. `endings`: of cognates, the longest
    first. `letters`: a table for `str.translate`, of
    cognates."""

    language: str
    questions: Mapping[tuple[str, ...], str]
    words: Mapping[tuple[str, ...], str]
    ignored: frozenset[str]
    longest: int
    endings: tuple[tuple[str, str], ...]
    letters: Mapping[int, str]


def translate(text: str, language: str, known: Contained) -> Translation:
    """The English search text of a question in one of `LANGUAGES`."""
    dictionary = dictionary_of(language)
    words = [_NUMBER_END.sub("", word) for word in _WORD.findall(text)]
    contained = known(list(dict.fromkeys(form for word in words for form in _cognates(word, dictionary))))
    start, length, opening = _question_word(words, dictionary)
    rest = Words(dictionary, words[start + length :] + words[:start], contained)
    content = list(rest.translated())
    english = " ".join(filter(None, (opening, *content)))
    return Translation(f"{english}?", tuple(rest.missing), not set(content) <= set(rest.missing))


class Words:
    """The words of a question after its question word and before it, translated in this order.

    `missing`: the content words without a translation, filled by `translated`.
    """

    def __init__(self, dictionary: Dictionary, words: Sequence[str], contained: Collection[str]) -> None:
        self._dictionary = dictionary
        self._words = words
        self._contained = contained
        self.missing: list[str] = []

    def translated(self) -> Iterator[str]:
        position = 0
        while position < len(self._words):
            length, english = self._at(position)
            if english:
                yield english
            position += length

    def _at(self, position: int) -> tuple[int, str]:
        """The number of words translated together, and their translation; "" when they are left out."""
        word = self._words[position]
        if match := self._entry(position, _plain_words):
            return match
        if _plain(word) in self._dictionary.ignored:
            return 1, ""
        if match := self._entry(position, partial(_stems, language=self._dictionary.language)):
            return match
        return 1, self._cognate(word) or self._parts(word) or self._untranslated(word, position)

    def _entry(
        self, position: int, key: Callable[[Sequence[str]], tuple[str, ...]]
    ) -> tuple[int, str] | None:
        """The longest phrase of the dictionary at a position. A name that the collection contains isn't
        translated, except for that of a place."""
        is_name = self._has_capital(position) and self._dictionary.language not in NOUNS_HAVE_CAPITALS
        for length in range(min(self._dictionary.longest, len(self._words) - position), 0, -1):
            english = self._dictionary.words.get(key(self._words[position : position + length]), "")
            is_kept = length == 1 and is_name and english[:1].islower()
            if english and not (is_kept and self._words[position].lower() in self._contained):
                return length, english
        return None

    def _has_capital(self, position: int) -> bool:
        return self._words[position][0].isupper()

    def _cognate(self, word: str) -> str:
        """The word itself, or with an English ending, when the collection contains it."""
        if word[0].isdigit():
            return word
        form = next((form for form in _cognates(word, self._dictionary) if form in self._contained), "")
        return word if form == word.lower() else form

    def _parts(self, word: str) -> str:
        """The translations of both parts of a German compound. A split without a link precedes the others:
        "Winter|sturm", not "Winter|s|turm"."""
        if self._dictionary.language not in COMPOUNDS:
            return ""
        for link in LINKS:
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                second = self._part(word[end:]) if word[:end].endswith(link) else ""
                first = self._part(word[:end].removesuffix(link)) if second else ""
                if first:
                    return f"{first} {second}"
        return ""

    def _part(self, part: str) -> str:
        if len(part) < SHORTEST_PART:
            return ""
        return look_up([part], self._dictionary.words, self._dictionary.language)

    def _untranslated(self, word: str, position: int) -> str:
        """A name that the collection doesn't contain stays, so that nothing else answers in its place."""
        if len(word) < SHORTEST_PART:
            return word if word.isupper() else ""
        self.missing.append(word)
        return word if self._has_capital(position) else ""


@cache
def dictionary_of(language: str) -> Dictionary:
    """Read once, when the first question in this language is asked."""
    path = files("assistant.language").joinpath("dictionaries", f"{language}.toml")
    tables = tomllib.loads(path.read_text("utf-8"))
    ignored = stop_words(language).union(map(_plain, tables["ignored"].split()))
    questions = _by_forms(tables["questions"], language)
    words = _by_forms(tables["words"], language, ignored)
    for country, english in countries(language).items():
        words.setdefault(_plain_words(_WORD.findall(country)), english)
    endings = sorted(tables["endings"].items(), key=lambda pair: -len(pair[0]))
    longest = max(map(len, (*questions, *words)))
    letters = str.maketrans(tables.get("letters", {}))
    return Dictionary(language, questions, words, ignored, longest, tuple(endings), letters)


def look_up(phrase: Sequence[str], table: Mapping[tuple[str, ...], str], language: str) -> str:
    """The English of a phrase, by its very words or else by their stems; "" when the table lacks it."""
    return table.get(_plain_words(phrase)) or table.get(_stems(phrase, language), "")


def _by_forms(
    table: Mapping[str, Sequence[str]], language: str, ignored: Collection[str] = ()
) -> dict[tuple[str, ...], str]:
    """Each phrase as plain words and as stems -> English. A form with its own entry keeps it: "wie viel" has
    the stems of "wie viele". No function word gets an entry by its stem: "dans" is the stem of "danse"."""
    pairs = [(_WORD.findall(form), english) for english, forms in table.items() for form in forms]
    phrases: dict[tuple[str, ...], str] = {}
    for words, english in pairs:
        phrases.setdefault(_plain_words(words), english)
    for words, english in pairs:
        stems = _stems(words, language)
        if len(stems) > 1 or stems[0] not in ignored:
            phrases.setdefault(stems, english)
    return phrases


def _question_word(words: Sequence[str], dictionary: Dictionary) -> tuple[int, int, str]:
    """(position, number of words, English) of the first question word; (0, 0, "") without one."""
    for start in range(len(words)):
        for length in range(min(dictionary.longest, len(words) - start), 0, -1):
            phrase = words[start : start + length]
            if english := look_up(phrase, dictionary.questions, dictionary.language):
                return start, length, english
    return 0, 0, ""


def _plain_words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(_plain, words))


def _stems(words: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(_stem(word, language) for word in words)


def _stem(word: str, language: str) -> str:
    stems = terms(word, language)
    return stems[0] if stems else word.lower()


def _cognates(word: str, dictionary: Dictionary) -> list[str]:
    """The forms that an English text may have of a word: its own, without accents, with English endings."""
    lowered, plain = word.lower(), _plain(word)
    forms = [lowered, plain]
    if len(word) >= SHORTEST_COGNATE:
        forms += [
            plain.removesuffix(ending) + english
            for ending, english in dictionary.endings
            if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_PART
        ]
    elif not word[0].isupper():
        return []
    forms += [form.translate(dictionary.letters) for form in forms]
    return list(dict.fromkeys(forms))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
