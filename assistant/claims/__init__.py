"""Checks whether passages support a claim: `check(claim, passages) -> Verdict`. Works on any text."""

from assistant.claims.checker import check
from assistant.claims.comparison import FeatureVector, features
from assistant.claims.records import DatedText, Difference, Doubt, Entailment, Support, Verdict
from assistant.claims.regression import EntailmentModel, Regression, probability

__all__ = [
    "DatedText",
    "Difference",
    "Doubt",
    "Entailment",
    "EntailmentModel",
    "FeatureVector",
    "Regression",
    "Support",
    "Verdict",
    "check",
    "features",
    "probability",
]
