"""How well the claim checker tells what passages support from what they don't.

    python benchmarks/claims.py SUPPORT [--articles ARTICLES] [--half tuning|reporting] [--number N]
                                [--model MODULE:NAME] [--fit FILE] [--json FILE] [--check BASELINE]

SUPPORT is a folder with the claims of eight sets. The balanced accuracy on each set is measured with weights
that were fitted on the other sets, for word overlap, the rules, the model, and both. ARTICLES are those of
claims.jsonl, by kind of edit: `recall` is the share of the false claims that aren't supported, the shipped
weights decide. `--number`: claims of a set, drawn by a seed. `--model` names what makes an `EntailmentModel`;
with it, only the quarter of the documents is measured that train_claims.py holds out.
`--fit` writes the weights fitted on all sets and on the tuning half of claims.jsonl. `--check` exits with 1
when a figure is below the committed floor.
"""

from __future__ import annotations

import argparse
import importlib
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

from assistant.claims import DatedText, EntailmentModel
from assistant.claims.checker import MAX_CHARACTERS, THRESHOLD
from assistant.claims.comparison import FeatureVector, comparisons
from assistant.claims.regression import CLOSE, Regression, shipped, signals
from benchmarks.made_claims import claim_of
from benchmarks.questions import read_jsonl

FOLDER = Path(__file__).parent
SETS = ("bump", "factcg", "fever-symmetric", "rte", "summedits", "wice")
HELD_OUT = 4
HALVES = ("tuning", "reporting")
MISQUOTED = -6.0  # set by rule: a quotation must be verbatim, and the sets hold too few that are changed
ROUNDS = 3  # of fitting: the claim's sentence that decides depends on the weights
RULES = (*FeatureVector._fields, "sure", *(f"close_{name}" for name in CLOSE))
OWN = 4.0  # the weight of the claims on articles, which are what readers check, beside one of the other sets
MODEL = ("entailed", "refuted", "doubted")
METHODS: dict[str, tuple[str, ...]] = {
    "overlap": ("overlap",),
    "rules": RULES,
    "model": MODEL,
    "both": (*RULES, *MODEL),
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
    milliseconds: float


def support_claims(
    folder: Path, number: int | None, seed: int = 0, untrained: bool = False
) -> Iterator[Claim]:
    """`untrained`: only claims on documents that the shipped model wasn't trained on."""
    for name in SETS:
        rows = list(read_jsonl(folder / f"{name}.jsonl.gz"))
        if untrained:
            rows = [row for row in rows if is_held_out(row["evidence"])]
        random.Random(seed).shuffle(rows)
        for row in rows[:number]:
            passage = DatedText(row["evidence"])
            yield Claim(
                row["claim"][:MAX_CHARACTERS], (passage,), row["label"] == "supported", name, row["kind"]
            )


def is_held_out(evidence: str) -> bool:
    """Whether claims on this document are for measuring alone: one document in `HELD_OUT`."""
    return sum(map(ord, evidence[:200])) % HELD_OUT == 0


def article_claims(articles: Path, half: str | None = None) -> Iterator[Claim]:
    """The claims of claims.jsonl; all claims on one article, and all articles of one story, are in a half."""
    by_url = {row["url"]: row for row in read_jsonl(articles)}
    stories = story_of_url()
    for row in read_jsonl(FOLDER / "claims.jsonl"):
        if half in (None, half_of(row["url"], stories)):
            article = by_url[row["url"]]
            text = row.get("claim") or claim_of(row["pieces"], article["text"])
            yield Claim(text, (passage_of(article),), row["label"] == "supported", "articles", row["kind"])


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


def measure(claims: Sequence[Claim], model: EntailmentModel | None) -> list[Measured]:
    measured: list[Measured] = []
    for claim in claims:
        started = time.process_time()
        compared = comparisons(claim.text, claim.passages)
        spent = 1_000 * (time.process_time() - started)
        entailment = [model.read(c.alignment) if model else None for c in compared]
        sentences = [signals(c.features, e) for c, e in zip(compared, entailment, strict=True)]
        if sentences:
            measured.append(Measured(claim, tuple(sentences), spent))
    return measured


def fit(measured: Sequence[Measured], names: Sequence[str]) -> Regression:
    """A regression in which a claim's least supported sentence decides, each set with the same weight."""
    from sklearn.linear_model import LogisticRegression  # two seconds, which only fitting has to wait

    labels = np.array([m.claim.is_supported for m in measured])
    groups = [(m.claim.group, m.claim.is_supported) for m in measured]
    counts = Counter(groups)
    shares = {group: OWN if group[0] == "articles" else 1.0 for group in counts}
    weights = np.array([len(measured) * shares[g] / sum(shares.values()) / counts[g] for g in groups])
    chosen = [min(m.sentences, key=lambda s: s["near"] - s["run"] - s["sure"]) for m in measured]
    regression = Regression(0.0, {})
    for _ in range(ROUNDS):
        data = np.array([[sentence[name] for name in names] for sentence in chosen])
        scale = data.std(axis=0) + 1e-9
        fitted = LogisticRegression(C=1.0, max_iter=2_000).fit(data / scale, labels, sample_weight=weights)
        values = (fitted.coef_[0] / scale).round(4).tolist()
        regression = Regression(float(round(fitted.intercept_[0], 4)), dict(zip(names, values, strict=True)))
        chosen = [min(m.sentences, key=lambda s: _score(s, regression)) for m in measured]
    return regression


def _score(sentence: dict[str, float], regression: Regression) -> float:
    return regression.intercept + sum(w * sentence[name] for name, w in regression.weights.items())


def supported(measured: Sequence[Measured], regression: Regression) -> NDArray[np.bool_]:
    scores = np.array([min(_score(s, regression) for s in m.sentences) for m in measured])
    decided: NDArray[np.bool_] = 1 / (1 + np.exp(-scores)) >= THRESHOLD
    return decided


def balanced_accuracy(measured: Sequence[Measured], decided: NDArray[np.bool_]) -> float:
    labels = np.array([m.claim.is_supported for m in measured])
    return float((decided[labels].mean() + (~decided[~labels]).mean()) / 2)


def left_out(measured: Sequence[Measured], methods: Sequence[str]) -> dict[str, dict[str, float]]:
    """The balanced accuracy of each method on each set, fitted on the others."""
    table: dict[str, dict[str, float]] = {}
    for name in SETS:
        own = [m for m in measured if m.claim.group == name]
        rest = [m for m in measured if m.claim.group != name]
        table[name] = {
            method: balanced_accuracy(own, supported(own, fit(rest, METHODS[method]))) for method in methods
        }
    return table


def by_kind(measured: Sequence[Measured]) -> dict[str, float]:
    """The recall of each kind of error; for paraphrases, the share that counts as unsupported."""
    regression = shipped("both" if "entailed" in measured[0].sentences[0] else "rules")
    decided = supported(measured, regression)
    kinds = sorted({m.claim.kind for m in measured})
    figures = {
        kind: float(
            np.mean(
                [
                    not is_supported
                    for m, is_supported in zip(measured, decided, strict=True)
                    if m.claim.kind == kind
                ]
            )
        )
        for kind in kinds
    }
    figures["balanced accuracy"] = balanced_accuracy(measured, decided)
    return figures


def main() -> int:
    options = _parser().parse_args()
    model = _made(options.model) if options.model else None
    methods = ("overlap", "rules", "model", "both") if model else ("overlap", "rules")
    measured = measure(list(support_claims(options.support, options.number, untrained=bool(model))), model)
    figures: dict[str, Any] = {}
    if measured:
        figures["left out"] = left_out(measured, methods)
        for name, row in figures["left out"].items():
            print(f"{name:18}" + "".join(f"{method:>10} {value:.3f}" for method, value in row.items()))
    if options.fit:
        tuning = measure(list(article_claims(options.articles, "tuning")), model)
        write_weights(options.fit, [*measured, *tuning], model is not None)
    if options.articles:
        claims = measure(list(article_claims(options.articles, options.half)), model)
        figures["kinds"] = by_kind(claims)
        counts = {kind: sum(m.claim.kind == kind for m in claims) for kind in figures["kinds"]}
        for kind, value in figures["kinds"].items():
            print(f"{kind:18}{counts[kind]:6}{value:8.3f}")
        spent = sorted(m.milliseconds for m in claims)
        print(
            f"milliseconds a claim: median {spent[len(spent) // 2]:.1f}, mean {sum(spent) / len(spent):.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return below(figures, json.loads(options.check.read_text())) if options.check else 0


def write_weights(path: Path, measured: Sequence[Measured], has_model: bool) -> None:
    """Replace the weights of "rules", or of "both" where a model took part."""
    weights = json.loads(path.read_text("utf-8")) if path.exists() else {}
    name = "both" if has_model else "rules"
    regression = fit(measured, METHODS[name])
    fitted = {**regression.weights, "wrong_quotations": MISQUOTED}
    weights[name] = {"intercept": regression.intercept, "weights": fitted}
    path.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


def _made(name: str) -> EntailmentModel:
    module, _, attribute = name.partition(":")
    model: EntailmentModel = getattr(importlib.import_module(module), attribute)()
    return model


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
    parser.add_argument("--model", metavar="MODULE:NAME")
    parser.add_argument("--fit", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
