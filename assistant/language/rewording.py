"""The words in which a question is searched: misspelt words are repaired, other languages translated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from assistant.language.dictionary import LANGUAGES, translate
from assistant.language.question import MAX_CHARACTERS, printable
from assistant.language.requests import WAYS, request_of
from assistant.language.spelling import Speller, Vocabulary
from assistant.own_words import OwnWords
from storage.records import Counts
from storage.text.language import ENGLISH, FUNCTION_WORDS, STOP_WORDS, likely_languages
from storage.text.terms import terms, words

SHORTEST = 3  # letters of a function word that identifies the articles of a language
# A collection with articles in a language has at least this mean number of its function words per passage.
# Passages of English news have .01 (German) to .11 (Italian), German and Spanish paragraphs 8 and more.
PRESENT = 0.4
# Function words that are parts of names in English reports: "Los Angeles", "van Gogh".
NAME_PARTS = frozenset(
    "al da de del den der des di do dos du e el en la las le les los o os san und van von y".split()
)
# Words that also occur in English texts: English function words, and words that it shares with others.
ALSO_ENGLISH = frozenset(FUNCTION_WORDS[ENGLISH].split()) | frozenset(
    "die war hat man also so bald am an as bin den des her in is was all pour par son sur comment come con "
    "per me era plus tout but no on or are to do".split()
)


class Collected(Vocabulary, Protocol):
    """The part of `Store` that rewording needs."""

    def count(self) -> Counts: ...


class Rewording(NamedTuple):
    """The text to understand and to search, and the notices on how it differs from the typed text."""

    text: str
    notices: tuple[str, ...] = ()


class Reworder:
    """Rewords questions for one collection."""

    def __init__(self, collection: Collected) -> None:
        self._collection = collection
        self._speller = Speller(collection)

    def reword(self, text: str) -> Rewording:
        """Translate a question when the collection has no articles in its language, else repair it. A text
        that is too long for a question stays as it is, and so does what gets a reply. Raises QuestionError
        unless it is a string."""
        text = printable(text)
        if len(text) > MAX_CHARACTERS:
            return Rewording(text)
        language = self.language(text)
        if language != ENGLISH and WAYS[request_of(text).kind].by == "reply":
            return Rewording(text)
        if (
            language != ENGLISH
            and is_used(ENGLISH, self._collection)
            and not is_used(language, self._collection)
        ):
            return self._translated(text, language)
        repaired, repairs = self._speller.repair(text)
        if not repairs:
            return Rewording(text)
        english = f"Searched for {' and '.join(f'“{phrase}”' for phrase in repairs)}."
        return Rewording(repaired, (OwnWords(english, "repaired", phrases=tuple(repairs)),))

    def language(self, text: str) -> str:
        """The likeliest language of a question. Function words don't tell Spanish from Portuguese in "A que
        horas ...?", so the dictionary with the most of its words decides."""
        likely = likely_languages(words(text))
        if len(likely) < 2 or not LANGUAGES.keys() >= set(likely):
            return likely[0] if likely else ENGLISH
        return min(likely, key=lambda each: len(translate(text, each, self._contained).missing))

    def _translated(self, text: str, language: str) -> Rewording:
        if language not in LANGUAGES:
            return Rewording(text)
        mismatch = f"The question is in {LANGUAGES[language]}, the articles are in English"
        translation = translate(text, language, self._contained)
        if not translation.translated:
            english = f"{mismatch}: none of its words are known. Ask in English."
            return Rewording(text, (OwnWords(english, "untranslated", language=language),))
        values = {"language": language, "text": translation.text}
        english = f"{mismatch}: searched for “{translation.text}”."
        if not translation.missing:
            return Rewording(translation.text, (OwnWords(english, "translated", **values),))
        english += f" Not translated: {', '.join(translation.missing)}."
        notice = OwnWords(english, "translated_in_part", **values, missing=tuple(translation.missing))
        return Rewording(translation.text, (notice,))

    def _contained(self, forms: Sequence[str]) -> Collection[str]:
        stems = {form: stem[0] for form in forms if (stem := terms(form))}
        frequencies = self._collection.document_frequencies(list(stems.values()))
        return {form for form, stem in stems.items() if stem in frequencies}


def language_in(collection: Collected) -> str:
    """The language of most articles, by their function words; "" when there is none to be seen."""
    used = [language for language in FUNCTION_WORDS if is_used(language, collection)]
    return max(used, key=lambda language: _uses(language, collection), default="")


def is_used(language: str, collection: Collected) -> bool:
    """Whether a collection has articles in a language."""
    return _uses(language, collection) > PRESENT * collection.count().passages


def _uses(language: str, collection: Collected) -> int:
    """The number of passages with each function word of a language, in all."""
    own = {word for word in FUNCTION_WORDS[language].split() if len(word) >= SHORTEST} - NAME_PARTS
    stems = {stem for word in own for stem in terms(word, language)[:1]}
    if language != ENGLISH:
        stems -= {stem for word in (*STOP_WORDS, *ALSO_ENGLISH) for stem in terms(word)}
    return sum(collection.document_frequencies(sorted(stems)).values())
