"""Markdown and its front matter: words without markup, the headline, fields of each shape."""

from __future__ import annotations

import time

import pytest
from files import TEXT

from ingest.formats.markdown import parse_markdown
from storage.errors import ArticleRejected


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Three **ceasefires** _failed_.", "Three ceasefires failed."),
        ("See [the map](https://a.example/m) ![x](y.png)now.", "See the map now."),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("> “Stop,” he said.", "“Stop,” he said."),
        ("Run `make` \\*now\\*.", "Run make *now*."),
        ("See [the map](https://a.example/m_(b)), <!-- a\nb -->now.", "See the map, now."),
        ("**Three *cease*fires** ***failed***.", "Three ceasefires failed."),
    ],
)
def test_markdown_loses_only_its_markup(markdown: str, words: str):
    assert parse_markdown(markdown.encode()).text == words


def test_markdown_headings_lists_and_front_matter():
    raw = parse_markdown(
        b"---\ntitle: 'Talks end'\ndate: 2020-11-01\nauthor: Ann Lee\nlayout: post\n---\n"
        b"## Baku\nFirst.\n\n- one\n- two\n"
    )
    assert (raw.title, raw.published, raw.authors) == ("Talks end", "2020-11-01", ("Ann Lee",))
    assert [part for part in raw.text.split("\n") if part] == ["Baku", "First.", "one", "two"]


def test_markdown_fields_and_their_origins():
    raw = parse_markdown(
        b"---\nauthors: [Ann Lee, 'Bo Chan']\nlastmod: 2 Nov 2020\ndate: soon\ncategory: World\n---\n"
        b"# Talks end\nx"
    )
    assert (raw.authors, raw.updated, raw.section) == (("Ann Lee", "Bo Chan"), "2020-11-02", "World")
    assert (raw.published, raw.note) == ("", "published 'soon' can't be read")
    assert raw.origins == {
        "authors": "front matter",
        "updated": "front matter",
        "section": "front matter",
        "title": "heading",
    }


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Talks ended\non Sunday.\n\nNobody spoke.", "Talks ended on Sunday.\n\nNobody spoke."),
        ("1. one\n2. two\n   - three", "one\n\ntwo\n\nthree"),
        ("Baku\n----\n\nFirst.", "Baku\n\nFirst."),
        ("| Town | Dead |\n|---|---|\n| Tovuz | 12 |\n| Barda | 3 |", "Town Dead\n\nTovuz 12\n\nBarda 3"),
        ("See [the map][1].\n\n[1]: https://a.example/m", "See the map."),
        ("<div style='display:none'>Hidden</div>\n\n<script>x()</script>\n\nShown.", "Shown."),
        ("AT&amp;T sold ~~nine~~ ten; 3 < 5.", "AT&T sold nine ten; 3 < 5."),
        ("```\nWords of a letter\n```", "Words of a letter"),
    ],
)
def test_blocks_of_markdown_are_paragraphs(markdown: str, text: str):
    assert parse_markdown(markdown.encode()).text == text


@pytest.mark.parametrize(
    ("markdown", "title", "text"),
    [
        (f"Talks *end*\n===\n\n{TEXT}", "Talks end", TEXT),
        (f"{TEXT}\n\n# Talks end #\n\nMore.", "Talks end", f"{TEXT}\n\nMore."),
        (f"---\ntitle: From above\n---\n# Talks end\n\n{TEXT}", "From above", f"Talks end\n\n{TEXT}"),
        (f"## Baku\n\n{TEXT}", "", f"Baku\n\n{TEXT}"),
    ],
)
def test_the_first_heading_of_the_first_level_is_the_headline(markdown: str, title: str, text: str):
    article = parse_markdown(markdown.encode())
    assert (article.title, article.text) == (title, text)


@pytest.mark.parametrize(
    ("front_matter", "field", "value"),
    [
        ("authors:\n  - Ann Lee\n  - Bo Chan", "authors", ("Ann Lee", "Bo Chan")),
        ("authors:\n- Ann Lee\n- name: Bo Chan", "authors", ("Ann Lee", "Bo Chan")),
        ('authors: ["Lee, Ann", Bo Chan]', "authors", ("Lee, Ann", "Bo Chan")),
        ("byline: By Ann Lee and Bo Chan", "authors", ("Ann Lee", "Bo Chan")),
        ("title: Talks: the end", "title", "Talks: the end"),  # no YAML
        ("title: 'Talks: it''s the end'", "title", "Talks: it's the end"),
        ("title: >\n  Talks\n  end", "title", "Talks end"),
        ("title: ~\nheadline: Talks end", "title", "Talks end"),
        ("date: 2020-11-01 09:30:00 +0100", "published", "2020-11-01T09:30:00+01:00"),
        ("categories: [a]\ncategory: [World, Asia]", "section", "World"),
        ("lang: en # English", "language", "en"),
    ],
)
def test_front_matter_is_yaml(front_matter: str, field: str, value: object):
    article = parse_markdown(f"---\n{front_matter}\n---\n{TEXT}".encode())
    assert (getattr(article, field), article.text, article.note) == (value, TEXT, "")
    assert article.origins == {field: "front matter"}


@pytest.mark.parametrize(
    ("front_matter", "note"),
    [
        ("authors: [a\n  b: c", "authors in the front matter can't be read: while parsing a flow sequence"),
        (
            "authors: &a\n  - *a",
            "authors in the front matter can't be read: an alias, which may",
        ),
        ("authors: " + "[" * 4_000, "authors in the front matter can't be read: more than 3,000 characters"),
        ("url: /2020/talks", "url '/2020/talks' is no http:// or https:// address"),
    ],
)
def test_an_invalid_field_of_the_front_matter_is_noted_and_the_others_are_kept(front_matter: str, note: str):
    article = parse_markdown(f"---\n{front_matter}\ntitle: Talks end\n---\n{TEXT}".encode())
    assert (article.title, article.text, article.authors) == ("Talks end", TEXT, ())
    assert article.note.startswith(note)


@pytest.mark.parametrize("markdown", ["[" * 20_000, "![" * 20_000, "_a " * 20_000, "a: b\n" * 20_000])
def test_markdown_of_unclosed_markup_is_read_fast(markdown: str):
    begun = time.process_time()
    parse_markdown(f"---\n{markdown}\n---\n{markdown}".encode())
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("start", ["[", "!["])
def test_unclosed_links_are_rejected_fast(start: str):
    begun = time.process_time()
    with pytest.raises(ArticleRejected, match="more than 50,000 brackets of Markdown"):
        parse_markdown((start * 500_000).encode())
    assert time.process_time() - begun < 2
