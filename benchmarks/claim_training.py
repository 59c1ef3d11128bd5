"""Training data for the model of claims: claims with the sentences nearest to them, labelled."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from assistant.claims.alignment import align
from assistant.claims.checker import MAX_CHARACTERS
from assistant.claims.model import nearest_window
from assistant.claims.records import DatedText
from assistant.reader import SentenceWindow
from benchmarks.claims import SETS, is_held_out
from benchmarks.questions import read_jsonl

Span = tuple[int, int]

SUPPORTED, CONTRADICTED, NOT_SAID, UNSUPPORTED = range(4)  # the last: contradicted or not said
_OF_LABEL = {"supported": SUPPORTED, "contradicted": CONTRADICTED, "unsupported": UNSUPPORTED}
LONGEST_ANSWER = 60  # characters
FEWEST_WORDS = 4  # of a statement; a shorter one is vague

# Kinds of edit that leave something unsaid; the others contradict the article.
_UNSAID = frozenset({"detail", "source"})


@dataclass(frozen=True, slots=True)
class ClaimExample:
    """A claim with its evidence. `unbacked`: the spans of the claim that are wrong or aren't said; None when
    that is unknown."""

    claim: str
    window: SentenceWindow
    label: int
    unbacked: tuple[Span, ...] | None


def example(
    claim: str, passage: DatedText, label: int, unbacked: Sequence[Span] | None = None
) -> ClaimExample:
    if label == SUPPORTED:
        unbacked = ()
    alignment = align(claim, (passage,))
    return ClaimExample(
        claim, nearest_window(alignment), label, None if unbacked is None else tuple(unbacked)
    )


def support_examples(folder: Path, left_out: Sequence[str] = ()) -> Iterator[ClaimExample]:
    """The claims of the sets, less the documents held out and less whole sets that are `left_out`."""
    for name in SETS:
        if name in left_out:
            continue
        for row in read_jsonl(folder / f"{name}.jsonl.gz"):
            if not is_held_out(row["evidence"]):
                yield example(
                    row["claim"][:MAX_CHARACTERS], DatedText(row["evidence"]), _OF_LABEL[row["label"]]
                )


def marked_examples(folder: Path) -> Iterator[ClaimExample]:
    """Encyclopedia claims whose unsupported words people marked."""
    for row in read_jsonl(folder / "wice-tokens.jsonl.gz"):
        if is_held_out(row["evidence"]):
            continue
        claim, spans = "", list[Span]()
        for word, is_unsupported in zip(row["tokens"], row["unsupported"], strict=True):
            start = len(claim)
            claim += f"{word} "
            if is_unsupported:
                spans.append((start, start + len(word)))
        yield example(claim.rstrip(), DatedText(row["evidence"]), NOT_SAID, spans)


def edited_examples(path: Path, dice: random.Random) -> Iterator[ClaimExample]:
    """The claims of made_claims.py --training: edits of sentences of news articles, and these without their
    sentence."""
    for row in read_jsonl(path):
        passage = DatedText(row["article"], None, row["title"])
        if row["label"] == "supported":
            yield example(row["claim"], passage, SUPPORTED)
            if dice.random() < 0.25:
                without = row["article"].replace(row["sentence"], " ")
                yield example(row["claim"], DatedText(without, None, row["title"]), NOT_SAID)
            continue
        label = NOT_SAID if row["kind"] in _UNSAID else CONTRADICTED
        yield example(row["claim"], passage, label, changed(row["sentence"], row["claim"]))


def changed(sentence: str, claim: str) -> list[Span]:
    """The spans of the claim's words that differ from the sentence; beside words left out, the next ones.

    >>> changed("He did not pay.", "He did pay.")
    [(3, 6), (7, 10)]
    """
    one = re.findall(r"\w+|\S", sentence)
    other = list(re.finditer(r"\w+|\S", claim))
    spans: list[Span] = []
    matcher = SequenceMatcher(None, one, [m[0] for m in other], autojunk=False)
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in ("replace", "insert"):
            spans.append((other[start].start(), other[end - 1].end()))
        elif tag == "delete":
            spans += [
                other[n].span() for n in (start - 1, start) if 0 <= n < len(other) and other[n][0].isalnum()
            ]
    return spans


_SUBJECT = re.compile(
    r"(?:who (?!do|did|does)|(?:what|which(?: \w+){1,2}|what \w+) (?!do|did|does)"
    r"(?=(?:is|was|are|were|has|had|will|would|can|could)\b|\w+(?:ed|s)\b))",
    re.I,
)
_COUNTED = re.compile(r"how many (?=\w+(?: \w+)? (?:were|are|have|had|was|will|\w+ed)\b)", re.I)
_OBJECT = re.compile(r"(?:who|what|when|where) (?:did|does|do) (.+)", re.I)
_OPENINGS = {"when": "in ", "where": "in "}


def statement(question: str, answer: str) -> str | None:
    """The statement that a question and its answer make, where rules can turn it.

    >>> statement("Who won the race?", "Ida Storm"), statement("When did the war end?", "1994")
    ('Ida Storm won the race.', 'the war did end in 1994.')
    """
    asked = " ".join(question.split()).rstrip("? ")
    for opening in (_COUNTED, _SUBJECT):
        if match := opening.match(asked):
            return f"{answer} {asked[match.end() :]}."
    if match := _OBJECT.fullmatch(asked):
        first = asked.split(" ")[0].lower()
        words = match[1].split(" ")
        helper = asked.split(" ")[1].lower()
        subject = _subject_length(words)
        if 0 < subject < len(words):
            preposition = (
                ""
                if answer.lower().startswith(("in ", "on ", "at ", "by ", "to "))
                else _OPENINGS.get(first, "")
            )
            return f"{' '.join(words[:subject])} {helper} {' '.join(words[subject:])} {preposition}{answer}."
    return None


def _subject_length(words: Sequence[str]) -> int:
    """How many words open with the subject: names, or an article and its noun."""
    count = int(words[0].lower() in ("the", "a"))
    names = count
    while names < len(words) and words[names][:1].isupper():
        names += 1
    return names if names > count else 2 * count


_VAGUE = re.compile(r"\bsome(?:one|thing|body)?\b", re.I)


def answered_examples(paths: Iterable[Path], dice: random.Random) -> Iterator[ClaimExample]:
    """Statements made of questions with their answer, and with another answer of the same kind."""
    for path in paths:
        rows = [row for row in read_jsonl(path) if row.get("answer") and not _VAGUE.search(row["question"])]
        by_context: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            by_context[row["context"]].append(_answer(row))
        contexts = list(by_context)
        for row in rows:
            answer = _answer(row)
            true = statement(row["question"], answer)
            if true is None or len(answer) > LONGEST_ANSWER or len(true.split()) < FEWEST_WORDS:
                continue
            passage = DatedText(row["context"], None, row.get("title") or "")
            kind = dice.random()
            if kind < 0.5:
                yield example(true, passage, SUPPORTED)
            elif kind < 0.6:
                other = dice.choice(contexts)
                if answer.lower() not in other.lower():
                    yield example(true, DatedText(other), NOT_SAID)
            else:
                wrong = [
                    a
                    for a in [*by_context[row["context"]], *_spans_like(answer, row["context"])]
                    if _is_other(a, answer, row["question"])
                ]
                if wrong and (false := statement(row["question"], new := dice.choice(wrong))):
                    start = false.find(new)
                    yield example(false, passage, CONTRADICTED, [(start, start + len(new))])


def _answer(row: dict[str, Any]) -> str:
    return str(row["answer"]["text"]).strip()


def _spans_like(answer: str, context: str) -> list[str]:
    """Names or numbers of a context, as the answer is one."""
    if re.match(r"\d", answer):
        return re.findall(r"\d[\d,.]*\b", context)
    if answer[:1].isupper():
        return re.findall(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b(?<!The)", context)
    return []


def _is_other(other: str, answer: str, question: str) -> bool:
    shared = set(other.lower().split()) & set(answer.lower().split())
    is_alike = other[:1].isdigit() == answer[:1].isdigit() and other[:1].isupper() == answer[:1].isupper()
    return not shared and is_alike and len(other) <= 60 and other.lower() not in question.lower()
