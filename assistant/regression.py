"""Logistic regressions: named signals -> a probability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple


def logistic(logit: float) -> float:
    """The probability, 0 to 1, of a logit."""
    return 1 / (1 + math.exp(-max(-50.0, logit)))


class Regression(NamedTuple):
    """A logistic regression: the weight of each signal by name. A signal without a weight is ignored."""

    intercept: float
    weights: Mapping[str, float]

    def logit(self, signals: Mapping[str, float]) -> float:
        return self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        """0 to 1.

        >>> Regression(-1.0, {"overlap": 2.0}).probability({"overlap": 0.5, "length": 7.0})
        0.5
        """
        return logistic(self.logit(signals))
