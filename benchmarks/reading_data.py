"""More training data for the reader: questions by people about news sentences and encyclopedia paragraphs,
and questions made by rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.reader import SentenceWindow
from benchmarks.questions import read_jsonl
from benchmarks.training_data import Example, Group, normalised, paragraph

# Questions of each file per epoch. Each epoch draws others; questions on one sentence are much alike.
AN_EPOCH = {
    "nq": 2_655,
    "squad2-more": 220,
    "qamr-wikinews": 4_500,
    "qadiscourse": 700,
    "ester": 200,
    "multispan": 600,
}
OTHERS = 3  # sentences of other articles beside a sentence that stands alone


class Reading:
    """The files of the folder `reading`, as groups."""

    def __init__(self, folder: Path, excluded: set[str]) -> None:
        self._rows = {
            name: [row for row in read_jsonl(folder / f"{name}.jsonl.gz") if _is_usable(row, excluded)]
            for name in AN_EPOCH
        }
        news = [row["context"] for name in ("qamr-wikinews", "qadiscourse") for row in self._rows[name]]
        self._sentences = list(dict.fromkeys(news))

    def groups(self, dice: random.Random, share: float) -> Iterator[Group]:
        for name, rows in self._rows.items():
            for row in dice.sample(rows, min(len(rows), int(share * AN_EPOCH[name]))):
                yield self._group(row, dice)

    def _group(self, row: dict[str, Any], dice: random.Random) -> Group:
        answers = row.get("answers") or [row["answer"]]
        title = row["title"] if dice.random() < 0.8 else ""
        example = paragraph(title, row["context"], [a for a in answers if a])
        examples = [example]
        if len(example.answers) == 1:
            others = dice.sample(self._sentences, OTHERS)
            short = [a["text"].lower() for a in answers if a]
            others = [o for o in others if not any(text in o.lower() for text in short)]
            examples += [paragraph("", other) for other in others]
        return Group(row["question"].strip(), tuple(examples))


def _is_usable(row: dict[str, Any], excluded: set[str]) -> bool:
    """Whether a question is clear without its sentence; "What round was it?" isn't."""
    question = row["question"].lower()
    if normalised(question) in excluded:
        return False
    if row["source"] == "qadiscourse":
        return "reason" in question and "''" not in question and '""' not in question
    if row["source"] == "ester":
        return bool(row["kind"] == "Causal")
    return row["source"] != "qamr" or (len(question.split()) >= 5 and "some" not in question)


class Made:
    """Questions of benchmarks/made_questions.py, as groups."""

    AN_EPOCH = 8_000
    SENTENCES = 5  # maximum sentences of a window

    def __init__(self, path: Path) -> None:
        self._rows = list(read_jsonl(path))

    def groups(self, dice: random.Random, share: float) -> Iterator[Group]:
        count = min(len(self._rows), int(share * self.AN_EPOCH))
        for row in dice.sample(self._rows, count):
            span, size = (row["start"], row["end"]), len(row["sentences"])
            place = dice.randrange(size) if row["sentence"] is None else row["sentence"]
            first = max(0, min(place - dice.randrange(self.SENTENCES), size - self.SENTENCES))
            chosen = range(first, min(size, first + self.SENTENCES))
            spans = tuple(span if i == row["sentence"] else None for i in chosen)
            window = SentenceWindow(row["title"], tuple(row["sentences"][i] for i in chosen))
            yield Group(row["question"], (Example(window, tuple(s is not None for s in spans), spans),))
