"""A stream of pieces of text -> whole sentences, each as soon as it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from storage.text.sentences import STOPS, sentence_breaks

LONGEST = 1_200  # characters of a sentence; a longer one is cut there, and fails its check

_CITATIONS = re.compile(r"(?:\s*\[[^\[\]\n]{0,80}\])+")
_OPEN_CITATION = re.compile(r"\s*(?:\[[^\[\]\n]{0,80}\]\s*)*\[[^\[\]\n]{0,80}$")
# A sentence whose citation stands before its full stop is complete with the stop.
_COMPLETE = re.compile(rf"\]\s?[{re.escape(STOPS)}]$")
_WHOLE_WORD = re.compile(r"\W*\w+\W|\s*\[")
_LIST_MARK = re.compile(r"^\s*(?:[-*•–]+\s+|#+\s*|>+\s*|\d{1,2}[.)]\s+)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def sentences_in(pieces: Iterable[str]) -> Iterator[str]:
    """Yield each sentence with the citations in it and right after it. A new line ends a sentence, too.

    >>> list(sentences_in(["It rai", "ned. [x7k2p] It", " froze [d9w4m]. - Th", "en"]))
    ['It rained. [x7k2p]', 'It froze [d9w4m].', 'Then']
    """
    buffer = ""
    for piece in chain(pieces, ["\n"]):
        buffer += piece
        while (end := _first_end(buffer)) is not None:
            sentence, buffer = buffer[:end], buffer[end:]
            if sentence := _plain(sentence):
                yield sentence
    if sentence := _plain(buffer):
        yield sentence


def _first_end(text: str) -> int | None:
    """Where the first sentence ends, None while that is unknown."""
    line = text.find("\n")
    limit = line if line >= 0 else len(text)
    for place in sentence_breaks(text[:limit]):
        if line < 0 and not _WHOLE_WORD.match(text, place):
            return len(text) if _COMPLETE.search(text) else None  # "the U.S. We" may become "the U.S. West"
        end = _with_citations(text, place, limit)
        if end is None or end < limit:
            return end
    if line >= 0:
        return _with_citations(text, line + 1, len(text)) if text[:line].strip() else line + 1
    if _COMPLETE.search(text) or len(text) > LONGEST:
        return len(text)
    return None


def _with_citations(text: str, place: int, limit: int) -> int | None:
    """The end of a sentence with the citations after it, None while more of them may come."""
    citations = _CITATIONS.match(text, max(0, place - 1), limit) or _CITATIONS.match(text, place, limit)
    end = citations.end() if citations else place
    rest = text[end:]
    if not rest.strip() or _OPEN_CITATION.match(rest):
        return None
    return end


def _plain(sentence: str) -> str:
    """A sentence without the marks of lists and emphasis."""
    text = _EMPHASIS.sub(r"\2", _LIST_MARK.sub("", sentence.strip()))
    return text if any(map(str.isalnum, text)) else ""
