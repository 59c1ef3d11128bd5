"""CSV and TSV: columns by their usual names and by --map, encodings, broken rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import TEXT, articles, only, peak_memory, reasons, records, write
from makers import USUAL

from ingest.formats.columns import FIELDS, parse_mapping
from ingest.records import RawArticle, Record
from storage.errors import UsageError

OTHER = "A second report came later that day."


# Columns


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_usual_column_names_ignore_case(tmp_path: Path, name: str):
    assert only(write(tmp_path / name, USUAL)) == RawArticle(
        text=TEXT,
        title="Talks end",
        url="https://herald.example/1",
        outlet="Sample Herald",
        published="2020-11-01T09:30:00+01:00",
        updated="2020-11-02",
        authors=("Ann Lee", "Bo Chan"),
        language="en",
        section="World",
        identity=f"{tmp_path / name}#1",
        origins={
            "title": "column Headline",
            "url": "column Link",
            "outlet": "column Publication",
            "published": "column Pub Date",
            "updated": "column date_modified",
            "authors": "column BYLINE",
            "language": "column lang",
            "section": "column Category",
        },
    )


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", "\t")]
)
def test_delimiters(tmp_path: Path, name: str, delimiter: str):
    path = write(tmp_path / name, f"title{delimiter}text\nOne{delimiter}{TEXT}\n\nTwo{delimiter}{OTHER}\n")
    assert [(article.title, article.text) for article in articles(path)] == [("One", TEXT), ("Two", OTHER)]


def test_commas_are_plain_text_in_a_tsv(tmp_path: Path):
    assert (
        only(write(tmp_path / "a.tsv", "text\nTalks ended, they said.\n")).text == "Talks ended, they said."
    )


def test_a_cell_may_contain_line_breaks_and_quotes(tmp_path: Path):
    path = write(tmp_path / "a.csv", 'text,title\r\n"One.\r\n\r\n""Two,"" he said.",T\r\n')
    assert only(path).text == 'One.\r\n\r\n"Two," he said.'


def test_other_columns_are_mapped(tmp_path: Path):
    path = write(tmp_path / "a.csv", f"story,kop,title\n{TEXT},Talks end,not this\n")
    article = only(path, text="story", title="kop")
    assert (article.text, article.title, article.origins) == (TEXT, "Talks end", {"title": "column kop"})


@pytest.mark.parametrize(
    ("header", "columns", "reason"),
    [
        (
            "story,title",
            {},
            "no column for text: the columns are story, title; name one with --map text=COLUMN",
        ),
        ("text,title", {"title": "kop"}, "no column 'kop' for title: the columns are text, title"),
        ("text,text", {}, "2 columns are named 'text' (text)"),
        (",".join(f"c{n}" for n in range(40)), {}, "no column for text: the columns are c0, c1, "),
        ("", {}, "the file is empty: a row of names and rows of articles were expected"),
        ("text,title", {}, "no rows after the row of names: articles were expected"),
        ('"text,title', {}, "broken CSV in the row of names: "),
    ],
)
def test_unusable_column_names_are_rejected(
    tmp_path: Path, header: str, columns: dict[str, str], reason: str
):
    (rejection,) = reasons(write(tmp_path / "a.csv", f"{header}\n"), **columns)
    assert rejection.startswith(reason)


@pytest.mark.parametrize(
    ("argument", "mapping"),
    [("title=headline, text=body", {"title": "headline", "text": "body"}), ("text=a b=c", {"text": "a b=c"})],
)
def test_a_mapping_as_the_command_takes_it(argument: str, mapping: dict[str, str]):
    assert parse_mapping(argument) == mapping


@pytest.mark.parametrize("argument", ["", "title", "title=", "headline=title", "text=a,,"])
def test_an_invalid_mapping_is_wrong_usage(argument: str):
    with pytest.raises(UsageError, match=r"FIELD=COLUMN was expected|the fields are text, title"):
        parse_mapping(argument)


def test_the_fields_are_those_of_an_article():
    assert set(FIELDS) <= set(RawArticle.__dataclass_fields__)


# Rows


def test_broken_rows_are_rejected_by_number_and_the_others_are_read(tmp_path: Path):
    path = write(
        tmp_path / "a.csv",
        f'title,text\nA,{TEXT}\nB\nC,{TEXT},more\nD,"broken" quotes\nE,a\0b\nF,{"x" * 12_000_000}\nG,\n'
        f"H,{OTHER}\n",
    )
    assert reasons(path) == [
        "",
        "row 2: 1 cells, where 2 have names",
        "row 3: 3 cells, where 2 have names",
        "row 4: broken CSV: ',' expected after '\"'",
        "row 5: binary data (a NUL byte at 1 of a cell): text was expected",
        "row 6: broken CSV: field larger than field limit (5000000)",
        "",
        "",
    ]


def test_unclosed_quotes_take_little_memory(tmp_path: Path):
    path = write(tmp_path / "a.csv", f'text\n{TEXT}\n"' + f"{'x' * 60_000}\n" * 300)
    assert peak_memory(lambda: reasons(path)) < 60_000_000
    assert reasons(path)[:2] == ["", "row 2: broken CSV: field larger than field limit (5000000)"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str):
    path = write(tmp_path / "a.csv", "title,text\nCafé,“Talks” ended.\n".encode(encoding))
    assert (only(path).title, only(path).text) == ("Café", "“Talks” ended.")


def test_unreadable_dates_are_left_out_and_noted(tmp_path: Path):
    article = only(write(tmp_path / "a.csv", f"text,date\n{TEXT},11/12/2020\n"))
    assert (article.published, article.note) == ("", "published '11/12/2020' can't be read")


def test_the_position_of_a_row_with_a_url_does_not_change_its_fingerprint(tmp_path: Path):
    rows = [f"https://a.example/1,{TEXT}", f",{OTHER}"]
    before = records(write(tmp_path / "a.csv", "\n".join(["url,text", *rows])))
    after = records(write(tmp_path / "b.csv", "\n".join(["url,text", "https://a.example/0,New.", *rows])))
    fingerprints = [
        {record.fingerprint for record in results if isinstance(record, Record)}
        for results in (before, after)
    ]
    assert len(fingerprints[0] & fingerprints[1]) == 1
