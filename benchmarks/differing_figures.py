"""How well differing figures are read and told apart: F1 of rows and of relations.

    python benchmarks/differing_figures.py ARTICLES [--half HALF] [--show] [--check BASELINE]

ARTICLES is the file that the offsets of differing_figures.jsonl count in; differing_figures.md tells how it
was labelled. For each group, the sentences and the question go in. A figure is right when its value with its
bounds, its unit, what it counts, of whom, and who gave it are. `values` counts a figure with the right value
and unit at the right place. A relation is that of two figures; it is right when both figures were found and
have the labelled relation. `--show` prints what is wrong. `--check` exits with 1 when a figure is below the
committed floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.figures.asked import answers, asked, is_in_setting
from assistant.figures.mentions import Mention, mentions
from assistant.figures.relations import DatedMention, relation
from assistant.language.question import understand
from benchmarks.questions import read_jsonl
from storage.text.terms import terms

FILE = Path(__file__).with_name("differing_figures.jsonl")
HALVES = ("tuning", "fresh", "reporting")
AROUND = 500  # characters on both sides of a sentence, about a passage of the store
ALIKE = 0.5  # F1 of the stems of two descriptions that say the same
PRONOUNS = frozenset("he she it they".split())


class Counts(NamedTuple):
    """How many are right, how many were read, and how many are labelled."""

    right: int = 0
    read: int = 0
    labelled: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.read + self.labelled, 1)


class Measured(NamedTuple):
    """The counts of a group, and lines about what is wrong."""

    rows: Counts
    values: Counts
    relations: Counts
    wrong: tuple[str, ...]


def groups(half: str | None = None) -> Iterator[dict[str, Any]]:
    yield from (row for row in read_jsonl(FILE) if half in (None, row["half"]))


def measure(group: dict[str, Any], articles: dict[str, dict[str, Any]]) -> Measured:
    """Compare the figures found in the sentences of a group with the labels."""
    mentioned = list(mentions_in(group, articles))
    labels = group["figures"]
    pairs = {
        n: m
        for n, label in enumerate(labels)
        for m, given in enumerate(mentioned)
        if is_place(given, label, group)
    }
    valued = {n: m for n, m in pairs.items() if has_value(mentioned[m].mention, labels[n])}
    right = {n: m for n, m in valued.items() if is_described(mentioned[m].mention, labels[n])}
    words = asked(understand(group["question"]))
    labelled = {(i, j): kind for i, j, kind in group["relations"]}
    back = {m: n for n, m in valued.items()}
    correct = 0
    wrong = []
    for a in range(len(mentioned)):
        for b in range(a + 1, len(mentioned)):
            kind = relation(mentioned[a], mentioned[b], words.words if words else frozenset())
            if a in back and b in back:
                label = (
                    labelled.get((back[a], back[b])) or labelled.get((back[b], back[a])) or "another measure"
                )
                correct += kind == label
                if kind != label:
                    wrong.append(f"   {shown(mentioned[a])} / {shown(mentioned[b])}: {kind}, not {label}")
    for n, label in enumerate(labels):
        if n not in right:
            given = shown(mentioned[pairs[n]]) if n in pairs else "-"
            wrong.append(
                f"   {label['low']} {label['high']} {label['what']}; {label['whom']}; {label['by']} <> "
                f"{given}"
            )
    wrong += [f"   spurious {shown(given)}" for m, given in enumerate(mentioned) if m not in pairs.values()]
    size, labelled_size = len(mentioned), len(labels)
    return Measured(
        Counts(len(right), size, labelled_size),
        Counts(len(valued), size, labelled_size),
        Counts(correct, size * (size - 1) // 2, labelled_size * (labelled_size - 1) // 2),
        tuple(wrong),
    )


def shown(given: DatedMention) -> str:
    m = given.mention
    return f"[{given.text[m.start : m.end]}: {m.what}; {m.whom}; {m.giver}; {m.status}]"


def mentions_in(group: dict[str, Any], articles: dict[str, dict[str, Any]]) -> Iterator[DatedMention]:
    question = asked(understand(group["question"]))
    for number, (url, start, end) in enumerate(group["passages"]):
        article = articles[url]
        text = article["text"][start:end]
        around = article["text"][max(0, start - AROUND) : end + AROUND]
        if question is None or not is_in_setting(question, f"{article['title']} {around}"):
            continue
        for mention in mentions(text):
            if answers(question, mention):
                yield DatedMention(mention, url, number, text, article["published"][:10])


def is_place(given: DatedMention, label: dict[str, Any], group: dict[str, Any]) -> bool:
    start = group["passages"][given.sentence][1]
    mention = given.mention
    overlaps: bool = start + mention.start < label["end"] and label["start"] < start + mention.end
    return overlaps and given.sentence == label["passage"]


def has_value(mention: Mention, label: dict[str, Any]) -> bool:
    value = (mention.low, mention.high, mention.unit)
    same: bool = value == (label["low"], label["high"], label["unit"])
    return same


def is_described(mention: Mention, label: dict[str, Any]) -> bool:
    """Whether the descriptions share half of their stems, and the givers one."""
    ours = frozenset(terms(f"{mention.what} {mention.whom}")) - {mention.unit}
    theirs = frozenset(terms(f"{label['what']} {label['whom']}")) - frozenset(terms(label["unit"]))
    alike = 2 * len(ours & theirs) >= ALIKE * (len(ours) + len(theirs))
    by = frozenset(terms(label["by"]))
    named = bool(mention.giver) if by and by <= PRONOUNS else bool(by & frozenset(terms(mention.giver)))
    return alike and (named if by else not mention.giver)


def total(measured: Sequence[Measured]) -> dict[str, Counts]:
    return {
        name: sum_of([getattr(each, name) for each in measured]) for name in ("rows", "values", "relations")
    }


def sum_of(counts: Sequence[Counts]) -> Counts:
    summed = Counts()
    for each in counts:
        summed = summed.plus(each)
    return summed


def main() -> int:
    options = _parser().parse_args()
    articles = {row["url"]: row for row in read_jsonl(options.articles)}
    figures: dict[str, dict[str, float]] = {}
    for half in [options.half] if options.half else HALVES:
        measured = []
        for group in groups(half):
            measured.append(measure(group, articles))
            if options.show and measured[-1].wrong:
                print(group["question"], *measured[-1].wrong, sep="\n")
        figures[half] = {name: counts.f1 for name, counts in total(measured).items()}
        for name, counts in total(measured).items():
            precision, recall = counts.right / max(counts.read, 1), counts.right / max(counts.labelled, 1)
            print(f"{half:10}{name:10} F1 {counts.f1:.3f}  precision {precision:.3f}  recall {recall:.3f}")
    return below(figures, json.loads(options.check.read_text("utf-8"))) if options.check else 0


def below(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> int:
    """1 when a figure misses its floor."""
    missed = [
        f"{half} {name} is {value:.3f}, the floor is {floors[half][name]:.3f}"
        for half, named in figures.items()
        for name, value in named.items()
        if value < floors[half][name]
    ]
    for line in missed:
        print(line, file=sys.stderr)
    return int(bool(missed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
