"""The sentences of a passage, and what the ranking makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reader import Reading
from storage.records import Hit
from storage.text.scripts import count_words

MIN_WORDS = 4  # of a sentence that can be an answer; less is a heading or a fragment

QUESTION_END = re.compile(r"[?？؟][\"'”’)\]」』）]*\s*$")


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A sentence that can be quoted: `hit.article.text[start:end]`, white space trimmed. `position`: which
    of the passage's sentences it is, counted from 0."""

    hit: Hit
    start: int
    end: int
    position: int

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]

    @property
    def before(self) -> list[str]:
        """The sentences of the passage before this one, in their order, as they stand in the article."""
        text = self.hit.article.text
        return [text[start:end] for start, end in self.hit.passage.sentences[: self.position]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate sentence with what the ranking made of it.

    `score`: higher answers better; comparable between the sentences of one question only. `reading`: what
    the reader makes of it, the short answer's offsets counted from the sentence's start. `coverage`: the
    share of the question's terms in it, weighted by rarity, 0 to 1.
    """

    candidate: CandidateSentence
    score: float
    reading: Reading
    coverage: float

    @property
    def hit(self) -> Hit:
        return self.candidate.hit

    @property
    def text(self) -> str:
        return self.candidate.text


def split(hit: Hit) -> list[CandidateSentence]:
    """The sentences of a passage that can be quoted: at least `MIN_WORDS` words, no question."""
    candidates = []
    for position, (start, end) in enumerate(hit.passage.sentences):
        text = hit.article.text[start:end]
        if count_words(text) >= MIN_WORDS and not QUESTION_END.search(text):
            left = len(text) - len(text.lstrip())
            candidates.append(CandidateSentence(hit, start + left, start + len(text.rstrip()), position))
    return candidates
