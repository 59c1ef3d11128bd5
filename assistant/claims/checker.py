"""Checks a claim against passages: is it supported, contradicted, or not said?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.claims.bonds import is_reversed, is_unbound
from assistant.claims.circumstances import circumstance_difference
from assistant.claims.comparison import Comparison, comparisons
from assistant.claims.converses import converse
from assistant.claims.explanation import explanation, said
from assistant.claims.given import read_claim, read_passages, without_rules
from assistant.claims.identities import is_joined_from_two, is_of_another
from assistant.claims.likeness import Encoder, likeness
from assistant.claims.offices import office_difference
from assistant.claims.predicates import denied_predicates
from assistant.claims.records import DatedText, Difference, Label, Support, Verdict
from assistant.claims.regression import probability
from assistant.claims.roles import reversed_difference
from assistant.claims.rows import row_difference
from assistant.claims.subjects import subject_difference
from assistant.entities import parsed
from assistant.once import Once
from storage.models.token_vectors import TokenEncoder

THRESHOLD = 0.5  # the probability from which a claim counts as supported
# How near to the threshold the rules' probability is where the vectors are asked. Farther away, they change
# no verdict on the tuning half of claims.jsonl, and would take most of the time.
UNSURE = 0.15
# The probability of support when the passages name another subject. On the tuning half of claims.jsonl, none
# of the 26 claims for which a near sentence does was true. Not lower: two may have done the same.
REPLACED = 0.4
OTHER_OFFICE = 0.3  # the same when they say that somebody has another office

DECISIVE = frozenset(("name", "number", "date", "negation"))  # a supported claim has no such difference


@dataclass(frozen=True, slots=True)
class Checker:
    """How claims are checked. `encoder`: gives the vectors of words; None for the rules alone. `threshold`:
    the probability from which a claim counts as supported."""

    encoder: Encoder | None = None
    threshold: float = THRESHOLD

    def check(self, claim: str, passages: Sequence[DatedText]) -> Verdict:
        """Check a claim. If it has several sentences, the one with the least support decides.

        Raises UsageError for an empty claim and for one of more than `MAX_CHARACTERS`.
        """
        claim = read_claim(claim)
        if not any(passage.text.strip() for passage in passages):
            return Verdict("not said", 0.0, (), (), said("nothing_to_compare"))
        verdict = self._checked(claim, passages)
        if verdict.label != "supported":
            others = filter(None, (converse(claim, passage.text) for passage in passages))
            turned = (self._checked(other, passages) for other in dict.fromkeys(others))
            verdict = next((each for each in turned if each.label == "supported"), verdict)
        return verdict

    def _checked(self, claim: str, passages: Sequence[DatedText]) -> Verdict:
        verdicts = [self._verdict(compared) for compared in comparisons(claim, passages)]
        worst = min(verdicts, key=lambda verdict: (_RANK[verdict.label], verdict.probability))
        differences = tuple(d for verdict in verdicts for d in verdict.differences)
        support = tuple(dict.fromkeys(s for verdict in verdicts for s in verdict.support))
        return replace(worst, differences=differences, support=support)

    def _verdict(self, compared: Comparison) -> Verdict:
        alignment = compared.alignment
        if same := alignment.same:
            return Verdict(
                "supported", 1.0, (), (Support(same.passage, same.start, same.end),), explanation(True, ())
            )
        supported = self._probability(compared)
        support = tuple(Support(s.passage, s.start, s.end) for s in alignment.sentences)
        differences = _shown(compared.differences)
        if supported >= self.threshold:
            doubt = _doubt(compared)
            if doubt is None:
                return Verdict("supported", supported, (), support, explanation(True, ()))
            supported, differences = doubt.probability, doubt.differences
        moved = tuple(difference.moved(compared.offset) for difference in differences)
        is_opposed = any(d.contradicts for d in moved) and not is_of_another(compared.alignment)
        label: Label = "contradicted" if is_opposed else "not said"
        return Verdict(label, supported, moved, support, explanation(False, moved))

    def _probability(self, compared: Comparison) -> float:
        """That of support: by the rules and, where they alone are unsure, by the vectors of words, too."""
        if not compared.alignment.sentences:
            return 0.0
        by_rules = probability(compared.features)
        if self.encoder is None or abs(by_rules - self.threshold) > UNSURE:
            return by_rules
        return probability(compared.features, likeness(compared.alignment, self.encoder))


class _Doubt(NamedTuple):
    """Why a claim isn't supported though its words are. `probability`: of support, in spite of it."""

    probability: float
    differences: list[Difference]


def _doubt(compared: Comparison) -> _Doubt | None:
    """None for a supported claim."""
    alignment = compared.alignment
    verbs = {token.start for token in parsed(alignment.claim) if token.tag.startswith("VB")}
    against = [d for d in compared.differences if d.contradicts]
    if sure := [d for d in against if d.kind in DECISIVE or (d.kind == "hedge" and d.start in verbs)]:
        return _Doubt(REPLACED, sure)
    if other_row := row_difference(alignment):
        return _Doubt(REPLACED, [other_row])
    if denied := list(denied_predicates(alignment)):
        return _Doubt(REPLACED, denied)
    if replaced := subject_difference(alignment):
        return _Doubt(REPLACED, [replaced])
    if turned := reversed_difference(alignment):
        return _Doubt(REPLACED, [turned])
    if elsewhere := circumstance_difference(alignment):
        return _Doubt(REPLACED, [elsewhere])
    if other := office_difference(alignment):
        return _Doubt(OTHER_OFFICE, [other])
    rules = (is_unbound, is_reversed, is_joined_from_two, is_of_another)
    return _Doubt(REPLACED, []) if any(rule(alignment) for rule in rules) else None


RULES = Checker()

# By the rules and the vectors of the bundled model. Making it takes a second or two.
bundled_checker = Once(lambda: Checker(TokenEncoder()))


def check(claim: str, passages: Sequence[DatedText | str]) -> Verdict:
    """Check a claim as `Checker.check` does, by the rules and the bundled model. `passages`: plain texts or,
    with the day from which "on Tuesday" is counted, dated ones.

    A question is "not said", and so is what isn't English, unless a passage has the same words. Raises
    UsageError for an empty claim, one of more than `MAX_CHARACTERS`, and what is no text.

    >>> verdict = check("Amazon agreed to buy Depop.", ["The site eBay agreed to buy Depop."])
    >>> verdict.label, verdict.explanation
    ('contradicted', 'The passage says eBay, not Amazon.')
    """
    claim, texts = read_claim(claim), read_passages(passages)
    return without_rules(claim, texts) or bundled_checker().check(claim, texts)


_RANK: dict[Label, int] = {"contradicted": 0, "not said": 1, "supported": 2}


def _shown(differences: Sequence[Difference]) -> list[Difference]:
    """The differences to show: those of the reliable kinds, or all if there are none of these."""
    sure = [d for d in differences if d.kind not in ("detail", "hedge", "speaker")]
    return sure or list(differences)
