"""Wrong premises: what a question takes for granted and the articles don't say."""

from assistant.premise.others import is_about_others
from assistant.premise.premise import CheckedPremise, suspects, wrong_premise

__all__ = ["CheckedPremise", "is_about_others", "suspects", "wrong_premise"]
