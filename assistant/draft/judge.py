"""One claim against the passages that were found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.also_in import is_same_sentence
from assistant.claims import RULES, Checker, DatedText, Difference, Verdict
from assistant.claims.comparison import comparisons
from assistant.claims.explanation import explanation
from assistant.claims.records import Label
from assistant.dated_text import dated_text
from assistant.draft.context import Claim
from assistant.draft.falsehood import is_reported_as_false
from assistant.draft.nearness import of_nearest_article, shares_held
from assistant.own_words import OwnWords
from assistant.place import Place
from storage.records import Hit

# The share of a claim's content words, contradicted parts aside, that the nearest sentence must hold, or the
# nearest two together. Chosen on the tuning half of claims.jsonl against 400 articles, and on sentences of
# articles that aren't among them: of these, 28 % count as supported and 40 % as contradicted without floors,
# 1 % and none with them; of the true claims, 88 % are supported.
SUPPORTED = 0.5
CONTRADICTED = 0.7
PARTLY, TOGETHER = 0.4, 0.65
MORE = 0.2  # what a second sentence must add to be cited

NOT_NEAR = OwnWords("No sentence in the articles comes close to this.", "not_near")
CALLED_FALSE = OwnWords("The article reports this as false.", "called_false")
SAME_WORDS = OwnWords("The article has this sentence.", "same_words")
NOT_ENGLISH = OwnWords(
    "This isn't English. Only the same words in an article would count, and none has them.", "not_english"
)


class Judgement(NamedTuple):
    """The verdict on a claim. `places`: the sentences to cite, the best first. `differences`: each with the
    place that holds the words against it, None without such words."""

    label: Label
    probability: float
    explanation: str
    places: tuple[Place, ...] = ()
    differences: tuple[tuple[Difference, Place | None], ...] = ()


def judge(claim: Claim, retrieved: Sequence[Hit], checker: Checker = RULES) -> Judgement:
    """The verdict of an article that has the same sentence, else of the one that is nearest to the claim.
    Where that one leaves parts open, all passages together decide."""
    hits = tuple(hit for hit in retrieved if claim.may_be_about(hit.article))
    if same := _same_sentence(claim, hits):
        is_false = claim.statement.is_english and is_reported_as_false(claim, *same)
        label: Label = "contradicted" if is_false else "supported"
        return Judgement(label, 1.0 - is_false, CALLED_FALSE if is_false else SAME_WORDS, (same,))
    if not claim.statement.is_english:  # the rules don't read other languages
        return Judgement("not said", 0.0, NOT_ENGLISH)
    nearest = of_nearest_article(claim.text, hits)
    judged = _by_passages(claim, nearest, checker)
    if judged.label == "not said" and judged.places and len(nearest) < len(hits):
        together = _by_passages(claim, hits, checker)
        return together if together.label != "not said" else judged
    return judged


def _by_passages(claim: Claim, hits: Sequence[Hit], checker: Checker) -> Judgement:
    passages = [replace(dated_text(hit.article), text=hit.text) for hit in hits]
    verdict = _without_figures(checker.check(claim.text, passages), claim.text, passages)
    near = [_place(hits[s.passage], s.start, s.end) for s in verdict.support]
    wrong = [(d.start, d.end) for d in verdict.differences if d.contradicts]
    shares = shares_held(claim.text, [place.text for place in near], wrong)
    if not near or not _is_near(verdict.label, shares):
        return Judgement("not said", min(verdict.probability, 0.5), NOT_NEAR)
    if verdict.label == "supported" and is_reported_as_false(claim, *near[0]):
        return Judgement("contradicted", 1 - verdict.probability, CALLED_FALSE, (near[0],))
    is_joined = len(near) > 1 and shares[1] - shares[0] >= MORE
    return _judgement(verdict, near[: 1 + is_joined], hits)


def _without_figures(verdict: Verdict, claim: str, passages: Sequence[DatedText]) -> Verdict:
    """The verdict, unless it supports a claim with a figure that the passages don't have."""
    if verdict.label != "supported":
        return verdict
    open_figures = tuple(
        replace(difference, start=difference.start + one.offset, end=difference.end + one.offset)
        for one in comparisons(claim, passages)
        for difference in one.differences
        if difference.kind == "number"
    )
    if not open_figures:
        return verdict
    label: Label = "contradicted" if any(d.contradicts for d in open_figures) else "not said"
    reason = explanation(False, open_figures)
    return replace(verdict, label=label, differences=open_figures, explanation=reason)


def _is_near(label: Label, shares: Sequence[float]) -> bool:
    """Whether the sentences hold enough of a claim: the first alone or, to support it, the first two."""
    if label == "contradicted":
        return shares[0] >= CONTRADICTED
    return shares[0] >= SUPPORTED or (shares[0] >= PARTLY and len(shares) > 1 and shares[1] >= TOGETHER)


def _judgement(verdict: Verdict, near: Sequence[Place], hits: Sequence[Hit]) -> Judgement:
    """The verdict with its places: the sentences that hold the words against the claim, else the nearest."""
    differences = tuple((d, _against(d, near, hits)) for d in verdict.differences)
    against = [place for _, place in differences if place]
    places = tuple(dict.fromkeys(against or near))
    return Judgement(verdict.label, verdict.probability, verdict.explanation, places, differences)


def _same_sentence(claim: Claim, hits: Sequence[Hit]) -> Place | None:
    for hit in hits:
        for start, end in hit.passage.sentences:
            sentence = hit.article.text[start:end]
            if is_same_sentence(claim.text, sentence.strip()):
                begin = start + len(sentence) - len(sentence.lstrip())
                return Place(hit, begin, begin + len(sentence.strip()))
    return None


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
