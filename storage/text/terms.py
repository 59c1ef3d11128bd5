"""Text -> the terms of the lexical index. The only importer of Stemmer (Snowball)."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import regex
import Stemmer

from storage.records import Article
from storage.text.language import (
    ENGLISH,
    LANGUAGES_OF_SCRIPTS,
    QUESTION_WORDS_OF_UNSPACED_SCRIPTS,
    STEMMERS,
    STOP_WORDS,
    language_of,
    stop_words,
)
from storage.text.scripts import UNSPACED, characters

# In order: abbreviations with full stops, numbers with separators, a word.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W_]+(?:'[^\W\d_]+)?")
# Some scripts have combining marks, which re doesn't match as parts of a word, or no spaces between words.
# They need the slower pattern below (three times the time), which accepts marks and runs without spaces.
_NEEDS_REGEX = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u1dff\u2e80-\U0010ffff]")
_SPACED = rf"(?:(?![{UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])"
_WORD_OR_RUN = regex.compile(
    rf"(?P<run>[{UNSPACED}][{UNSPACED}\p{{M}}]*)|(?:\p{{L}}\.){{2,}}|\d+(?:[.,]\d+)*"
    rf"|(?!\p{{M}}){_SPACED}+(?:'\p{{L}}+)?"
)
_RUN = regex.compile(rf"[{UNSPACED}\p{{Hangul}}]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_POSSESSIVE = re.compile(r"'s?$")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_QUESTION_WORDS = re.compile(
    "|".join(sorted(QUESTION_WORDS_OF_UNSPACED_SCRIPTS.split(), key=len, reverse=True))
)

GRAM = 2  # characters per term in scripts without spaces, and in Korean
SAMPLE = 1_500  # characters at the start of an article that identify its language

# Irregular forms that are frequent in news and that the stemmer misses. Ambiguous forms ("left", "found",
# "saw") are left out.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """ate:eat became:become began:begin begun:begin bought:buy broke:break broken:break
    brought:bring built:build came:come caught:catch children:child chose:choose chosen:choose dead:die
    death:die deaths:die dealt:deal drawn:draw drew:draw driven:drive drove:drive fallen:fall fed:feed
    fell:fall fled:flee flew:fly flown:fly forgave:forgive forgot:forget fought:fight froze:freeze
    frozen:freeze gave:give given:give gone:go got:get grew:grow grown:grow held:hold hid:hide hidden:hide
    kept:keep knew:know known:know laid:lay led:lead lost:lose made:make meant:mean men:man met:meet
    paid:pay ran:run risen:rise rose:rise sang:sing sank:sink sent:send shaken:shake shook:shake shot:shoot
    slain:kill sold:sell sought:seek spent:spend spoke:speak spoken:speak stole:steal stolen:steal stood:stand
    struck:strike sued:sue sung:sing sworn:swear taken:take taught:teach thought:think threw:throw
    thrown:throw told:tell took:take understood:understand went:go withdrawn:withdraw withdrew:withdraw
    women:woman won:win wore:wear worn:wear written:write wrote:write""".split()
)

_local = threading.local()  # a Stemmer is not safe to share between threads


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, without accents, in order. In scripts without spaces,
    each character is one word.

    >>> words("The U.S. said Armenia's losses were 1,166 (or 3.5 %) in Bär")
    ['the', 'us', 'said', 'armenia', 'losses', 'were', '1166', 'or', '3.5', 'in', 'bar']
    """
    return [word for form in _forms(text) for word in _words_of(form)]


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """The stems of a text's words in order, stop words included. In scripts without spaces, each pair of
    characters is one term.

    A word in the Latin script has two stems unless the language is English: the language's own and the
    English one, so that a question in any language matches the names.

    >>> terms("Fighting began, it was reported"), terms("les élections", "fr")
    (['fight', 'begin', 'it', 'was', 'report'], ['le', 'les', 'elect'])
    >>> terms("会谈结束")
    ['会谈', '谈结', '结束']
    """
    return [stem for form in _forms(text) for stem in _indexed(form, language)]


def content_terms(text: str) -> list[str]:
    """The distinct stems of a text's words, in the text's own language, without stop words, in order of first
    use.

    >>> content_terms("How many of its soldiers does Armenia say have been killed?")
    ['soldier', 'armenia', 'kill']
    >>> content_terms("Wie viele Häuser sind zerstört?"), content_terms("会谈何时结束？")
    (['haus', 'zerstort'], ['会谈', '结束'])
    """
    forms = _forms(text)
    language = language_of(word for form in forms for word in _words_of(form))
    ignored = stop_words(language)
    stems: list[str] = []
    for form in forms:
        if _RUN.match(form):
            stems += [gram for part in _QUESTION_WORDS.split(form) if part for gram in _grams(part)]
        elif form not in ignored and _without_accents(form) not in ignored:
            stems += _stems(form, language)
    return list(dict.fromkeys(stems))


def article_terms(article: Article, text: str) -> list[str]:
    """The terms of a part of an article, such as its headline, in the language of the article."""
    return terms(text, language_of_text(article.text, article.language))


def language_of_text(text: str, declared: str = "") -> str:
    """The language of a text, identified by the function words at its start. `declared`: as for
    `language_of`."""
    return _language_of_sample(text[:SAMPLE], declared)


@lru_cache(maxsize=1_000)
def _language_of_sample(text: str, declared: str) -> str:
    return language_of(words(text), declared)


def _forms(text: str) -> list[str]:
    """The words of a text in lower case, with accents. In scripts without spaces, a run of characters is one
    form."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("\u2019", "'"))
    pattern = _WORD_OR_RUN if _NEEDS_REGEX.search(text) else _WORD
    return [_normalise(match[0]) for match in pattern.finditer(text.lower())]


@lru_cache(maxsize=8_000)
def _words_of(form: str) -> tuple[str, ...]:
    return tuple(characters(form)) if _RUN.match(form) else (_without_accents(form),)


@lru_cache(maxsize=8_000)
def _indexed(form: str, language: str) -> tuple[str, ...]:
    """The index terms of a word in an article of this language."""
    stems = _stems(form, language)
    return stems if language == ENGLISH else tuple(dict.fromkeys(stems + _stems(form, ENGLISH)))


def _normalise(word: str) -> str:
    if word[0].isdigit():
        return _THOUSANDS.sub("", word)
    if "." in word:
        return word.replace(".", "")
    return _POSSESSIVE.sub("", word) if word.endswith(("'s", "'")) and word not in STOP_WORDS else word


def _grams(run: str) -> tuple[str, ...]:
    """Each pair of adjacent characters: "会谈结" -> ("会谈", "谈结"). A single character is one term."""
    clusters = characters(run)
    return tuple("".join(clusters[i : i + GRAM]) for i in range(max(len(clusters) - GRAM + 1, 1)))


@lru_cache(maxsize=8_000)
def _stems(form: str, language: str) -> tuple[str, ...]:
    """The stem of a word: by the language in the Latin script, by the script otherwise. In Korean, which has
    no stemmer, and in scripts without spaces: the pairs of characters."""
    if form.isascii():
        return (_stem(form, language),)
    if _RUN.match(form):
        return _grams(form)
    script = unicodedata.name(form[0], "").partition(" ")[0]
    if script in LANGUAGES_OF_SCRIPTS:
        return (_without_accents(_stem(form, LANGUAGES_OF_SCRIPTS[script])),)
    if language == ENGLISH:
        return (_stem(_without_accents(form), ENGLISH),)
    return (_without_accents(_stem(form, language)),)


def _stem(word: str, language: str) -> str:
    if language not in STEMMERS:
        return word
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(STEMMERS[language], 0)
    stem: str = stemmers[language].stemWord(_IRREGULAR.get(word, word) if language == ENGLISH else word)
    return stem


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", _NOT_ASCII.sub(_unless_combining, decomposed))


def _unless_combining(character: re.Match[str]) -> str:
    return "" if unicodedata.combining(character[0]) else character[0]
