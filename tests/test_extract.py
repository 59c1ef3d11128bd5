"""The choice of the article among the candidate texts of the library."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.page.extract import MODES, article_text, extract
from ingest.page.html import parse_html
from storage.errors import ArticleRejected

FIRST = "The ferry to Elm Island will sail twice a day from Monday, the harbour office said."
SECOND = "Tickets cost four crowns, and children under six travel for nothing until the spring."
LAST = "The old pier is to be taken down before the ferry begins to sail again, the office said."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>"
TEXT = f"{FIRST}\n\n{SECOND}\n\n{LAST}"


def tree_of(body: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_reads_a_plain_article(mode: str):
    assert extract(tree_of(f"<article>{STORY}</article>"), mode) == TEXT


def test_an_article_is_taken_from_the_untouched_page_when_little_is_left():
    whole = tree_of(f"<article>{STORY}</article>")
    assert article_text(tree_of("<article><p>Advertisement</p></article>"), whole) == TEXT


def test_a_short_article_on_a_short_page_is_not_extended():
    notice = "<p>The library is closed on Monday, the town said.</p>"
    page = tree_of(f"<article>{notice}</article>")
    assert article_text(page, tree_of(f"<article>{notice}<p>{FIRST}</p></article>")) == (
        "The library is closed on Monday, the town said."
    )


def test_a_page_without_text_has_no_article():
    empty = tree_of("<div></div>")
    assert article_text(empty, empty) == ""


def test_an_article_in_an_element_named_comments_is_read():
    page = f"<html><body><h1>Ferry sails</h1><div class='comentarios'>{STORY}</div></body></html>"
    assert TEXT in parse_html(page.encode()).text


def test_a_page_of_links_is_not_an_article():
    links = "".join(
        f'<li><a href="/{n}">The harbour of Port Elm closes on day {n}</a></li>' for n in range(50)
    )
    page = f"<html><body><h1>News</h1><ul>{links}</ul></body></html>"
    assert parse_html(page.encode()).text == "News"


def test_an_article_after_a_short_teaser_of_the_same_kind_is_read():
    story = "".join(f"<p>On day {day} {SECOND}</p>" for day in range(60))
    page = (
        f'<h1>Ferry</h1><div class="entry-content lead"><p>{FIRST}</p></div><div class="entry-content text">'
    )
    text = parse_html(f"<html><body>{page}{story}</div></body></html>".encode()).text
    assert text.count(SECOND) == 60


def test_a_table_of_facts_is_kept_as_a_table():
    rows = "<tr><td>Adults</td><td>4 crowns</td></tr><tr><td>Children</td><td><p>free</p></td></tr>"
    text = parse_html(
        f"<html><body><article>{STORY}<table>{rows}</table></article></body></html>".encode()
    ).text
    assert "| Adults | 4 crowns |" in text


def test_line_breaks_separate_paragraphs():
    body = f"<h1>Ferry</h1><div>{FIRST}<br><br>{SECOND} <b>Not</b> on Sundays.<hr>{LAST}</div>"
    text = parse_html(f"<html><body>{body}</body></html>".encode()).text
    assert text.split("\n\n")[-3:] == [FIRST, f"{SECOND} Not on Sundays.", LAST]


def test_text_for_browsers_without_scripts_is_not_the_article():
    page = f"<html><body><noscript><p>{LAST * 5}</p></noscript><article>{STORY}</article></body></html>"
    assert parse_html(page.encode()).text == TEXT


def test_an_article_inside_a_caption_is_read():
    page = f"<html><body><figure><img src='a.png'><figcaption>{STORY}</figcaption></figure></body></html>"
    assert TEXT in parse_html(page.encode()).text


def test_an_empty_page_is_rejected():
    with pytest.raises(ArticleRejected, match="no article text was found"):
        parse_html(b"<html><body><div></div></body></html>")
