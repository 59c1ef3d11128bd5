"""Measures answers to reporters' questions of each kind, judged by rule.

    python benchmarks/reporter.py ARTICLES [--half tuning|reporting] [--every N] [--store DIR] [--json FILE]
                                  [--show VERDICT]... [--check BASELINE] [--questions FILE]

The questions in reporter.jsonl and reporter_conversations.jsonl are about the 400 articles of the development
collection in ARTICLES; their offsets count characters of its `text`. The halves are split by story.
`--every N` asks only every N-th question and conversation; the floors of reporter_baseline.json are for 2.
`--show` prints the questions with this verdict and their answers. `--check` exits with 1 when a figure misses
its floor in BASELINE. `--questions` asks other questions of the same form, such as those in
other_languages.jsonl, and no conversations."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant import Answer, Assistant
from assistant.answer import Turn
from assistant.language.question import Question, understand
from assistant.language.rewording import Reworder
from benchmarks.judging import VERDICTS, Judgement, ReporterQuestion, judge
from benchmarks.questions import read_jsonl
from ingest import ingest
from storage import Store

FOLDER = Path(__file__).parent
HALVES = ("tuning", "reporting")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its answer and the judgement. `turn`: its place in a conversation, from 1; else 0."""

    question: ReporterQuestion
    answer: Answer
    judgement: Judgement
    turn: int = 0

    @property
    def kind(self) -> str:
        return "follow-up" if self.turn > 1 else self.question.kind


def half_of(cluster: int) -> str:
    """The half of a story, which includes all questions about it."""
    return HALVES[cluster % 2]


def read_questions(
    articles: Path, half: str | None = None, path: Path = FOLDER / "reporter.jsonl"
) -> list[ReporterQuestion]:
    texts = {row["url"]: row["text"] for row in read_jsonl(articles)}
    rows = read_jsonl(path)
    return [
        ReporterQuestion.of(row, row["cluster"], texts)
        for row in rows
        if half in (None, half_of(row["cluster"]))
    ]


def read_conversations(articles: Path, half: str | None = None) -> list[list[ReporterQuestion]]:
    texts = {row["url"]: row["text"] for row in read_jsonl(articles)}
    rows = read_jsonl(FOLDER / "reporter_conversations.jsonl")
    return [
        [ReporterQuestion.of(turn, row["cluster"], texts) for turn in row["turns"]]
        for row in rows
        if half in (None, half_of(row["cluster"]))
    ]


def ask(assistant: Assistant, questions: Iterable[ReporterQuestion]) -> Iterator[Asked]:
    for question in questions:
        answer = assistant.ask(question.text)
        yield Asked(question, answer, judge(question, answer))


def talk(assistant: Assistant, conversations: Iterable[Sequence[ReporterQuestion]]) -> Iterator[Asked]:
    for turns in conversations:
        conversation = assistant.conversation()
        for number, question in enumerate(turns, 1):
            answer = conversation.ask(question.text)
            yield Asked(question, answer, judge(question, answer), number)


def tuning_turns(assistant: Assistant, articles: Path) -> Iterator[tuple[ReporterQuestion, Question, Answer]]:
    """Each question of the tuning half, understood after the turns before it, and its answer."""
    reworder = Reworder(assistant.store)
    talks = [[question] for question in read_questions(articles, "tuning")]
    for questions in [*talks, *read_conversations(articles, "tuning")]:
        history: list[Turn] = []
        for question in questions:
            understood = understand(reworder.reword(question.text).text, history)
            answer = assistant.ask(question.text, history=history)
            yield question, understood, answer
            history.append((question.text, answer))


def figures(asked: Sequence[Asked]) -> dict[str, float]:
    """Shares, 0 to 1. `handled`: right or rightly silent. `misled`: wrong, or answered though not there."""
    count = len(asked)
    verdicts = [one.judgement.verdict for one in asked]
    short = [one.judgement.short for one in asked]
    few = [one for one in asked if one.question.asks_for_few_words]
    given = [one for one in few if one.judgement.short != "none"]
    there = [one for one in asked if one.question.expect in ("answer", "yes", "no")]
    follow_ups = [one for one in asked if one.turn > 1]
    shown = sum(one.judgement.shown for one in there)
    return {
        "questions": count,
        "handled": _share(v in ("right", "rightly silent") for v in verdicts),
        "misled": _share(v in ("wrong", "answered though not there") for v in verdicts),
        "short_given": _share(one.judgement.short != "none" for one in few),
        "short_right_when_given": _share(one.judgement.short == "right" for one in given),
        "short_partial_when_given": _share(one.judgement.short == "partial" for one in given),
        "short_where_none_is": float(sum(s != "none" for s in short) - len(given)),
        "first": _share(one.judgement.first for one in there),
        "first_three": _share(one.judgement.three for one in there),
        "useless_shown": sum(one.judgement.useless for one in there) / max(1, shown),
        "follow_ups": len(follow_ups),
        "follow_ups_handled": _share(
            one.judgement.verdict in ("right", "rightly silent") for one in follow_ups
        ),
    }


def _share(values: Iterable[bool]) -> float:
    flags = list(values)
    return sum(flags) / len(flags) if flags else 0.0


def print_table(asked: Sequence[Asked]) -> None:
    kinds = sorted({one.kind for one in asked})
    print(f"{'kind':12}{'number':>7}" + "".join(f"{name:>27}" for name in VERDICTS))
    for kind in (*kinds, "all"):
        verdicts = [one.judgement.verdict for one in asked if kind in ("all", one.kind)]
        row = "".join(f"{verdicts.count(name):27}" for name in VERDICTS)
        print(f"{kind:12}{len(verdicts):7}{row}")


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch, Store.open(options.store or scratch) as store:
        ingest([options.articles], store)
        assistant = Assistant(store)
        if options.questions:
            asked = list(ask(assistant, read_questions(options.articles, path=options.questions)))
        else:
            chosen = slice(None, None, options.every)
            asked = list(ask(assistant, read_questions(options.articles, options.half)[chosen]))
            asked += talk(assistant, read_conversations(options.articles, options.half)[chosen])
    for one in asked:
        if one.judgement.verdict in options.show:
            _print(one)
    print_table(asked)
    measured = figures(asked)
    for name, value in measured.items():
        print(f"{name:28}{value:8.3f}" if isinstance(value, float) else f"{name:28}{value:8}")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")
    return below(measured, json.loads(options.check.read_text())) if options.check else 0


def _print(one: Asked) -> None:
    expected = " + ".join(part[0] for part in one.question.answers) or one.question.expect
    print(f"[{one.kind}, {one.judgement.verdict}, {one.answer.confidence:.2f}] {one.question.text}")
    print(f"   expected: {expected}")
    print(f"   shown: {one.answer.text}")
    for evidence in one.question.evidence[:1]:
        print(f"   evidence: {evidence.text}")


def below(measured: dict[str, float], floor: dict[str, float]) -> int:
    """Print the figures that miss their floor. Returns 1 when there are any. For "misled" and
    "useless_shown", the bound is a ceiling."""
    status = 0
    for name, bound in floor.items():
        value = measured.get(name, 0.0)
        is_worse = value > bound if name in ("misled", "useless_shown") else value < bound
        if is_worse:
            print(f"the floor is missed: {name} is {value:.3f}, the bound is {bound:.3f}", file=sys.stderr)
            status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--half", choices=HALVES, help="only the stories of one half")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask only every N-th question")
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep the ingested articles here")
    parser.add_argument("--show", action="append", default=[], choices=VERDICTS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="ask these questions instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
