"""Does a passage support a claim? Works on any text: `check(claim, passages) -> Verdict`."""

from assistant.claims.checker import RULES, Checker, bundled_checker, check
from assistant.claims.comparison import FeatureVector, features
from assistant.claims.likeness import Encoder, WordLikeness
from assistant.claims.records import DatedText, Difference, Support, Verdict
from assistant.claims.regression import probability
from assistant.regression import Regression

__all__ = [
    "RULES",
    "Checker",
    "DatedText",
    "Difference",
    "Encoder",
    "FeatureVector",
    "Regression",
    "Support",
    "Verdict",
    "WordLikeness",
    "bundled_checker",
    "check",
    "features",
    "probability",
]
