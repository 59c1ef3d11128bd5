"""How well the article's own text is told from the rest of a web page.

    python benchmarks/pages.py FOLDER [--worst N] [--extracted]

FOLDER holds saved pages (ID.html.gz) and `expected.json`: {ID: {"url", "text"}}, the text as people marked
it. Measured is what the public article-extraction benchmark measures: a text is the multiset of its runs of
4 words (case matters, punctuation doesn't); precision and recall of a page compare the two multisets; each is
averaged over the pages, and F1 is that of the two averages. The text is the article as it would be stored,
or with `--extracted` as it was found in the page, before cleaning.

The metadata are compared with what people read in the pages (`tests/pages_labels.json`): {ID: {"title",
"published": a day, "outlet": [its names]}}, without what a page doesn't state.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.clean.article import clean
from ingest.page.html import parse_html
from storage.errors import ArticleRejected

SHINGLE = 4  # words
WORD = re.compile(r"\w+")

LABELS = Path(__file__).resolve().parent.parent / "tests" / "pages_labels.json"
FIELDS = ("title", "published", "outlet")
QUOTES = str.maketrans("‘’“”", "''\"\"")

Labels = dict[str, dict[str, str | list[str]]]
Shingles = Counter[tuple[str, ...]]


class Score(NamedTuple):
    """Precision and recall, 0 to 1, of one page or the means of many."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def shingles(text: str) -> Shingles:
    """The runs of 4 words in a text with how often each occurs; a shorter text is one run."""
    words = WORD.findall(text)
    runs = (tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(run for run in runs if run)


def compare(expected: str, found: str) -> Score:
    """How much of what was found is right, and how much of what was expected was found."""
    wanted, got = shingles(expected), shingles(found)
    shared = (wanted & got).total()
    return Score(shared / max(got.total(), 1), shared / max(wanted.total(), 1))


def average(scores: list[Score]) -> Score:
    """The means over pages. A page where nothing was found has no precision to count."""
    found = [score.precision for score in scores if score != (0, 0)]
    return Score(mean(found) if found else 0.0, mean(score.recall for score in scores))


def text_of(page: bytes, *, extracted: bool = False) -> str:
    """The article's text, "" where the page is rejected."""
    try:
        raw = parse_html(page)
        return raw.text if extracted else clean(raw).article.text
    except ArticleRejected:
        return ""


def measure(folder: Path, *, extracted: bool = False) -> dict[str, Score]:
    """The score of each page of the folder, by its id."""
    return {
        name: compare(page["text"], text_of(read_page(folder, name), extracted=extracted))
        for name, page in read_expected(folder).items()
    }


def wrong_fields(folder: Path, labels: Labels) -> dict[str, list[str]]:
    """For each field the pages that state it and where something else was found, as "ID: what was found"."""
    wrong: dict[str, list[str]] = {field: [] for field in FIELDS}
    for name, label in labels.items():
        raw = parse_html(read_page(folder, name))
        found = {"title": raw.title, "published": raw.published[:10], "outlet": raw.outlet}
        for field in label:
            value = label[field]
            accepted = value if isinstance(value, list) else [value]
            if folded(found[field]) not in map(folded, accepted):
                wrong[field].append(f"{name}: {found[field]!r}")
    return wrong


def folded(text: str) -> str:
    """A text without what spellings of one name differ in: case, white space and the form of quotes."""
    return " ".join(text.casefold().translate(QUOTES).split())


def read_page(folder: Path, name: str) -> bytes:
    return gzip.decompress((folder / f"{name}.html.gz").read_bytes())


def read_expected(folder: Path) -> dict[str, dict[str, str]]:
    expected: dict[str, dict[str, str]] = json.loads((folder / "expected.json").read_text("utf-8"))
    return expected


def read_labels(path: Path = LABELS) -> Labels:
    labels: Labels = json.loads(path.read_text("utf-8"))
    return labels


def main() -> int:
    options = _parser().parse_args()
    scores = measure(options.folder, extracted=options.extracted)
    expected = read_expected(options.folder)
    total = average(list(scores.values()))
    print(
        f"{len(scores)} pages: F1 {total.f1:.4f}, precision {total.precision:.4f}, recall {total.recall:.4f}"
    )
    for name in sorted(scores, key=lambda name: scores[name].f1)[: options.worst]:
        score = scores[name]
        print(
            f"{name}  F1 {score.f1:.3f}  P {score.precision:.3f}  R {score.recall:.3f}", expected[name]["url"]
        )
    labels = read_labels()
    for field, wrong in wrong_fields(options.folder, labels).items():
        stated = sum(field in label for label in labels.values())
        print(f"{field}: {stated - len(wrong)} of {stated} right", *wrong, sep="\n  ")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--worst", type=int, default=10, metavar="N", help="how many pages to list (default: 10)"
    )
    parser.add_argument("--extracted", action="store_true", help="before cleaning")
    return parser


if __name__ == "__main__":
    sys.exit(main())
