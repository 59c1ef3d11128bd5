"""How well copies are distinguished from other articles: precision and recall on pairs with known edits.

    python benchmarks/copies.py ARTICLES [--sources N] [--tune] [--json FILE]

ARTICLES are JSON Lines with `text`, `title`, `outlet` and `published`. The copies are made from N of them,
chosen by a fixed seed, each by one edit: 5, 15 or 30 % of the words or of the sentences are replaced by words
or sentences of other articles, the second half is cut off, a paragraph of another article is added, or the
headline and dateline are replaced. These pairs are not copies:

    same event   Reports by two outlets within a day, whose headlines share words. The data doesn't mark wire
                 copy, so pairs that share many runs of eight words (`VERBATIM`) are left out.
    follow-up    The second of two such reports, quoting paragraphs of the first: at most half of the first
                 report, and at most half of the result.
    rewritten    Reports by one outlet on different days, at most `LONGEST_GAP` apart. The headlines share
                 words, and the texts share from `VERBATIM` to `REWRITTEN` of their runs of eight words: the
                 outlet has rewritten its own earlier report.
    same outlet  Two articles of one outlet.

The first article of a pair determines the half of the pair. The constants of `storage.text.copies`
were chosen on the tuning half, where `--tune` tries other values; the figures are those of the other half. A
pair is recognised as in the catalog: the signatures share a band, and the comparison of the texts agrees.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import re
import sys
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.questions import read_jsonl
from storage.text import copies
from storage.text.terms import content_terms

SEED = 20
SOURCES = 100  # articles that copies are made from
MIN_WORDS = 120  # in an article that pairs are made from
SHARES = (0.05, 0.15, 0.3)
VERBATIM = 0.1  # the share of runs of eight words in common; above it, two reports may be wire copy
REWRITTEN = 0.6  # the same share; above it, an outlet has only edited its earlier report
LONGEST_GAP = timedelta(days=60)
HEADLINES_ALIKE = 0.3  # the smallest share of shared words among all words of two headlines
GRID = {  # the values that --tune tries
    "OVERLAP": (0.25, 0.4, 0.6),
    "STRETCH_OVERLAP": (0.15, 0.2, 0.3),
    "STRETCHES": (0.65, 0.75, 0.8, 0.85, 0.9),
}

Row = dict[str, Any]
Edit = Callable[[str, random.Random, Sequence[str]], str]


class Pair(NamedTuple):
    """Two texts. `kind`: the edit or the relation that leads from the first text to the second."""

    kind: str
    one: str
    other: str
    is_copy: bool
    is_tuning: bool


def main() -> int:
    options = _parser().parse_args()
    every_pair = pairs(list(read_jsonl(options.articles)), options.sources)
    if options.tune:
        _tune([pair for pair in every_pair if pair.is_tuning])
        return 0
    figures = measure([pair for pair in every_pair if not pair.is_tuning])
    for name, value in figures.items():
        print(f"{name:<34} {value:.3f}" if isinstance(value, float) else f"{name:<34} {value}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


def measure(pairs: Iterable[Pair]) -> dict[str, float]:
    """The recall of each kind of copy, the share of each other kind told apart, and precision and recall of
    all."""
    decisions: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for pair in pairs:
        decisions[pair.is_copy, pair.kind].append(is_grouped(pair.one, pair.other))
    figures: dict[str, float] = {"pairs": sum(map(len, decisions.values()))}
    grouped = {kind: sum(of_kind) for kind, of_kind in decisions.items()}
    for (is_copy, kind), of_kind in decisions.items():
        share = grouped[is_copy, kind] / len(of_kind)
        figures[f"recall, {kind}" if is_copy else f"told apart, {kind}"] = share if is_copy else 1 - share
    true_positives = sum(count for (is_copy, _), count in grouped.items() if is_copy)
    positives = sum(len(of_kind) for (is_copy, _), of_kind in decisions.items() if is_copy)
    figures["precision"] = true_positives / sum(grouped.values()) if true_positives else 0.0
    figures["recall"] = true_positives / positives if positives else 0.0
    return figures


def is_grouped(one: str, other: str) -> bool:
    """Whether the catalog would put the two texts into one group."""
    return not bands(one).isdisjoint(bands(other)) and copies.is_copy(one, other)


@cache
def bands(text: str) -> frozenset[int]:
    return frozenset(copies.bands(copies.signature(text)))


def pairs(rows: Sequence[Row], sources: int = SOURCES) -> list[Pair]:
    """The pairs of both halves. The same articles always give the same pairs."""
    chance = random.Random(SEED)
    rows = [row for row in rows if len(row["text"].split()) >= MIN_WORDS]
    chosen = chance.sample(rows, min(sources, len(rows)))
    others = [row["text"] for row in chance.sample(rows, min(sources, len(rows)))]
    made = [
        Pair(kind, row["text"], edit(row["text"], chance, others), True, _is_tuning(row))
        for row in chosen
        for kind, edit in EDITS.items()
    ]
    events = list(same_event(rows))
    for one, other in chance.sample(events, min(sources, len(events))):
        made.append(Pair("same event", one["text"], other["text"], False, _is_tuning(one)))
        quoting = follow_up(one["text"], other["text"], chance)
        made.append(Pair("follow-up", one["text"], quoting, False, _is_tuning(one)))
    rewrites = list(rewritten(rows))
    made += [
        Pair("rewritten", one["text"], other["text"], False, _is_tuning(one))
        for one, other in chance.sample(rewrites, min(sources, len(rewrites)))
    ]
    made += [
        Pair("same outlet", one["text"], other["text"], False, _is_tuning(one))
        for one, other in itertools.pairwise(sorted(chosen, key=lambda row: row["outlet"]))
        if one["outlet"] == other["outlet"] and verbatim(one["text"], other["text"]) <= VERBATIM
    ]
    return made


def _is_tuning(row: Row) -> bool:
    return hashlib.blake2b(row["text"].encode(), digest_size=1).digest()[0] % 2 == 0


# Edits


def new_words(share: float) -> Edit:
    """An edit that replaces this share of the words by words of another article."""

    def edit(text: str, chance: random.Random, others: Sequence[str]) -> str:
        words = chance.choice(others).split()
        return re.sub(r"\w+", lambda word: chance.choice(words) if chance.random() < share else word[0], text)

    return edit


def new_sentences(share: float) -> Edit:
    """An edit that replaces this share of the sentences by sentences of another article."""

    def edit(text: str, chance: random.Random, others: Sequence[str]) -> str:
        sentences, new = _sentences(text), _sentences(chance.choice(others))
        for place in chance.sample(range(len(sentences)), round(share * len(sentences))):
            sentences[place] = chance.choice(new)
        return " ".join(sentences)

    return edit


def first_half(text: str, chance: random.Random, others: Sequence[str]) -> str:
    sentences = _sentences(text)
    return " ".join(sentences[: max(1, len(sentences) // 2)])


def another_paragraph(text: str, chance: random.Random, others: Sequence[str]) -> str:
    paragraphs = text.split("\n\n")
    new = chance.choice(chance.choice(others).split("\n\n"))
    paragraphs.insert(chance.randint(0, len(paragraphs)), new)
    return "\n\n".join(paragraphs)


def another_headline(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """The text from a page that marks no headline: it includes a headline, a dateline and a credit."""
    headline = " ".join(chance.choice(others).split()[:9])
    return f"{headline}\n\nPORT ELM (Sample Wire) — {text}\n\nReporting by Ann Lee; editing by Tom Hale"


EDITS: dict[str, Edit] = {
    **{f"{share:.0%} of words": new_words(share) for share in SHARES},
    **{f"{share:.0%} of sentences": new_sentences(share) for share in SHARES},
    "first half": first_half,
    "another paragraph": another_paragraph,
    "another headline": another_headline,
}


def follow_up(earlier: str, later: str, chance: random.Random) -> str:
    """The later report with quoted paragraphs: at most half of the earlier report, and half of the result."""
    paragraphs = later.split("\n\n")
    quotable = [paragraph for paragraph in earlier.split("\n\n") if len(paragraph.split()) > 15]
    room = min(len(later.split()), len(earlier.split()) // 2)
    for paragraph in chance.sample(quotable, len(quotable)):
        if len(paragraph.split()) <= room:
            room -= len(paragraph.split())
            paragraphs.insert(chance.randint(1, len(paragraphs)), paragraph)
    return "\n\n".join(paragraphs)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?”])\s+", text) if sentence]


# Pairs that are not copies


def same_event(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs of reports by two outlets, of the same day or two days in a row, whose headlines share words."""
    by_day: dict[date, list[tuple[Row, set[str]]]] = defaultdict(list)
    for row in rows:
        if row.get("published"):
            day = date.fromisoformat(row["published"][:10])
            by_day[day].append((row, set(content_terms(row["title"]))))
    for day, reports in sorted(by_day.items()):
        after = by_day.get(day + timedelta(days=1), [])
        for (one, words), (other, others) in [
            *itertools.combinations(reports, 2),
            *itertools.product(reports, after),
        ]:
            alike = len(words & others) >= HEADLINES_ALIKE * len(words | others) > 0
            if (
                alike
                and one["outlet"] != other["outlet"]
                and verbatim(one["text"], other["text"]) <= VERBATIM
            ):
                yield one, other


def rewritten(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs of reports by one outlet on different days that share parts of their headlines and texts."""
    by_outlet: dict[str, list[tuple[date, Row, set[str]]]] = defaultdict(list)
    for row in rows:
        if row.get("published"):
            day = date.fromisoformat(row["published"][:10])
            by_outlet[row["outlet"]].append((day, row, set(content_terms(row["title"]))))
    for reports in by_outlet.values():
        reports.sort(key=lambda report: report[0])
        days = [day for day, _, _ in reports]
        for day, one, words in reports:
            for _, other, others in reports[bisect(days, day) : bisect(days, day + LONGEST_GAP)]:
                alike = len(words & others) >= HEADLINES_ALIKE * len(words | others) > 0
                if alike and VERBATIM <= verbatim(one["text"], other["text"]) <= REWRITTEN:
                    yield one, other


def verbatim(one: str, other: str) -> float:
    """The share of the shorter text's runs of eight words that also stand in the other text."""
    fewer, more = sorted((_runs(one), _runs(other)), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0


def _runs(text: str, size: int = 8) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}


# Tuning


def _tune(pairs: Sequence[Pair]) -> None:
    """Print precision and recall of each combination of constants, the most precise first."""
    copies.likeness = cache(copies.likeness)
    results: list[tuple[float, float, tuple[float, ...]]] = []
    for values in itertools.product(*GRID.values()):
        for name, value in zip(GRID, values, strict=True):
            setattr(copies, name, value)
        figures = measure(pairs)
        results.append((round(figures["precision"], 3), round(figures["recall"], 3), values))
    print("precision  recall  " + "  ".join(GRID))
    for precision, recall, values in sorted(results, reverse=True)[:40]:
        print(f"{precision:.3f}      {recall:.3f}   " + "  ".join(f"{value:.2f}" for value in values))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path, metavar="ARTICLES")
    parser.add_argument(
        "--sources",
        type=int,
        default=SOURCES,
        metavar="N",
        help=f"how many articles copies are made from (default: {SOURCES})",
    )
    parser.add_argument("--tune", action="store_true", help="try other constants on the tuning half")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
