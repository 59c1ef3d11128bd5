"""What stands beside an article in its page goes; an article that is in pieces is put together."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.page.furniture import tidy
from ingest.page.html import parse_html

FIRST = "The ferry to Elm Island will sail twice a day from Monday, the harbour office said."
SECOND = "Tickets cost four crowns, and children under six travel for nothing until the spring."
LAST = "The old pier is to be taken down before the ferry begins to sail again, the office said."


def text_of(body: str) -> str:
    return parse_html(f"<html><body><h1>Ferry sails</h1>{body}</body></html>".encode()).text


def among(piece: str) -> str:
    return text_of(f"<article><p>{FIRST}</p><p>{SECOND}</p>{piece}<p>{LAST}</p></article>")


ASIDE = "Get the week in seven lines from our desk."
LINK = '<a href="/lamp">Lighthouse keeper retires after forty years</a>'


@pytest.mark.parametrize(
    "piece",
    [
        f'<div class="newsletter-box"><p>{ASIDE}</p></div>',
        f'<section id="newsletterSignup"><p>{ASIDE}</p></section>',
        f'<div class="c-related-stories"><p>{ASIDE}</p></div>',
        f'<div class="most-popular"><p>{ASIDE}</p></div>',
        f'<div class="photo-caption"><p>{ASIDE}</p></div>',
        f"<figure><img><figcaption>{ASIDE}</figcaption></figure>",
    ],
)
def test_a_block_that_is_named_after_what_it_is_goes(piece: str):
    assert among(piece) == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


@pytest.mark.parametrize(
    "name", ["comments", "commentText", "user_comment_list", "comentarios-lectores", "kommentare"]
)
def test_what_readers_wrote_goes_however_much_it_is(name: str):
    many = "".join(f"<div><p>Reader {n} says that {ASIDE}</p></div>" for n in range(40))
    assert among(f'<div class="{name}">{many}</div>') == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ('<div class="post has-comments">', "</div>"),
        ('<div id="comments"><div class="article-body">', "</div></div>"),
        ('<section class="comments"><article>', "</article></section>"),
    ],
)
def test_an_article_with_comments_stays(start: str, end: str):
    tree = html.document_fromstring(f"<html><body>{start}<p>{FIRST}</p><p>{SECOND}</p>{end}</body></html>")
    tidy(tree)
    assert tree.text_content() == FIRST + SECOND


@pytest.mark.parametrize("name", ["subscribers-only", "promoted", "resigned-up", "commentary"])
def test_a_name_that_only_resembles_one_says_nothing(name: str):
    assert ASIDE in among(f'<div class="{name}"><p>{ASIDE}</p></div>')


def test_the_block_that_holds_the_article_stays_whatever_its_name():
    whole = f'<div class="promo"><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></div>'
    assert text_of(f"<article>{whole}</article>") == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


@pytest.mark.parametrize(
    "piece",
    [
        f"<p>{LINK}</p>",
        f"<h3>{LINK} [PICTURES]</h3>",
        f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
        f"<p>{LINK} | {LINK}</p>",
    ],
)
def test_lines_and_lists_that_only_link_go(piece: str):
    assert "Lighthouse" not in among(piece)


@pytest.mark.parametrize(
    "piece",
    [
        f"<p>{LINK.replace('years', 'years.')}</p>",  # a sentence
        f"<p>The {LINK}</p>",
        f"<ul><li>{LINK}, and says that he will miss the sea</li><li>{LINK}, as was told on Monday</li></ul>",
        "<ul><li>Lighthouse</li><li>Pier</li></ul>",
    ],
)
def test_reporting_that_links_stays(piece: str):
    assert "Lighthouse" in among(piece)


@pytest.mark.parametrize("tag", ["noscript", "noframes"])
def test_what_only_a_browser_without_scripts_or_frames_shows_goes(tag: str):
    assert text_of(f"<{tag}><p>{LAST * 5}</p></{tag}><article><p>{FIRST}</p><p>{SECOND}</p></article>") == (
        f"{FIRST}\n\n{SECOND}"
    )


def test_a_page_that_is_set_in_tables_is_read_in_paragraphs():
    cell = f"<td><font>{ASIDE[:-1]}<p>{FIRST}<p>{SECOND}<p>{LAST}</font></td>"
    page = f'<table><tr><td><a href="/">Home</a></td></tr><tr>{cell}</tr></table>'
    assert text_of(page).split("\n\n")[-3:] == [FIRST, SECOND, LAST]


def test_a_table_of_facts_stays_a_table():
    rows = "<tr><td>Adults</td><td>4 crowns</td></tr><tr><td>Children</td><td><p>free</p></td></tr>"
    assert "| Adults | 4 crowns |" in among(f"<table>{rows}</table>")


def test_an_article_in_pieces_is_put_together():
    pieces = [
        f'<div class="article-body"><p>{text}</p><p>{text[::-1]}</p></div>' for text in (FIRST, SECOND, LAST)
    ]
    found = text_of("<div>" + '<div class="slot"><i>Buy lamps</i></div>'.join(pieces) + "</div>")
    assert [found.count(text) for text in (FIRST, SECOND, LAST)] == [1, 1, 1]
    assert found.index(FIRST) < found.index(SECOND) < found.index(LAST)


def test_the_bodies_of_two_articles_are_not_put_together():
    one, other = (f'<article><div class="post-body"><p>{text}</p></div></article>' for text in (FIRST, LAST))
    tree = html.document_fromstring(f"<html><body>{one}{other}</body></html>")
    tidy(tree)
    assert [article.text_content() for article in tree.iter("article")] == [FIRST, LAST]


def test_bare_text_between_line_breaks_is_paragraphs():
    assert text_of(f"<div>{FIRST}<br><br>{SECOND} <b>Not</b> on Sundays.<hr>{LAST}</div>") == (
        f"{FIRST}\n\n{SECOND} Not on Sundays.\n\n{LAST}"
    )
