"""A whole article: its text with the quotation marked, its versions, and requests for it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, LIBRARY, ORCHARD, put

from storage import Store
from storage.records import Article, edited
from storage.text.history import StoredVersion, history
from webchat.article import show_article, whole_article

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
OLDER = "This is an older version of the article."
NOW = "How it reads now"


def shown(html: str) -> str:
    """An article without what is known about it, which follows its text."""
    return html.partition('<section class="about">')[0]


def test_whole_article_marks_the_sentence() -> None:
    start = HARBOUR.text.index(BOATS)
    html = whole_article(HARBOUR, start, start + len(BOATS), history([StoredVersion(HARBOUR, 0, True)]))
    assert shown(html).endswith(
        '<div class="text" lang="en" dir="ltr"><p>The harbour of Port Elm was closed on Monday. '
        f'<mark class="here">{BOATS}</mark> Repairs will cost nine million crowns.</p>'
        "<p>The lighthouse was not hit.</p></div>"
    )


def test_a_mark_may_span_paragraphs() -> None:
    article = Article("a", "One.\n\nTwo.\nThree.\n\nFour.")
    assert shown(whole_article(article, 2, 12)).endswith(
        '<p>On<mark class="here">e.</mark></p><p><mark class="here">Two.\nT</mark>hree.</p><p>Four.</p></div>'
    )


CORRECTED = replace(
    HARBOUR,
    text=HARBOUR.text.replace("42 boats", "24 boats") + "\n\nCorrection: 24 boats, not 42, were damaged.",
    updated="2024-03-06T10:00:00Z",
)
VERSIONS = history([StoredVersion(HARBOUR, 0, False), StoredVersion(CORRECTED, 60, True)])


def test_an_older_version_is_shown_as_it_was_quoted_and_leads_to_the_newest() -> None:
    start = HARBOUR.text.index(BOATS)
    html = whole_article(HARBOUR, start, start + len(BOATS), VERSIONS)
    assert f'<mark class="here">{BOATS}</mark>' in html
    assert (
        f'<p class="notice">{OLDER} <button type="button" class="show" data-id="{HARBOUR.id}" '
        f'data-version="{CORRECTED.version}">{NOW}</button></p>'
    ) in html


def test_changes_are_listed_below_the_article() -> None:
    html = whole_article(CORRECTED, versions=VERSIONS)
    assert OLDER not in html
    listed = html[html.index('<section class="versions">') :]
    corrected, first = listed.split("<li>")[1:]
    assert corrected.startswith('<b>Corrected</b>, <time datetime="2024-03-06">6 March 2024</time>')
    assert '<p class="said" dir="auto">Correction: 24 boats, not 42, were damaged.</p>' in corrected
    assert "Mayor Ruth Vance said <del>42</del> <ins>24</ins> boats were damaged" in corrected
    assert first.startswith(
        f'<button type="button" class="show" data-id="{HARBOUR.id}" data-version="{HARBOUR.version}">'
        'First version</button>, <time datetime="2024-03-04">4 March 2024</time></li>'
    )


def test_a_version_without_a_time_shows_its_time_of_storage() -> None:
    newer = replace(LIBRARY, text=LIBRARY.text + " It is open.")
    html = whole_article(
        newer, versions=history([StoredVersion(LIBRARY, 0, False), StoredVersion(newer, 0, True)])
    )
    assert "<b>Updated</b>, date unknown, stored 1 January 1970<details>" in html


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (0, 10**9), (7, 2), (10**9, 10**9 + 1), (-9, -1)])
def test_offsets_outside_the_article_are_ignored(start: int, end: int) -> None:
    article = Article("a", "One & two.")
    assert unescape(re.sub(r"<[^>]+>", "", shown(whole_article(article, start, end)))).endswith("One & two.")


# Requests


def test_an_article_is_shown_with_the_quotation_marked(newsroom: Store) -> None:
    request = {"id": HARBOUR.id, "version": HARBOUR.version, "start": 0, "end": 11}
    assert '<mark class="here">The harbour</mark> of Port Elm' in show_article(newsroom, request)
    assert "<mark>" not in show_article(newsroom, {"id": LIBRARY.id})


def test_an_article_is_shown_in_the_quoted_version(newsroom: Store, embedder: HashingEmbedder) -> None:
    newer = replace(HARBOUR, text="The harbour has opened again.", updated="2024-03-09")
    put(newsroom, embedder, newer)
    request = {"id": HARBOUR.id, "version": HARBOUR.version, "start": 0, "end": 11}
    quoted = show_article(newsroom, request)
    assert '<mark class="here">The harbour</mark> of Port Elm' in quoted
    assert OLDER in quoted
    now = show_article(newsroom, {"id": HARBOUR.id, "version": newer.version})
    assert "The harbour has opened again." in now
    assert OLDER not in now
    assert show_article(newsroom, {"id": HARBOUR.id}) == now
    assert "First version" in now


@pytest.mark.parametrize(
    "request_",
    [
        None,
        "x",
        [],
        {},
        {"id": "0" * 16},
        {"id": "<script>"},
        {"id": HARBOUR.id, "start": "x"},
        {"id": HARBOUR.id, "start": "9" * 5000},
        {"id": HARBOUR.id, "start": {}},
        {"id": HARBOUR.id, "end": float("inf")},
        {"id": ["a"]},
        {"id": HARBOUR.id, "version": "0" * 16},
        {"id": HARBOUR.id, "version": ["<script>"]},
    ],
)
def test_any_other_request_gets_an_error(newsroom: Store, request_: object) -> None:
    shown = show_article(newsroom, request_)
    assert shown.startswith('<p role="alert">')
    assert "<script>" not in shown


def test_an_article_says_where_each_field_came_from_and_who_prints_the_same() -> None:
    article = edited(replace(ORCHARD, language="en"), {"outlet": "The <Courier>"})
    html = whole_article(article, versions=history([StoredVersion(article, 0, True)]), copies=[HARBOUR])
    about = html[html.index('<section class="about">') :]
    for label, value, origin in (
        ("Headline", ORCHARD.title, "meta"),
        ("Outlet", "The &lt;Courier&gt;", "Edited by hand"),
        ("Day", "20 October 2024", "json-ld"),
    ):
        line = (
            f'<dt>{label}</dt><dd><span dir="auto">{value}</span> <span class="from">({origin})</span></dd>'
        )
        assert line in about
    assert '<dt>Section</dt><dd><span dir="auto">Country</span></dd>' in about
    assert '<dt>Added</dt><dd><time datetime="1970-01-01">' in about
    assert f'data-id="{HARBOUR.id}">Tidings, 4 March 2024</button>' in about
    assert f'data-kind="story" data-id="{ORCHARD.id}"' in about


def test_an_edit_by_hand_is_one_of_the_versions() -> None:
    newer = edited(HARBOUR, {"section": "Sea"})
    html = whole_article(
        newer, versions=history([StoredVersion(HARBOUR, 0, False), StoredVersion(newer, 60, True)])
    )
    assert "<li><b>Edited by hand</b>" in html
