"""Reads title, day and outlet of saved pages with Dateline and with the usual libraries; see `pages.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ingest.page.html import parse_html, parse_page
from ingest.records import RawArticle

LABELS = Path(__file__).resolve().parent.parent / "tests" / "pages_labels.json"
FIELDS = ("title", "published", "outlet")
QUOTES = str.maketrans("‘’“”", "''\"\"")

Labels = Mapping[str, Mapping[str, str | list[str]]]
Fields = dict[str, str]
Reader = Callable[[bytes], Fields]


def read_labels(path: Path = LABELS) -> Labels:
    labels: Labels = json.loads(path.read_text("utf-8"))
    return labels


def own_fields(raw: bytes) -> Fields:
    return fields_of(parse_html(raw))


def fields_of(article: RawArticle) -> Fields:
    return {"title": article.title, "published": article.published[:10], "outlet": article.outlet}


def trafilatura_fields(raw: bytes) -> Fields:
    import trafilatura

    metadata = trafilatura.extract_metadata(parse_page(raw))
    return {
        "title": metadata.title or "",
        "published": metadata.date or "",
        "outlet": metadata.sitename or "",
    }


def htmldate_fields(raw: bytes) -> Fields:
    """The day only, because the library reads nothing else."""
    import htmldate

    return {"published": htmldate.find_date(parse_page(raw), original_date=True) or ""}


def extruct_fields(raw: bytes) -> Fields:
    """JSON-LD and Open Graph unchanged: the library reads marked data, and chooses nothing from it."""
    import extruct

    marked = extruct.extract(
        raw.decode("utf-8", "replace"), syntaxes=["json-ld", "opengraph"], uniform=True, errors="ignore"
    )
    items = [item for item in marked.get("json-ld", ()) if "Article" in str(item.get("@type"))]
    article: Mapping[str, Any] = next(iter(items), {})
    graph: Mapping[str, Any] = next(iter(marked.get("opengraph", ())), {})
    publisher = article.get("publisher")
    name = publisher.get("name", "") if isinstance(publisher, dict) else ""
    return {
        "title": str(article.get("headline") or graph.get("og:title", "")),
        "published": str(article.get("datePublished") or graph.get("article:published_time", ""))[:10],
        "outlet": str(graph.get("og:site_name") or name),
    }


READERS: Mapping[str, Reader] = {
    "ours": own_fields,
    "trafilatura": trafilatura_fields,
    "htmldate": htmldate_fields,
    "extruct": extruct_fields,
}


def wrong_fields(
    pages: Mapping[str, bytes], labels: Labels, read: Reader = own_fields
) -> dict[str, list[str]]:
    """For each field, the labelled pages that were read wrongly, as "ID: the value read"."""
    wrong: dict[str, list[str]] = {field: [] for field in FIELDS}
    for name, label in labels.items():
        fields = read(pages[name])
        for field, value in label.items():
            accepted = value if isinstance(value, list) else [value]
            if folded(fields.get(field, "")) not in map(folded, accepted):
                wrong[field].append(f"{name}: {fields.get(field, '')!r}")
    return wrong


def folded(text: str) -> str:
    """The text in lower case, with single spaces and straight quotes, since one name has several
    spellings."""
    return " ".join(text.casefold().translate(QUOTES).split())


def print_baselines(pages: Mapping[str, bytes], labels: Labels | None = None) -> None:
    labels = {name: label for name, label in (labels or read_labels()).items() if name in pages}
    totals = {field: sum(field in label for label in labels.values()) for field in FIELDS}
    for reader, read in READERS.items():
        wrong = wrong_fields(pages, labels, read)
        fields = FIELDS if read is not htmldate_fields else ("published",)
        right = (f"{field} {totals[field] - len(wrong[field])} of {totals[field]}" for field in fields)
        print(f"{reader:12}", ", ".join(right))
        if read is own_fields:
            print(*(f"  {field} {line}" for field in FIELDS for line in wrong[field]), sep="\n")
