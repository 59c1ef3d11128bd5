"""Article -> sentences -> passages, with exact offsets. Only importer of nltk.

Sentences tile the article and passages tile the article: each begins where the one before ends, and the
white space after a sentence is its own. `"".join` of either is the article's text.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from storage.errors import DatelineError
from storage.models.embedder import TokenCounter
from storage.records import Article, Passage

Span = tuple[int, int]

PARAGRAPH_END = re.compile(r"\n\s*\n\s*")
WHITE_SPACE = re.compile(r"\s+")

# What the trained English model, made from newswire of the 1980s, lacks.
ABBREVIATIONS = set("capt cmdr cpl det e.g etc gov hon i.e lt.gov pct rev sens sgt supt".split())
# Ends in a place where no sentence does, whatever follows: "Rep. | Buddy Carter", "No. | 1", "8 a.m. | ET".
UNENDED = re.compile(
    r"\b(?:Reps?|Sens?|Govs?|Gen|Lt|Col|Sgt|Capt|Maj|Cmdr|Adm|Cpl|Drs?|Mrs?|Ms|Messrs|Profs?|Rev|Hon|Det|Pct)\.\s+"
    r"|\b(?:Nos?|Figs?|Secs?|Arts?|Vols?|pp?)\.\s+(?=\d)"
    r"|\b[ap]\.m\.\s+(?=[BCEGMP][DMS]?T\b)"
)
LIST_NUMBER = re.compile(r"\W*\d{1,3}\.\s+")  # "3. | Ukraine" at the start of a paragraph
# “Why?” | she asked. Also after a dash: "Maybe not? | – take their talents"
GOES_ON = re.compile(r"[–—-]*\s*[a-z]")

PUNKT = "_static/nltk_cache/tokenizers/punkt_tab/english"  # inside llama-index-core

# Characters that Punkt is given at once, hundredths of a second: of each text it takes no longer than 5 s.
PIECE = 20_000

# Left for the passage when a headline takes nearly all that the model sees.
FEWEST_TOKENS = 32


def split(article: Article, counter: TokenCounter) -> list[Passage]:
    """The passages of an article: whole sentences, as few and as even in size as possible, of which the
    embedding model sees every token, headline included. A longer sentence is cut at white space."""
    text = article.text
    spans = list(sentences(text))
    title = Passage(article.id, 0, 0, 0, ()).document(article)
    title_tokens, *tokens = counter.count_tokens([title, *(text[start:end] for start, end in spans)])
    limit = max(counter.max_tokens - title_tokens, FEWEST_TOKENS)
    if tokens and max(tokens) > limit:
        spans, tokens = _cut_long(text, spans, tokens, limit, counter)
    passages = []
    for position, (first, last) in enumerate(even_runs(tokens, limit)):
        run = tuple(spans[first:last])
        passages.append(Passage(article.id, position, run[0][0], run[-1][1], run))
    return passages


def sentences(text: str) -> Iterator[Span]:
    """(start, end) of each sentence, tiling the text. The end of a paragraph ends a sentence."""
    ends = [found.end() for found in PARAGRAPH_END.finditer(text) if found.start()]
    for start, end in pairwise(dict.fromkeys([0, *ends, len(text)])):
        yield from _sentences_of_paragraph(text, start, end)


def _sentences_of_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    # Punkt leaves white space out: a sentence begins where it says, and ends where the next begins.
    found = list(_starts(text, start, end))
    unended = {match.end() for match in UNENDED.finditer(text, start, end)}
    if match := LIST_NUMBER.match(text, start, end):
        unended.add(match.end())
    places = [place for place in found[1:] if place not in unended and not GOES_ON.match(text, place, end)]
    yield from pairwise([start, *places, end])


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where Punkt has a sentence begin. It reads a long paragraph in pieces that end in a whole word, and the
    last sentence of each once more with what follows it."""
    size = PIECE
    while start < end:
        gap = WHITE_SPACE.search(text, start + size, end)
        stop = gap.start() if gap else end
        found = [start + first for first, _ in sentence_model().span_tokenize(text[start:stop])]
        if stop == end:
            yield from found
            return
        if len(found) > 1:
            yield from found[:-1]
            start, size = found[-1], PIECE
        else:
            size *= 2


def even_runs(sizes: list[int], limit: int) -> list[Span]:
    """Cut a sequence into as few runs as possible with sums of at most `limit`, and of these ways take one
    whose largest sum is least: ([3, 3, 3, 3], 9) -> [(0, 2), (2, 4)]. A larger size gets a run of its own."""
    runs = _greedy(sizes, limit)
    low, high = max(-(-sum(sizes) // len(runs)), 1) if runs else limit, limit
    while low < high:
        middle = (low + high) // 2
        if len(_greedy(sizes, middle)) > len(runs):
            low = middle + 1
        else:
            high = middle
    return _greedy(sizes, high)


def _greedy(sizes: list[int], limit: int) -> list[Span]:
    runs: list[Span] = []
    start = total = 0
    for index, size in enumerate(sizes):
        if index > start and total + size > limit:
            runs.append((start, index))
            start, total = index, 0
        total += size
    if sizes:
        runs.append((start, len(sizes)))
    return runs


def _cut_long(
    text: str, spans: list[Span], tokens: list[int], limit: int, counter: TokenCounter
) -> tuple[list[Span], list[int]]:
    """Halve what is longer than `limit` tokens until nothing is."""
    while any(count > limit and end - start > 1 for (start, end), count in zip(spans, tokens, strict=True)):
        halved: list[Span] = []
        counts: list[int] = []
        for (start, end), count in zip(spans, tokens, strict=True):
            if count <= limit or end - start == 1:
                halved.append((start, end))
                counts.append(count)
            else:
                middle = _middle(text, start, end)
                halved += [(start, middle), (middle, end)]
                counts += counter.count_tokens([text[start:middle], text[middle:end]])
        spans, tokens = halved, counts
    return spans, tokens


def _middle(text: str, start: int, end: int) -> int:
    """Where to cut: after the white space nearest to the middle, else in the middle."""
    middle = (start + end) // 2
    places = [found.end() for found in WHITE_SPACE.finditer(text, start, end) if start < found.end() < end]
    return min(places, key=lambda place: abs(place - middle), default=middle)


@cache
def sentence_model() -> Any:
    """Punkt with the trained English model that llama-index-core carries. Raises DatelineError."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    spec = importlib.util.find_spec("llama_index.core")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0]) / PUNKT
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
    return PunktSentenceTokenizer(model)


def _rows(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()
