"""Make the sentences of a sloppy language model by rules from those of articles, to measure the gate on.

    python benchmarks/made_sentences.py ARTICLES OUT [--half tuning|reporting] [--each N] [--seed N]

Each sentence has one error, by every kind of edit of benchmarks/claims.py or with another preposition or
possessor (benchmarks/relation_edits.py), or none: it is in other words (paraphrase) or as it stands
(quotation). OUT gets one JSON object a line: the kind, the URL of the article, `of`: [start, end] of the
sentence it was made of, and `pieces`: [start, end] of the article's `text`, or words of our own, so that none
of its text is stored. `--each`: sentences of a kind of each half, at most.

The edits use the parser and the readers of names, numbers and speakers that the checker uses too. So
benchmarks/prose.py measures on sentences that were made once, benchmarks/prose_sentences.jsonl: a change of
the checker doesn't change what it is measured on.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import claim_edits, relation_edits
from benchmarks.claim_edits import Piece, Source
from benchmarks.claims import HALVES, half_of, story_of_url
from benchmarks.made_claims import claim_of, sources
from benchmarks.questions import read_jsonl

EDITS = {**claim_edits.EDITS, **relation_edits.EDITS}
# The kinds of a group share the sentences of an article; another group begins with the same articles again.
GROUPS = (("quotation", *claim_edits.EDITS), tuple(relation_edits.EDITS))
TRIES = 4  # sentences of an article that are edited in one way, at most


def made(
    rows: Sequence[dict[str, Any]], each: int, seed: int, groups: Sequence[Sequence[str]] = GROUPS
) -> Iterator[dict[str, Any]]:
    """Sentences of each of these kinds, `each` at most, as rows of OUT."""
    rounds = [(random.Random(seed), Counter[str](), kinds) for kinds in groups]
    for row in rows:
        originals: Sequence[Source] | None = None
        for dice, counts, kinds in rounds:
            if min(counts[kind] for kind in kinds) < each:
                originals = originals or tuple(sources(row["text"]))
                for kind, place, pieces in _made_of(originals, each, dice, counts, kinds):
                    yield {"kind": kind, "url": row["url"], "of": place, "pieces": pieces}


def _made_of(
    originals: Sequence[Source], each: int, dice: random.Random, counts: Counter[str], kinds: Sequence[str]
) -> Iterator[tuple[str, tuple[int, int], list[Piece]]]:
    """The sentences made of those of one article: the kind, the place of the original and the pieces. They
    are added to `counts`."""
    shuffled, used = list(originals), Counter[str]()
    dice.shuffle(shuffled)
    for source in shuffled:
        place = (source.start, source.start + len(source.text))
        for kind in sorted(kinds, key=lambda kind: (counts[kind], dice.random())):
            if counts[kind] >= each or used[kind] >= TRIES:
                continue
            options: list[list[Piece]] = [[place]] if kind == "quotation" else list(EDITS[kind](source, dice))
            pieces = dice.choice(options) if options else []
            if pieces and (kind == "quotation" or _differs(pieces, source)):
                counts[kind] += 1
                used[kind] += 1
                yield kind, place, pieces
                break


def _differs(pieces: Sequence[Piece], source: Source) -> bool:
    return claim_of(pieces, source.article) != " ".join(source.text.split())


def chosen_rows(articles: Path, half: str, seed: int) -> list[dict[str, Any]]:
    """The articles of a half in a random order."""
    stories = story_of_url()
    rows = [row for row in read_jsonl(articles) if half == half_of(row["url"], stories)]
    rows.sort(key=lambda row: row["url"])
    random.Random(seed).shuffle(rows)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--half", choices=HALVES, action="append", help="both by default")
    parser.add_argument("--each", type=int, default=40, metavar="N", help="sentences of a kind")
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8") as out:
        for half in options.half or HALVES:
            rows = chosen_rows(options.articles, half, options.seed)
            counts = Counter[str]()
            for row in made(rows, options.each, options.seed):
                counts[row["kind"]] += 1
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(half, dict(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
