"""How long the check of a text takes, and how often its verdicts are right.

    python benchmarks/check_text.py STORE [--words N] [--articles ARTICLES [--half tuning|reporting]]
                                    [--absent ARTICLES] [--number N] [--json FILE]

The text of `--words` words is drawn by a seed from the claims of claims.jsonl or, without ARTICLES, from
sentences of the store's articles, which are supported fast, since an article has them; a short text before it
loads the models. With ARTICLES, those of claims.jsonl, each of its claims is checked against the whole store:
by kind of edit, the share of each verdict. A claim of the kind "paraphrase" is true, the others are
false. `--absent`: the same for sentences of articles that the store lacks. `--number`: claims of a kind
at most.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant import Assistant
from assistant.draft import Report
from benchmarks.claims import HALVES, article_claims
from benchmarks.figures import Figure, print_table, timed
from benchmarks.made_claims import sources
from benchmarks.questions import read_jsonl
from storage import Store

SHORT = "The harbour was closed on Monday."  # loads the models
WORST_FIRST = ("contradicted", "not said", "supported", "no claim")
ORDER = ("supported", "contradicted", "not said", "no claim")


def sentences_of(store: Store, dice: random.Random) -> Iterator[str]:
    """At most two sentences of each article, in random order."""
    infos = list(store.articles())
    dice.shuffle(infos)
    for info in infos:
        of_article = [source.text for source in sources(store.article(info.id).text)]
        yield from dice.sample(of_article, min(2, len(of_article)))


def text_of(sentences: Iterable[str], words: int) -> str:
    """A text of about this many words, four sentences a paragraph."""
    used: list[str] = []
    for sentence in sentences:
        used.append(sentence)
        if sum(len(each.split()) for each in used) >= words:
            break
    return "\n\n".join(" ".join(used[at : at + 4]) for at in range(0, len(used), 4))


def time_figures(assistant: Assistant, words: int, claims_made: Sequence[str]) -> Iterator[Figure]:
    """`claims_made`: of which the text is made; none for sentences of the store."""
    dice = random.Random(0)
    made = dice.sample(claims_made, len(claims_made)) if claims_made else sentences_of(assistant.store, dice)
    text = text_of(made, words)
    assistant.load()
    assistant.check(SHORT)
    report, seconds = timed(lambda: assistant.check(text))
    claims = len(report.claims)
    counts = assistant.store.count()
    yield Figure("articles", counts.articles, "", f"{counts.passages:,} passages")
    yield Figure("words", len(text.split()), "", f"{claims} claims")
    yield Figure("seconds", seconds, "s", f"{1000 * seconds / max(1, claims):.0f} ms a claim")
    for verdict in ORDER:
        yield Figure(verdict, report.counts[verdict], "", "sentences of this text")


def verdicts(assistant: Assistant, claims: Sequence[str]) -> Counter[str]:
    """The verdict on each claim, checked as a text of its own: the worst of its sentences decides."""
    return Counter(_worst(assistant.check(claim)) for claim in claims)


def _worst(report: Report) -> str:
    labels = {sentence.verdict for sentence in report.sentences}
    return next(verdict for verdict in WORST_FIRST if verdict in labels)


def absent(store: Store, articles: Path, number: int, seed: int = 0) -> Iterator[str]:
    """A sentence of each article that the store doesn't hold."""
    held = {info.url for info in store.articles()}
    rows = [row for row in read_jsonl(articles) if row["url"] not in held]
    dice = random.Random(seed)
    dice.shuffle(rows)
    by_article = ([source.text for source in sources(row["text"])] for row in rows)
    some = (dice.choice(sentences) for sentences in by_article if sentences)
    return (sentence for _, sentence in zip(range(number), some, strict=False))


def verdict_figures(assistant: Assistant, options: argparse.Namespace) -> Iterator[Figure]:
    by_kind: dict[str, list[str]] = {}
    if options.articles:
        for claim in article_claims(options.articles, options.half):
            by_kind.setdefault(claim.kind, []).append(claim.text)
    if options.absent:
        by_kind["absent"] = list(absent(assistant.store, options.absent, options.number))
    for kind, claims in sorted(by_kind.items()):
        dice = random.Random(kind)
        chosen = dice.sample(claims, min(options.number, len(claims)))
        counts = verdicts(assistant, chosen)
        shares = ", ".join(f"{verdict} {counts[verdict] / len(chosen):.3f}" for verdict in ORDER)
        yield Figure(f"{kind} ({len(chosen)})", counts["supported"] / len(chosen), "supported", shares)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--words", type=int, default=1_000, metavar="N")
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--half", choices=HALVES, default="reporting")
    parser.add_argument("--absent", type=Path, metavar="ARTICLES")
    parser.add_argument("--number", type=int, default=200, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with Assistant.open(options.store) as assistant:
        claims = article_claims(options.articles, options.half) if options.articles else ()
        made = [claim.text for claim in claims]
        figures = [*time_figures(assistant, options.words, made), *verdict_figures(assistant, options)]
    print_table(figures)
    if options.json:
        options.json.write_text(json.dumps({figure.name: figure.value for figure in figures}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
