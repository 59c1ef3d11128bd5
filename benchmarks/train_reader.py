"""Train the reader of assistant/reader.py: which sentence answers a question, and with which words.

    python benchmarks/train_reader.py DATA OUT [--store DIR] [--exclude QUESTIONS]... [--seed N] ...

DATA is the folder with `train.jsonl.gz`, `trecqa.jsonl.gz`, `wikiqa.jsonl.gz` and `spans.jsonl.gz`; OUT gets
`model.safetensors` (float16, without the frozen word embeddings). `--exclude`: no question of these files is
trained on. `--store`: a store of older articles; what it finds for newer questions is no answer to them.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.utils.parametrize
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.question import understand
from assistant.reader import FROZEN, Packed, Packer, Window, load, tensors, untrained
from assistant.retrieve import retrieve
from benchmarks.questions import QuizQuestion, read_jsonl
from ingest.split import sentences as split_sentences
from storage import Store
from storage.embedder import bundled_folder
from storage.terms import words

Span = tuple[int, int]
LONGEST = 12  # sentences of a window
SWAPPED = 0.08  # of the questions ask about somebody or something else than their passages do
MICRO = 6_000  # tokens of a micro-batch


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its labels: for each sentence whether it answers, and the span that does.

    `spans` is None where no spans are known; a sentence without one has None.
    """

    window: Window
    answers: tuple[bool, ...]
    spans: tuple[Span | None, ...] | None


@dataclass(frozen=True, slots=True)
class Group:
    """A question and all windows that are ranked for it."""

    question: str
    examples: tuple[Example, ...]


def normalised(question: str) -> str:
    return " ".join(words(question))


class Corpus:
    """Groups, drawn anew for each epoch."""

    def __init__(
        self, folder: Path, excluded: set[str], hard: dict[str, list[Example]], context: str
    ) -> None:
        self._rows = [
            row
            for name in ("train", "trecqa", "wikiqa")
            for row in read_jsonl(folder / f"{name}.jsonl.gz")
            if row["source"] != "squad2" and normalised(row["question"]) not in excluded
        ]
        spans = [
            r for r in read_jsonl(folder / "spans.jsonl.gz") if normalised(r["question"]) not in excluded
        ]
        self._quiz = {r["question"]: r for r in spans if r["source"] == "realtimeqa"}
        self._paragraphs = [r for r in spans if r["source"] != "realtimeqa"]
        self._split: dict[str, list[Span]] = {}
        self._by_title: dict[str, list[str]] = {}
        for row in self._paragraphs:
            known = self._by_title.setdefault(row["title"], [])
            if row["context"] not in known:
                known.append(row["context"])
        self._asked: dict[str, list[str]] = {}
        for row in self._paragraphs:
            self._asked.setdefault(row["context"], []).append(row["question"])
        self._names = sorted({name for q in [*self._asked_questions(), *self._quiz] for name in names(q)})
        self._hard = hard
        self._context = context

    def _asked_questions(self) -> Iterator[str]:
        return (question for questions in self._asked.values() for question in questions)

    def groups(self, dice: random.Random, share: float = 1.0) -> list[Group]:
        made = [
            self._from_paragraph(row, dice)
            for row in dice.sample(self._paragraphs, k=int(share * len(self._paragraphs)))
        ]
        listed = {row["question"] for row in self._rows}
        rows = self._rows + [
            {"question": q, "source": "realtimeqa", "candidates": []} for q in self._quiz if q not in listed
        ]
        makers = {"realtimeqa": self._from_quiz, "trecqa": self._from_trec, "wikiqa": self._from_wiki}
        made += [makers[row["source"]](row, dice) for row in dice.sample(rows, k=int(share * len(rows)))]
        made = [
            self._about_another(group, dice) if dice.random() < SWAPPED else group
            for group in made
            if group.examples
        ]
        return [self._in_context(group, dice) for group in made]

    def _in_context(self, group: Group, dice: random.Random) -> Group:
        alone = self._context == "sentence" or (self._context == "mixed" and dice.random() < 0.5)
        if self._context == "neighbours" or alone:
            return narrowed(group, neighbours=not alone)
        return group

    def _about_another(self, group: Group, dice: random.Random) -> Group:
        """The same passages under the question with a name or a year in it exchanged: no answer to it."""
        named = names(group.question)
        if not named:
            return group
        old = dice.choice(named)
        alike = [name for name in self._names if shape(name) == shape(old) and name not in group.question]
        read = " ".join(s for e in group.examples for s in (e.window.title, *e.window.sentences)).lower()
        alike = [name for name in dice.sample(alike, min(20, len(alike))) if name.lower() not in read]
        if not alike or old.lower() not in read:
            return group
        examples = tuple(
            Example(
                e.window, (False,) * len(e.answers), None if e.spans is None else (None,) * len(e.answers)
            )
            for e in group.examples
        )
        return Group(group.question.replace(old, alike[0]), examples)

    def _sentences(self, text: str) -> list[Span]:
        if text not in self._split:
            self._split[text] = list(split_sentences(text))
        return self._split[text]

    def _paragraph(self, title: str, text: str, answer: dict[str, Any] | None) -> Example:
        spans = self._sentences(text)
        found: list[Span | None] = []
        for start, end in spans:
            inside = answer is not None and start <= answer["start"] < end
            first = answer["start"] - start if inside and answer else 0
            found.append(
                (first, min(first + len(answer["text"]), end - start)) if inside and answer else None
            )
        sentences = tuple(text[start:end] for start, end in spans)
        return Example(Window(title, sentences), tuple(f is not None for f in found), tuple(found))

    def _from_paragraph(self, row: dict[str, Any], dice: random.Random) -> Group:
        title = row["title"] if dice.random() < 0.8 else ""
        example = self._paragraph(title, row["context"], row["answer"])
        if row["answer"] and dice.random() < 0.1:
            example = without_answer(example)
        examples = [example]
        if dice.random() < 0.35:
            others = [
                text
                for text in self._by_title[row["title"]]
                if text != row["context"] and (not row["answer"] or row["answer"]["text"] not in text)
            ]
            if others:
                examples.append(self._paragraph(title, dice.choice(others), None))
        asked = row["question"]
        if dice.random() < 0.12:  # as a follow-up is read: the question before stands in front
            asked = f"{dice.choice(self._asked[row['context']])} {asked}"
        return Group(asked, tuple(examples))

    def _from_quiz(self, row: dict[str, Any], dice: random.Random) -> Group:
        """The quiz's own paragraph, and candidates that were found for the question."""
        evidence = self._quiz.get(row["question"])
        answer = evidence["answer"]["text"] if evidence and evidence["answer"] else None
        right = [c for c in row["candidates"] if c["answer"]]
        wrong = [c for c in row["candidates"] if not c["answer"]]
        # The quiz's own paragraph comes without a headline, which must not tell it apart.
        titled = dice.random() < 0.5
        examples = []
        if evidence and not (titled and any(c["title"] for c in right)):
            examples.append(self._paragraph("", evidence["context"], evidence["answer"]))
            right = [c for c in right if c["title"]]
            titled = False
        if titled:
            right = [c for c in right if c["title"]] or right
        chosen = dice.sample(right, min(3, len(right))) + dice.sample(wrong, min(10, len(wrong)))
        dice.shuffle(chosen)
        by_title: dict[str, list[dict[str, Any]]] = {}
        for candidate in chosen:
            by_title.setdefault(candidate["title"], []).append(candidate)
        for title, candidates in by_title.items():
            for part in chunks(candidates, LONGEST):
                examples.append(self._candidates(title if titled else "", part, answer))
        if row["question"] in self._hard:
            found = self._hard[row["question"]]
            examples += dice.sample(found, min(2, len(found)))
            if dice.random() < 0.15:
                examples = list(found[:3])
        return Group(row["question"], tuple(examples))

    def _candidates(self, title: str, candidates: Sequence[dict[str, Any]], answer: str | None) -> Example:
        spans = None
        if answer is not None:
            spans = tuple(place(c["sentence"], answer) if c["answer"] else None for c in candidates)
            if any(c["answer"] and span is None for c, span in zip(candidates, spans, strict=True)):
                spans = None
        sentences = tuple(c["sentence"].strip() + " " for c in candidates)
        return Example(Window(title, sentences), tuple(bool(c["answer"]) for c in candidates), spans)

    def _from_trec(self, row: dict[str, Any], dice: random.Random) -> Group:
        right = [c for c in row["candidates"] if c["answer"]]
        wrong = [c for c in row["candidates"] if not c["answer"]]
        chosen = dice.sample(right, min(3, len(right))) + dice.sample(wrong, min(11, len(wrong)))
        dice.shuffle(chosen)
        return Group(row["question"], tuple(self._candidates("", part, None) for part in chunks(chosen, 5)))

    def _from_wiki(self, row: dict[str, Any], dice: random.Random) -> Group:
        title = row["candidates"][0]["title"] if dice.random() < 0.8 else ""
        parts = chunks(row["candidates"][:20], LONGEST)
        return Group(row["question"], tuple(self._candidates(title, part, None) for part in parts))


NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*|\b(?:1[89]|20)\d\d\b")


def names(question: str) -> list[str]:
    """The names and years in a question, not the word that it begins with."""
    return NAME.findall(question)


def shape(name: str) -> tuple[bool, int]:
    return name.isdigit(), min(len(name.split()), 3)


def place(sentence: str, answer: str) -> Span | None:
    start = sentence.lower().find(answer.lower())
    return (start, start + len(answer)) if start >= 0 else None


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    count = math.ceil(len(items) / size)
    for number in range(count):
        yield items[number * len(items) // count : (number + 1) * len(items) // count]


def without_answer(example: Example) -> Example:
    """The same passage had it not reported the answer."""
    kept = [i for i, answer in enumerate(example.answers) if not answer]
    sentences = tuple(example.window.sentences[i] for i in kept)
    if not sentences:
        return example
    return Example(Window(example.window.title, sentences), (False,) * len(kept), (None,) * len(kept))


def narrowed(group: Group, *, neighbours: bool) -> Group:
    """Each sentence in a window of its own, with the one before it when `neighbours`."""
    made = []
    for example in group.examples:
        spans = example.spans or (None,) * len(example.answers)
        for i in range(len(example.answers)):
            first = max(0, i - 1) if neighbours else i
            window = Window(example.window.title, example.window.sentences[first : i + 1])
            made.append(
                Example(
                    window,
                    example.answers[first : i + 1],
                    None if example.spans is None else spans[first : i + 1],
                )
            )
    return Group(group.question, tuple(made))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A group, its windows as token ids."""

    packed: list[Packed]
    examples: tuple[Example, ...]


def prepare(groups: Iterable[Group], packer: Packer) -> list[Prepared]:
    return [Prepared(packer.pack(g.question, [e.window for e in g.examples]), g.examples) for g in groups]


def batches(groups: list[Prepared], budget: int, dice: random.Random) -> Iterator[list[Prepared]]:
    """Groups whose windows are of similar length together, at most `budget` tokens with padding a batch."""
    dice.shuffle(groups)
    ordered = []
    for pool in chunks(groups, 400):
        ordered += sorted(pool, key=lambda g: max(len(p.ids) for p in g.packed))
    made: list[list[Prepared]] = []
    batch: list[Prepared] = []
    size = 0
    for group in ordered:
        tokens = sum(len(p.ids) for p in group.packed)
        if batch and size + tokens > budget:
            made.append(batch)
            batch, size = [], 0
        batch.append(group)
        size += tokens
    made.append(batch)
    dice.shuffle(made)
    yield from made


def forward(model: Any, packed: Sequence[Packed], autocast: bool) -> list[torch.Tensor]:
    """Logits of each window, in micro-batches of similar length."""
    found: list[torch.Tensor] = [torch.empty(0)] * len(packed)
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        for chosen in by_length(packed):
            logits = model(**tensors([packed[i] for i in chosen])).logits.float()
            for row, i in enumerate(chosen):
                found[i] = logits[row, : len(packed[i].ids)]
    return found


def by_length(packed: Sequence[Packed]) -> Iterator[list[int]]:
    """Indices, shortest first, cut where a micro-batch has many tokens or grows much longer."""
    batch: list[int] = []
    for i in sorted(range(len(packed)), key=lambda i: len(packed[i].ids)):
        size = len(packed[i].ids)
        if batch and (size * (len(batch) + 1) > MICRO or size > 1.35 * len(packed[batch[0]].ids) + 8):
            yield batch
            batch = []
        batch.append(i)
    yield batch


def sentence_scores(logits: torch.Tensor, packed: Packed, count: int) -> torch.Tensor:
    """The mean evidence logit of each sentence, shape (count,); -10,000 for one that was cut off."""
    owner = torch.tensor(packed.sentence)
    inside = owner >= 0
    sums = torch.zeros(count).index_add(0, owner[inside], logits[inside, 0])
    sizes = torch.bincount(owner[inside], minlength=count)
    return torch.where(sizes > 0, sums / sizes.clamp(min=1), torch.tensor(-1e4))


def ranking_loss(scores: torch.Tensor, answers: torch.Tensor, kind: str) -> torch.Tensor:
    zero = torch.zeros(1)
    if kind == "listwise":
        right = scores[answers] if answers.any() else zero
        return torch.logsumexp(torch.cat([zero, scores]), 0) - torch.logsumexp(right, 0)
    if kind == "pointwise":
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, answers.float())
    wrong = torch.cat([zero, scores[~answers]])
    if not answers.any():
        return torch.nn.functional.softplus(scores).mean()
    return torch.nn.functional.softplus(wrong[None, :] - scores[answers][:, None]).mean()


def span_loss(logits: torch.Tensor, packed: Packed, example: Example) -> torch.Tensor | None:
    """Cross-entropy of start and end over the window's tokens; [CLS] stands for none."""
    if example.spans is None:
        return None
    first, last = [], []
    for number, span in enumerate(example.spans):
        if span is None:
            continue
        inside = [
            t
            for t, owner in enumerate(packed.sentence)
            if owner == number and packed.starts[t] < span[1] and packed.ends[t] > span[0]
        ]
        if inside:
            first.append(inside[0])
            last.append(inside[-1])
    open_to = torch.tensor([owner >= 0 or t == 0 for t, owner in enumerate(packed.sentence)])
    kept = logits.masked_fill(~open_to[:, None], -1e4)
    starts, ends = torch.log_softmax(kept[:, 1], 0), torch.log_softmax(kept[:, 2], 0)
    return -torch.logsumexp(starts[first or [0]], 0) - torch.logsumexp(ends[last or [0]], 0)


def group_losses(
    group: Prepared,
    logits: Sequence[torch.Tensor],
    teacher: Sequence[Sequence[torch.Tensor]],
    kind: str,
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    def scores_of(found: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.cat(
            [
                sentence_scores(logit, packed, len(example.answers))
                for logit, packed, example in zip(found, group.packed, group.examples, strict=True)
            ]
        )

    scores = scores_of(logits)
    answers = torch.tensor([a for e in group.examples for a in e.answers])
    answers &= scores > -1e3
    loss = ranking_loss(scores, answers, kind)
    if teacher:
        zero = torch.zeros(1)
        taught = torch.stack([torch.cat([zero, scores_of(one)]) for one in teacher]).mean(0).softmax(0)
        soft = -(taught * torch.log_softmax(torch.cat([zero, scores]), 0)).sum()
        loss = 0.5 * loss + 0.5 * soft
    spans = [
        one
        for logit, packed, example in zip(logits, group.packed, group.examples, strict=True)
        if (one := span_loss(logit, packed, example)) is not None
    ]
    return loss, spans


def train(model: Any, corpus: Corpus, packer: Packer, options: argparse.Namespace) -> None:
    dice = random.Random(options.seed)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=0.01)
    teachers = [load(folder, bundled_folder()).eval() for folder in options.teacher]
    log, total = Log(), 0
    for epoch in range(math.ceil(options.epochs)):
        share = min(1.0, options.epochs - epoch)
        planned = list(batches(prepare(corpus.groups(dice, share), packer), options.tokens, dice))
        total = total or int(len(planned) * options.epochs / share)
        for batch in planned:
            warm = min(1.0, (log.steps + 1) / 100)
            for settings in optimizer.param_groups:
                settings["lr"] = options.rate * warm * max(0.02, 1 - log.steps / total)
            model.train()
            rank, span = batch_losses(model, teachers, batch, options)
            optimizer.zero_grad()
            (rank + options.span * span).backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            log.step(rank, span, sum(len(packed.ids) for group in batch for packed in group.packed), total)


def batch_losses(
    model: Any, teachers: Sequence[Any], batch: Sequence[Prepared], options: argparse.Namespace
) -> tuple[torch.Tensor, torch.Tensor]:
    """The mean loss of ranking and of spans."""
    packed = [p for group in batch for p in group.packed]
    logits = iter(forward(model, packed, options.bfloat16))
    with torch.no_grad():
        taught = [iter(forward(teacher, packed, options.bfloat16)) for teacher in teachers]
    ranks, spans = [], [torch.zeros(())]
    for group in batch:
        own = [next(logits) for _ in group.packed]
        lessons = [[next(one) for _ in group.packed] for one in taught]
        rank, found = group_losses(group, own, lessons, options.loss)
        ranks.append(rank)
        spans += found
    return torch.stack(ranks).mean(), torch.stack(spans).mean()


class Log:
    """Prints the mean losses and the speed every `EVERY` steps."""

    EVERY = 50

    def __init__(self) -> None:
        self.steps = self.tokens = 0
        self._start = time.monotonic()
        self._losses: list[tuple[float, float]] = []

    def step(self, rank: torch.Tensor, span: torch.Tensor, tokens: int, total: int) -> None:
        self.steps += 1
        self.tokens += tokens
        self._losses.append((rank.item(), span.item()))
        if self.steps % self.EVERY == 0:
            ranks, spans = np.mean(self._losses[-self.EVERY :], axis=0)
            took = time.monotonic() - self._start
            speed = f"{self.tokens / took:.0f} tokens/s, {took:.0f} s"
            print(f"step {self.steps}/{total}: ranking {ranks:.3f}, spans {spans:.3f}, {speed}", flush=True)


def hard_negatives(store: Store, rows: Sequence[dict[str, Any]]) -> dict[str, list[Example]]:
    """For questions about later years: passages that the real retriever finds, which can't answer them."""
    made: dict[str, list[Example]] = {}
    for row in rows:
        quiz = QuizQuestion(row["question"], "", row["answer"]["text"] if row["answer"] else "")
        hits = retrieve(store, understand(quiz.text), k=6).hits
        for hit in hits:
            sentences = tuple(hit.article.text[start:end] for start, end in hit.passage.sentences)[:LONGEST]
            if not (quiz.answer and quiz.is_answered_by(" ".join(sentences))):
                example = Example(
                    Window(hit.article.title, sentences), (False,) * len(sentences), (None,) * len(sentences)
                )
                made.setdefault(quiz.text, []).append(example)
    return made


def save(model: Any, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    weights = {k: v.half().contiguous() for k, v in model.state_dict().items() if not k.startswith(FROZEN)}
    save_file(weights, folder / "model.safetensors")


def without_slow_dropout(model: Any) -> None:
    """Dropout stays at the embeddings and before the head: its masks would take half the time elsewhere."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Dropout) and ".encoder." in name:
            module.p = 0.0
        elif hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0


class LowRank(torch.nn.Module):
    """A weight and a trained change of it of low rank (LoRA), 0 at first."""

    def __init__(self, weight: torch.Tensor, rank: int) -> None:
        super().__init__()
        self.down = torch.nn.Parameter(torch.randn(rank, weight.shape[1]) / rank)
        self.up = torch.nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.up @ self.down


def with_low_rank(model: Any, rank: int) -> list[torch.nn.Module]:
    """Only low-rank changes of the linear layers, and the head, are trained; returns the layers changed."""
    layers = [module for module in model.bert.encoder.modules() if isinstance(module, torch.nn.Linear)]
    for parameter in model.bert.parameters():
        parameter.requires_grad = False
    for layer in layers:
        torch.nn.utils.parametrize.register_parametrization(layer, "weight", LowRank(layer.weight, rank))
    return layers


def main() -> int:
    options = _parser().parse_args()
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    bundled = bundled_folder()
    packer = Packer(bundled)
    model = load(options.start, bundled) if options.start else untrained(bundled)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not name.startswith(FROZEN)
    changed = with_low_rank(model, options.low_rank) if options.low_rank else []
    without_slow_dropout(model)
    excluded = {normalised(row["question"]) for path in options.exclude for row in read_jsonl(path)}
    hard = {}
    if options.store:
        with Store.open(options.store) as store:
            rows = [r for r in read_jsonl(options.data / "spans.jsonl.gz") if r["source"] == "realtimeqa"]
            hard = hard_negatives(store, rows)
    corpus = Corpus(options.data, excluded, hard, options.context)
    train(model, corpus, packer, options)
    for layer in changed:
        torch.nn.utils.parametrize.remove_parametrizations(layer, "weight")
    save(model, options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--exclude", type=Path, action="append", default=[], metavar="QUESTIONS")
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--tokens", type=int, default=5_000)
    parser.add_argument("--span", type=float, default=0.5)
    parser.add_argument("--loss", choices=("listwise", "pairwise", "pointwise"), default="listwise")
    parser.add_argument("--context", choices=("mixed", "passage", "neighbours", "sentence"), default="mixed")
    parser.add_argument("--start", type=Path, metavar="DIR", help="weights to go on from")
    parser.add_argument("--low-rank", type=int, default=0, metavar="RANK", help="train adapters of this rank")
    parser.add_argument("--teacher", type=Path, action="append", default=[])
    parser.add_argument("--bfloat16", action=argparse.BooleanOptionalAction, default=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
