"""The report of a run, for people and for programs."""

from __future__ import annotations

import pytest

from ingest import LeftOut, Note, Rejection, Report
from ingest.records import Removals, Removed
from ingest.report import to_dict
from ingest.report_text import to_text

PAGE = LeftOut("a.html", "", "Talks end", 4, 0)
TEXT = LeftOut("b.txt", "", "", 0, 1)
LINE = LeftOut("c.jsonl", "line 12", "Talks begin", 1, 2)


def lines_below_counts(report: Report) -> list[str]:
    """The lines below the counts."""
    return to_text(report).splitlines()[1:]


def test_reports_as_text_and_json():
    notes = (Note("b.rss", "entry 1: only the summary", "Talks end"), Note("d.txt", "no date"))
    rejected = (Rejection("a.txt", "empty"),)
    report = Report(3, 2, 1, rejected, 12, 1.23456, copies=2, left_out=(PAGE, LINE), notes=notes)
    assert to_text(report) == (
        "3 added, 2 updated, 1 unchanged, 1 rejected (12 passages, 1.2 s)\n"
        "  2 of the stored articles are copies of others (see `python -m storage list`)\n"
        "  hidden text was left out of 2 articles: 5 hidden elements, 2 invisible characters\n"
        '    a.html ("Talks end"): 4 hidden elements\n'
        '    c.jsonl, line 12 ("Talks begin"): 1 hidden element, 2 invisible characters\n'
        "  rejected a.txt: empty\n"
        '  note b.rss: entry 1: only the summary ("Talks end")\n'
        "  note d.txt: no date"
    )
    assert to_dict(report) == {
        "added": 3,
        "updated": 2,
        "unchanged": 1,
        "rejected": [{"path": "a.txt", "reason": "empty"}],
        "notes": [
            {"path": "b.rss", "note": "entry 1: only the summary", "title": "Talks end"},
            {"path": "d.txt", "note": "no date", "title": ""},
        ],
        "passages": 12,
        "copies": 2,
        "hidden_elements": 5,
        "invisible_characters": 2,
        "left_out": [
            {
                "path": "a.html",
                "place": "",
                "title": "Talks end",
                "hidden_elements": 4,
                "invisible_characters": 0,
            },
            {
                "path": "c.jsonl",
                "place": "line 12",
                "title": "Talks begin",
                "hidden_elements": 1,
                "invisible_characters": 2,
            },
        ],
        "removed_paragraphs": 0,
        "removed": [],
        "samples_removed": 0,
        "index_behind": 0,
        "seconds": 1.235,
        "interrupted": False,
    }


def test_removed_paragraphs_are_counted_and_listed():
    lines = (Removed("Share", "page furniture"), Removed("Route 6", "last heading"))
    report = Report(removals=(Removals("a.jsonl", "line 2", "Talks end", lines),))
    assert lines_below_counts(report) == [
        "  removed 2 paragraphs of boilerplate from 1 article (--json lists each with its rule)"
    ]
    source = {"path": "a.jsonl", "place": "line 2", "title": "Talks end"}
    assert to_dict(report)["removed_paragraphs"] == 2
    assert to_dict(report)["removed"] == [
        {**source, "paragraph": "Share", "rule": "page furniture"},
        {**source, "paragraph": "Route 6", "rule": "last heading"},
    ]


def test_an_index_that_is_behind_is_reported():
    report = Report(index_behind=120)
    assert lines_below_counts(report) == [
        "  the vector index is 120 changes behind and will catch up when the store is next open"
    ]
    assert to_dict(report)["index_behind"] == 120


def test_counts_of_one_and_none_are_worded():
    assert to_text(Report(1, passages=1)) == "1 added, 0 updated, 0 unchanged, 0 rejected (1 passage, 0.0 s)"
    assert lines_below_counts(Report(1, copies=1)) == [
        "  1 of the stored articles is a copy of another (see `python -m storage list`)"
    ]


@pytest.mark.parametrize(
    ("article", "line"),
    [
        (PAGE, 'a.html ("Talks end"): 4 hidden elements'),
        (TEXT, "b.txt: 1 invisible character"),
    ],
)
def test_the_notes_on_one_article_are_one_line(article: LeftOut, line: str):
    assert lines_below_counts(Report(left_out=(article,))) == [f"  hidden text was left out of {line}"]


def test_a_long_report_names_the_articles_with_most_hidden_text():
    pages = tuple(LeftOut(f"{number}.html", "", "", number, 0) for number in range(1, 6_001))
    assert lines_below_counts(Report(left_out=pages)) == [
        "  hidden text was left out of 6,000 articles: 18,003,000 hidden elements",
        "    6000.html: 6,000 hidden elements",
        "    5999.html: 5,999 hidden elements",
        "    5998.html: 5,998 hidden elements",
        "    and 5,997 more",
    ]
    assert len(to_dict(Report(left_out=pages))["left_out"]) == 6_000


def test_text_from_files_is_shortened_and_without_control_characters():
    (line,) = lines_below_counts(Report(notes=(Note("a\x1b[2J.rss", "only\na summary", "Talks " * 1_000),)))
    assert line.startswith(r'  note a\x1b[2J.rss: only\na summary ("Talks Talks')
    assert line.endswith(' Talks Ta …")')
    assert len(line) < 150
