"""One claim against the passages that were found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from assistant.also_in import is_same_sentence
from assistant.article_check import RULES, Checker, dated_text
from assistant.claims import Difference, Verdict
from assistant.claims.alignment import holds, meanings
from assistant.claims.records import Label
from assistant.claims.sentences import words_of
from assistant.claims.synonyms import meaning
from assistant.draft.context import Claim
from assistant.draft.falsehood import is_reported_as_false
from storage.records import Hit

# Chosen on the tuning half of claims.jsonl against 400 articles, and on sentences of articles that aren't
# among them. At .5, 2 % of the absent ones count as supported and 6 % as contradicted (28 % and 40 % without
# this floor), and 91 % of the true ones as supported (93 % without).
RELATED = 0.5  # the share of a claim's content words in the nearest sentence, from which it is about the same
MORE = 0.2  # of these words: what a second sentence must add to be cited

NOT_NEAR = "No article says this."
CALLED_FALSE = "The article reports this as false."
SAME_WORDS = "The article has this sentence."
NOT_ENGLISH = "This isn't English. Only the same words in an article would count, and none has them."


class Place(NamedTuple):
    """`hit.article.text[start:end]`, a sentence of a passage."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]


class Judgement(NamedTuple):
    """The verdict on a claim. `places`: the sentences to cite, the best first. `differences`: each with the
    place that holds the words against it, None without such words."""

    label: Label
    probability: float
    explanation: str
    places: tuple[Place, ...] = ()
    differences: tuple[tuple[Difference, Place | None], ...] = ()


def judge(claim: Claim, found: Sequence[Hit], checker: Checker = RULES) -> Judgement:
    """The verdict of the passages that may be about the claim."""
    hits = tuple(hit for hit in found if claim.may_be_about(hit.article))
    if not claim.statement.is_english:
        return _by_its_words(claim, hits)
    passages = [replace(dated_text(hit.article), text=hit.text) for hit in hits]
    verdict = checker.check(claim.text, passages)
    near = [_place(hits[s.passage], s.start, s.end) for s in verdict.support]
    shares = _shares(claim.text, verdict, [place.text for place in near])
    if not near or shares[0] < RELATED:
        return Judgement("not said", min(verdict.probability, 0.5), NOT_NEAR)
    if verdict.label == "supported" and is_reported_as_false(claim, near[0].hit, near[0].start, near[0].end):
        return Judgement("contradicted", 1 - verdict.probability, CALLED_FALSE, (near[0],))
    differences = tuple((d, _against(d, near, hits)) for d in verdict.differences)
    against = [place for _, place in differences if place]
    is_joined = len(near) > 1 and shares[1] - shares[0] >= MORE
    places = tuple(dict.fromkeys(against or near[: 1 + is_joined]))
    return Judgement(verdict.label, verdict.probability, verdict.explanation, places, differences)


def _by_its_words(claim: Claim, hits: Sequence[Hit]) -> Judgement:
    """A claim in a language that the rules don't read is supported by the same sentence alone."""
    for hit in hits:
        for start, end in hit.passage.sentences:
            sentence = hit.article.text[start:end]
            if is_same_sentence(claim.text, sentence.strip()):
                begin = start + len(sentence) - len(sentence.lstrip())
                place = Place(hit, begin, begin + len(sentence.strip()))
                return Judgement("supported", 1.0, SAME_WORDS, (place,))
    return Judgement("not said", 0.0, NOT_ENGLISH)


def _shares(claim: str, verdict: Verdict, sentences: Sequence[str]) -> list[float]:
    """The share of the claim's content words, contradicted parts aside, in the first sentence, in the first
    two, and so on: 0 to 1."""
    wrong = [(d.start, d.end) for d in verdict.differences if d.contradicts]
    own = [
        meaning(word.stem)
        for word in words_of(claim)
        if word.is_content and not any(start < word.end and word.start < end for start, end in wrong)
    ]
    held = accumulate(map(meanings, sentences), lambda one, other: one | other)
    return [sum(holds(stems, stem) for stem in own) / len(own) if own else 1.0 for stems in held]


def _against(difference: Difference, near: Sequence[Place], hits: Sequence[Hit]) -> Place | None:
    """The sentence that holds the words against a claim, whole as the passage has it."""
    if difference.passage is None or difference.passage_start is None or difference.passage_end is None:
        return None
    hit = hits[difference.passage]
    words = _place(hit, difference.passage_start, difference.passage_end)
    for place in near:
        if place.hit is hit and place.start <= words.start and words.end <= place.end:
            return place
    spans = [span for span in hit.passage.sentences if span[0] < words.end and words.start < span[1]]
    start, end = spans[0][0], spans[-1][1]
    shown = hit.article.text[start:end]
    return Place(hit, start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip()))


def _place(hit: Hit, start: int, end: int) -> Place:
    return Place(hit, hit.passage.start + start, hit.passage.start + end)
