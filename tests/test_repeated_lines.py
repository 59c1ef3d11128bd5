"""The lines of articles in the catalog, and the lines that outlets repeat."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, cut

from storage import Store
from storage.errors import ArticleNotFound
from storage.records import Article

OUTLET, NEWSLETTER, CREDIT = -1, 2**62, 7  # lines


def add(store: Store, embedder: HashingEmbedder, number: int, *lines: int, applied: bool = False) -> Article:
    article = Article(f"a{number}", f"Boat {number} sank.\n\nRead our newsletter.")
    passages = cut(article)
    vectors = embedder.encode_documents([passage.document(article) for passage in passages])
    store.add(article, passages, vectors, f"raw {number}", dict.fromkeys((OUTLET, *lines), applied))
    return article


def test_the_share_of_a_line_counts_from_its_first_article(store: Store, embedder: HashingEmbedder):
    for number in range(10):
        add(store, embedder, number, *([NEWSLETTER] if number in (2, 3, 9) else []))
    add(store, embedder, 10, CREDIT)
    outlets = {NEWSLETTER: OUTLET, CREDIT: OUTLET, 99: OUTLET}
    assert store.repeats.shares(outlets, least=1) == {NEWSLETTER: 3 / 9, CREDIT: 1.0}
    assert store.repeats.shares(outlets, least=2) == {NEWSLETTER: 3 / 9}
    assert [article.identity for article in store.repeats.articles(NEWSLETTER, 2)] == ["a9", "a3"]


def test_lines_that_come_and_go_are_counted_by_article(store: Store, embedder: HashingEmbedder):
    def update(number: int, *lines: int) -> str:
        article = Article(f"a{number}", f"Boat {number} sank.\n\n{lines}")
        passages = cut(article)
        vectors = embedder.encode_documents([passage.document(article) for passage in passages])
        store.add(article, passages, vectors, "", dict.fromkeys((OUTLET, *lines), False))
        return article.id

    ids = [update(number, NEWSLETTER) for number in range(3)]
    assert [update(number, CREDIT) for number in range(3)] == ids
    assert store.repeats.alternating(ids, least=1) == set(), "a line that was replaced"
    update(0, NEWSLETTER), update(1, NEWSLETTER)
    assert store.repeats.alternating(ids, least=2) == {NEWSLETTER, CREDIT}
    assert store.repeats.alternating(ids, least=3) == set()


def test_only_removing_an_article_deletes_its_lines(store: Store, embedder: HashingEmbedder):
    first, second = (add(store, embedder, number, NEWSLETTER) for number in range(2))
    store.remove(first.id)
    passages = cut(replace(second, text="Boat 1 was raised."))
    vectors = embedder.encode_documents(["Boat 1 was raised."])
    store.add(replace(second, text="Boat 1 was raised."), passages, vectors)
    assert store.repeats.articles(NEWSLETTER, 9) == [second]
    store.repeats.learn([NEWSLETTER])
    assert store.repeats.unapplied() == [], "the current version has no such line"
    assert store.check().problems == ()
    store.remove(second.id)
    assert store.repeats.articles(NEWSLETTER, 9) == []
    assert store.check().problems == ()


def test_learned_lines_mark_the_articles_to_clean_again(store: Store, embedder: HashingEmbedder):
    first = add(store, embedder, 0, NEWSLETTER)
    add(store, embedder, 1, CREDIT)
    add(store, embedder, 2, NEWSLETTER, applied=True)
    store.repeats.learn([NEWSLETTER])
    store.repeats.learn([NEWSLETTER])
    assert store.repeats.learned() == {NEWSLETTER}
    assert store.repeats.unapplied() == [first.id]


def test_the_text_of_a_version_is_replaced(store: Store, embedder: HashingEmbedder):
    article = add(store, embedder, 0, NEWSLETTER)
    shorter = replace(article, text="Boat 0 sank.", repeats=((1, "Read our newsletter."),))
    assert (shorter.version, shorter.cleaned_text) == (article.version, article.text)
    (before,) = store.versions(article.id)
    vectors = embedder.encode_documents(["Boat 0 sank."])
    store.replace_text(shorter, cut(shorter), vectors, {OUTLET: True, NEWSLETTER: True})
    assert store.article(article.id) == shorter
    (after,) = store.versions(article.id)
    assert (after.version, after.stored_at) == (before.version, before.stored_at)
    assert store.fingerprints() == {"raw 0": article.id}
    check = store.check()
    assert (check.problems, check.index.phase) == ((), "ready")
    with pytest.raises(ArticleNotFound):
        store.replace_text(HARBOUR, [], vectors[:0])


@pytest.mark.parametrize("text", ["A.\n\nB.\n\nC.", "A.", ""])
def test_repeats_are_restored_at_their_positions(text: str):
    article = Article("a", text, repeats=((0, "First."), (2, "Third.")))
    whole = article.cleaned_text.split("\n\n")
    assert (whole[0], whole[2]) == ("First.", "Third.")
    assert article.version == Article("a", article.cleaned_text).version
