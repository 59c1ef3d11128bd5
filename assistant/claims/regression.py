"""The probability that passages support a claim: a logistic regression over the features and, with a trained
model, its probabilities."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

from assistant.claims.alignment import Alignment
from assistant.claims.comparison import FeatureVector
from assistant.claims.records import Entailment
from storage.errors import UsageError

SUREST = 1e-4  # a model's probability counts as at least this, and as at most 1 minus this


class EntailmentModel(Protocol):
    """A trained model that judges a claim by the sentences nearest to it."""

    def read(self, alignment: Alignment) -> Entailment: ...


class Regression(NamedTuple):
    """The weight of each feature by name. A feature without a weight is ignored."""

    intercept: float
    weights: Mapping[str, float]


def probability(
    measured: FeatureVector, entailment: Entailment | None = None, regression: Regression | None = None
) -> float:
    """That the passages support the claim, 0 to 1. `entailment`: of an `EntailmentModel`. `regression`: in
    place of the shipped one, and required with the `entailment` of another model than the shipped one."""
    values = signals(measured, entailment)
    fitted = regression or shipped("rules" if entailment is None else "both")
    logit = fitted.intercept + sum(weight * values[name] for name, weight in fitted.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def signals(measured: FeatureVector, entailment: Entailment | None = None) -> dict[str, float]:
    """All numbers that a regression may weigh, by name: the features, `sure` (how many parts are wrong or
    missing for sure), `close_*` (see `CLOSE`), and of a model the logits `entailed`, `refuted` and `doubted`,
    the last of its gravest doubt about a word."""
    values: dict[str, float] = measured._asdict()
    values["sure"] = min(2.0, sum(values[name] for name in SURE))
    values |= {f"close_{name}": values[name] * measured.pairs for name in CLOSE}
    values["close_role"] = measured.role * measured.overlap  # exchanged names break pairs
    if entailment is not None:
        values["entailed"] = _logit(entailment.supported)
        values["refuted"] = _logit(entailment.contradicted)
        values["doubted"] = _logit(max((doubt.probability for doubt in entailment.doubts), default=0.0))
    return values


SURE = (
    "wrong_numbers", "missing_numbers", "wrong_dates", "wrong_names", "missing_names", "wrong_quotations",
    "negation", "antonym", "role",
)  # fmt: skip


# Features that weigh more if the best sentence has more of the claim's word pairs.
CLOSE = (
    "sure", "negation", "role", "hedge", "wrong_speakers", "missing_speakers", "exchanged", "details", "run",
    "missing_dates",
)  # fmt: skip


def _logit(value: float) -> float:
    value = min(1 - SUREST, max(SUREST, value))
    return math.log(value / (1 - value))


@cache
def shipped(name: str) -> Regression:
    """The regression "rules" or "both" of weights.json, fitted with benchmarks/claims.py."""
    by_name = json.loads(files("assistant.claims").joinpath("weights.json").read_text("utf-8"))
    if name not in by_name:
        raise UsageError(
            "a model needs weights that were fitted with it, and none are shipped: fit them with "
            "benchmarks/claims.py --model MODULE:NAME --fit FILE, and pass them as `regression`"
        )
    fitted = by_name[name]
    return Regression(fitted["intercept"], fitted["weights"])
