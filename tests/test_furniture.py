"""The rules for elements around an article in its page, and for an article in pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from ingest.page.furniture import drop_comments, drop_links, join_pieces
from ingest.page.html import parse_html

FIRST = "The ferry to Elm Island will sail twice a day from Monday, the harbour office said."
SECOND = "Tickets cost four crowns, and children under six travel for nothing until the spring."
LAST = "The old pier is to be taken down before the ferry begins to sail again, the office said."
ASIDE = "Get the week in seven lines from our desk."
LINK = '<a href="/lamp">Lighthouse keeper retires after forty years</a>'


def text_of(body: str) -> str:
    return parse_html(f"<html><body><h1>Ferry sails</h1>{body}</body></html>".encode()).text


def among(piece: str) -> str:
    return text_of(f"<article><p>{FIRST}</p><p>{SECOND}</p>{piece}<p>{LAST}</p></article>")


def words_after(rule: Callable[[Any], None], body: str) -> str:
    """The words of a page's body after one rule."""
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    rule(tree)
    words: str = tree.text_content()
    return words


@pytest.mark.parametrize(
    "name", ["comments", "commentText", "user_comment_list", "comentarios-lectores", "kommentare"]
)
def test_any_number_of_reader_comments_is_removed(name: str):
    many = "".join(f"<div><p>Reader {n} says that {ASIDE}</p></div>" for n in range(40))
    assert among(f'<div class="{name}">{many}</div>') == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="post has-comments"><p>{FIRST}</p></div>',
        f'<div id="comments"><div class="article-body"><p>{FIRST}</p></div></div>',
        f'<section class="comments"><article><p>{FIRST}</p></article></section>',
        f'<div class="comments"><h1>Ferry</h1><p>{FIRST}</p></div>',
        f'<div class="commentary"><p>{FIRST}</p></div>',
    ],
)
def test_an_article_with_comments_is_kept(body: str):
    assert FIRST in words_after(drop_comments, body)


@pytest.mark.parametrize(
    "piece",
    [
        f"<p>{LINK}</p>",
        f"<h3>{LINK}</h3>",
        f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
        f"<div><span>{LINK}</span> | <span>{LINK}</span></div>",
        f"<aside><div>Also: {LINK}</div></aside>",
    ],
)
def test_blocks_of_links_are_removed(piece: str):
    assert words_after(drop_links, f"<p>{FIRST}</p>{piece}") == FIRST
    assert "Lighthouse" not in among(piece)


def test_a_short_article_among_many_links_is_kept():
    menu, article = f"<ul>{f'<li>{LINK}</li>' * 40}</ul>", f"{FIRST} {SECOND[:-1]}"
    assert words_after(drop_links, f"<div>{menu}<div>{article}</div>{menu}</div>") == article


@pytest.mark.parametrize(
    "piece",
    [
        f"<p>{LINK.replace('years', 'years.')}</p>",  # a sentence
        f"<p>{LINK.replace('years', 'лет。')}</p>",  # in any script
        f"<p>The town hopes that {LINK}</p>",
        f"<div><h1>{LINK}</h1></div>",
        "<p><a>Lighthouse</a></p>",
        f"<ul><li>{LINK}, and says that he will miss the sea</li><li>{LINK}, as was told on Monday</li></ul>",
    ],
)
def test_reporting_with_links_is_kept(piece: str):
    assert "Lighthouse" in words_after(drop_links, piece)


def test_the_pieces_of_an_article_are_joined():
    pieces = [
        f'<div class="article-body"><p>{text}</p><p>{text[::-1]}</p></div>' for text in (FIRST, SECOND, LAST)
    ]
    text = text_of("<div>" + '<div class="slot"><i>Buy lamps</i></div>'.join(pieces) + "</div>")
    assert [text.count(sentence) for sentence in (FIRST, SECOND, LAST)] == [1, 1, 1]
    assert text.index(FIRST) < text.index(SECOND) < text.index(LAST)


def test_the_bodies_of_two_articles_are_not_joined():
    one, other = (f'<article><div class="post-body"><p>{text}</p></div></article>' for text in (FIRST, LAST))
    tree = html.document_fromstring(f"<html><body>{one}{other}</body></html>")
    join_pieces(tree)
    assert [article.text_content() for article in tree.iter("article")] == [FIRST, LAST]
