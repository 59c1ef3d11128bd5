"""Reads the question files of the benchmarks, and computes their measures."""

from __future__ import annotations

import gzip
import json
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as day
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from storage import Store
from storage.records import Hit
from storage.text.terms import words
from storage.urls import canonical_url

PUNCTUATION = frozenset(string.punctuation + "“”‘’–—")


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question, its answer string, and the URLs of the articles that contain it; both empty if unknown."""

    text: str
    date: str
    answer: str = ""
    support: frozenset[str] = frozenset()

    @property
    def is_tuning(self) -> bool:
        """Whether the question is in the tuning half: its date is in an even week. Odd weeks are for
        reporting."""
        year, week, _ = day.fromisoformat(self.date[:10]).isocalendar()
        return (year * 53 + week) % 2 == 0

    def is_answered_by(self, text: str) -> bool:
        """Whether a text contains the words of the answer, one after the other."""
        answer, in_text = words(self.answer), words(text)
        size = len(answer)
        return size > 0 and any(in_text[i : i + size] == answer for i in range(len(in_text) - size + 1))


def read_jsonl(path: str | Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_questions(path: str | Path) -> list[QuizQuestion]:
    return [
        QuizQuestion(
            row["question"],
            row["date"],
            row.get("answer", ""),
            frozenset(canonical_url(url) for url in row.get("support", ())),
        )
        for row in read_jsonl(path)
    ]


def named_articles(paths: Iterable[Path]) -> set[str]:
    """The URLs of the articles in these files, and of those that support the questions in them."""
    rows = [row for path in paths for row in read_jsonl(path)]
    return {url for row in rows for url in (row.get("support") or [row.get("url")]) if url}


def reciprocal_rank(urls: Sequence[str], support: frozenset[str], at: int = 10) -> float:
    """1 / the rank of the first supporting article; 0 when none is among the first `at`.

    >>> reciprocal_rank(["a", "b"], frozenset("b")), reciprocal_rank(["a"], frozenset("b"))
    (0.5, 0.0)
    """
    return next((1 / rank for rank, url in enumerate(urls[:at], 1) if url in support), 0.0)


def article_urls(hits: Iterable[Hit]) -> list[str]:
    """The canonical URLs of the hits' articles, best first, each once. Articles without a URL are left
    out."""
    return list(dict.fromkeys(canonical_url(hit.article.url) for hit in hits if hit.article.url))


def own_rows(name: str, store: Store, half: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one of the project's own question files, if their article is in the store. `half`: only the
    "tuning" or the "reporting" half."""
    urls = {canonical_url(info.url) for info in store.articles() if info.url}
    for row in read_jsonl(Path(__file__).parent / f"{name}.jsonl"):
        own_half = "tuning" if QuizQuestion("", row["date"]).is_tuning else "reporting"
        if canonical_url(row["about"]) in urls and half in (None, own_half):
            yield row


def squad_tokens(text: str) -> list[str]:
    """The words of an answer, normalised as in SQuAD: lower case, without punctuation and "a", "an", "the".

    >>> squad_tokens("The “Squid Game”!")
    ['squid', 'game']
    """
    kept = "".join(character for character in text.lower() if character not in PUNCTUATION)
    return [word for word in kept.split() if word not in ("a", "an", "the")]


def exact_match(answer: str, gold: str) -> bool:
    return squad_tokens(answer) == squad_tokens(gold)


def token_f1(answer: str, gold: str) -> float:
    """The harmonic mean of the precision and recall of an answer's words.

    >>> token_f1("Barack Obama", "President Barack Obama"), token_f1("", "Obama")
    (0.8, 0.0)
    """
    tokens, gold_tokens = squad_tokens(answer), squad_tokens(gold)
    shared = sum((Counter(tokens) & Counter(gold_tokens)).values())
    return 2 * shared / (len(tokens) + len(gold_tokens)) if shared else 0.0


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """The probability that a random positive scores above a random negative; ties count half.

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    above = np.subtract.outer(np.asarray(positive), np.asarray(negative))
    return float(((above > 0) + 0.5 * (above == 0)).mean())
