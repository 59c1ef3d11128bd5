"""Dates in the forms that sources use, and articles dated by their address, dateline or file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import parse as dates
from ingest.dates.undated import dated
from ingest.records import RawArticle

REPORT = "The harbour of Port Elm was closed after the storm."
RAW = RawArticle(REPORT)


@pytest.mark.parametrize(
    ("date_text", "day"),
    [
        ("2019-11-18", "2019-11-18"),
        ("20191118", "2019-11-18"),
        ("2019/11/18", "2019-11-18"),
        ("2019-11-18T16:07:38Z", "2019-11-18T16:07:38+00:00"),
        ("2019-11-18T16:07:38.123+0100", "2019-11-18T16:07:38+01:00"),
        ("2019-11-18 16:07:38 -06:00", "2019-11-18T16:07:38-06:00"),
        ("2019-11-18 16:07 UTC", "2019-11-18T16:07:00+00:00"),
        ("2019-11-18T16:07", "2019-11-18T16:07:00"),
        ("Mon, 18 Nov 2019 16:07:38 -0600", "2019-11-18T16:07:38-06:00"),
        ("Tue Nov 19 2019 03:05:46 GMT+0000 (UTC)", "2019-11-19T03:05:46+00:00"),
        ("November 18, 2019", "2019-11-18"),
        ("Nov. 18 2019", "2019-11-18"),
        ("Posted on Monday, November 18th, 2019", "2019-11-18"),
        ("18 Sept 2019, 10:21", "2019-09-18"),
        ("18-nov-2019", "2019-11-18"),
        ("1st of May 2019", "2019-05-01"),
        ("25.09.2018", "2018-09-25"),
        ("2018.09.05 10:28", "2018-09-05"),
        ("2018年9月5日 10:28", "2018-09-05"),
        ("2018년 9월 5일", "2018-09-05"),
        ("11/18/2019", "2019-11-18"),
        ("05/05/2019", "2019-05-05"),
        ("2019-11-18 16:07:38 +0100", "2019-11-18T16:07:38+01:00"),
        ("20191118T160738", "2019-11-18T16:07:38"),
        ("2019-W47-1", "2019-11-18"),
        ("1574093258", "2019-11-18T16:07:38+00:00"),  # seconds since 1970
        ("1574093258000", "2019-11-18T16:07:38+00:00"),
        ("1574093258.25", "2019-11-18T16:07:38+00:00"),
        ("2019111816", ""),  # an hour, or the year 2034 in seconds
        ("", ""),
        ("11/12/2019", ""),
        ("31.31.2019", ""),
        ("Tuesday", ""),
        ("may", ""),
        ("November 2019", ""),
        ("November 31, 2019", ""),
        ("2019", ""),
        ("0001-01-01T00:00:00Z", ""),
        ("today", ""),
    ],
)
def test_iso(date_text: str, day: str):
    assert dates.iso(date_text) == day


@given(st.text(max_size=80))
def test_any_text_gives_a_date_or_none(text: str):
    day = dates.iso(text)
    assert day == "" or date.fromisoformat(day[:10])


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://tidings.example/2019/11/18/storm", "2019-11-18"),
        ("https://tidings.example/world/2019/nov/18/storm", "2019-11-18"),
        ("https://tidings.example/2019-11-18-storm", "2019-11-18"),
        ("https://tidings.example/2019/11/storm", ""),
        ("https://tidings.example/story-20191118", ""),  # a number as well as a day
        ("https://tidings.example/2019/13/45/storm", ""),
    ],
)
def test_the_day_in_an_address(url: str, day: str):
    assert dates.day_in_address(url) == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2020-11-01-storm.txt", "2020-11-01"),
        ("storm_20201101.txt", "2020-11-01"),
        ("2020_11_01 storm.html", "2020-11-01"),
        ("storm.txt", ""),
        ("20201399.txt", ""),
        ("1202011011.txt", ""),
    ],
)
def test_the_day_in_a_name(name: str, day: str):
    assert dates.day_in_name(name) == day


@pytest.mark.parametrize(
    ("line", "known_day", "day"),
    [
        ("PORT ELM, Nov. 1, 2020 — The harbour was closed.", "", "2020-11-01"),
        ("PORT ELM, Elmland — Nov. 1, 2020 — The harbour was closed.", "", "2020-11-01"),
        ("PORT ELM (1 November 2020) - The harbour was closed.", "", "2020-11-01"),
        ("PORT ELM, Nov 1 — The harbour was closed.", "2020-11-03", "2020-11-01"),
        ("PORT ELM, Nov 1 (Tidings) -- The harbour was closed.", "2020-11-01", "2020-11-01"),
        ("PORT ELM, Dec 31 — The harbour was closed.", "2021-01-01", "2020-12-31"),
        ("PORT ELM, Nov 1 — The harbour was closed.", "", ""),  # of which year?
        ("PORT ELM, Nov 1 — The harbour was closed.", "2020-10-30", ""),  # not yet
        ("PORT ELM, Nov 1 — The harbour was closed.", "2021-05-30", ""),  # long before
        ("PORT ELM — The harbour was closed on Nov. 1, 2020.", "", ""),  # a report about that day
        ("The harbour was closed on Nov. 1, 2020 — by a storm.", "", ""),
    ],
)
def test_the_day_of_a_dateline(line: str, known_day: str, day: str):
    assert dates.day_of_dateline(line, known_day) == day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Dienstag, 29. Januar 2019", "de", "2019-01-29"),
        ("Veröffentlicht am 29. Jänner 2019", "de-AT", "2019-01-29"),
        ("Veröffentlicht am 29. Januar 2019", "de-AT", "2019-01-29"),
        ("Publié le 1er févr. 2019 à 10:28", "fr-FR", "2019-02-01"),
        ("5 de septiembre de 2019", "es", "2019-09-05"),
        ("15 август 2015 13:28", "bg-BG", "2015-08-15"),
        ("2015. augusztus 20., 11:00", "hu", "2015-08-20"),
        ("08/01/2014", "es", "2014-01-08"),
        ("08.01.2014", "de", "2014-01-08"),
        ("08/01/2014", "en-GB", ""),
        ("08/01/2014", "", ""),
        ("08/13/2014", "de", ""),
        ("29. Januar 2019", "fr", ""),
        ("29. Januar 2019", "no language", ""),
        ("January 29, 2019", "de", "2019-01-29"),
    ],
)
def test_a_date_is_read_in_the_language_of_its_page(text: str, language: str, day: str):
    assert dates.day_in(text, language) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://tidings.example/2010/COAST/08/13/storm.html", "2010-08-13"),
        ("https://tidings.example/2010/coast/8/13/storm.html", ""),
        ("https://tidings.example/2010/coast/13/08/storm.html", ""),
        ("https://tidings.example/2010/coast/sea/08/13/storm.html", ""),
    ],
)
def test_a_section_may_stand_inside_the_day_of_an_address(url: str, day: str):
    assert dates.day_in_address(url) == day


def test_a_stated_date_is_kept():
    raw = replace(RAW, published="2020-11-01", url="https://tidings.example/2019/11/18/storm")
    assert dated(raw, "2018-01-01.txt") is raw


@pytest.mark.parametrize(
    ("raw", "path", "day", "origin"),
    [
        (
            replace(RAW, url="https://tidings.example/2019/11/18/storm"),
            "2020-11-03.txt",
            "2019-11-18",
            "address",
        ),
        (replace(RAW, text=f"PORT ELM, Nov 1 — {REPORT}"), "saved/2020-11-03.txt", "2020-11-01", "dateline"),
        (replace(RAW, text=f"PORT ELM, Nov. 1, 2020 — {REPORT}"), "", "2020-11-01", "dateline"),
        (RAW, "saved/2020-11-03-storm.txt", "2020-11-03", "file name"),
        (RAW, "https://tidings.example/2020-11-03-storm.html", "2020-11-03", "address"),
        (RAW, "https://tidings.example/2020/11/03/storm.html", "2020-11-03", "address"),
    ],
)
def test_an_article_is_dated(raw: RawArticle, path: str, day: str, origin: str):
    article = dated(raw, path)
    assert (article.published, dict(article.origins)) == (day, {"published": origin})


def test_a_dateline_may_follow_a_headline_that_is_inside_the_text():
    raw = replace(RAW, text=f"Storm closes harbour\n\nPORT ELM, Nov. 1, 2020 — {REPORT}")
    assert dated(replace(raw, headline_inside=True)).published == "2020-11-01"
    assert dated(raw).published == ""


def test_a_missing_date_stays_missing():
    assert dated(RAW, "2020-11/storm.txt") is RAW


def test_a_future_date_is_left_out_and_noted():
    article = dated(replace(RAW, note="only a summary"), "2020-11-04.txt", date(2020, 11, 2))
    assert article.published == ""
    assert article.note == "only a summary; the date 2020-11-04 (file name) lies ahead: left out"


@pytest.mark.parametrize("field", ["published", "updated"])
@pytest.mark.parametrize(
    ("date_text", "left_out"),
    [
        ("2020-11-01", False),
        ("2021-05-04", False),  # the cover of a magazine, half a year ahead
        ("2021-05-05", True),
        ("2099-01-01T00:00:00Z", True),
        ("9999-12-31", True),
    ],
)
def test_a_stated_date_too_far_ahead_is_unknown_and_noted(field: str, date_text: str, left_out: bool):
    raw = replace(RAW, **{field: date_text}, origins={field: "key date"})
    article = dated(raw, today=date(2020, 11, 2))
    assert getattr(article, field) == ("" if left_out else date_text)
    assert article.note == (f"{field} {date_text} lies too far ahead: left out" if left_out else "")
    assert article.origins == ({} if left_out else {field: "key date"})


def test_the_date_of_the_address_replaces_one_too_far_ahead():
    raw = replace(RAW, published="2099-01-01", url="https://tidings.example/2020/11/01/storm")
    article = dated(raw, today=date(2020, 11, 2))
    assert (article.published, article.origins) == ("2020-11-01", {"published": "address"})


@pytest.mark.parametrize(
    ("published", "updated", "dates_and_note"),
    [
        ("1 Nov 2020", "20201102", ("2020-11-01", "2020-11-02", "")),
        ("2020-11-01T09:30Z", "2020-11-01 09:30 UTC", ("2020-11-01T09:30:00+00:00", "", "")),
        ("soon", "Monday", ("", "", "published 'soon' can't be read; updated 'Monday' can't be read")),
    ],
)
def test_published_and_updated(published: str, updated: str, dates_and_note: tuple[str, str, str]):
    assert dates.published_and_updated(published, updated) == dates_and_note
