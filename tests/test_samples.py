"""The sample collection keeps the promises that the page and the README build on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import ROOT, SHARED, put

from ingest.clean.article import clean
from ingest.formats.fields import parse_json
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


def test_each_is_whole_short_and_dated():
    for name, article in samples().items():
        raw = json.loads((FOLDER / name).read_text("utf-8"))
        assert article.text == raw["text"], "cleaning takes nothing from a sample"
        assert 120 <= len(article.text.split()) <= 250
        assert article.published in ("2020-11-01", "2020-11-02")
        assert article.is_sample


def test_a_wire_copy_is_carried_by_two_outlets():
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


@pytest.mark.shared
def test_no_sentence_is_copied_and_no_number_invented():
    sources = [words(path.read_text("utf-8")) for path in REPORTS.iterdir()]
    source_grams = {gram for source in sources for gram in grams(source)}
    numbers = {word for source in sources for word in source if word[0].isdigit()}
    for name, article in samples().items():
        its_words = words(article.text)
        copied = [" ".join(gram) for gram in grams(its_words) if gram in source_grams]
        assert copied in ([], ["said his troops would go to the end"]), name
        assert {word for word in its_words if word[0].isdigit()} <= numbers, name


def words(text: str) -> list[str]:
    plain = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    return [word for word in (part.strip(".,\"'").lower() for part in plain.split()) if word]


def grams(text: list[str], size: int = 8) -> list[tuple[str, ...]]:
    """Each run of `size` words."""
    return [tuple(text[start : start + size]) for start in range(len(text) - size + 1)]
