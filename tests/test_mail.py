"""EML, mbox and MHTML: parts, encodings, headers, separators, hostile mail."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from files import PAGE, TEXT, articles, only, peak_memory, reasons, records, write
from makers import mail, saved

from ingest.records import Record

BARE = PAGE.replace('<link rel="canonical" href="https://herald.example/talks">', "")


def test_a_newsletter_in_html(tmp_path: Path):
    article = only(write(tmp_path / "a.eml", mail(html=BARE, Content_Language="en")))
    assert TEXT in article.text
    assert (article.title, article.outlet) == ("Talks end: “no date”", "Sample Herald")
    assert (article.published, article.language) == ("2020-11-01T09:30:00+01:00", "en")
    assert article.identity == "mail <7@herald.example>"
    assert article.origins["title"] == article.origins["published"] == "mail"


@pytest.mark.parametrize("html", ["", "<p></p>"])
def test_a_newsletter_in_plain_text_or_without_an_article_in_its_html(tmp_path: Path, html: str):
    assert (
        only(write(tmp_path / "a.eml", mail(text=f"Café. {TEXT}", html=html))).text.strip() == f"Café. {TEXT}"
    )


def test_a_sender_without_a_name(tmp_path: Path):
    assert only(write(tmp_path / "a.eml", mail(TEXT, From="news@herald.example"))).outlet == "herald.example"


def test_a_mail_without_headers(tmp_path: Path):
    path = write(tmp_path / "a.eml", f"\n{TEXT}")
    article = only(path)
    assert (article.text, article.title, article.outlet, article.published) == (TEXT, "", "", "")
    assert article.identity == str(path)


def test_an_unreadable_date_is_unknown_and_noted(tmp_path: Path):
    raw = mail(TEXT).replace(b"Sun, 01 Nov 2020 09:30:00 +0100", b"the day after")
    article = only(write(tmp_path / "a.eml", raw))
    assert (article.published, article.note) == ("", "published 'the day after' can't be read")


# mbox


def test_a_mailbox(tmp_path: Path):
    first = mail(f"{TEXT}\n\n>From here on nobody spoke.\n")
    second = mail(TEXT, Message_ID="<8@herald.example>")
    box = b"From a Sun Nov 1 09:30:00 2020\n%s\nFrom b Sun Nov 1\n%s" % (first, second)
    one, two = articles(write(tmp_path / "a.mbox", box))
    assert "\n\nFrom here on nobody spoke." in one.text
    assert (one.identity, two.identity) == ("mail <7@herald.example>", "mail <8@herald.example>")


def test_newer_messages_do_not_change_the_fingerprint_of_a_message(tmp_path: Path):
    box = b"From a\n" + mail(TEXT)
    (before,) = records(write(tmp_path / "a.mbox", box))
    after = records(write(tmp_path / "a.mbox", b"From b\n" + mail("Other words.") + b"\n" + box))
    assert isinstance(before, Record)
    assert [record.fingerprint == before.fingerprint for record in after if isinstance(record, Record)] == [
        False,
        True,
    ]


def test_messages_after_one_that_is_too_long_are_read(tmp_path: Path):
    box = b"From a\n" + mail(TEXT) + b"\nFrom b\n\n" + b"x" * 20_000_001 + b"\n\nFrom c\n" + mail(TEXT)
    assert reasons(write(tmp_path / "a.mbox", box)) == [
        "",
        "message 2: more than 20,000,000 bytes: too much for one article",
        "",
    ]


def test_a_large_mailbox_is_read_in_constant_memory(tmp_path: Path):
    path = write(tmp_path / "a.mbox", (b"From a\n" + mail(TEXT * 2_000) + b"\n") * 100)
    assert path.stat().st_size > 11_000_000
    assert peak_memory(lambda: len([None for record in _each(path)])) < 3_000_000


def _each(path: Path):  # type: ignore[no-untyped-def]
    from ingest.formats.read import Source, read

    return read(Source(str(path), path.stat().st_size))


def test_another_file_is_rejected_as_a_mailbox(tmp_path: Path):
    assert reasons(write(tmp_path / "a.mbox", TEXT)) == [
        "no messages in this mailbox: lines that begin with 'From ' were expected"
    ]


# MHTML


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.mhtml.gz"])
def test_a_saved_page(tmp_path: Path, name: str):
    article = only(write(tmp_path / name, saved(BARE.encode())))
    assert TEXT in article.text
    assert (article.url, article.origins["url"]) == ("https://herald.example/saved", "saved page")
    assert article.published == "2020-11-01T09:30:00+00:00"  # not the day of saving
    assert only(write(tmp_path / name, saved(PAGE.encode()))).url == "https://herald.example/talks"


def test_a_saved_page_in_another_encoding(tmp_path: Path):
    page = BARE.replace("Baku", "Łódź").encode("iso-8859-2")
    assert "Łódź" in only(write(tmp_path / "a.mhtml", saved(page, "text/html; charset=iso-8859-2"))).text


def test_a_saved_page_without_html_is_rejected(tmp_path: Path):
    path = write(tmp_path / "a.mhtml", saved(b"x", "text/css"))
    assert reasons(path) == ["no HTML part in this saved page"]


# Hostile


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\nHi.",
        b"From: " + b"(" * 300_000 + b"\n\nHi.",
        b"From: " + b"a," * 300_000 + b"\n\nHi.",
        b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nHi.",
        b"Date: " + b"1 " * 300_000 + b"\n\nHi.",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 5_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)),
        b"Content-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Content-Type: text/html; charset=\xff\xff\n\n<p>Hi</p>",
        b"From: =?x?q?\xff?=\nSubject: =?utf-16?b?AA?=\nMessage-ID: <\n\nHi.",
    ],
    ids=lambda raw: raw[:24].decode("ascii", "replace"),
)
def test_hostile_mail_is_read_fast(tmp_path: Path, raw: bytes):
    begun = time.process_time()
    assert len(reasons(write(tmp_path / "a.eml", raw))) == 1
    assert time.process_time() - begun < 10
