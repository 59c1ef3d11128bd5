"""Text -> sentences, with exact offsets, in any language. Only importer of nltk.

Sentences tile the text: each begins where the one before ends, and includes the white space after it. Punkt's
English tables find the ends after full stops. This module adds what they lack: the marks of other scripts,
and the abbreviations and ordinals of other languages.

sentencex isn't used instead: of the 36 texts in tests/test_split.py it splits 28 rightly. It ends sentences
after "6 a.m. | Tuesday" and between a quotation mark and its words, and none inside quotation marks, where an
answer has to cite single sentences.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import regex

from storage.errors import DatelineError
from storage.text.language import ENGLISH
from storage.text.sentences import CLOSING, WIDE_STOPS, places_inside_sentences
from storage.text.terms import language_of_text

Span = tuple[int, int]

PARAGRAPH_END = re.compile(r"\n\s*\n\s*")
WHITE_SPACE = re.compile(r"\s+")

# Abbreviations that Punkt's English tables lack; they were made from newswire of the 1980s.
ABBREVIATIONS = set("capt cmdr cpl det e.g etc gov hon i.e lt.gov pct rev sens sgt supt".split())
LIST_NUMBER = re.compile(r"\W*\d{1,3}\.\s+")  # "3. | Ukraine" at the start of a paragraph
# “Why?” | she asked. Also after a dash: "Maybe not? | – take their talents"
GOES_ON = re.compile(r"[–—-]*\s*[a-z]")

# Of other languages, what stands before its noun or number and so ends no sentence, beside single letters.
ABBREVIATIONS_OF = {
    "de": "bzw ca Dr evtl Fr ggf Hr Hrn inkl Jh Mio Mrd Nr Prof sog St Str usw vgl",
    "fr": "art av bd cf dir Dr env ex fig hab max Mgr min MM Mlle Mlles Mme Mmes pp réf St Ste tél vol 1er",
    "es": "aprox art Av Avda cap Da Dr Dra Dña EE Excmo Gral Ing Lic núm pág págs Prof Sr Sra Sras Sres Srta "
    "Sto Sta tel Ud Uds vol",
    "it": "art avv cap cfr dott dott.ssa dr ing max min mons on pag prof sen sig sig.ra sigg tel vol",
    "pt": "art Av cap Cia Dr Dra Drs Eng Exmo Ltda núm pág págs Prof Profa Sr Sra Sras Srs Srta tel vol",
    "nl": "bijv blz ca dhr Dr drs evt ir jl max mevr min mr nr prof resp St vgl",
    # Cyrillic abbreviations can't be confused with those of other languages here, so they count in each: "в
    # 1950 г. | в г. | Москве".
    "ru": "вв гг гос доп др им инж кв кг км коп корп млн млрд напр нач обл пл пос просп проф руб см ст стр "
    "сек тов трлн тыс ул экз",
}
ORDINALS = frozenset(("de", "da", "no", "fi", "cs", "hu", "tr", "pl"))  # languages that write "am 5. | März"
ORDINAL = r"(?<![\d.,:–-])\d{1,2}\.\s+"

# Where a sentence ends whatever stands around it: after 。 and the like, unless a bracket closes and the
# sentence goes on in kana ("「大変だ。」| と述べた"), and after the marks of other scripts.
ENDED = regex.compile(
    rf"[{WIDE_STOPS}]+[{regex.escape(CLOSING)}]*+\s*+(?<![{regex.escape(CLOSING)}](?=[\p{{Hiragana}}，、]))"
    rf"|[؟۔।॥։።។။]+[{regex.escape(CLOSING)}]*\s*"
)
# Thai puts spaces between its clauses and no mark after its sentences.
THAI_SPACE = regex.compile(r"(?<=\p{Thai})\s+(?=\p{Thai})")
THAI_LENGTH = 40  # the fewest characters of a Thai sentence, about ten words

TABLES = "_static/nltk_cache/tokenizers/punkt_tab/english"  # inside llama-index-core

# Characters given to Punkt at once: a piece takes hundredths of a second, and no text more than 5 s.
PIECE = 20_000


class SentenceModel(Protocol):
    """Finds the start and end of each sentence of a text, without white space."""

    def span_tokenize(self, text: str) -> Iterator[Span]: ...


def sentences(
    text: str, language: str = "", *, piece: int = PIECE, model: SentenceModel | None = None
) -> Iterator[Span]:
    """The start and end of each sentence; they tile the text. The end of a paragraph ends a sentence.
    `language`: that of the article, which decides where the text itself doesn't. `piece`: the number of
    characters given to the `model` at once, which is Punkt by default."""
    unended = _unended_in(language_of_text(text, language))
    model = model or sentence_model()
    ends = [match.end() for match in PARAGRAPH_END.finditer(text) if match.start()]
    for start, end in pairwise(dict.fromkeys([0, *ends, len(text)])):
        places = _sentence_starts(text, start, end, unended, _model_starts(text, start, end, model, piece))
        yield from pairwise([start, *places, end])


def _sentence_starts(
    text: str, start: int, end: int, unended: re.Pattern[str], model_starts: Iterator[int]
) -> Iterator[int]:
    """The places where sentences begin inside a paragraph."""
    kept = {place for place in model_starts if place > start} - _within_sentences(text, start, end, unended)
    places = {place for place in kept if not GOES_ON.match(text, place, end)}
    places |= {match.end() for match in ENDED.finditer(text, start, end) if match.end() < end}
    return _with_thai_clauses(text, start, end, sorted(places))


def _within_sentences(text: str, start: int, end: int, unended: re.Pattern[str]) -> set[int]:
    """The places after a full stop that doesn't end a sentence."""
    places = places_inside_sentences(text, start, end)
    places |= {match.end() for match in unended.finditer(text, start, end)}
    if match := LIST_NUMBER.match(text, start, end):
        places.add(match.end())
    return places


def _with_thai_clauses(text: str, start: int, end: int, places: list[int]) -> Iterator[int]:
    for place, following in pairwise([start, *places, end]):
        if place > start:
            yield place
        for match in THAI_SPACE.finditer(text, place, following):
            if match.start() - place >= THAI_LENGTH:
                place = match.end()
                yield place


@cache
def _unended_in(language: str) -> re.Pattern[str]:
    """A pattern that ends in a place where no sentence of this language ends."""
    abbreviations = f"{ABBREVIATIONS_OF.get(language, '')} {ABBREVIATIONS_OF['ru']}".split()
    letter = r"[а-яё]" if language == ENGLISH else r"[^\W\d_]"
    patterns = [rf"(?<!\w)(?:{'|'.join(map(re.escape, abbreviations))}|{letter})\.\s+"]
    if language in ORDINALS:
        patterns.append(ORDINAL)
    return re.compile("|".join(patterns), re.IGNORECASE)


def _model_starts(text: str, start: int, end: int, model: SentenceModel, size: int) -> Iterator[int]:
    """The places where the model lets a sentence begin. It reads a long paragraph in pieces that end with
    a whole word, and the last sentence of each piece again with the text after it."""
    piece = size
    while start < end:
        gap = WHITE_SPACE.search(text, start + piece, end)
        stop = gap.start() if gap else end
        starts = [start + first for first, _ in model.span_tokenize(text[start:stop])]
        if stop == end:
            yield from starts
            return
        if len(starts) > 1:
            yield from starts[:-1]
            start, piece = starts[-1], size
        else:
            piece *= 2


@cache
def sentence_model(tables: str = TABLES) -> SentenceModel:
    """Punkt with the trained English tables that llama-index-core carries. Raises DatelineError."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    spec = importlib.util.find_spec("llama_index.core")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0]) / tables
    model = PunktParameters()
    try:
        model.abbrev_types = {*_rows(folder / "abbrev_types.txt"), *ABBREVIATIONS}
        model.sent_starters = set(_rows(folder / "sent_starters.txt"))
        model.collocations = {tuple(row.split("\t")) for row in _rows(folder / "collocations.tab")}
        for row in _rows(folder / "ortho_context.tab"):
            word, context = row.split("\t")
            model.ortho_context[word] = int(context)
    except (OSError, ValueError) as error:
        raise DatelineError(
            f"the sentence model in {folder} can't be read ({error}): reinstall with "
            "`pip install --force-reinstall llama-index-core`"
        ) from error
    tokenizer: SentenceModel = PunktSentenceTokenizer(model)
    return tokenizer


def _rows(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()
