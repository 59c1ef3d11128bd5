"""How well answers notice that a question takes something wrong for granted.

    python benchmarks/premises.py ARTICLES [--half HALF] [--store DIR] [--show missed|false]...
                                  [--fit FILE] [--json FILE] [--check BASELINE]

premises.jsonl has pairs of questions on ARTICLES: a well-formed one, and the same with one detail made wrong.
A wrong detail is caught when the answer names it or is silent. A well-formed question is answered plainly
when the answer isn't silent and names nothing as wrong. All pairs on one article are in one half. The half
`fresh` was written and measured before the latest rules were made, on articles of neither other half. `--fit`
writes weights fitted on the tuning half, with the well-formed questions of the tuning half of reporter.jsonl;
the threshold is the lowest at which at most `FALSE` of the well-formed ones are named as wrong. `--check`
exits with 1 when a figure is below its floor in BASELINE, under "all"; those under "sample" are of every
`STEP`th article of the reporting half, over these articles alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from assistant import Answer, Assistant
from assistant.confidence import THRESHOLD
from assistant.evidence import Evidence
from assistant.language.declarative import as_typed
from assistant.language.question import understand
from assistant.language.statement import statement
from assistant.premise import suspects
from assistant.premise.regression import SIGNALS, Weights, probability
from assistant.rank import Ranker
from assistant.regression import Regression
from assistant.retrieve import PASSAGES, retrieve
from benchmarks.questions import read_jsonl
from benchmarks.reporter import below, read_questions
from ingest import ingest
from storage import Store

FOLDER = Path(__file__).parent
HALVES = ("tuning", "fresh", "reporting")
KINDS = ("name", "number", "date", "office", "verb", "word")
FALSE = 0.02  # a reader who is told wrongly that the articles say otherwise stops trusting them
STRENGTH = 0.2  # the inverse of the regularisation
POSITIVE = 3.0  # the weight of a wrong part beside one of a right part
FOLDS = 8
STEP = 8  # of the articles of the sample; its questions take about 20 seconds
UNASKED = (
    "summary",
    "compare",
    "absent",
    "yesno",
    "language",
    "premise",
)  # kinds of the reporters' questions


@dataclass(frozen=True, slots=True)
class Posed:
    """A question of a pair. `wrong`: its wrong detail, "" for a well-formed one. `group`: the article."""

    text: str
    kind: str
    group: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    posed: Posed
    answer: Answer

    @property
    def is_named(self) -> bool:
        """Whether the answer names the wrong detail."""
        premise, wrong = self.answer.premise, self.posed.wrong
        if premise is None or premise.start is None or premise.end is None or self.answer.abstained:
            return False
        start = self.posed.text.find(wrong)
        return bool(wrong) and premise.start < start + len(wrong) and start < premise.end

    @property
    def is_caught(self) -> bool:
        return self.answer.abstained or self.is_named

    @property
    def is_plain(self) -> bool:
        return not self.answer.abstained and self.answer.premise is None


def read_pairs(half: str | None = None) -> Iterator[Posed]:
    for row in read_jsonl(FOLDER / "premises.jsonl"):
        if half in (None, row["half"]):
            yield Posed(row["question"], row["kind"], row["article"])
            yield Posed(row["wrong_question"], row["kind"], row["article"], row["wrong"])


def sample() -> list[Posed]:
    """The pairs on every `STEP`th article of the reporting half."""
    posed = list(read_pairs("reporting"))
    chosen = set(sorted({one.group for one in posed})[::STEP])
    return [one for one in posed if one.group in chosen]


def figures(asked: Sequence[Asked]) -> dict[str, float]:
    """Shares, 0 to 1. `caught`: of the wrong details, named or silent; `named`, `silent`: each alone.
    `plain`, `falsely_named`: of the well-formed questions."""
    wrong = [one for one in asked if one.posed.wrong]
    right = [one for one in asked if not one.posed.wrong]
    return {
        "pairs": len(wrong),
        "caught": _share(one.is_caught for one in wrong),
        "named": _share(one.is_named for one in wrong),
        "silent": _share(one.answer.abstained for one in wrong),
        "plain": _share(one.is_plain for one in right),
        "falsely_named": _share(not one.answer.abstained and not one.is_plain for one in right),
    }


def print_table(asked: Sequence[Asked]) -> None:
    names = [name for name in figures(asked) if name != "pairs"]
    print(f"{'kind':14}{'pairs':>6}" + "".join(f"{name:>15}" for name in names))
    for kind in (*sorted({one.posed.kind for one in asked}), "all"):
        measured = figures([one for one in asked if kind in ("all", one.posed.kind)])
        print(f"{kind:14}{measured['pairs']:6}" + "".join(f"{measured[name]:15.3f}" for name in names))


@dataclass(frozen=True, slots=True)
class Measured:
    """A question's parts: the kind and the signals of each, and whether it is the wrong one."""

    posed: Posed
    is_silent: bool
    parts: tuple[tuple[str, dict[str, float], bool], ...]


def measure(store: Store, posed: Iterable[Posed]) -> Iterator[Measured]:
    assistant = Assistant(store)
    for question in posed:
        understood = understand(question.text)
        evidence = Ranker().rank(understood, retrieve(store, understood, k=PASSAGES))
        is_silent = assistant.ask(question.text).confidence < THRESHOLD
        yield measured_of(question, is_silent, understood.text, evidence)


def measured_of(question: Posed, is_silent: bool, text: str, evidence: Sequence[Evidence]) -> Measured:
    declarative = statement(text) or as_typed(text)
    start = text.find(question.wrong) if question.wrong else -1
    end = start + len(question.wrong)
    parts = tuple(
        (s.part.kind, s.signals, start >= 0 and s.part.start < end and start < s.part.end)
        for s in (suspects(text, declarative, evidence) if evidence else ())
    )
    return Measured(question, is_silent, parts)


def fit(measured: Sequence[Measured]) -> Weights:
    """Weights for each kind of part in one regression, and the threshold from questions left out in turn."""
    groups = {group: n % FOLDS for n, group in enumerate(sorted({m.posed.group for m in measured}))}
    chances = {}
    for fold in range(FOLDS):
        weights = _fitted([m for m in measured if groups[m.posed.group] != fold])
        for number, one in enumerate(measured):
            if groups[one.posed.group] == fold:
                chances[number] = _chance(one, weights)
    well_formed = [n for n, one in enumerate(measured) if not one.posed.wrong]
    answered = sorted((chances[n] for n in well_formed if not measured[n].is_silent), reverse=True)
    threshold = answered[int(FALSE * len(well_formed))] + 1e-6
    caught = [one.is_silent or chances[n] >= threshold for n, one in enumerate(measured) if one.posed.wrong]
    print(
        f"left out in turn: {len(measured)} questions, threshold {threshold:.3f}, caught {_share(caught):.3f}"
    )
    return _fitted(measured)._replace(threshold=round(threshold, 3))


def _chance(one: Measured, weights: Weights) -> float:
    return max((probability(kind, signals, weights) for kind, signals, _ in one.parts), default=0.0)


def _fitted(measured: Sequence[Measured]) -> Weights:
    from sklearn.linear_model import LogisticRegression  # slow to import

    rows = [part for one in measured for part in one.parts]
    table = [
        [value for kind in KINDS for value in _columns(signals, kind == own)] for own, signals, _ in rows
    ]
    labels = np.array([is_wrong for *_, is_wrong in rows])
    regression = LogisticRegression(
        C=STRENGTH, max_iter=3_000, class_weight={False: 1.0, True: POSITIVE}
    ).fit(np.array(table), labels)
    size = len(SIGNALS) + 1
    kinds = {}
    for number, kind in enumerate(KINDS):
        own = regression.coef_[0][number * size : (number + 1) * size]
        intercept, *weights = map(float, own)
        named = {name: round(weight, 3) for name, weight in zip(SIGNALS, weights, strict=True)}
        kinds[kind] = Regression(round(intercept + float(regression.intercept_[0]), 3), named)
    return Weights(0.5, kinds)


def _columns(signals: dict[str, float], is_own: bool) -> list[float]:
    return [1.0, *(signals[name] for name in SIGNALS)] if is_own else [0.0] * (len(SIGNALS) + 1)


def _share(values: Iterable[bool]) -> float:
    flags = list(values)
    return sum(flags) / len(flags) if flags else 0.0


def reporters_questions(articles: Path) -> Iterator[Posed]:
    """The well-formed questions of the tuning half of reporter.jsonl."""
    for question in read_questions(articles, "tuning"):
        if question.kind not in UNASKED:
            yield Posed(question.text, "reporter", question.evidence[0].url)


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        if options.fit:
            posed = [*read_pairs("tuning"), *reporters_questions(options.articles)]
            weights = fit(list(measure(store, posed)))
            kinds = {kind: regression._asdict() for kind, regression in weights.kinds.items()}
            options.fit.write_text(
                json.dumps({"threshold": weights.threshold, "kinds": kinds}, indent=1) + "\n"
            )
            return 0
        assistant = Assistant(store)
        asked = [Asked(posed, assistant.ask(posed.text)) for posed in read_pairs(options.half)]
    for one in asked:
        is_shown = not one.is_caught if one.posed.wrong else not one.is_plain
        if is_shown and ("missed" if one.posed.wrong else "false") in options.show:
            print(f"[{one.posed.kind}] {one.posed.text}\n   {one.answer.text}")
    print_table(asked)
    measured = figures(asked)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")
    return below(measured, json.loads(options.check.read_text())["all"]) if options.check else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--half", choices=HALVES, help="only the articles of one half")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the ingested articles here")
    parser.add_argument("--show", action="append", default=[], choices=("missed", "false"))
    parser.add_argument("--fit", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
