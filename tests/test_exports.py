"""The shapes in which newsrooms, agencies and data sets export articles as JSON and tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from files import TEXT, articles, only, reasons, write

from ingest.formats.json_lines import parse_json, wrapped_list
from ingest.formats.markup import field_text
from ingest.records import RawArticle
from storage.errors import ArticleRejected

MORE = "Nobody spoke of a date for the next round."
HTML = f'<p>{TEXT}</p>\n<p><a href="/x">Nobody</a> spoke of a date for the next&nbsp;round.</p>'
BOTH = f"{TEXT}\n\n{MORE}"

WORDPRESS = {
    "id": 7,
    "date": "2020-11-01T10:30:00",
    "date_gmt": "2020-11-01T09:30:00",
    "modified": "2020-11-01T13:00:00",
    "modified_gmt": "2020-11-01T12:00:00",
    "guid": {"rendered": "https://herald.example/?p=7"},
    "link": "https://herald.example/talks/",
    "title": {"rendered": "Talks &#8220;end&#8221;"},
    "content": {"rendered": HTML, "protected": False},
    "excerpt": {"rendered": "<p>Short.</p>"},
    "author": 7,
    "_embedded": {"author": [{"id": 7, "name": "Ann Lee"}]},
}
AGENCY = {
    "uri": "urn:newsml:wire.example:7",
    "type": "text",
    "pubstatus": "usable",
    "headline": "Talks end",
    "slugline": "BAKU-TALKS",
    "byline": "By Ann Lee and Bo Chan",
    "firstcreated": "2020-11-01T09:30:00Z",
    "versioncreated": "2020-11-01T12:00:00Z",
    "ednote": "UPDATES: adds details",
    "body_html": HTML,
    "infosources": [{"name": "Sample Wire"}],
    "subject": [{"name": "World"}],
}
GUARDIAN = {
    "id": "world/2020/nov/01/talks",
    "sectionName": "World",
    "webTitle": "Talks end",
    "webPublicationDate": "2020-11-01T09:30:00Z",
    "webUrl": "https://courier.example/world/talks",
    "fields": {"bodyText": BOTH, "byline": "Ann Lee", "publication": "The Courier", "lang": "en"},
}
DATA_SET = {
    "source": {"id": None, "name": "Sample Herald"},
    "author": "Ann Lee; Bo Chan",
    "headline": "Talks end",
    "article": BOTH,
    "publish_date": "November 1, 2020",
    "category": "WORLD",
}


def parsed(**fields: object) -> RawArticle:
    return parse_json(json.dumps(fields).encode())


def test_wordpress():
    article = parsed(**WORDPRESS)
    assert article == RawArticle(
        text=BOTH,
        title="Talks “end”",
        url="https://herald.example/talks/",
        published="2020-11-01T09:30:00+00:00",
        updated="2020-11-01T12:00:00+00:00",
        authors=("Ann Lee",),
        identity="https://herald.example/?p=7",
        origins={
            "title": "key title",
            "url": "key link",
            "published": "key date_gmt",
            "updated": "key modified_gmt",
            "authors": "key _embedded.author",
        },
    )


def test_wordpress_ids_without_names_are_left_out():
    article = parsed(**{**WORDPRESS, "_embedded": None})
    assert (article.authors, article.note) == ((), "")


@pytest.mark.parametrize("body", ["body_html", "body_xhtml", "body_nitf"])
def test_an_agency(body: str):
    bodies = {
        "body_html": HTML,
        "body_xhtml": f'<div xmlns="http://www.w3.org/1999/xhtml">{HTML}<br/></div>',
        "body_nitf": f"<nitf><body><body.head><hedline><hl1>X</hl1></hedline></body.head>"
        f"<body.content><block>{HTML}</block></body.content></body></nitf>",
    }
    others = {key: value for key, value in AGENCY.items() if key != "body_html"}
    article = parsed(**others, **{body: bodies[body]})
    assert (article.text, article.title, article.outlet) == (BOTH, "Talks end", "Sample Wire")
    assert article.published == "2020-11-01T09:30:00+00:00"
    assert article.updated == "2020-11-01T12:00:00+00:00"
    assert (article.authors, article.section) == (("Ann Lee", "Bo Chan"), "World")
    assert article.identity == "urn:newsml:wire.example:7"
    assert article.note == "editor's note: UPDATES: adds details"


@pytest.mark.parametrize(
    ("note", "updated"),
    [
        ("UPDATES: adds details", "2020-11-01T12:00:00+00:00"),
        ("Eds: Recasts lead", "2020-11-01T12:00:00+00:00"),
        ("Eds: with photos", ""),
        ("", ""),
    ],
)
def test_an_editors_note_marks_an_update_when_only_one_time_is_stated(note: str, updated: str):
    article = parsed(**{**AGENCY, "firstcreated": None, "ednote": note})
    assert (article.published, article.updated) == ("2020-11-01T12:00:00+00:00", updated)


@pytest.mark.parametrize("status", ["canceled", "stat:withheld"])
def test_a_withdrawn_item_is_rejected(status: str):
    with pytest.raises(ArticleRejected, match=r"the agency marks it as \w+: not to be published"):
        parsed(**{**AGENCY, "pubstatus": status})


@pytest.mark.parametrize(
    "item", [GUARDIAN, {"response": {"status": "ok", "content": GUARDIAN}}], ids=["item", "wrapped"]
)
def test_the_guardian(item: dict[str, object]):
    article = parsed(**item)
    assert (article.text, article.title, article.section) == (BOTH, "Talks end", "World")
    assert (article.url, article.outlet) == ("https://courier.example/world/talks", "The Courier")
    assert (article.published, article.authors) == ("2020-11-01T09:30:00+00:00", ("Ann Lee",))
    assert (article.language, article.origins["authors"]) == ("en", "key fields.byline")


def test_a_data_set():
    article = parsed(**DATA_SET)
    assert (article.text, article.title, article.outlet) == (BOTH, "Talks end", "Sample Herald")
    assert (article.authors, article.published) == (("Ann Lee", "Bo Chan"), "2020-11-01")
    assert (article.section, article.note) == ("WORLD", "")


@pytest.mark.parametrize(
    "wrapped",
    [
        {"response": {"status": "ok", "total": 2, "results": [GUARDIAN, GUARDIAN], "pages": 1}},
        {"status": "ok", "articles": [DATA_SET, DATA_SET]},
        {"version": "1.1", "title": "Sample Herald", "items": [DATA_SET, DATA_SET], "next": {"a": []}},
    ],
    ids=["response.results", "articles", "items"],
)
@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_a_wrapped_list_is_read_item_by_item(tmp_path: Path, name: str, wrapped: dict[str, object]):
    results = articles(write(tmp_path / name, json.dumps(wrapped, indent=1)))
    assert [(article.text, article.title) for article in results] == [(BOTH, "Talks end")] * 2


def test_a_list_inside_an_article_is_not_a_wrapped_list(tmp_path: Path):
    related = {**DATA_SET, "items": [{"text": MORE}]}
    assert only(write(tmp_path / "a.json", json.dumps(related))).text == BOTH
    assert wrapped_list(b'{"text": "x", "items": [{}]}') == 0
    assert wrapped_list(b'{"tags": [{}], "response": {"total": 2, "results": [{"a": 1}]}}') == 52


# Any type


@pytest.mark.parametrize(
    ("key", "value", "note"),
    [
        ("title", True, "title is a JSON boolean: text was expected"),
        ("title", {"a": 1}, "title is a JSON object: text was expected"),
        ("outlet", 5, "outlet is a JSON number: text was expected"),
        ("authors", [1], "authors is a JSON list: text was expected"),
        ("url", "/2020/talks", "url '/2020/talks' is no http:// or https:// address"),
        ("url", ["n/a"], "url 'n/a' is no http:// or https:// address"),
        ("published", "yesterday", "published 'yesterday' can't be read"),
        ("updated", "yesterday", "updated 'yesterday' can't be read"),
        ("published", False, "published is a JSON boolean: text was expected"),
        ("language", None, ""),
        ("section", [], ""),
        ("authors", {}, ""),
    ],
)
def test_an_invalid_field_is_noted_and_the_others_are_kept(key: str, value: object, note: str):
    article = parsed(**{"text": TEXT, "category": "World", key: value})
    assert (article.text, article.section, article.note) == (TEXT, "World", note)
    assert not getattr(article, key) or key == "section"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"text": 5}, "text is a JSON number: text was expected"),
        ({"text": None, "a": 1}, "no key for text: the keys are text, a; name one with --map text=KEY"),
        ({}, "no key for text: the object is empty; name one with --map text=KEY"),
        ([TEXT], "a JSON list: an object with a text was expected"),
    ],
)
def test_only_a_missing_text_rejects_the_article(value: object, reason: str):
    with pytest.raises(ArticleRejected) as rejected:
        parse_json(json.dumps(value).encode())
    assert str(rejected.value) == reason


@pytest.mark.parametrize(
    ("key", "value", "field", "read"),
    [
        ("text", [TEXT, MORE], "text", BOTH),
        ("text", [{"type": "paragraph", "text": TEXT}, {"text": MORE}], "text", BOTH),
        ("bodies", [{"role": "summary", "value": "x"}, {"role": "main", "value": HTML}], "text", BOTH),
        ("headline", {"main": "Talks end", "kicker": "x"}, "title", "Talks end"),
        ("date", "Sun, 01 Nov 2020 09:30:00 +0100", "published", "2020-11-01T09:30:00+01:00"),
        ("date", 1604223000, "published", "2020-11-01T09:30:00+00:00"),
        ("date", {"$date": "2020-11-01T09:30:00Z"}, "published", "2020-11-01T09:30:00+00:00"),
        ("authors", [{"name": "Ann Lee"}, "Chan, Bo"], "authors", ("Ann Lee", "Chan, Bo")),
        ("author", {"firstname": "Ann", "lastname": "Lee"}, "authors", ("Ann Lee",)),
        ("bylines", [{"by": "By Ann Lee and Bo Chan"}], "authors", ("Ann Lee", "Bo Chan")),
        ("source", {"id": "x", "name": "Sample Herald"}, "outlet", "Sample Herald"),
        ("title", "Talks <em>end</em> &amp; nobody agrees", "title", "Talks end & nobody agrees"),
    ],
)
def test_fields_are_read_from_lists_and_objects(key: str, value: object, field: str, read: object):
    article = parsed(**({} if field == "text" else {"text": TEXT}), **{key: value})
    assert (getattr(article, field), article.note) == (read, "")


# --map


@pytest.mark.parametrize(
    ("columns", "text", "title"),
    [
        ({"text": "content.rendered", "title": "fields.headline"}, TEXT, "Talks end"),
        ({"text": "blocks.1.html", "title": "people.name"}, MORE, "Ann"),
        ({"text": "a.b"}, "A key with a point.", "Top"),
    ],
)
def test_a_mapping_takes_dotted_paths(columns: dict[str, str], text: str, title: str):
    item = {
        "content": {"rendered": f"<p>{TEXT}</p>"},
        "fields": {"headline": "Talks end"},
        "blocks": [{"html": "x"}, {"html": f"<p>{MORE}</p>"}],
        "people": [{"name": "Ann"}, {"name": "Bo"}],
        "a.b": "A key with a point.",
        "headline": "Top",
    }
    article = parse_json(json.dumps(item).encode(), columns)
    assert (article.text, article.title) == (text, title)


def test_a_mapped_key_that_is_missing(tmp_path: Path):
    path = write(tmp_path / "a.jsonl", json.dumps({"story": TEXT}))
    assert reasons(path, text="body.html") == ["line 1: no key 'body.html' for text: the keys are story"]


# Markup


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (TEXT, TEXT),
        (BOTH, BOTH),
        ("a < b and <3, R&D", "a < b and <3, R&D"),
        (HTML, BOTH),
        ("Tom &amp; Ann&#8217;s", "Tom & Ann’s"),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two&amp;nbsp;x.&lt;/p&gt;", "One.\n\nTwo x."),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<table><tr><td>Tovuz</td><td>12</td></tr></table>", "Tovuz 12"),
        ("One <em>word</em>.\n\nTwo\n<a href='x'>lines</a>.", "One word.\n\nTwo\nlines."),
        ("One <b>word</b>.\n\n<blockquote>Two.</blockquote>", "One word.\n\nTwo."),
        ("<!-- wp:paragraph --><p>One.</p><script>x()</script>", "One."),
        ("<![CDATA[<p>One.</p>]]>", "One."),
        ("One.<br />Two.", "One.\n\nTwo."),
    ],
)
def test_a_field_is_plain_text_or_html(value: str, text: str):
    assert field_text(value)[0] == text


def test_hidden_elements_of_a_field_are_counted():
    article = parsed(text=f"{HTML}<p style='display:none'>Hidden.</p>")
    assert (article.text, article.hidden) == (BOTH, 1)


def test_cells_of_a_table_hold_markup(tmp_path: Path):
    path = write(
        tmp_path / "a.csv",
        "title,content.rendered,link,byline,ednote,versioncreated\n"
        f'Talks &amp; end,"<p>{TEXT}</p><p>{MORE}</p>",/talks,By Ann Lee and Bo Chan,'
        "CORRECTS: name,2020-11-01\n",
    )
    article = only(path, text="content.rendered")
    assert (article.text, article.title, article.url) == (BOTH, "Talks & end", "")
    assert (article.authors, article.updated) == (("Ann Lee", "Bo Chan"), "2020-11-01")
    assert article.note == ("editor's note: CORRECTS: name; url '/talks' is no http:// or https:// address")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3. März 2024", "2024-03-03"),
        ("le 3 février 2024", "2024-02-03"),
        ("3 de marzo de 2024", "2024-03-03"),
        ("3 марта 2024 г.", "2024-03-03"),
        ("3 listopada 2024", ""),  # October in Croatian, November in Polish
    ],
)
def test_a_month_in_words_of_an_unstated_language(words: str, day: str):
    article = parse_json(json.dumps({"text": TEXT, "published": words}).encode())
    assert (article.published, article.note) == (day, "" if day else f"published {words!r} can't be read")


@pytest.mark.parametrize(
    "wrapped",
    [
        {"node": {"title": "Talks end", "body": {"value": HTML}, "created": "1604223000"}},
        {"node": {"body": HTML, "created": 1604223000}},
        {"data": {"node": {"title": "Talks end", "content": HTML, "createdAt": "2020-11-01T09:30:00Z"}}},
    ],
)
def test_a_wrapped_node(wrapped: dict[str, object]):
    article = parse_json(json.dumps(wrapped).encode())
    assert (article.text, article.published) == (BOTH, "2020-11-01T09:30:00+00:00")


def test_a_list_of_nodes_is_read_item_by_item(tmp_path: Path):
    nodes = [{"node": {"title": f"Talks {n}", "content": f"{n}. {TEXT}"}} for n in (1, 2)]
    for shape in ({"nodes": nodes}, {"data": {"posts": {"edges": nodes}}}):
        path = write(tmp_path / "export.json", json.dumps(shape))
        assert [article.title for article in articles(path)] == ["Talks 1", "Talks 2"]
