"""What each source of claims is worth to the checker, and whether its probability can be trusted.

    python benchmarks/claims_sources.py SUPPORT ARTICLES [--number N]

SUPPORT and ARTICLES are those of claims.py. The weights are fitted once with all sources, then without one of
them at a time, and judged on the reporting half of claims.jsonl, which no weight was fitted on. The
calibration is that of the shipped checker there: in each tenth of probability, the mean probability beside
the share of true claims. `--number`: claims of a set.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray

from assistant.claims import Checker
from benchmarks.claims import (
    METHODS,
    OWN,
    SETS,
    Measured,
    article_claims,
    balanced_accuracy,
    fit,
    measure,
    support_claims,
    supported,
)
from storage.models.token_vectors import TokenEncoder

BINS = 10


class Bin(NamedTuple):
    """The claims with a probability in one tenth. `predicted`: its mean; `true`: the share of true claims."""

    number: int
    predicted: float
    true: float


def brier(predicted: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """The mean squared error of the probabilities; 0 is perfect, .25 is a constant .5."""
    return float(np.mean((predicted - labels) ** 2))


def bins(predicted: NDArray[np.float64], labels: NDArray[np.bool_]) -> list[Bin]:
    tenths = np.minimum((predicted * BINS).astype(int), BINS - 1)
    return [
        Bin(int(own.sum()), float(predicted[own].mean()), float(labels[own].mean()))
        for tenth in range(BINS)
        if (own := tenths == tenth).any()
    ]


def worth(sets: Sequence[Measured], own: Sequence[Measured], judged: Sequence[Measured]) -> list[list[str]]:
    """A row for all sources and for each one left out: balanced accuracy on claims by hand and by rule."""
    rows = []
    for source in ("", *SETS, "claims.jsonl"):
        rest = [m for m in sets if m.claim.group != source]
        regression = fit([*rest, *(own if source != "claims.jsonl" else [])], METHODS["both"])
        by_group = [[m for m in judged if m.claim.group == group] for group in OWN]
        values = [f"{balanced_accuracy(m, supported(m, regression)):.3f}" for m in by_group]
        rows.append([f"without {source}" if source else "all sources", *values])
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("support", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--number", type=int, default=400, help="claims of a set")
    options = parser.parse_args()
    encoder = TokenEncoder()
    claims = list(article_claims(options.articles, "reporting"))
    labels = np.array([claim.is_supported for claim in claims])
    checker = Checker(encoder)
    predicted = np.array([checker.check(claim.text, claim.passages).probability for claim in claims])
    print(f"Brier score {brier(predicted, labels):.3f}, of the share of true ones {labels.var():.3f}")
    for each in bins(predicted, labels):
        print(f"{each.number:6} claims: predicted {each.predicted:.2f}, true {each.true:.2f}")
    judged = measure(claims, encoder)
    sets = measure(list(support_claims(options.support, options.number)), encoder)
    own = measure(list(article_claims(options.articles, "tuning")), encoder)
    for row in worth(sets, own, judged):
        print("{:28}{:>10}{:>10}".format(*row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
