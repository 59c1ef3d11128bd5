"""The candidate sentences of a passage, and evidence: candidates with the scores of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.datelines import DATELINE, LEADING_MARK
from assistant.reader import Reading
from storage.records import Hit
from storage.text.scripts import count_words
from storage.text.sentences import QUESTION_END
from storage.text.terms import words

LARGEST_LEAD = 3.0  # a sentence without another one leads by this

MIN_WORDS = 4  # in a candidate sentence; a shorter one is a heading or a fragment


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A quotable sentence: `hit.article.text[start:end]`, without surrounding white space and the dateline.
    `position`: its index among the passage's sentences."""

    hit: Hit
    start: int
    end: int
    position: int

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]

    @property
    def before(self) -> list[str]:
        """The earlier sentences of the passage, in order, exactly as in the article."""
        text = self.hit.article.text
        return [text[start:end] for start, end in self.hit.passage.sentences[: self.position]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate sentence with its scores.

    `score`: higher is better; comparable only between sentences for one question. `reading`: the reader's
    output, its offsets counted from the start of the sentence. `coverage`: the share of the question's terms
    in the sentence, weighted by rarity, 0 to 1.
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


def candidate_sentences(hit: Hit) -> list[CandidateSentence]:
    """The quotable sentences of a passage: at least `MIN_WORDS` words, and no questions."""
    candidates = []
    for position, (start, end) in enumerate(hit.passage.sentences):
        whole = hit.article.text[start:end].rstrip()
        text = LEADING_MARK.sub("", DATELINE.sub("", whole.lstrip()))
        if count_words(text) >= MIN_WORDS and not QUESTION_END.search(text):
            end = start + len(whole)
            candidates.append(CandidateSentence(hit, end - len(text), end, position))
    return candidates


def lead(evidence: Sequence[Evidence]) -> float:
    """How far the score of the first sentence is above the second's, at most `LARGEST_LEAD`."""
    if len(evidence) < 2:
        return LARGEST_LEAD
    return min(LARGEST_LEAD, evidence[0].score - evidence[1].score)


def spaced(text: str) -> str:
    """The words of a text with a space around each, so that "42" doesn't match "142". A text without words
    becomes two spaces, which match nothing."""
    return f" {' '.join(words(text))} "


def quoted_first(evidence: Sequence[Evidence], place: int) -> list[Evidence]:
    """The evidence with the sentence first that holds a character of the best article, if it is among it.
    `place`: the offset of that character."""
    article = evidence[0].hit.article.id
    first = [
        e for e in evidence if e.hit.article.id == article and e.candidate.start <= place < e.candidate.end
    ][:1]
    return [*first, *(e for e in evidence if e not in first)]
