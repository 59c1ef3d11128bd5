"""The probability that passages support a claim: a logistic regression over the features and, with vectors of
words, their likeness."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from assistant.claims.comparison import FeatureVector
from assistant.claims.likeness import WordLikeness
from assistant.regression import Regression


def probability(
    measured: FeatureVector, likeness: WordLikeness | None = None, regression: Regression | None = None
) -> float:
    """That the passages support the claim, 0 to 1. `regression`: in place of the shipped one."""
    fitted = regression or shipped("rules" if likeness is None else "both")
    return fitted.probability(signals(measured, likeness))


def signals(measured: FeatureVector, likeness: WordLikeness | None = None) -> dict[str, float]:
    """All numbers that a regression may weigh, by name: the features, `sure` (how many parts are wrong or
    missing for sure), `close_*` (see `CLOSE`), and `likeness_*`."""
    values: dict[str, float] = measured._asdict()
    values["sure"] = min(2.0, sum(values[name] for name in SURE))
    values |= {f"close_{name}": values[name] * measured.pairs for name in CLOSE}
    values["close_role"] = measured.role * measured.overlap  # exchanged names break pairs
    if likeness is not None:
        values |= {f"likeness_{name}": value for name, value in likeness._asdict().items()}
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


@cache
def shipped(name: str) -> Regression:
    """The regression "rules" or "both" of weights.json, fitted with benchmarks/claims.py."""
    by_name = json.loads(files("assistant.claims").joinpath("weights.json").read_text("utf-8"))
    fitted = by_name[name]
    return Regression(fitted["intercept"], fitted["weights"])
