"""The probability that passages support a claim: a logistic regression over the rules' features and, where
one is given, a trained model's probabilities."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.claims.comparison import FeatureVector
from assistant.claims.records import DatedText
from storage.errors import UsageError

LABELS = ("supported", "contradicted", "not said")  # the columns of a model's probabilities
SUREST = 1e-4  # the nearest to 0 and 1 that a model's probability counts


class EntailmentModel(Protocol):
    """A trained model that judges a claim by each passage."""

    def probabilities(self, claim: str, passages: Sequence[DatedText]) -> NDArray[np.float32]:
        """The probabilities of `LABELS` by each passage, shape (passages, 3); each row sums to 1."""


class Regression(NamedTuple):
    """The weight of each feature by name. A feature without a weight is ignored."""

    intercept: float
    weights: Mapping[str, float]


def probability(
    measured: FeatureVector,
    entailment: NDArray[np.float32] | None = None,
    regression: Regression | None = None,
) -> float:
    """That the passages support the claim, 0 to 1. `entailment`: an `EntailmentModel`'s probabilities.
    `regression`: in place of the shipped one, and required with `entailment`, for which none is shipped:
    raises UsageError without it."""
    values = signals(measured, entailment)
    fitted = regression or shipped("rules" if entailment is None else "both")
    logit = fitted.intercept + sum(weight * values[name] for name, weight in fitted.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def signals(measured: FeatureVector, entailment: NDArray[np.float32] | None = None) -> dict[str, float]:
    """All numbers that a regression may weigh, by name: the features, `sure` (how many parts are wrong or
    missing for sure), `close_*` (see `CLOSE`), and the model's logits `entailed` and `refuted`, each by its
    best passage."""
    values: dict[str, float] = measured._asdict()
    values["sure"] = min(2.0, sum(values[name] for name in SURE))
    values |= {f"close_{name}": values[name] * measured.pairs for name in CLOSE}
    values["close_role"] = measured.role * measured.overlap  # exchanged names break pairs
    if entailment is not None and len(entailment):
        values["entailed"] = _logit(float(entailment[:, 0].max()))
        values["refuted"] = _logit(float(entailment[:, 1].max()))
    return values


SURE = (
    "wrong_numbers", "missing_numbers", "wrong_dates", "wrong_names", "missing_names", "wrong_quotations",
    "negation", "antonym", "role",
)  # fmt: skip


# Parts that weigh more, the more of the claim's word pairs the best sentence has.
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
