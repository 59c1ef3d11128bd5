"""The other articles on the story of one article."""

from __future__ import annotations

from datetime import timedelta

from assistant.answer import Answer
from storage import Store
from storage.records import Article, Filter
from storage.text.terms import article_terms, content_terms

DAYS = 7  # before and after the article
POOL = 200  # passages
MOST = 50  # articles
# An article is on the story when its opening is at least this near to that of the other, as a cosine. Around
# eight articles looked at, those on the same event had .52 or more, others .45 or less.
NEAR = 0.5
OPENING = 2  # passages


def story(store: Store, article_id: str) -> tuple[str, ...]:
    """The ids of an article, of those that print the same text, and of those that open with the same event in
    the days around it; its own id first. Raises ArticleNotFound."""
    article = store.article(article_id)
    around = None
    if day := article.date:
        around = Filter(since=day - timedelta(DAYS), until=day + timedelta(DAYS))
    ids = dict.fromkeys([article.id, *(copy.id for copy in store.copies(article.id))])
    passages = store.passages_of(article.id)
    if passages:
        vectors, comparable_with = store.embed_queries([passages[0].document(article)])
        terms = content_terms(article.title) or article_terms(article, article.title)
        candidates = store.search(vectors[0], terms, POOL, around, comparable_with=comparable_with)
        near = sorted((each for each in candidates if each.cosine >= NEAR), key=lambda each: -each.cosine)
        hits = store.hits([(candidate, candidate.cosine) for candidate in near])
        ids |= dict.fromkeys(hit.article.id for hit in hits if hit.passage.position < OPENING)
    return tuple(ids)[:MOST]


def same_event(store: Store, answer: Answer) -> tuple[str, ...]:
    """The ids of the articles found for an answer, but not quoted, that open with the same event as one of
    the quoted articles, at most `DAYS` before or after it."""
    quoted = {citation.article.id: citation.article for citation in answer.citations}
    others = {hit.article.id: hit.article for hit in answer.passages if hit.article.id not in quoted}
    if not quoted or not others:
        return ()
    vectors = store.opening_vectors([*quoted, *others])

    def is_same(article: Article, other: Article) -> bool:
        one, two = vectors.get(article.id), vectors.get(other.id)
        if one is None or two is None or not _is_near(article, other):
            return False
        return float(one @ two) >= NEAR

    return tuple(
        article.id for article in others.values() if any(is_same(article, each) for each in quoted.values())
    )


def _is_near(one: Article, other: Article) -> bool:
    """Whether two articles are of about the same time; an article without a day may be of any."""
    return one.date is None or other.date is None or abs(one.date - other.date) <= timedelta(DAYS)
