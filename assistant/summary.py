"""Extractive summaries: the sentences that cover a story best, in the order of events."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import CandidateSentence, Evidence, candidate_sentences
from assistant.language.question import Question
from assistant.language.reference import refers_back
from assistant.own_words import OwnWords
from assistant.reader import FAINT, Reading
from assistant.retrieve import PASSAGES, Retrieval, rarity
from storage import Store
from storage.records import Article, Hit
from storage.text.scripts import count_words
from storage.text.sentences import ends_sentence
from storage.text.terms import article_terms, content_terms
from storage.text.wording import day

UNREAD = Reading(FAINT, FAINT, 0, 0)
OPENING = 1_500  # characters at the start of an article that show what it reports

# Weight of the coverage by headline and opening in the score of an article; the search score has weight 1.
ON_TOPIC = 2.0
# Another article belongs to the story when the coverage by its opening is at least this share of the best
# article's, and its search score at most this much lower.
SAME_STORY = 0.8
NEAR = 1.5

TOPICAL = 0.3  # minimum coverage by a passage, as a share of the best coverage in its article

SHORTEST, LONGEST = 8, 60  # words of a sentence in a summary
DAMPING = 8  # terms added to a sentence's length, so that a short sentence isn't central by one word
REPEATED = 0.3  # factor of the weight of a term that the summary already contains
# Weights beside centrality, which is at most 1, for the lead sentence, the question's terms, the headline's
# terms, and a quotation: most quotations are comments.
LEAD = 0.6
ASKED = 0.3
HEADLINE = 0.2
QUOTATION = -0.3

_QUOTED = re.compile(r"[“\"][^”\"]{25,}")
_BOILERPLATE = re.compile(
    r"^\W*editor['’]s note\b|\b(?:subscribe|newsletter|sign up|read more|click here|follow us|file photo"
    r"|contributed to this (?:report|story)|photo by|getty images|pictured|all rights reserved"
    r"|this story (?:was|has been) updated)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A candidate with the stems of its words. `order`: its index in its article, from 0."""

    candidate: CandidateSentence
    terms: frozenset[str]
    order: int


def summarise(store: Store, question: Question, retrieval: Retrieval) -> list[Evidence]:
    """The sentences that cover the story of the best passages, in the order of publication, then of the
    text."""
    story = _story(question, retrieval)
    sentences = [sentence for hit in story for sentence in _sentences(store, hit, retrieval)]
    weights = _weights(store, sentences, retrieval.passages)
    chosen = _chosen(question, sentences, weights, len(story))
    chosen.sort(key=lambda each: (each.candidate.hit.article.published, each.candidate.start))
    return [Evidence(each.candidate, 0.0, UNREAD, 1.0) for each in chosen]


def with_days(retrieval: Retrieval) -> Retrieval:
    """The retrieval with the words of the day of publication among the terms of each passage, because a
    report of Christmas 2022 needn't name the year."""
    days = {hit.passage.id: content_terms(day(hit.article.published)) for hit in retrieval.hits}
    terms = {passage: stems.union(days[passage]) for passage, stems in retrieval.terms.items()}
    return replace(retrieval, terms=terms)


def newest(evidence: Sequence[Evidence]) -> OwnWords | None:
    """The notice that names the day of the newest quoted report; None when no report has a date."""
    published = max((each.hit.article.published for each in evidence), default="")[:10]
    if not published:
        return None
    return OwnWords(f"The newest report quoted is from {day(published)}.", "newest_quoted", day=published)


def _story(question: Question, retrieval: Retrieval) -> list[Hit]:
    """The best passage of each article on the story, the best article first; for the latest, the newest."""
    best: dict[str, Hit] = {}
    for hit in retrieval.hits[:PASSAGES]:
        best.setdefault(hit.source, hit)
    topical = {source: _coverage(_opening_terms(hit.article), retrieval) for source, hit in best.items()}
    ranked = sorted(best, key=lambda source: -best[source].score - ON_TOPIC * topical[source])
    if not ranked:
        return []
    first = ranked[0]
    story = [
        best[source]
        for source in ranked
        if source == first
        or (topical[source] >= SAME_STORY * topical[first] and best[source].score >= best[first].score - NEAR)
    ]
    if question.request.kind == "latest":
        story.sort(key=lambda hit: hit.article.published, reverse=True)
    return story[: question.way.articles]


def _opening_terms(article: Article) -> set[str]:
    text = f"{article.title}\n{day(article.published)}\n{article.text[:OPENING]}"
    return set(article_terms(article, text))


def _coverage(terms: Collection[str], retrieval: Retrieval) -> float:
    """The share of the question's terms, weighted by rarity, 0 to 1."""
    total = sum(retrieval.weights.values()) or 1.0
    return sum(weight for stem, weight in retrieval.weights.items() if stem in terms) / total


def _sentences(store: Store, hit: Hit, retrieval: Retrieval) -> list[_Sentence]:
    """The sentences of an article that can stand in a summary, from the passages on the topic, since an
    article may report on several things."""
    hits = [replace(hit, passage=passage) for passage in store.passages_of(hit.article.id)]
    shares = [_coverage(set(article_terms(each.article, each.text)), retrieval) for each in hits]
    least = TOPICAL * max(shares, default=0.0)
    on_topic = [each for each, share in zip(hits, shares, strict=True) if share >= least]
    candidates = [candidate for each in on_topic for candidate in candidate_sentences(each)]
    return [
        _Sentence(candidate, frozenset(content_terms(candidate.text)), order)
        for order, candidate in enumerate(candidates)
        if stands_alone(candidate.text)
    ]


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is whole, of middle length, no boilerplate, and understood without the sentence
    before it.

    >>> stands_alone("The harbour of Port Elm was closed on Monday by a storm.")
    True
    >>> stands_alone("She said that the harbour would be closed until Monday evening.")
    False
    """
    is_whole = ends_sentence(sentence) and SHORTEST <= count_words(sentence) <= LONGEST
    return is_whole and not refers_back(sentence) and not _BOILERPLATE.search(sentence)


def _weights(store: Store, sentences: Sequence[_Sentence], passages: int) -> dict[str, float]:
    """The weight of each repeated term in the story: its logarithmic frequency times its rarity."""
    counts = Counter(term for sentence in sentences for term in sentence.terms)
    frequencies = store.document_frequencies(list(counts))
    return {
        term: math.log1p(count) * rarity(frequencies.get(term, 0), passages)
        for term, count in counts.items()
        if count > 1
    }


def _chosen(
    question: Question, sentences: Sequence[_Sentence], weights: dict[str, float], articles: int
) -> list[_Sentence]:
    """The best sentences, one after the other; a term counts less once the summary has it."""
    way, chosen, weights = question.way, list[_Sentence](), dict(weights)
    asked = set(question.search_terms)
    # A short article may repeat no term; then all its sentences are equally central.
    left = [sentence for sentence in sentences if _centrality(sentence, weights)] or list(sentences)
    headlines = {each.candidate.hit.article.id: _headline_terms(each) for each in sentences}
    largest = max((_centrality(each, weights) for each in sentences), default=0.0) or 1.0

    def score(sentence: _Sentence) -> float:
        headline = headlines[sentence.candidate.hit.article.id]
        return (
            _centrality(sentence, weights) / largest
            + LEAD / (1 + sentence.order)
            + ASKED * _share(asked, sentence.terms)
            + HEADLINE * _share(headline, sentence.terms)
            + QUOTATION * bool(_QUOTED.search(sentence.candidate.text))
        )

    while left and len(chosen) < min(way.sentences, way.each + articles - 1):
        best = max(left, key=score)
        chosen.append(best)
        article = best.candidate.hit.article.id
        is_full = sum(each.candidate.hit.article.id == article for each in chosen) >= way.each
        left = [
            each
            for each in left
            if each is not best and not (is_full and each.candidate.hit.article.id == article)
        ]
        for term in best.terms & weights.keys():
            weights[term] *= REPEATED
    return chosen


def _centrality(sentence: _Sentence, weights: dict[str, float]) -> float:
    return sum(weights.get(term, 0.0) for term in sentence.terms) / (DAMPING + len(sentence.terms))


def _headline_terms(sentence: _Sentence) -> set[str]:
    return set(content_terms(sentence.candidate.hit.article.title))


def _share(terms: set[str], of_sentence: frozenset[str]) -> float:
    return len(terms & of_sentence) / len(terms) if terms else 0.0
