"""The sample collection has the properties that the page and the README rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from ingesting import ingest
from newsroom import ROOT, SHARED, put

from ingest.clean.article import clean
from ingest.formats.json_lines import parse_json
from ingest.report import to_dict
from ingest.report_text import to_text
from storage import Store
from storage.records import Article

FOLDER = ROOT / "ingest" / "samples"
REPORTS = SHARED / "articles"


def samples() -> dict[str, Article]:
    return {path.name: clean(parse_json(path.read_bytes())).article for path in sorted(FOLDER.glob("*.json"))}


def test_six_reports_of_three_outlets():
    articles = samples()
    assert list(articles) == [
        "courier-aliyev.json",
        "courier-shelling.json",
        "herald-sunday.json",
        "herald-update.json",
        "wire-powers.json",
        "wire-shelling.json",
    ]
    outlets = {article.outlet for article in articles.values()}
    assert outlets == {"Sample Courier", "Sample Herald", "Sample Wire"}
    assert len({article.id for article in articles.values()}) == 6


def test_each_sample_is_whole_short_and_dated():
    for name, article in samples().items():
        raw = json.loads((FOLDER / name).read_text("utf-8"))
        assert article.text == raw["text"], "cleaning takes nothing from a sample"
        assert 120 <= len(article.text.split()) <= 250
        assert article.published in ("2020-11-01", "2020-11-02")
        assert article.is_sample


def test_two_outlets_print_a_wire_copy():
    articles = samples()
    courier, wire = articles["courier-shelling.json"], articles["wire-shelling.json"]
    assert courier.text == wire.text
    assert courier.outlet != wire.outlet
    assert courier.id != wire.id


def test_the_update_is_a_later_report_with_each_sides_figures():
    articles = samples()
    earlier, update = articles["herald-sunday.json"], articles["herald-update.json"]
    assert update.title.startswith("Update:")
    assert update.outlet == earlier.outlet
    assert update.published > earlier.published
    assert all(figure in update.text for figure in ("1,166", "45", "91", "5,000"))


def test_a_store_knows_its_samples(newsroom: Store, embedder: HashingEmbedder):
    assert newsroom.samples() == []
    wire = samples()["wire-powers.json"]
    put(newsroom, embedder, wire, replace(wire, identity="other", url="https://samples.dateline.org/x"))
    assert newsroom.samples() == [wire.id]
    assert [info.id for info in newsroom.articles() if info.is_sample] == [wire.id]
    newsroom.remove(wire.id)
    assert newsroom.samples() == []


def own_file(folder: Path, text: str = "The ferry from Port Elm carried 200 people on Sunday.") -> Path:
    file = folder / "ferry.txt"
    file.write_text(text)
    return file


def test_the_samples_are_removed_before_the_first_other_article_is_stored(store: Store, tmp_path: Path):
    assert ingest(FOLDER, store).samples_removed == 0
    assert len(store.samples()) == 6
    assert ingest(FOLDER, store).unchanged == 6
    report = ingest(own_file(tmp_path), store)
    assert (report.added, report.samples_removed) == (1, 6)
    assert [info.title or info.url for info in store.articles()] == [""]
    assert (
        to_text(report).splitlines()[1]
        == "  removed 6 sample articles, since articles of your own were added"
    )
    assert to_dict(report)["samples_removed"] == 6


def test_a_run_without_other_articles_keeps_the_samples(store: Store, tmp_path: Path):
    ingest(FOLDER, store)
    report = ingest(own_file(tmp_path, " "), store)
    assert (len(report.rejected), report.samples_removed) == (1, 0)
    assert len(store.samples()) == 6


def test_requested_samples_are_kept_beside_other_articles(store: Store, tmp_path: Path):
    file = own_file(tmp_path)
    assert ingest([FOLDER, file], store).samples_removed == 0
    assert store.count().articles == 7
    file.write_text("The ferry from Port Elm carried 300 people on Monday.")
    assert ingest(file, store).samples_removed == 0
    assert store.count().articles == 7


@pytest.mark.shared
def test_no_sentence_is_copied_and_no_number_invented():
    sources = [words(path.read_text("utf-8")) for path in REPORTS.iterdir()]
    source_grams = {gram for source in sources for gram in grams(source)}
    numbers = {word for source in sources for word in source if word[0].isdigit()}
    for name, article in samples().items():
        own_words = words(article.text)
        copied = [" ".join(gram) for gram in grams(own_words) if gram in source_grams]
        assert copied in ([], ["said his troops would go to the end"]), name
        assert {word for word in own_words if word[0].isdigit()} <= numbers, name


def words(text: str) -> list[str]:
    plain = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    return [word for word in (part.strip(".,\"'").lower() for part in plain.split()) if word]


def grams(tokens: list[str], size: int = 8) -> list[tuple[str, ...]]:
    return [tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)]
