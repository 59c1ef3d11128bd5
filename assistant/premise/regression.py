"""The probability that a part of a question is wrong: a logistic regression for each kind of part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from assistant.claims import Difference
from assistant.premise.measures import MeasuredPart, PartSignals
from assistant.regression import Regression

# The differences that the claim checker found at the part, and anywhere in the question.
CHECKED = ("contradicted", "not_found", "speaker", "role", "any_role", "any_opposite")
SIGNALS = (*PartSignals._fields, *CHECKED)
_CONTRADICTED = frozenset(("number", "date", "name", "antonym", "negation"))
_NOT_FOUND = frozenset(("number", "date", "name"))
_OPPOSITE = frozenset(("antonym", "negation"))


class Weights(NamedTuple):
    """Fitted with benchmarks/premises.py. `threshold`: the probability from which a part counts as wrong.
    `kinds`: the regression for each kind of part."""

    threshold: float
    kinds: Mapping[str, Regression]


@cache
def shipped() -> Weights:
    fitted = json.loads(files("assistant.premise").joinpath("weights.json").read_text("utf-8"))
    return Weights(fitted["threshold"], {kind: Regression(**one) for kind, one in fitted["kinds"].items()})


def values(measured: MeasuredPart, own: list[Difference], everywhere: list[Difference]) -> dict[str, float]:
    """All signals of a part by name. `own`: the differences at the part."""
    named: dict[str, float] = dict(measured.signals._asdict())
    named["contradicted"] = float(any(d.contradicts and d.kind in _CONTRADICTED for d in own))
    named["not_found"] = float(any(not d.contradicts and d.kind in _NOT_FOUND for d in own))
    named["speaker"] = float(any(d.contradicts and d.kind == "speaker" for d in own))
    named["role"] = float(any(d.contradicts and d.kind == "role" for d in own))
    named["any_role"] = float(any(d.kind == "role" for d in everywhere))
    named["any_opposite"] = float(any(d.kind in _OPPOSITE for d in everywhere))
    return named


def probability(kind: str, named: Mapping[str, float], weights: Weights | None = None) -> float:
    """That a part is wrong, 0 to 1."""
    return (weights or shipped()).kinds[kind].probability(named)
