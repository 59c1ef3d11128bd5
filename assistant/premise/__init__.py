"""Wrong premises: what a question takes for granted and the articles don't say."""

from assistant.premise.premise import CheckedPremise, suspects, wrong_premise

__all__ = ["CheckedPremise", "suspects", "wrong_premise"]
