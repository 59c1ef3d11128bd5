"""NewsML-G2 and NITF: metadata, messages of many items, withheld items, entities."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import TEXT, articles, only, peak_memory, reasons, write
from makers import MORE, NEWS_ITEM, NITF, news_message


@pytest.mark.parametrize("content", [NEWS_ITEM, news_message(NEWS_ITEM)])
def test_newsml(tmp_path: Path, content: str):
    article = only(write(tmp_path / "a.xml", content))
    assert article.text == f"{TEXT}\n\n{MORE}"
    assert (article.title, article.outlet, article.section) == ("Talks end", "Sample Wire", "Politics")
    assert article.published == "2020-11-01T09:30:00+01:00"
    assert article.updated == "2020-11-01T11:00:00+01:00"
    assert (article.authors, article.language) == (("Ann Lee",), "en-GB")
    assert article.identity == "urn:newsml:wire.example:20201101:7"
    assert set(article.origins.values()) == {"NewsML-G2"}


def test_codes_and_literals_stand_in_for_missing_names(tmp_path: Path):
    bare = NEWS_ITEM.replace("<name>Sample Wire</name>", "").replace("<name>Politics</name>", "")
    bare = bare.replace("<firstCreated>2020-11-01T09:30:00+01:00</firstCreated>", "")
    bare = bare.replace('<language tag="en-GB"/>', "").replace(
        "<by>By Ann Lee</by>", '<creator literal="Bo Chan"/>'
    )
    article = only(write(tmp_path / "a.xml", bare))
    assert (article.outlet, article.section, article.language) == ("WIRE", "11000000", "en")
    assert (article.published, article.updated) == ("2020-11-01T11:00:00+01:00", "")
    assert article.authors == ("Bo Chan",)


def test_content_may_be_xhtml_or_plain_text(tmp_path: Path):
    start = NEWS_ITEM.index("<inlineXML")
    for inside in (
        f'<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p></body></html></inlineXML>',
        f"<inlineData contenttype='text/plain'>{TEXT}</inlineData>",
    ):
        content = f"{NEWS_ITEM[:start]}{inside}</contentSet></newsItem>"
        assert only(write(tmp_path / "a.xml", content)).text.startswith(TEXT)


def test_a_withheld_or_empty_item_is_rejected_alone(tmp_path: Path):
    path = write(
        tmp_path / "a.xml",
        news_message(
            NEWS_ITEM,
            NEWS_ITEM.replace("stat:usable", "stat:canceled"),
            NEWS_ITEM.replace("stat:usable", "stat:withheld"),
            NEWS_ITEM.replace("ninat:text", "ninat:picture"),
            NEWS_ITEM[: NEWS_ITEM.index("<contentSet>")] + "</newsItem>",
            NEWS_ITEM,
        ),
    )
    assert reasons(path) == [
        "",
        "item 2: the agency marks it as canceled: not to be published",
        "item 3: the agency marks it as withheld: not to be published",
        "item 4: a newsItem of class picture: text was expected",
        "item 5: no text inside this newsItem (inlineXML or inlineData)",
        "",
    ]


def test_nitf(tmp_path: Path):
    article = only(write(tmp_path / "a.xml", NITF))
    assert article.text == f"{TEXT}\n\nCafé\n\n{MORE}"
    assert (article.title, article.outlet, article.section) == ("Talks end", "Sample Herald", "World")
    assert (article.published, article.updated) == ("2020-11-01T09:30:00+01:00", "")
    assert (article.authors, article.language) == (("Ann Lee",), "en")
    assert article.identity == "nitf wire7"
    assert set(article.origins.values()) == {"NITF"}


# Broken and hostile


def declaring(entity: str, document: str, root: str) -> str:
    return (
        document.replace('<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">', "")
        .replace("&eacute;", "é")
        .replace(f"<{root}", f"<!DOCTYPE {root} [{entity}]><{root}", 1)
    )


@pytest.mark.parametrize("entity", ['<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/hostname">'])
@pytest.mark.parametrize(("document", "root"), [(NITF, "nitf"), (news_message(NEWS_ITEM), "newsMessage")])
def test_entities_are_refused(tmp_path: Path, entity: str, document: str, root: str):
    path = write(tmp_path / "a.xml", declaring(entity, document.replace(TEXT, "&a;"), root))
    assert reasons(path) == ["XML that declares entities of its own is not read: save it without them"]


def test_an_entity_bomb_in_an_attribute_is_refused(tmp_path: Path):
    entities = '<!ENTITY a0 "aaaaaaaaaa">'
    entities += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    path = write(
        tmp_path / "a.xml", declaring(entities, NITF.replace('xml:lang="en"', 'xml:lang="&a9;"'), "nitf")
    )
    (reason_given,) = reasons(path)
    assert "entit" in reason_given


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (news_message(), "no newsItem in this newsMessage: articles were expected"),
        (news_message(NEWS_ITEM)[:-400], "broken XML: "),
        (NITF[:-40], "broken XML: "),
        ("<nitf><body/></nitf>", "no body.content in this NITF document"),
    ],
)
def test_broken_documents(tmp_path: Path, content: str, reason: str):
    (reason_given,) = reasons(write(tmp_path / "a.xml", content))
    assert reason_given.startswith(reason)


def test_items_before_the_damage_are_read(tmp_path: Path):
    first, second = reasons(write(tmp_path / "a.xml", news_message(NEWS_ITEM, NEWS_ITEM)[:-400]))
    assert (first, second[:11]) == ("", "broken XML:")


def test_a_large_message_is_read_in_constant_memory(tmp_path: Path):
    path = write(tmp_path / "a.xml", news_message(NEWS_ITEM.replace(MORE, MORE * 200) * 500))
    assert path.stat().st_size > 5_000_000
    assert peak_memory(lambda: len(articles(path))) < 30_000_000
