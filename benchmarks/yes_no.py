"""How often the verdict on a question of yes or no is right.

    python benchmarks/yes_no.py ARTICLES [--half HALF] [--store DIR] [--show] [--json FILE]
                                [--check BASELINE]

yes_no.jsonl has questions on ARTICLES, each with the verdict of its article: "so", "otherwise" or "not said".
All questions on one article are in one half. The half `fresh` was written and measured before
the thresholds were last chosen, and then used for that. An answer without a verdict, or a silent one, is "not
said". A verdict for or against is wrong when the label is another one: `right_when_given` is the share of the
others.
`--check` exits with 1 when a figure is below its floor in BASELINE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant import Answer, Assistant
from assistant.claims.records import Label
from benchmarks.questions import read_jsonl
from benchmarks.reporter import below
from ingest import ingest
from storage import Store

FILE = Path(__file__).with_name("yes_no.jsonl")
HALVES = ("tuning", "fresh", "reporting")
VERDICTS = ("so", "otherwise", "not said")
_VERDICT_OF: Mapping[Label, str] = {"supported": "so", "contradicted": "otherwise", "not said": "not said"}


class Posed(NamedTuple):
    """A question with the verdict of its article."""

    text: str
    article: str
    verdict: str
    half: str


class Given(NamedTuple):
    posed: Posed
    verdict: str


def questions(half: str | None = None) -> Iterator[Posed]:
    for row in read_jsonl(FILE):
        if half in (None, row["half"]):
            yield Posed(row["question"], row["article"], row["verdict"], row["half"])


def verdict_of(answer: Answer) -> str:
    """The verdict of an answer; "not said" for a silent one, and for one without a verdict."""
    if answer.abstained or answer.verdict is None:
        return "not said"
    return _VERDICT_OF[answer.verdict.label]


def figures(given: Sequence[Given]) -> dict[str, float]:
    """`given`: the share of the questions with an answer for or against that get a verdict for or against;
    `right_when_given`: the share of all such verdicts that are right; `right`: of all questions."""
    answerable = [one for one in given if one.posed.verdict != "not said"]
    decided = [one for one in given if one.verdict != "not said"]
    right = sum(one.verdict == one.posed.verdict for one in decided)
    return {
        "given": sum(one.verdict != "not said" for one in answerable) / max(1, len(answerable)),
        "right_when_given": right / len(decided) if decided else 1.0,
        "right": sum(one.verdict == one.posed.verdict for one in given) / max(1, len(given)),
    }


def print_table(given: Sequence[Given]) -> None:
    print(f"{'label':12}" + "".join(f"{verdict:>12}" for verdict in VERDICTS))
    for label in VERDICTS:
        counts = Counter(one.verdict for one in given if one.posed.verdict == label)
        print(f"{label:12}" + "".join(f"{counts[verdict]:12}" for verdict in VERDICTS))
    print(", ".join(f"{name} {value:.3f}" for name, value in figures(given).items()))


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        assistant = Assistant(store)
        given = [Given(posed, verdict_of(assistant.ask(posed.text))) for posed in questions(options.half)]
    for one in given:
        if options.show and one.verdict != one.posed.verdict:
            print(f"{one.posed.text}\n   {one.verdict}, not {one.posed.verdict}")
    print_table(given)
    measured = figures(given)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")
    return below(measured, json.loads(options.check.read_text())) if options.check else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--half", choices=HALVES, help="only the articles of one half")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the ingested articles here")
    parser.add_argument("--show", action="store_true", help="print the wrong verdicts")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
