"""Make claims by rules from the sentences of news articles, to measure the claim checker on or to train it.

    python benchmarks/made_claims.py ARTICLES OUT [--each N] [--seed N]
    python benchmarks/made_claims.py ARTICLES OUT --training N [--exclude FILE]... [--seed N]

OUT gets one JSON object a line: kind of edit, label, the URL of the article, and the claim as `pieces`:
[start, end] of the article's `text`, or words of our own, so that none of its text is stored. A claim of the
kind "paraphrase" is supported, the others aren't. `--each`: false claims of a kind at most; there are four
times as many paraphrases. `--training`: claims on N articles with their texts, for train_claims.py;
OUT isn't to be published then. `--exclude`: a file of articles to skip, or of questions whose supporting
articles are skipped.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.claims.sentences import spans
from assistant.entities import Entity, entities
from benchmarks.claim_edits import EDITS, Piece, Source
from benchmarks.questions import named_articles, read_jsonl

CHARACTERS = 4_000  # of an article that are read
FEWEST, MOST = 60, 230  # characters of a sentence
AN_ARTICLE = 6  # claims at most
TIMES = 4  # paraphrases for each false claim of a kind
TRAINED_ON = 5  # sentences of an article, with at most `OF_SENTENCE` claims each
OF_SENTENCE = 2
VERBATIM = 0.15  # the share of sentences that are claims as they are
# How rare a kind is to be among training claims, relative to the others.
RARITY = {"paraphrase": 5.0, "source": 0.5, "detail": 0.5}

_OPENING = re.compile(
    r"(?:He|She|It|They|This|That|These|Those|His|Her|Their|But|And|So|We|I|You|Here|There)\b"
)
_PLAIN = re.compile(r"[A-Z][^“”\"?!:;|\n•()]+\.")


def claim_of(pieces: Sequence[str | Sequence[int]], text: str) -> str:
    """The words of a claim, with a capital letter at the start.

    >>> claim_of([[4, 8], " fell."], "The pier rose.")
    'Pier fell.'
    """
    parts = [piece if isinstance(piece, str) else text[piece[0] : piece[1]] for piece in pieces]
    claim = re.sub(r"\s+", " ", "".join(parts)).strip()
    return claim[:1].upper() + claim[1:]


def sources(text: str) -> Iterator[Source]:
    """The plain statements of an article that don't lean on what was said before."""
    places = [(s, e) for s, e in spans(text[:CHARACTERS]) if _is_statement(text[s:e])]
    named = _EntitiesAt(text, places)
    for start, end in places:
        yield Source(text, start, text[start:end], named)


class _EntitiesAt(Sequence[Entity]):
    """The entities of these sentences of a text, looked for when first needed: few edits need them."""

    def __init__(self, text: str, places: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._sentences = places

    @cached_property
    def _entities(self) -> list[Entity]:
        return [
            Entity(entity.label, start + entity.start, start + entity.end)
            for start, end in self._sentences
            for entity in entities(self._text[start:end])
        ]

    def __len__(self) -> int:
        return len(self._entities)

    def __getitem__(self, number: Any) -> Any:
        return self._entities[number]


def _is_statement(sentence: str) -> bool:
    is_plain = FEWEST <= len(sentence) <= MOST and _PLAIN.fullmatch(sentence)
    return (
        bool(is_plain)
        and not _OPENING.match(sentence)
        and re.search(r"\b\w+(?:ed|s|as|ave)\b", sentence) is not None
    )


def claims(
    article: dict[str, Any], counts: Counter[str], each: int, dice: random.Random
) -> Iterator[dict[str, Any]]:
    """The claims made of one article, of the kinds that are rarest so far."""
    text, made, used = article["text"], 0, Counter[str]()
    originals = list(sources(text))
    dice.shuffle(originals)
    for source in originals[:10]:
        kinds = sorted(
            EDITS, key=lambda kind: counts[kind] / (TIMES if kind == "paraphrase" else 1) + dice.random()
        )
        for kind in kinds:
            limit = each * (TIMES if kind == "paraphrase" else 1)
            if (
                made >= AN_ARTICLE
                or counts[kind] >= limit
                or used[kind] >= (2 if kind == "paraphrase" else 1)
            ):
                continue
            options = list(EDITS[kind](source, dice))
            if not options:
                continue
            pieces = dice.choice(options) if kind != "paraphrase" else options[0]
            if _is_new(pieces, source, text):
                counts[kind] += 1
                used[kind] += 1
                made += 1
                label = "supported" if kind == "paraphrase" else "unsupported"
                yield {"kind": kind, "label": label, "url": article["url"], "pieces": pieces}
                break


def training_claims(
    article: dict[str, Any], counts: Counter[str], dice: random.Random
) -> Iterator[dict[str, Any]]:
    """The claims made of one article, with its text, of the kinds that are rarest so far."""
    text = article["text"]
    fields = {"article": text[:CHARACTERS], "title": article.get("title") or ""}
    picked = list(sources(text))
    dice.shuffle(picked)
    for source in picked[:TRAINED_ON]:
        made = 0
        for kind in sorted(EDITS, key=lambda kind: counts[kind] / RARITY.get(kind, 1) + dice.random()):
            options = list(EDITS[kind](source, dice))
            pieces = dice.choice(options) if options else []
            if made == OF_SENTENCE or not pieces or not _is_new(pieces, source, text):
                continue
            counts[kind] += 1
            made += 1
            label = "supported" if kind == "paraphrase" else "unsupported"
            claim = claim_of(pieces, text)
            yield {"kind": kind, "label": label, "claim": claim, "sentence": source.text, **fields}
        if dice.random() < VERBATIM:
            claim = " ".join(source.text.split())
            yield {"kind": "same", "label": "supported", "claim": claim, "sentence": source.text, **fields}


def _is_new(pieces: Sequence[Piece], source: Source, text: str) -> bool:
    return claim_of(pieces, text) != " ".join(source.text.split())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=70)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--training", type=int, metavar="N", help="articles")
    parser.add_argument("--exclude", type=Path, action="append", default=[], metavar="FILE")
    options = parser.parse_args()
    dice, counts = random.Random(options.seed), Counter[str]()
    skipped = named_articles(options.exclude)
    articles = sorted(
        (row for row in read_jsonl(options.articles) if row["url"] not in skipped), key=lambda row: row["url"]
    )
    dice.shuffle(articles)
    if options.training:
        articles = articles[: options.training]
    with options.out.open("w", encoding="utf-8") as out:
        for article in articles:
            made = (
                training_claims(article, counts, dice)
                if options.training
                else claims(article, counts, options.each, dice)
            )
            for row in made:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
    print(dict(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
