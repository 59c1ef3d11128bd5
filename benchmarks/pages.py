"""How well an article's own text, and what its page states about it, are read from saved web pages.

    python benchmarks/pages.py FOLDER... [--worst N] [--extracted]
    python benchmarks/pages.py FOLDER... --rules
    python benchmarks/pages.py FOLDER --metadata

FOLDER holds saved pages (ID.html.gz) and `expected.json`: {ID: {"url", "text"}}, the text as people marked
it. The measure is that of the public article-extraction benchmark: a text is the multiset of its runs of 4
words (case matters, punctuation doesn't); precision and recall of a page compare the two multisets; each is
averaged over the pages, and F1 is that of the two averages. The text is the article as it would be stored, or
with `--extracted` as it was found in the page, before cleaning.

`--rules` prints what each rule for pages is worth, and the library alone in each of its modes. A rule must
not be judged by the page that it was made for: the pages of one site are left out in turn, a rule is used on
them only where it pays on all other sites, and its worth is the F1 that this adds.

`--metadata` compares the fields with what people read in the pages (`tests/pages_labels.json`): {ID:
{"title", "published": a day, "outlet": [its names]}}, without what a page doesn't state; the libraries that
read metadata are the baseline. It needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from courlan import extract_domain

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import page_metadata
from ingest.clean.article import clean
from ingest.page.extract import MODES, extract
from ingest.page.furniture import RULES
from ingest.page.html import parse_html
from ingest.records import RawArticle
from storage.errors import ArticleRejected

SHINGLE = 4  # words
WORD = re.compile(r"\w+")
LOST = 0.2  # of an article's words: what has fewer is another text

Shingles = Counter[tuple[str, ...]]
Reader = Callable[[bytes], RawArticle]


class Page(NamedTuple):
    """A saved page with the text that people marked in it."""

    name: str
    url: str
    raw: bytes
    text: str

    @property
    def site(self) -> str:
        return extract_domain(self.url, fast=True) or self.name


class Score(NamedTuple):
    """Precision and recall, 0 to 1, of one page or the means of many."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"F1 {self.f1:.4f}  P {self.precision:.4f}  R {self.recall:.4f}"


Scores = Mapping[str, Score]


class Worth(NamedTuple):
    """What a rule adds to F1: where it is judged by the pages that it is used on, and where it isn't; and the
    sites where it helps and harms."""

    f1: float
    left_out: float
    better: int
    worse: int


def read_pages(*folders: Path) -> list[Page]:
    return [
        Page(name, page["url"], gzip.decompress((folder / f"{name}.html.gz").read_bytes()), page["text"])
        for folder in folders
        for name, page in json.loads((folder / "expected.json").read_text("utf-8")).items()
    ]


# Scores


def shingles(text: str) -> Shingles:
    """The runs of 4 words in a text with how often each occurs; a shorter text is one run."""
    words = WORD.findall(text)
    runs = (tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(run for run in runs if run)


def compare(expected: str, text: str) -> Score:
    """How much of the text is right, and how much of what was expected is in it."""
    right, got = shingles(expected), shingles(text)
    shared = (right & got).total()
    return Score(shared / max(got.total(), 1), shared / max(right.total(), 1))


def average(scores: list[Score]) -> Score:
    """The means over pages. A page that gave no text has no precision to count."""
    precisions = [score.precision for score in scores if score != (0, 0)]
    return Score(mean(precisions) if precisions else 0.0, mean(score.recall for score in scores))


def measure(pages: list[Page], read: Reader = parse_html, *, extracted: bool = False) -> Scores:
    """The score of each page by its name."""
    return {page.name: compare(page.text, _text(page.raw, read, extracted)) for page in pages}


def _text(raw: bytes, read: Reader, extracted: bool) -> str:
    """The article's text, "" where the page is rejected."""
    try:
        article = read(raw)
        return article.text if extracted else clean(article).article.text
    except ArticleRejected:
        return ""


# Rules


def rules_by_name() -> dict[str, Reader]:
    """For each rule the reader that does without it."""
    without = {
        rule.__name__: lambda raw, rule=rule: parse_html(
            raw, rules=[other for other in RULES if other != rule]
        )
        for rule in RULES
    }
    return {
        **without,
        "the stricter mode, where it agrees": lambda raw: parse_html(raw, extract=_default_mode),
    }


def _default_mode(tree: Any, _: Any) -> str:
    return extract(tree)


def worth(used: Scores, left: Scores, sites: Mapping[str, str]) -> Worth:
    """What a rule is worth, by the scores with it and without; `sites`: the site of each page."""
    pays = {site: _pays_elsewhere(used, left, sites, site) for site in set(sites.values())}
    judged = [used[name] if pays[sites[name]] else left[name] for name in used]
    f1 = average(list(left.values())).f1
    gains = [sum(used[name].f1 - left[name].f1 for name in used if sites[name] == site) for site in pays]
    return Worth(
        average(list(used.values())).f1 - f1,
        average(judged).f1 - f1,
        sum(gain > 0.001 for gain in gains),
        sum(gain < -0.001 for gain in gains),
    )


def _pays_elsewhere(used: Scores, left: Scores, sites: Mapping[str, str], site: str) -> bool:
    others = [name for name in used if sites[name] != site]
    return bool(others) and (
        average([used[name] for name in others]).f1 > average([left[name] for name in others]).f1
    )


def library_alone(mode: str) -> Reader:
    """The library's text of the untouched page, in one of its modes."""
    return lambda raw: parse_html(raw, rules=(), extract=lambda _, untouched: extract(untouched, mode))


# Report


def print_scores(pages: list[Page], worst: int, extracted: bool) -> None:
    scores = measure(pages, extracted=extracted)
    lost = sum(score.recall < LOST for score in scores.values())
    print(f"{len(scores)} pages: {average(list(scores.values()))}, {lost} articles lost")
    for page in sorted(pages, key=lambda page: scores[page.name].f1)[:worst]:
        print(f"{page.name}  {scores[page.name]}  {page.url}")


def print_rules(pages: list[Page]) -> None:
    sites = {page.name: page.site for page in pages}
    used = measure(pages)
    print(f"{len(pages)} pages of {len(set(sites.values()))} sites: {average(list(used.values()))}")
    print("worth: F1 with the rule used on all pages; on each site as the other sites decide; sites +/-")
    for name, read in rules_by_name().items():
        found = worth(used, measure(pages, read), sites)
        print(f"{name:36} {found.f1:+.4f} {found.left_out:+.4f}  +{found.better} -{found.worse}")
    for mode in MODES:
        for extracted in (True, False):
            alone = average(list(measure(pages, library_alone(mode), extracted=extracted).values()))
            print(f"{'library, ' + mode + ('' if extracted else ', cleaned'):36} {alone}")


def main() -> int:
    options = _parser().parse_args()
    if options.metadata:
        page_metadata.print_baselines({page.name: page.raw for page in read_pages(*options.folders)})
    elif options.rules:
        print_rules(read_pages(*options.folders))
    else:
        print_scores(read_pages(*options.folders), options.worst, options.extracted)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument(
        "--worst", type=int, default=10, metavar="N", help="how many pages to list (default: 10)"
    )
    parser.add_argument("--extracted", action="store_true", help="before cleaning")
    parser.add_argument("--rules", action="store_true", help="what each rule is worth, and the library alone")
    parser.add_argument("--metadata", action="store_true", help="title, day and outlet, and the baselines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
