"""Measures how well the text and the metadata of articles are read from saved web pages.

    python benchmarks/pages.py FOLDER... [--worst N] [--extracted]
    python benchmarks/pages.py FOLDER... --rules
    python benchmarks/pages.py FOLDER --metadata

FOLDER holds saved pages (ID.html.gz) and `expected.json`: {ID: {"url", "text"}}, with the text that people
marked. The measure is that of the public article-extraction benchmark. A text is the multiset of its runs of
4 words (case matters, punctuation doesn't). Precision and recall of a page compare the two multisets; each is
averaged over the pages, and F1 is computed from the two averages. The text is the article as it would be
stored, or with `--extracted` the text of the page before cleaning.

`--rules` prints the worth of each page rule, and the scores of the library alone in each of its modes. A rule
must not be judged by the page that it was made for. So each site is left out in turn: the rule is used on the
pages of a site only if it raises F1 on the other sites. The worth of the rule is the F1 gained this way.

`--metadata` compares title, day and outlet with labels that people read from the pages
(`tests/pages_labels.json`): {ID: {"title", "published": a day, "outlet": [its names]}}. A field that is
missing on the page has no label. The baselines are libraries that read metadata; the extra `bench` installs
them.
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
LOST = 0.2  # an article is lost when less than this share of its text is read

Shingles = Counter[tuple[str, ...]]
Reader = Callable[[bytes], RawArticle]


class Page(NamedTuple):
    """A saved page and the text that people marked as the article."""

    name: str
    url: str
    raw: bytes
    text: str

    @property
    def site(self) -> str:
        return extract_domain(self.url, fast=True) or self.name


class Score(NamedTuple):
    """Precision and recall, 0 to 1, of one page or averaged over several."""

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
    """The worth of a rule. `f1`: the F1 that it adds on all pages. `left_out`: the F1 that it adds when the
    other sites decide whether it is used on a site. `better`, `worse`: the number of sites that it improves
    and harms."""

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
    """The number of times each run of 4 words occurs in a text; a shorter text is one run."""
    words = WORD.findall(text)
    runs = (tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(run for run in runs if run)


def compare(expected: str, text: str) -> Score:
    """Precision: the share of the text that is expected. Recall: the share of the expected text that it
    has."""
    marked, extracted = shingles(expected), shingles(text)
    shared = (marked & extracted).total()
    return Score(shared / max(extracted.total(), 1), shared / max(marked.total(), 1))


def average(scores: list[Score]) -> Score:
    """The means over pages. Precision leaves out the pages without any right text."""
    precisions = [score.precision for score in scores if score != (0, 0)]
    return Score(mean(precisions) if precisions else 0.0, mean(score.recall for score in scores))


def measure(pages: list[Page], read: Reader = parse_html, *, extracted: bool = False) -> Scores:
    """The score of each page, by the name of the page."""
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
    """For each rule, a reader that leaves this rule out."""
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


def worth(used: Scores, unused: Scores, sites: Mapping[str, str]) -> Worth:
    """The worth of a rule from the scores with it and without it; `sites`: page name -> site."""
    pays = {site: _pays_elsewhere(used, unused, sites, site) for site in set(sites.values())}
    judged = [used[name] if pays[sites[name]] else unused[name] for name in used]
    f1 = average(list(unused.values())).f1
    gains = [sum(used[name].f1 - unused[name].f1 for name in used if sites[name] == site) for site in pays]
    return Worth(
        average(list(used.values())).f1 - f1,
        average(judged).f1 - f1,
        sum(gain > 0.001 for gain in gains),
        sum(gain < -0.001 for gain in gains),
    )


def _pays_elsewhere(used: Scores, unused: Scores, sites: Mapping[str, str], site: str) -> bool:
    others = [name for name in used if sites[name] != site]
    return bool(others) and (
        average([used[name] for name in others]).f1 > average([unused[name] for name in others]).f1
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
    print("F1 added by a rule: used everywhere; used on a site if it pays on the others; sites better, worse")
    for name, read in rules_by_name().items():
        gain = worth(used, measure(pages, read), sites)
        print(f"{name:36} {gain.f1:+.4f} {gain.left_out:+.4f}  +{gain.better} -{gain.worse}")
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
        "--worst", type=int, default=10, metavar="N", help="list the N pages with the lowest F1 (default: 10)"
    )
    parser.add_argument("--extracted", action="store_true", help="measure the text before cleaning")
    parser.add_argument("--rules", action="store_true", help="the worth of each rule, and the library alone")
    parser.add_argument("--metadata", action="store_true", help="title, day and outlet beside the baselines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
