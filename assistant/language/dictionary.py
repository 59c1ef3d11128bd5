"""Translates a question into English, word by word, with a small dictionary. Names, numbers and cognates
stay.

The translation is for the search and the reader, not for people: the question word comes first, then the
other words in their order. Of the function words, those stay that show who did what to whom, and when.
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

# words -> the words among them that occur in the collection
Contained = Callable[[Sequence[str]], Collection[str]]


class Translation(NamedTuple):
    """`text`: the English question. `missing`: the content words without a translation. `translated`: whether
    at least one content word has a translation or occurs in the collection."""

    text: str
    missing: tuple[str, ...]
    translated: bool


class Dictionary(NamedTuple):
    """The tables of one language.

    `questions`, `words`: phrase -> English; each phrase has two keys, its plain words and their stems.
    `function`: function word -> English, also by its plain form. `ignored`: the stems of other function
    words. `longest`: the number of words in the longest phrase. `endings`: pairs of an ending and its English
    counterpart in cognates, longest first. `letters`: the counterparts of letters, as a table for
    `str.translate`.
    """

    language: str
    questions: Mapping[tuple[str, ...], str]
    words: Mapping[tuple[str, ...], str]
    function: Mapping[str, str]
    ignored: frozenset[str]
    longest: int
    endings: tuple[tuple[str, str], ...]
    letters: Mapping[int, str]


def translate(text: str, language: str, in_collection: Contained) -> Translation:
    """Translate a question in one of `LANGUAGES` into an English search text."""
    dictionary = dictionary_of(language)
    words = [_NUMBER_END.sub("", word) for word in _WORD.findall(text)]
    forms = dict.fromkeys(form for word in words for form in _cognates(word, dictionary))
    contained = in_collection(list(forms))
    start, length, opening = _question_word(words, dictionary)
    before = Words(dictionary, words[:start], contained)
    after = Words(dictionary, words[start + length :], contained)
    first, rest = list(before.translated()), list(after.translated())
    is_preposition = _is_function(first, dictionary)  # "In which city", else "which city ... in 2022"
    ordered = (*first, opening, *rest) if is_preposition else (opening, *rest, *first)
    content = {word for word in (*first, *rest) if not _is_function([word], dictionary)}
    missing = (*after.missing, *before.missing)
    return Translation(f"{' '.join(filter(None, ordered))}?", missing, not content <= set(missing))


def _is_function(english: Sequence[str], dictionary: Dictionary) -> bool:
    return set(english) <= set(dictionary.function.values())


class Words:
    """The words before or after the question word.

    `missing`: the content words without a translation; `translated` fills it.
    """

    def __init__(self, dictionary: Dictionary, words: Sequence[str], contained: Collection[str]) -> None:
        self._dictionary = dictionary
        self._words = words
        self._contained = contained
        self.missing: list[str] = []

    def translated(self) -> Iterator[str]:
        """Yield the translation of each word or phrase, in order."""
        position = 0
        while position < len(self._words):
            length, english = self._at(position)
            if english:
                yield english
            position += length

    def _at(self, position: int) -> tuple[int, str]:
        """The length in words of the phrase at a position, and its translation: "" for a function word."""
        word = self._words[position]
        if match := self._entry(position, _plain_words):
            return match
        function = self._dictionary.function
        if english := function.get(word.lower()) or function.get(_plain(word), ""):
            return 1, english
        if _plain(word) in self._dictionary.ignored:
            return 1, ""
        if match := self._entry(position, partial(_stems, language=self._dictionary.language)):
            return match
        return 1, self._cognate(word) or self._parts(word) or self._untranslated(word, position)

    def _entry(
        self, position: int, key: Callable[[Sequence[str]], tuple[str, ...]]
    ) -> tuple[int, str] | None:
        """The length and translation of the dictionary's longest phrase at a position. A name that occurs in
        the collection is only translated if it is the name of a place."""
        is_name = self._has_capital(position) and self._dictionary.language not in NOUNS_HAVE_CAPITALS
        for length in range(min(self._dictionary.longest, len(self._words) - position), 0, -1):
            english = self._dictionary.words.get(key(self._words[position : position + length]), "")
            stays = length == 1 and is_name and english[:1].islower()
            if english and not (stays and self._words[position].lower() in self._contained):
                return length, english
        return None

    def _has_capital(self, position: int) -> bool:
        return self._words[position][0].isupper()

    def _cognate(self, word: str) -> str:
        """The word itself or its form with an English ending, if that occurs in the collection; else ""."""
        if word[0].isdigit():
            return word
        form = next((form for form in _cognates(word, self._dictionary) if form in self._contained), "")
        return word if form == word.lower() else form

    def _parts(self, word: str) -> str:
        """The translations of both parts of a German compound; "" if one has none. A split without a linking
        letter is tried first: "Winter|sturm", not "Winter|s|turm"."""
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
        """Keep a name that the collection doesn't contain, so that the answer isn't about something else."""
        if len(word) < SHORTEST_PART:
            return word if word.isupper() else ""
        self.missing.append(word)
        return word if self._has_capital(position) else ""


@cache
def dictionary_of(language: str) -> Dictionary:
    """The dictionary of a language. It is read once, when the first question in this language is asked."""
    path = files("assistant.language").joinpath("dictionaries", f"{language}.toml")
    tables = tomllib.loads(path.read_text("utf-8"))
    ignored = stop_words(language).union(map(_plain, tables["ignored"].split()))
    function = {form: english for english, forms in tables["function"].items() for form in forms}
    function = {_plain(form): english for form, english in function.items()} | function  # "à" isn't "a"
    questions = _by_forms(tables["questions"], language)
    words = _by_forms(tables["words"], language, ignored)
    for country, english in countries(language).items():
        words.setdefault(_plain_words(_WORD.findall(country)), english)
    endings = sorted(tables["endings"].items(), key=lambda pair: -len(pair[0]))
    longest = max(map(len, (*questions, *words)))
    letters = str.maketrans(tables.get("letters", {}))
    return Dictionary(language, questions, words, function, ignored, longest, tuple(endings), letters)


def look_up(phrase: Sequence[str], table: Mapping[tuple[str, ...], str], language: str) -> str:
    """The English of a phrase, looked up by its words, then by their stems; "" if the table lacks it."""
    return table.get(_plain_words(phrase)) or table.get(_stems(phrase, language), "")


def _by_forms(
    table: Mapping[str, Sequence[str]], language: str, ignored: Collection[str] = ()
) -> dict[tuple[str, ...], str]:
    """Map each phrase to its English, under two keys: its plain words and their stems. Plain words go first:
    "wie viel" and "wie viele" have the same stems. A stem that is a function word is left out: "danse" has
    the stem "dans"."""
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
    """The position, length in words and English of the first question word; (0, 0, "") if there is none."""
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
    """The forms in which a word may occur in English: as it is, without accents, with English endings."""
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
