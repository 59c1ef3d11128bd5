"""Finds the other articles that print a quotation: "also in".

A copy of a sentence differs from it only in spelling and dateline. The words, their order and the punctuation
between them must agree: "did not attack", "B attacked A" and "43 boats" are different statements.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.answer import Citation
from assistant.claims import RULES, Checker, DatedText
from assistant.dated_text import day_of
from assistant.datelines import DATELINE, LABEL
from assistant.evidence import Evidence
from assistant.language.reference import opens_with_pronoun
from storage import Store
from storage.records import Article, Filter, Passage
from storage.text.terms import words

SERIAL_COMMA = re.compile(r",(?=\s+(?:and|or)\b)")
FIGURE_RANGE = re.compile(r"(?<=\d)[−–—](?=[$£€¥]?\d)")  # "$70–$80" is "$70-$80"
SYMBOL = re.compile(
    r"\b[A-Z]{1,3}\$|[$£€¥%°?？؟+*~±<>≤≥↑↓]"
    r"|(?<=[\s(])[-−](?=\d)|(?<=[A-Z])[-−](?!\w)|(?<=\d)-(?=[$£€¥]?\d)"
)
PAUSE = re.compile(r"[;()\[\]—–、，；：（）]|[,:](?!\d)|\s--?\s")
# A full stop inside a sentence ("No. Ministers resigned."), except after an initial or a title.
STOP = re.compile(
    r"(?<!\b\w)(?<!\b(?i:Mr|Ms|Dr|St|Lt|Jr|Sr|Co))(?<!\b(?i:Mrs|Gen|Col|Sgt|Sen|Rep|Gov|Inc|Ltd))"
    r"(?<!\b(?i:Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec))(?<!\b(?i:Capt|Prof|Corp|Sept))"
    r"[.!…]+(?=[^\w\s]*\s+\W*\w)|[。！｡]+(?=\W*\w)"
)
MARK = re.compile(rf"({SYMBOL.pattern}|{PAUSE.pattern}|{STOP.pattern})")
NAME = re.compile(r"\b[^\W\d_a-z][\w'’-]*")

# Words that a copy editor drops, adds or inflects without changing what a sentence says.
HARMLESS = frozenset(("a", "an", "the", "that", "on", "also"))
SAYS = frozenset(("say", "says", "said"))

# British spellings -> American spellings. "hour", "four" and "rise" stay unchanged.
AMERICAN = (
    (re.compile(r"is(?=(?:e|ed|es|er|ers|ing|ations?)$)"), "iz"),
    (re.compile(r"(?<=\w{3})our(?=$|s|ed|ing|ite|able|ful|hood)"), "or"),
    (re.compile(r"(?<=\w{2})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=def|off|lic)ence(?=s?$)"), "ense"),
    (re.compile(r"(?<=[ae]l)l(?=ed$|ing$|ers?$)"), ""),
)

WORD = re.compile(r"[^\W\d_]+")
# Two spellings of a name share their consonants after these letters are replaced and vowels are dropped.
LETTERS = str.maketrans("cqgzw", "kkksv", "aeiouyh")
MISSPELT_NAME = 6  # minimum letters: in a short name, one vowel makes a different name ("Iran", "Oran")
MISSPELT_LIKENESS = 0.8  # by SequenceMatcher.ratio
MISSPELT_WORDS = 6  # minimum words of the sentence; all other words must agree
REMEMBERED = 1_000  # sentences; each of an answer is compared with all others


def is_same_sentence(one: str, other: str) -> bool:
    """Whether two sentences differ only in spelling and dateline.

    >>> is_same_sentence("LONDON (Wire) — “The ferry sank,” she said.", '"The ferry sank", she said.')
    True
    >>> is_same_sentence("Armenia attacked Barda on Monday.", "Armenia did not attack Barda on Monday.")
    False
    """
    first, second = _tokens(one), _tokens(other)
    if len(first) != len(second) or _accented(one) != _accented(other):
        return False
    changed = {pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]}
    if len(changed) != 1 or len(first) < MISSPELT_WORDS:
        return not changed
    ((name, respelt),) = changed
    return name in _names(one) and respelt in _names(other) and _is_respelling(name, respelt)


def adds_nothing(one: str, other: str) -> bool:
    """Whether two sentences differ only in spelling, articles, or the tense of "say", so that quoting one is
    enough.

    >>> adds_nothing("The town was shelled on Sunday, he says.", "The town was shelled Sunday, he said")
    True
    >>> adds_nothing("The council approved the budget.", "The council rejected the budget.")
    False
    """
    if is_same_sentence(one, other):
        return True
    return _gist(one) == _gist(other) and _accented(one) == _accented(other)


def may_be_compared(one: Evidence, other: Evidence) -> bool:
    """Whether equal words mean the same in both places. "He said no." does so only in copies of one text."""
    has_pronoun = opens_with_pronoun(one.text) or opens_with_pronoun(other.text)
    return not has_pronoun or one.hit.source == other.hit.source


def with_copies(citation: Citation, store: Store, where: Filter | None, checker: Checker = RULES) -> Citation:
    """The citation with all copies of its article that print the sentence, whether retrieved or not. A copy
    counts only where each of the two sentences supports the other."""
    candidates = {article.id: article for article in citation.also_in}
    candidates |= {article.id: article for article in store.copies(citation.article.id, where)}
    also_in = []
    for article in candidates.values():
        printed = printed_in(article, store.passages_of(article.id), citation.quote)
        if printed and _support_each_other(citation, article, printed, checker):
            also_in.append(article)
    return replace(citation, also_in=tuple(also_in))


def printed_in(article: Article, passages: Sequence[Passage], sentence: str) -> str:
    """How an article prints this sentence as a whole sentence, "" if it doesn't; a longer one may deny it."""
    longest = max(filter(str.isalpha, _tokens(sentence)), key=len, default="")
    for passage in passages:
        for start, end in passage.sentences:
            other = article.text[start:end].strip()
            if _may_hold(other, longest) and is_same_sentence(sentence, other):
                return other
    return ""


def _support_each_other(citation: Citation, other: Article, printed: str, checker: Checker) -> bool:
    if printed == citation.quote:
        return True
    one = DatedText(citation.quote, day_of(citation.article))
    two = DatedText(printed, day_of(other))
    return all(
        checker.check(claim.text, [passage]).label == "supported"
        for claim, passage in ((one, two), (two, one))
    )


def _may_hold(sentence: str, word: str) -> bool:
    """A cheap test before the comparison: whether the sentence contains the beginning of the word."""
    return not sentence.isascii() or word[:3] in sentence.lower()


@lru_cache(maxsize=REMEMBERED)
def _tokens(sentence: str) -> tuple[str, ...]:
    """The words and symbols of a sentence in American spelling, with a comma for each pause. The dateline,
    the quotation marks and the last full stop are left out.

    >>> _tokens("BAKU (Wire) — “The harbour, not the pier, lost $1,166,” he said.")
    ('the', 'harbor', ',', 'not', 'the', 'pier', ',', 'lost', '$', '1166', ',', 'he', 'said')
    """
    tokens: list[str] = []
    text = FIGURE_RANGE.sub("-", SERIAL_COMMA.sub("", LABEL.sub(r"\g<label> — ", DATELINE.sub("", sentence))))
    for position, piece in enumerate(MARK.split(text)):
        if position % 2:
            tokens.append(_mark(piece))
        else:
            tokens += map(_american, words(piece))
    while tokens and tokens[-1] == ",":
        tokens.pop()
    return tuple(tokens)


def _mark(piece: str) -> str:
    """A mark as a token: "," for each pause, "." for each full stop, "-" for each minus sign."""
    if PAUSE.fullmatch(piece):
        return ","
    return "." if piece[0] in ".!…。！｡" else piece.replace("−", "-")


def _accented(sentence: str) -> list[str]:
    """The words with letters outside ASCII, except names: "papá" isn't "papa", but "Erdoğan" is "Erdogan"."""
    letters = WORD.findall(unicodedata.normalize("NFC", sentence))
    return [word for word in letters if word[0].islower() and not word.isascii()]


def _american(word: str) -> str:
    for pattern, spelling in AMERICAN:
        word = pattern.sub(spelling, word)
    return word


def _gist(sentence: str) -> list[str]:
    tokens = [token for token in _tokens(sentence) if token not in HARMLESS]
    return ["said" if token in SAYS else token for token in tokens]


def _names(sentence: str) -> set[str]:
    return {_american(word) for name in NAME.findall(sentence) for word in words(name)}


def _is_respelling(name: str, other: str) -> bool:
    """Whether two words spell one name: "Pashinyan" and "Pashinian", not "Austria" and "Australia"."""
    return (
        min(len(name), len(other)) >= MISSPELT_NAME
        and name[0] == other[0]
        and _ending(name) == _ending(other)
        and _consonants(name) == _consonants(other)
        and SequenceMatcher(None, name, other).ratio() >= MISSPELT_LIKENESS
    )


def _ending(name: str) -> str:
    """The letters that tell "Claudia" from "Claudio" and "Johnson" from "Johnsen", not "Zelensky" from
    "Zelenskiy"."""
    stem = name.rstrip("yij")
    return stem[-2:] if stem == name else f"{stem[-2:]}i"


def _consonants(name: str) -> str:
    return re.sub(r"(.)\1+", r"\1", name.replace("ph", "f").translate(LETTERS))
