"""Retrieves passages for a question: searches by words and by vectors, and fuses the normalised scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.language.question import Question
from storage import Store
from storage.errors import StoreMismatch
from storage.models.embedder import Vectors
from storage.records import Filter, Hit
from storage.search import Candidate
from storage.text.terms import article_terms

PASSAGES = 10  # searched for evidence; they contain the answer to 94 % of the dev questions

# Tuned on the tuning half of the dev questions with benchmarks/calibrate.py.
POOL = 50  # passages from each of the two searches
DENSE_SHARE = 0.4  # of the fused score; the rest is lexical

MAX_TERMS = 12  # the rarest terms of a question, used in the lexical search
COMMON = 0.05  # a term in more than this share of the passages is slow to search and barely informative
SMALL = 2_000  # passages; in a smaller collection, every term is fast to search

RECENCY = 1.0  # bonus of the newest hit, in standard deviations, when the question asks for the latest
FRESH = 30  # days
THREAD = 1.0  # bonus of an article cited in the turn before, in standard deviations


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The passages for a question.

    `hits`: best first. `vectors`: the unit vectors of the search text and of the original question, shape (1
    or 2, dimension); one vector when both texts agree. `weights`: the rarity of each search term, 0 to 1 (1
    for an absent term). `terms`: passage id -> the stems of headline and text, for the first `PASSAGES` hits.
    `passages`: the number of passages in the collection.
    """

    hits: tuple[Hit, ...]
    vectors: Vectors
    weights: Mapping[str, float]
    terms: Mapping[str, frozenset[str]]
    passages: int


def retrieve(store: Store, question: Question, *, k: int, where: Filter | None = None) -> Retrieval:
    """The k passages that best match a question, by the fused score of cosine and BM25."""
    try:
        return _retrieved(store, question, k, where)
    except StoreMismatch:  # the store was re-embedded between embedding the question and searching
        return _retrieved(store, question, k, where)


def _retrieved(store: Store, question: Question, k: int, where: Filter | None) -> Retrieval:
    texts = list(dict.fromkeys([question.search_text, question.text]))
    vectors, comparable_with = store.embed_queries(texts)
    passages = store.count().passages
    frequencies = store.document_frequencies(question.search_terms)
    weights = {stem: rarity(frequencies.get(stem, 0), passages) for stem in question.search_terms}
    terms = searched_terms(frequencies, passages)
    candidates = store.search(vectors[0], terms, max(k, POOL), where, comparable_with=comparable_with)
    if question.articles and not (where and where.urls):
        thread = replace(where or Filter(), urls=tuple(question.articles))
        candidates += store.search(vectors[0], terms, k, thread, comparable_with=comparable_with)
        candidates = list({candidate.key: candidate for candidate in candidates}.values())
    scores = fuse(candidates)
    is_reordered = question.prefers_latest or question.articles
    order = np.argsort(-scores, kind="stable")[: None if is_reordered else k]
    hits = store.hits([(candidates[i], float(scores[i])) for i in order])
    if question.articles:
        hits = with_thread(hits, question.articles)[: None if question.prefers_latest else k]
    if question.prefers_latest:
        hits = with_recency(hits)[:k]
    # Articles may have been added between counting and searching.
    return Retrieval(tuple(hits), vectors, weights, terms_of(hits), max(passages, len(hits)))


def terms_of(hits: Sequence[Hit]) -> dict[str, frozenset[str]]:
    """Passage id -> the stems of headline and text, for the first `PASSAGES` hits."""
    return {
        hit.passage.id: frozenset(article_terms(hit.article, f"{hit.article.title}\n{hit.text}"))
        for hit in hits[:PASSAGES]
    }


def with_recency(hits: Sequence[Hit]) -> list[Hit]:
    """Add a recency bonus to the scores and sort by them. The newest article gains `RECENCY`, an article
    `FRESH` days older half of that, and an undated article nothing."""
    days = [date.fromisoformat(hit.article.published[:10]) if hit.article.published else None for hit in hits]
    newest = max(filter(None, days), default=None)

    def boosted(hit: Hit, day: date | None) -> Hit:
        recency = RECENCY * 0.5 ** ((newest - day).days / FRESH) if newest and day else 0.0
        return replace(hit, score=hit.score + recency)

    return sorted(map(boosted, hits, days), key=lambda hit: -hit.score)


def with_thread(hits: Sequence[Hit], articles: Mapping[str, float]) -> list[Hit]:
    """Add a bonus for the articles that the conversation cites to the scores, and sort by them. `articles`:
    the preference for each, by identity, 0 to 1."""

    def preferred(hit: Hit) -> Hit:
        return replace(hit, score=hit.score + THREAD * articles.get(hit.article.identity, 0.0))

    return sorted(map(preferred, hits), key=lambda hit: -hit.score)


def rarity(frequency: int, passages: int) -> float:
    """The inverse document frequency, scaled to 0..1: 1 for a term in no passage.

    >>> rarity(0, 1000), round(rarity(10, 1000), 2), round(rarity(1000, 1000), 2)
    (1.0, 0.6, 0.09)
    """
    return math.log1p(passages / (frequency + 0.5)) / math.log1p(passages / 0.5) if passages else 1.0


def fuse(candidates: Sequence[Candidate], dense_share: float = DENSE_SHARE) -> NDArray[np.float64]:
    """The fused score of each candidate, shape (candidates,): the weighted sum of normalised cosine and
    BM25."""
    cosine = _normalised([candidate.cosine for candidate in candidates])
    bm25 = _normalised([candidate.bm25 for candidate in candidates])
    return dense_share * cosine + (1 - dense_share) * bm25


def _normalised(values: Sequence[float]) -> NDArray[np.float64]:
    """Scale values to mean 0 and standard deviation 1; equal values become 0."""
    array = np.asarray(values, np.float64)
    spread = array.std() if len(array) else 0.0
    return (array - array.mean()) / spread if spread > 0 else np.zeros(len(array))


def searched_terms(frequencies: Mapping[str, int], passages: int, small: int = SMALL) -> list[str]:
    """The rarest terms of the question in the collection. From `small` passages on, common terms are left
    out."""
    rarest = sorted(frequencies, key=lambda stem: frequencies[stem])[:MAX_TERMS]
    if passages < small:
        return rarest
    uncommon = [stem for stem in rarest if frequencies[stem] <= COMMON * passages]
    return uncommon or rarest[:1]
