"""How often documents that contradict each other are shown so, and never as copies.

    python benchmarks/conflicts.py SUPPORT [--half tuning|reporting] [--show] [--json FILE]

SUPPORT is the folder with conflicts.jsonl.gz: questions with documents that answer differently. The sentence
of a correct document that holds its answer is quoted, and the other documents are what was retrieved with it.
A document of misinformation whose sentence holds another answer must be shown as contradicting the quotation
(`shown`), and never as printing it, too (`also_in`). A document with the same answer must not be shown as
contradicting (`false_alarms`). Many correct documents are about another person or place of the same name;
their answers are left out. A hash of the question decides its half.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.also_in import printed_in
from assistant.answer import Citation
from assistant.contradictions import with_contradictions
from benchmarks.questions import read_jsonl
from ingest.sentences import sentences
from storage.records import Article, Hit, Passage

FILE = "conflicts.jsonl.gz"
HALVES = ("tuning", "reporting")


class Counts(NamedTuple):
    """`opposed` pairs of a quotation and a document of misinformation, of which so many are `shown` as
    contradicting, and `also_in` as copies; `agreeing` pairs with the same answer, and the `false_alarms`
    among them."""

    opposed: int = 0
    shown: int = 0
    also_in: int = 0
    agreeing: int = 0
    false_alarms: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


class Source(NamedTuple):
    """A document with the place of its sentence that holds its answer."""

    hit: Hit
    kind: str
    answer: str
    place: tuple[int, int]


def half_of(question: str) -> str:
    return HALVES[hashlib.sha256(question.encode()).digest()[0] % 2]


def sources(row: dict[str, Any]) -> Iterator[Source]:
    """The documents of a question whose answer stands in one sentence."""
    for number, document in enumerate(row["documents"]):
        article = Article(str(number), document["text"])
        spans = tuple(sentences(article.text))
        answer = document["answer"]
        held = [span for span in spans if answer.lower() in article.text[slice(*span)].lower()]
        if held and document["type"] != "noise":
            passage = Passage(article.id, 0, 0, len(article.text), spans)
            yield Source(Hit(article, passage, 1.0), document["type"], answer, held[0])


def measure(row: dict[str, Any], show: bool = False) -> Counts:
    """The counts over the pairs of one question."""
    found = list(sources(row))
    counted = Counts()
    for quoted in (each for each in found if each.kind == "correct"):
        others = [each for each in found if each is not quoted]
        citation = Citation(1, quoted.hit.article, quoted.hit.passage, *quoted.place)
        (checked,) = with_contradictions([citation], [each.hit for each in others])
        marked = {each.article.id for each in checked.contradicted_by}
        for other in others:
            counted = counted.plus(_compared(quoted, other, other.hit.article.id in marked, citation.quote))
            if show and other.hit.article.id in marked and other.answer == quoted.answer:
                print(f"false alarm: {row['question']}\n   {citation.quote}")
                print(
                    *(f"   {each.quote} ({each.explanation})" for each in checked.contradicted_by), sep="\n"
                )
    return counted


def _compared(quoted: Source, other: Source, is_marked: bool, quote: str) -> Counts:
    if other.kind == "misinfo" and other.answer != quoted.answer:
        printed = bool(printed_in(other.hit.article, [other.hit.passage], quote))
        return Counts(opposed=1, shown=is_marked, also_in=printed)
    if other.answer == quoted.answer:
        return Counts(agreeing=1, false_alarms=is_marked)
    return Counts()


def figures(counts: Counts) -> dict[str, float]:
    """The shares of the pairs."""
    return {
        "shown": counts.shown / max(1, counts.opposed),
        "also_in": counts.also_in / max(1, counts.opposed),
        "false_alarms": counts.false_alarms / max(1, counts.agreeing),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    measured: dict[str, dict[str, float]] = {}
    for half in [options.half] if options.half else HALVES:
        counts = Counts()
        for row in read_jsonl(options.support / FILE):
            if half_of(row["question"]) == half:
                counts = counts.plus(measure(row, options.show))
        measured[half] = figures(counts)
        print(half, *(f"{name} {value}" for name, value in counts._asdict().items()))
        print(half, *(f"{name} {value:.3f}" for name, value in measured[half].items()))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("support", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true", help="print the false alarms")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
