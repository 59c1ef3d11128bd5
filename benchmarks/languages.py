"""Measures questions and articles in the same language, for each of eleven languages.

    python benchmarks/languages.py FOLDER [--number 40]

FOLDER: one file `<language>.jsonl.gz` for each language, with questions, their paragraphs and answers
(XQuAD). `--number` paragraphs of each language are ingested into one store, a paragraph an article. Each is
asked one question, with a filter on its language. Prints the share of the questions whose answer is in one of
the ten passages, in the best sentence, in one of the three best, and in the answer as shown.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from assistant import Assistant
from assistant.language.question import understand
from assistant.rank import Ranker
from assistant.retrieve import PASSAGES, retrieve
from benchmarks.questions import read_jsonl
from ingest import ingest
from storage import Store
from storage.records import Filter

COLUMNS = ("in ten passages", "first sentence", "first three", "as shown")


def one_question_each(path: Path, number: int) -> list[dict[str, Any]]:
    """The first question of each of the first `number` paragraphs."""
    by_paragraph: dict[str, dict[str, Any]] = {}
    for row in read_jsonl(path):
        by_paragraph.setdefault(row["context"], row)
    return list(by_paragraph.values())[:number]


def write_articles(by_language: Mapping[str, list[dict[str, Any]]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for language, rows in by_language.items():
            for number, row in enumerate(rows):
                article = {
                    "url": f"https://{language}.example/{number}",
                    "text": row["context"],
                    "language": language,
                }
                file.write(json.dumps(article) + "\n")


def measure(
    assistant: Assistant, language: str, rows: list[dict[str, Any]]
) -> Iterator[tuple[bool, bool, bool, bool]]:
    """Whether the answer is in each of `COLUMNS`, for each question."""
    ranker, where = Ranker(), Filter(languages=(language,))
    for row in rows:
        answer = row["answer"]["text"]
        question = understand(row["question"])
        retrieval = retrieve(assistant.store, question, k=PASSAGES, where=where)
        sentences = [sentence.text for sentence in ranker.rank(question, retrieval)]
        yield (
            any(answer in hit.text for hit in retrieval.hits),
            any(answer in text for text in sentences[:1]),
            any(answer in text for text in sentences[:3]),
            answer in assistant.ask(row["question"], languages=[language]).text,
        )


def main() -> int:
    options = _parser().parse_args()
    by_language = {
        path.name.split(".")[0]: one_question_each(path, options.number)
        for path in sorted(options.folder.glob("*.jsonl.gz"))
    }
    print(f"{'language':10}{'questions':>10}" + "".join(f"{name:>18}" for name in COLUMNS))
    with tempfile.TemporaryDirectory() as scratch, Store.open(scratch) as store:
        articles = Path(scratch, "articles.jsonl")
        write_articles(by_language, articles)
        ingest([articles], store)
        assistant = Assistant(store)
        for language, rows in by_language.items():
            shares = np.mean(list(measure(assistant, language, rows)), axis=0)
            print(f"{language:10}{len(rows):10}" + "".join(f"{share:18.3f}" for share in shares), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=40, help="paragraphs of each language")
    return parser


if __name__ == "__main__":
    sys.exit(main())
