"""The report on a draft: its sentences, each with a verdict, and the articles behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.answer import Citation
from assistant.as_json import citation_to_dict
from assistant.claims.explanation import remark
from assistant.claims.records import Kind, Label

Verdict = Label | Literal["no claim"]
VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "not said", "no claim")


@dataclass(frozen=True, slots=True)
class CitedDifference:
    """A part of a sentence that the articles contradict or don't contain.

    `report.text[start:end] == text`. `article_text` are the words that contradict it, at `article_start` to
    `article_end` of the article of citation number `citation`; without such words, these three are None and
    `article_text` is "".
    """

    kind: Kind
    start: int
    end: int
    text: str
    citation: int | None = None
    article_start: int | None = None
    article_end: int | None = None
    article_text: str = ""

    @property
    def contradicts(self) -> bool:
        return self.citation is not None

    @property
    def remark(self) -> str:
        """How it differs where the article has no other words for it, "not in the articles"; else ""."""
        return remark(self.kind, self.contradicts)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a draft, `report.text[start:end]`, with its verdict.

    `probability`: that the articles support it, 0 to 1; 0 for no claim. `citations`: the sentences that
    support or contradict it, the nearest sentence when it is not said, none when nothing is near.
    `explanation`: the reason in one line. `refers_to`: the name that its first word ("He") was taken for.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    probability: float = 0.0
    explanation: str = ""
    citations: tuple[Citation, ...] = ()
    differences: tuple[CitedDifference, ...] = ()
    refers_to: str = ""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"{self.start}:{self.end} are not the places of {self.text!r}")
        if self.verdict == "supported" and not self.citations:
            raise ValueError(f"a supported sentence needs a citation: {self.text!r}")
        for difference in self.differences:
            self._check(difference)

    def _check(self, difference: CitedDifference) -> None:
        part = self.text[max(0, difference.start - self.start) : difference.end - self.start]
        if not part or difference.text != part:
            raise ValueError(f"the difference {difference} is not inside {self.text!r}")
        if difference.contradicts:
            cited = next((c for c in self.citations if c.number == difference.citation), None)
            place = slice(difference.article_start, difference.article_end)
            if cited is None or cited.article.text[place] != difference.article_text:
                raise ValueError(f"no citation of {self.text!r} holds the difference {difference}")


@dataclass(frozen=True, slots=True)
class Report:
    """The sentences of a draft in order. All offsets of the draft count characters of `text`."""

    text: str
    sentences: tuple[CheckedSentence, ...]
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for sentence in self.sentences:
            if self.text[sentence.start : sentence.end] != sentence.text:
                raise ValueError(f"{sentence.text!r} is not at {sentence.start}:{sentence.end} of the text")

    @property
    def claims(self) -> tuple[CheckedSentence, ...]:
        """The sentences that state something."""
        return tuple(sentence for sentence in self.sentences if sentence.verdict != "no claim")

    @property
    def counts(self) -> dict[Verdict, int]:
        """The number of sentences with each verdict."""
        return {verdict: sum(s.verdict == verdict for s in self.sentences) for verdict in VERDICTS}

    @property
    def share_supported(self) -> float:
        """The share of the claims that are supported, 0 to 1; 1 for a text without claims."""
        claims = self.claims
        return self.counts["supported"] / len(claims) if claims else 1.0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all sentences, each once, in the order of their numbers."""
        by_number = {citation.number: citation for s in self.sentences for citation in s.citations}
        return tuple(by_number[number] for number in sorted(by_number))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `python -m assistant --check FILE --json`."""
        return {
            "text": self.text,
            "counts": self.counts,
            "share_supported": self.share_supported,
            "sentences": [_sentence(sentence) for sentence in self.sentences],
            "citations": [citation_to_dict(citation) for citation in self.citations],
            "notices": list(self.notices),
            "timings_ms": dict(self.timings_ms),
        }


def _sentence(sentence: CheckedSentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "verdict": sentence.verdict,
        "probability": sentence.probability,
        "explanation": sentence.explanation,
        "refers_to": sentence.refers_to or None,
        "citations": [citation.number for citation in sentence.citations],
        "differences": [_difference(difference) for difference in sentence.differences],
    }


def _difference(difference: CitedDifference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "text": difference.text,
        "start": difference.start,
        "end": difference.end,
        "citation": difference.citation,
        "article_text": difference.article_text or None,
        "article_start": difference.article_start,
        "article_end": difference.article_end,
    }
