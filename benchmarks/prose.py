"""What of a language model's sentences reaches the reader: a sloppy one's errors, and a right one's words.

    python benchmarks/prose.py ARTICLES [--half tuning|reporting] [--sentences FILE] [--json FILE]
                               [--outcomes FILE] [--check BASELINE]

ARTICLES is a file of articles. The sloppy model's sentences have one error each or are in other words
(paraphrase); they were made once by benchmarks/made_sentences.py. The right one quotes word by word
(quotation), rewords (benchmarks/rewordings.jsonl: light, in another order, voice or verb of saying; middle,
with words of its own; free, in other words altogether), or writes the true claims that people wrote for
benchmarks/claims.jsonl (by hand). Each sentence goes through the whole path: a stream of pieces, its
citation, and the check against what it cites. Articles belong to the half of their story; the gate was tuned
on the tuning half.

For an error: the share that never reaches the reader. For the others: the share that is shown unchanged.
"first sentence": milliseconds of processor time from the end of an answer's first sentence until it is shown.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from llama_index.core.llms import CompletionResponseGen

from assistant.answer import Answer, Citation, Sentence
from assistant.claims import RULES
from assistant.claims.alignment import meanings
from assistant.prose.citations import read_citations
from assistant.prose.fence import FencedPassage, fenced
from assistant.prose.gate import CheckedText, Gate
from assistant.prose.sentences import sentences_in
from assistant.prose.write import write
from benchmarks.claims import FOLDER, HALVES, half_of, story_of_url
from benchmarks.made_claims import claim_of
from benchmarks.questions import read_jsonl
from benchmarks.scripted_llm import ScriptedLLM, ids_of
from ingest.sentences import sentences
from storage.records import Article, Hit, Passage
from storage.text.terms import words

SENTENCES = FOLDER / "prose_sentences.jsonl"
PASSAGE = 8  # sentences
PASSAGES = 5  # that the model reads of an article, those with most of the sentence's words
REWORDED = ("light", "middle", "free")
TRUE = frozenset(
    ("paraphrase", "quotation", "by hand", *REWORDED)
)  # kinds of sentences that mean what the article says
FIRST = 20  # answers whose first sentence is timed
READING = 0.5  # seconds that their model reads its prompt


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a model. `original`: the sentence that it was made of, "" for one written by hand."""

    kind: str
    article: Article
    text: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sentence. `milliseconds`: of processor time for its check."""

    written: Written
    shown: CheckedText | None
    milliseconds: float

    @property
    def is_unchanged(self) -> bool:
        return self.shown is not None and words(self.shown.text) == words(self.written.text)

    @property
    def reaches(self) -> bool:
        """Whether the reader sees the sentence, or a repaired one that isn't its original."""
        if self.shown is None or self.shown.kind == "quoted":
            return self.is_unchanged
        return words(self.shown.text) != words(self.written.original)


def article_of(row: dict[str, Any]) -> Article:
    title, outlet, published = (row.get(name) or "" for name in ("title", "outlet", "published"))
    return Article(row["url"], row.get("text") or "", title, outlet, published, row["url"])


def made(rows: Sequence[dict[str, Any]], made_rows: Iterable[dict[str, Any]]) -> Iterator[Written]:
    """Those of the sentences made by rule (benchmarks/made_sentences.py) that are made of these articles."""
    articles = {row["url"]: row for row in rows}
    for row in made_rows:
        if row["url"] in articles:
            article = article_of(articles[row["url"]])
            original = " ".join(article.text[slice(*row["of"])].split())
            text = original if row["kind"] == "quotation" else claim_of(row["pieces"], article.text)
            yield Written(row["kind"], article, text, original)


def by_hand(rows: Sequence[dict[str, Any]]) -> Iterator[Written]:
    """The true claims that people wrote on these articles."""
    articles = {row["url"]: row for row in rows}
    for row in read_jsonl(FOLDER / "claims.jsonl"):
        if "claim" in row and row["label"] == "supported" and row["url"] in articles:
            yield Written("by hand", article_of(articles[row["url"]]), row["claim"])


def reworded(rows: Sequence[dict[str, Any]]) -> Iterator[Written]:
    """True rewordings of sentences of these articles, of three degrees."""
    articles = {row["url"]: row for row in rows}
    for row in read_jsonl(FOLDER / "rewordings.jsonl"):
        if row["url"] in articles:
            article = article_of(articles[row["url"]])
            yield Written(row["kind"], article, claim_of(row["pieces"], article.text))


def passages_for(written: Written) -> tuple[FencedPassage, ...]:
    """The passages of the article that have most of the sentence's words."""
    article = written.article
    own = meanings(written.text)
    hits = [Hit(article, passage, len(own & held)) for passage, held in _passages(article.id, article.text)]
    best = sorted(hits, key=lambda hit: -hit.score)[:PASSAGES]
    # Each passage is fenced by itself: together, `fenced` would leave out the later ones of one article.
    return tuple(p for hit in best for p in fenced([hit], 100_000, len))


@lru_cache(maxsize=4)  # the sentences of an article follow one another
def _passages(article: str, text: str) -> tuple[tuple[Passage, frozenset[str]], ...]:
    """The passages of an article, each with the meanings of its words."""
    spans = list(sentences(text))
    groups = [tuple(spans[i : i + PASSAGE]) for i in range(0, len(spans), PASSAGE)]
    passages = [Passage(article, i, g[0][0], g[-1][1], g) for i, g in enumerate(groups)]
    return tuple((p, meanings(text[p.start : p.end])) for p in passages)


def outcome(written: Written, *, read_ahead: bool = True) -> Outcome:
    """What the gate makes of a sentence. `read_ahead`: read the passages first, as it is done while the model
    reads them; this changes the time of the check alone."""
    passages = passages_for(written)
    gate = Gate(passages, RULES)
    if read_ahead:
        gate.read_passages(threading.Event())
    text = f"{written.text} [{passages[0].id}]"
    pieces = [text[i : i + 4] for i in range(0, len(text), 4)]
    given = {passage.id for passage in passages}
    started = time.thread_time()
    checked = []
    for sentence in sentences_in(pieces):
        cited = read_citations(sentence, given)
        checked.append(gate.check(cited.text, cited.ids))
    spent = 1_000 * (time.thread_time() - started)
    return Outcome(written, checked[0] if len(checked) == 1 else None, spent)


class _TimedLLM(ScriptedLLM):
    """Tells when its first sentence was complete, in seconds of processor time."""

    complete_at: float = 0.0

    def stream_complete(self, prompt: str, formatted: bool = False, **options: Any) -> CompletionResponseGen:
        pieces = super().stream_complete(prompt, formatted, **options)

        def timed() -> CompletionResponseGen:
            time.sleep(READING)
            for piece in pieces:
                if "]." in piece.text and not self.complete_at:
                    self.complete_at = time.process_time()
                yield piece

        return timed()


def first_sentence(written: Written) -> float:
    """Milliseconds of processor time from the end of an answer's first sentence until it is shown."""
    hit = passages_for(written)[0].hit
    start, end = hit.passage.sentences[0]
    quote = Citation(1, hit.article, hit.passage, start, start + len(hit.article.text[start:end].rstrip()))
    quoted = Answer("What is reported?", (Sentence(quote.quote, (1,)),), (quote,))
    text = f"{written.text.rstrip('.')} [ID]. More details follow."
    llm = _TimedLLM(script=lambda prompt: text.replace("ID", next(iter(ids_of(prompt).values()))), prompts=[])
    next(write(llm, quoted, [hit], RULES, lambda citation: citation), None)
    return 1_000 * (time.process_time() - llm.complete_at)


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_kind[each.written.kind].append(each)
    kinds = {
        kind: sum(o.is_unchanged if kind in TRUE else not o.reaches for o in own) / len(own)
        for kind, own in sorted(by_kind.items())
    }
    sure = [o for kind in ("number", "date", "name", "place") for o in by_kind[kind]]
    rest = [o for kind, own in by_kind.items() if kind not in TRUE for o in own if o not in sure]
    right = [o for kind in ("paraphrase", "quotation") for o in by_kind[kind]]
    perfect = [o for kind in ("by hand", "quotation") for o in by_kind[kind]]
    spent = quantiles([o.milliseconds for o in outcomes], n=100)
    return {
        "kinds": kinds,
        "numbers, days and names": _share([not o.reaches for o in sure]),
        "other errors": _share([not o.reaches for o in rest]),
        "right sentences": _share([o.is_unchanged for o in right]),
        "perfect model": _share([o.is_unchanged for o in perfect]),
        "milliseconds": {"median": spent[49], "of 95 in 100": spent[94]},
    }


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0


def rows_of(articles: Path, half: str | None) -> list[dict[str, Any]]:
    """The articles of a half; all without one."""
    stories = story_of_url()
    return [row for row in read_jsonl(articles) if half in (None, half_of(row["url"], stories))]


def measure(
    rows: Sequence[dict[str, Any]],
    made_rows: Iterable[dict[str, Any]],
    *,
    read_ahead: bool = True,
    kinds: Collection[str] = (),
) -> list[Outcome]:
    """What becomes of the sentences of these articles. `kinds`: only these of the sentences written by hand;
    all by default. Each sentence is checked as soon as it is made, while its article's grammar is kept."""
    by_people = chain(reworded(rows), by_hand(rows))
    other = (written for written in by_people if not kinds or written.kind in kinds)
    return [outcome(written, read_ahead=read_ahead) for written in chain(made(rows, made_rows), other)]


def below(figures: dict[str, Any], floor: dict[str, Any]) -> int:
    """1 when a share is below its floor."""
    flat = {**{k: v for k, v in figures.items() if isinstance(v, float)}, **figures["kinds"]}
    missed = {name: bound for name, bound in floor.items() if flat[name] < bound}
    for name, bound in missed.items():
        print(f"the floor is missed: {name} is {flat[name]:.3f}, the floor {bound:.3f}", file=sys.stderr)
    return int(bool(missed))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--sentences", type=Path, default=SENTENCES, metavar="FILE", help="made by rule")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--outcomes", type=Path, metavar="FILE", help="what became of each sentence")
    parser.add_argument("--check", type=Path, metavar="BASELINE")
    options = parser.parse_args()
    outcomes = measure(rows_of(options.articles, options.half), read_jsonl(options.sentences))
    figures = figures_of(outcomes)
    right = [o.written for o in outcomes if o.written.kind == "paraphrase" and o.is_unchanged]
    if delays := [first_sentence(written) for written in right[:FIRST]]:
        figures["first sentence"] = {"median": median(delays), "most": max(delays)}
    counts = Counter(o.written.kind for o in outcomes)
    for kind, value in figures["kinds"].items():
        print(f"{kind:26}{counts[kind]:6}{value:8.3f}")
    for name, value in figures.items():
        if name != "kinds":
            print(f"{name:32}{value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if options.outcomes:
        rows = [
            {"kind": o.written.kind, "wrote": o.written.text, "of": o.written.original,
             "as": o.shown and o.shown.kind, "shown": o.shown and o.shown.text}
            for o in outcomes
        ]  # fmt: skip
        options.outcomes.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return below(figures, json.loads(options.check.read_text())) if options.check else 0


if __name__ == "__main__":
    sys.exit(main())
