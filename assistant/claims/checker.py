"""Checks a claim against passages: is it supported, contradicted, or not said?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.claims.comparison import Comparison, comparisons
from assistant.claims.explanation import explanation
from assistant.claims.records import DatedText, Difference, Label, Support, Verdict
from assistant.claims.regression import EntailmentModel, Regression, probability
from storage.errors import UsageError

MAX_CHARACTERS = 5_000  # of a claim; a longer text is checked sentence by sentence
THRESHOLD = 0.5  # the probability from which a claim counts as supported

NOTHING = "There is no passage to check this against."


def check(
    claim: str,
    passages: Sequence[DatedText],
    model: EntailmentModel | None = None,
    threshold: float = THRESHOLD,
    regression: Regression | None = None,
) -> Verdict:
    """Check a claim. If it has several sentences, the one with the least support decides.

    `model` needs a `regression` that was fitted with it. Raises UsageError without one, for an empty claim
    and for one of more than `MAX_CHARACTERS`.

    >>> passage = DatedText("The site eBay agreed to buy Depop for $1.6 billion.")
    >>> verdict = check("Amazon agreed to buy Depop for $1.6 billion.", [passage])
    >>> verdict.label, verdict.explanation
    ('contradicted', 'The passage says eBay, not Amazon.')
    """
    _refuse(claim)
    if not any(passage.text.strip() for passage in passages):
        return Verdict("not said", 0.0, (), (), NOTHING)
    compared = comparisons(claim, passages)
    verdicts = [_verdict(one, claim, passages, model, threshold, regression) for one in compared]
    worst = min(verdicts, key=lambda verdict: (_RANK[verdict.label], verdict.probability))
    differences = tuple(d for verdict in verdicts for d in verdict.differences)
    support = tuple(dict.fromkeys(s for verdict in verdicts for s in verdict.support))
    return replace(worst, differences=differences, support=support)


_RANK: dict[Label, int] = {"contradicted": 0, "not said": 1, "supported": 2}


def _refuse(claim: str) -> None:
    if not any(map(str.isalnum, claim)):
        raise UsageError("the claim is empty: give a sentence")
    if len(claim) > MAX_CHARACTERS:
        raise UsageError(
            f"the claim has {len(claim):,} characters, over {MAX_CHARACTERS:,}: check each sentence alone"
        )


def _verdict(
    compared: Comparison,
    claim: str,
    passages: Sequence[DatedText],
    model: EntailmentModel | None,
    threshold: float,
    regression: Regression | None,
) -> Verdict:
    alignment = compared.alignment
    entailment = model.read(alignment) if model else None
    supported = probability(compared.features, entailment, regression)
    if not alignment.sentences:
        supported = 0.0
    support = tuple(Support(s.passage, s.start, s.end) for s in alignment.sentences)
    if supported >= threshold:
        return Verdict("supported", supported, (), support, explanation(True, ()))
    differences = tuple(_moved(d, compared.offset) for d in _shown(compared.differences))
    label: Label = "contradicted" if any(d.contradicts for d in differences) else "not said"
    return Verdict(label, supported, differences, support, explanation(False, differences))


def _shown(differences: Sequence[Difference]) -> list[Difference]:
    """The differences to show: those of the reliable kinds, or all if there are none of these."""
    sure = [d for d in differences if d.kind not in ("detail", "hedge", "speaker")]
    return sure or list(differences)


def _moved(difference: Difference, offset: int) -> Difference:
    return replace(difference, start=difference.start + offset, end=difference.end + offset)
