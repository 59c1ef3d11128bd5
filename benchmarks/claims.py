"""How well the claim checker tells what passages support from what they don't.

    python benchmarks/claims.py SUPPORT [--articles ARTICLES] [--half tuning|reporting] [--number N]
                                [--fit FILE] [--json FILE] [--check BASELINE]

SUPPORT is a folder with the claims of six sets. The balanced accuracy on each set is measured with weights
that were fitted on the other sets, for word overlap, the rules, the likeness of words, and rules and likeness
together; and that of the whole checker as it is shipped, whose weights were fitted on some of these claims.
ARTICLES are those of claims.jsonl, by kind of edit: the share of the false claims that the shipped
checker doesn't support. `--number`: claims of a set, drawn by a seed. `--fit` writes the
weights fitted on all sets and on the tuning half of claims.jsonl. `--check` exits with 1 when a figure is
below its floor in BASELINE, under "kinds"; those under "sample" are of every `STEP`th article of the
reporting half.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray

from assistant.claims import Checker, DatedText, Encoder, WordLikeness
from assistant.claims.checker import THRESHOLD
from assistant.claims.comparison import FeatureVector, comparisons
from assistant.claims.given import MAX_CHARACTERS
from assistant.claims.likeness import likeness
from assistant.claims.regression import CLOSE, signals
from assistant.regression import Regression
from benchmarks.made_claims import claim_of
from benchmarks.questions import read_jsonl
from storage.models.token_vectors import TokenEncoder

FOLDER = Path(__file__).parent
SETS = ("bump", "factcg", "fever-symmetric", "rte", "summedits", "wice")
HALVES = ("tuning", "reporting")
MISQUOTED = -6.0  # set by rule: a quotation must be verbatim, and the sets hold too few that are changed
STEP = 2  # of the articles of the sample, which CI measures
ROUNDS = 3  # of fitting: the claim's sentence that decides depends on the weights
RULES = (*FeatureVector._fields, "sure", *(f"close_{name}" for name in CLOSE))
# The weight of the claims on articles, which are what readers check, beside one of the other sets.
OWN = {"by hand": 8.0, "by rule": 4.0}
LIKENESS = tuple(f"likeness_{name}" for name in WordLikeness._fields)
METHODS: dict[str, tuple[str, ...]] = {
    "overlap": ("overlap",),
    "rules": RULES,
    "likeness": LIKENESS,
    "both": (*RULES, *LIKENESS),
}


# The least and the most that a feature's weight may be; at most 0 for all others, which are differences.
_BOUNDS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(("overlap", "near", "anywhere", "pairs"), (0.0, None)),
    **dict.fromkeys(("likeness_mean", "likeness_least"), (0.0, None)),
    **dict.fromkeys(("length", "sentences"), (None, None)),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A labelled claim. `group`: its set. `kind`: of edit."""

    text: str
    passages: tuple[DatedText, ...]
    is_supported: bool
    group: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim with the signals of each of its sentences."""

    claim: Claim
    sentences: tuple[dict[str, float], ...]


def support_claims(folder: Path, number: int | None, seed: int = 0) -> Iterator[Claim]:
    for name in SETS:
        rows = list(read_jsonl(folder / f"{name}.jsonl.gz"))
        random.Random(seed).shuffle(rows)
        for row in rows[:number]:
            passage = DatedText(row["evidence"])
            yield Claim(
                row["claim"][:MAX_CHARACTERS], (passage,), row["label"] == "supported", name, row["kind"]
            )


def article_claims(articles: Path, half: str | None = None) -> Iterator[Claim]:
    """The claims of claims.jsonl; all claims on one article, and all articles of one story, are in a half."""
    by_url = {row["url"]: row for row in read_jsonl(articles)}
    stories = story_of_url()
    for row in read_jsonl(FOLDER / "claims.jsonl"):
        if half in (None, half_of(row["url"], stories)):
            article = by_url[row["url"]]
            text = row.get("claim") or claim_of(row["pieces"], article["text"])
            group = "by hand" if "claim" in row else "by rule"
            yield Claim(text, (passage_of(article),), row["label"] == "supported", group, row["kind"])


def sample(articles: Path) -> list[Claim]:
    """The claims on every `STEP`th article of the reporting half."""
    claims = list(article_claims(articles, "reporting"))
    texts = dict.fromkeys(claim.passages[0].text for claim in claims)
    chosen = set(list(texts)[::STEP])
    return [claim for claim in claims if claim.passages[0].text in chosen]


def passage_of(article: dict[str, Any]) -> DatedText:
    published = date.fromisoformat(article["published"][:10]) if article.get("published") else None
    return DatedText(article["text"], published, article.get("title") or "", article.get("outlet") or "")


def story_of_url() -> dict[str, int]:
    """The story of each article that reporters' questions are about."""
    rows = read_jsonl(FOLDER / "reporter.jsonl")
    return {evidence["url"]: row["cluster"] for row in rows for evidence in row["evidence"]}


def half_of(url: str, stories: dict[str, int]) -> str:
    """The half of the article's story in benchmarks/reporter.py; of other articles, by a hash."""
    number = stories.get(url)
    if number is None:
        number = blake2b(url.encode(), digest_size=1).digest()[0]
    return HALVES[number % 2]


def measure(claims: Sequence[Claim], encoder: Encoder) -> list[Measured]:
    measured: list[Measured] = []
    for claim in claims:
        compared = comparisons(claim.text, claim.passages)
        sentences = [signals(c.features, likeness(c.alignment, encoder)) for c in compared]
        if sentences:
            measured.append(Measured(claim, tuple(sentences)))
    return measured


def fit(measured: Sequence[Measured], names: Sequence[str]) -> Regression:
    """A logistic regression in which a claim's least supported sentence decides, each set with the same
    weight. WordLikeness can only speak for a claim, and a difference only against it."""
    labels = np.array([m.claim.is_supported for m in measured])
    groups = [(m.claim.group, m.claim.is_supported) for m in measured]
    counts = Counter(groups)
    shares = {group: OWN.get(group[0], 1.0) for group in counts}
    weights = np.array([len(measured) * shares[g] / sum(shares.values()) / counts[g] for g in groups])
    chosen = [min(m.sentences, key=lambda s: s["near"] - s["run"] - s["sure"]) for m in measured]
    regression = Regression(0.0, {})
    for _ in range(ROUNDS):
        data = np.array([[sentence[name] for name in names] for sentence in chosen])
        scale = data.std(axis=0) + 1e-9
        *values, intercept = bounded_fit(data / scale, labels, weights, names)
        by_name = {name: round(v / s, 4) for name, v, s in zip(names, values, scale.tolist(), strict=True)}
        regression = Regression(round(intercept, 4), by_name)
        chosen = [min(m.sentences, key=regression.logit) for m in measured]
    return regression


def bounded_fit(
    data: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str]
) -> list[float]:
    """The coefficient of each column by name, then the intercept; the penalty is half their squared sum."""
    from scipy.optimize import minimize  # a second, which only fitting has to wait

    signs = np.where(labels, 1.0, -1.0)
    columns = np.column_stack([data, np.ones(len(data))])
    is_penalised = np.append(np.ones(data.shape[1]), 0.0)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (columns @ values)
        penalised = values * is_penalised
        slope = -(weights * signs / (1 + np.exp(margins))) @ columns
        total = (weights * np.logaddexp(0, -margins)).sum() + penalised @ penalised / 2
        return float(total), slope + penalised

    bounds = [_BOUNDS.get(name, (None, 0.0)) for name in names] + [(None, None)]
    start = np.zeros(columns.shape[1])
    fitted: list[float] = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x.tolist()
    return fitted


def supported(measured: Sequence[Measured], regression: Regression) -> NDArray[np.bool_]:
    scores = np.array([min(map(regression.logit, m.sentences)) for m in measured])
    decided: NDArray[np.bool_] = 1 / (1 + np.exp(-scores)) >= THRESHOLD
    return decided


def balanced_accuracy(measured: Sequence[Measured], decided: NDArray[np.bool_]) -> float:
    return balanced(np.array([m.claim.is_supported for m in measured]), decided)


def balanced(labels: NDArray[np.bool_], decided: NDArray[np.bool_]) -> float:
    return float((decided[labels].mean() + (~decided[~labels]).mean()) / 2)


def left_out(measured: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """The balanced accuracy of each method on each set, fitted on the others."""
    table: dict[str, dict[str, float]] = {}
    for name in SETS:
        own = [m for m in measured if m.claim.group == name]
        rest = [m for m in measured if m.claim.group != name]
        table[name] = {
            method: balanced_accuracy(own, supported(own, fit(rest, METHODS[method]))) for method in METHODS
        }
    return table


def judge(claims: Sequence[Claim], checker: Checker) -> NDArray[np.bool_]:
    """Whether each claim counts as supported."""
    return np.array([checker.check(claim.text, claim.passages).label == "supported" for claim in claims])


def by_set(claims: Sequence[Claim], decided: NDArray[np.bool_]) -> dict[str, dict[str, float]]:
    """For each set, the share of the true claims that count as supported, that of the false ones that don't,
    and the mean of both."""
    groups = np.array([claim.group for claim in claims])
    labels = np.array([claim.is_supported for claim in claims])
    table: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(claim.group for claim in claims):
        true, false = decided[(groups == name) & labels].mean(), (~decided[(groups == name) & ~labels]).mean()
        table[name] = {"true": float(true), "false": float(false), "balanced": float(true + false) / 2}
    return table


def by_kind(claims: Sequence[Claim], decided: NDArray[np.bool_]) -> dict[str, float]:
    """The recall of each kind of error; for paraphrases, the share that counts as unsupported."""
    kinds = np.array([claim.kind for claim in claims])
    groups = np.array([claim.group for claim in claims])
    labels = np.array([claim.is_supported for claim in claims])
    figures = {kind: float(np.mean(~decided[kinds == kind])) for kind in sorted({c.kind for c in claims})}
    figures["balanced accuracy"] = balanced(labels, decided)
    for group in OWN:
        if (own := groups == group).any():
            figures[f"balanced accuracy {group}"] = balanced(labels[own], decided[own])
    return figures


def main() -> int:
    options = _parser().parse_args()
    encoder = TokenEncoder()
    support = list(support_claims(options.support, options.number))
    measured = measure(support, encoder)
    figures: dict[str, Any] = {}
    if measured:
        figures["left out"] = left_out(measured)
        for name, row in figures["left out"].items():
            print(f"{name:18}" + "".join(f"{method:>10} {value:.3f}" for method, value in row.items()))
        figures["shipped"] = by_set(support, judge(support, Checker(encoder)))
        for name, row in figures["shipped"].items():
            print(f"{name:18}  shipped" + "".join(f"{part:>10} {value:.3f}" for part, value in row.items()))
    if options.fit:
        tuning = measure(list(article_claims(options.articles, "tuning")), encoder)
        write_weights(options.fit, [*measured, *tuning])
    if options.articles:
        claims = list(article_claims(options.articles, options.half))
        started = time.process_time()
        figures["kinds"] = by_kind(claims, judge(claims, Checker(encoder)))
        spent = time.process_time() - started
        counts = Counter(claim.kind for claim in claims)
        for kind, value in figures["kinds"].items():
            print(f"{kind:26}{counts[kind]:6}{value:8.3f}")
        print(f"milliseconds of processor time a claim: {1_000 * spent / len(claims):.1f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return below(figures, json.loads(options.check.read_text())) if options.check else 0


def write_weights(path: Path, measured: Sequence[Measured]) -> None:
    weights = {}
    for name in ("rules", "both"):
        regression = fit(measured, METHODS[name])
        fitted = {**regression.weights, "wrong_quotations": MISQUOTED}
        weights[name] = {"intercept": regression.intercept, "weights": fitted}
    path.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


def below(figures: dict[str, Any], floor: dict[str, dict[str, float]]) -> int:
    """1 when a figure misses its floor; of "paraphrase" the bound is an upper one."""
    status = 0
    for kind, bound in floor["kinds"].items():
        value = figures["kinds"][kind]
        if value > bound if kind == "paraphrase" else value < bound:
            print(f"the floor is missed: {kind} is {value:.3f}, the bound is {bound:.3f}", file=sys.stderr)
            status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("support", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--number", type=int, help="claims of a set; all of them without this")
    parser.add_argument("--fit", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
