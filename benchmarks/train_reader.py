"""Train the reader of assistant/reader.py: it marks the sentence that answers a question, and the words.

    python benchmarks/train_reader.py DATA OUT [--store DIR] [--exclude QUESTIONS]... [--seed N] ...

DATA is the folder with `train.jsonl.gz`, `trecqa.jsonl.gz`, `wikiqa.jsonl.gz` and `spans.jsonl.gz`; OUT gets
`model.safetensors` (float16, without the frozen word embeddings). `--exclude`: files with questions that must
not be trained on. `--store`: a store of older articles; its passages serve as wrong answers to newer
questions.
"""

from __future__ import annotations

import argparse
import math
import random
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

from assistant.reader import FROZEN, Packed, Packer, load, tensors, untrained
from benchmarks.questions import read_jsonl
from benchmarks.reading_data import Made, Reading
from benchmarks.training_data import Corpus, Example, Group, Source, chunks, hard_negatives, normalised
from storage import Store
from storage.models.bundled import bundled_folder
from storage.models.devices import bfloat16_is_native

MICRO = 6_000  # tokens of a micro-batch
SAVED_EVERY = 300  # steps


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question's examples, and their windows as token ids in the same order."""

    packed: list[Packed]
    examples: tuple[Example, ...]


def prepare(groups: Iterable[Group], packer: Packer) -> list[Prepared]:
    return [Prepared(packer.pack(g.question, [e.window for e in g.examples]), g.examples) for g in groups]


def batches(groups: list[Prepared], budget: int, dice: random.Random) -> Iterator[list[Prepared]]:
    """Yield batches of groups with windows of similar length, at most `budget` tokens each."""
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
    """The logits of each window, shape (tokens, 3): evidence, start, end. Computed in micro-batches."""
    logits: list[torch.Tensor] = [torch.empty(0)] * len(packed)
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        for indices in by_length(packed):
            padded = model(**tensors([packed[i] for i in indices])).logits.float()
            for row, i in enumerate(indices):
                logits[i] = padded[row, : len(packed[i].ids)]
    return logits


def by_length(packed: Sequence[Packed]) -> Iterator[list[int]]:
    """Yield micro-batches of indices, shortest window first. A new one starts where the batch would have too
    many tokens, or where the next window is much longer than the first."""
    batch: list[int] = []
    for i in sorted(range(len(packed)), key=lambda i: len(packed[i].ids)):
        size = len(packed[i].ids)
        if batch and (size * (len(batch) + 1) > MICRO or size > 1.35 * len(packed[batch[0]].ids) + 8):
            yield batch
            batch = []
        batch.append(i)
    yield batch


def sentence_scores(logits: torch.Tensor, packed: Packed, count: int) -> torch.Tensor:
    """The mean evidence logit of each sentence, shape (count,); -10,000 for a sentence that was cut off."""
    sentence_of = torch.tensor(packed.sentence)
    inside = sentence_of >= 0
    sums = torch.zeros(count).index_add(0, sentence_of[inside], logits[inside, 0])
    sizes = torch.bincount(sentence_of[inside], minlength=count)
    return torch.where(sizes > 0, sums / sizes.clamp(min=1), torch.tensor(-1e4))


def ranking_loss(scores: torch.Tensor, answers: torch.Tensor, kind: str) -> torch.Tensor:
    """The loss of the scores of a question's sentences; `answers` marks those that answer it. The score 0
    stands for "no sentence answers"."""
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
    """The cross-entropy of start and end over the window's tokens; [CLS] stands for "no span". None for an
    example without marked spans."""
    if example.spans is None:
        return None
    first, last = [], []
    for number, span in enumerate(example.spans):
        if span is None:
            continue
        inside = [
            t
            for t, sentence in enumerate(packed.sentence)
            if sentence == number and packed.starts[t] < span[1] and packed.ends[t] > span[0]
        ]
        if inside:
            first.append(inside[0])
            last.append(inside[-1])
    allowed = torch.tensor([sentence >= 0 or t == 0 for t, sentence in enumerate(packed.sentence)])
    masked = logits.masked_fill(~allowed[:, None], -1e4)
    starts, ends = torch.log_softmax(masked[:, 1], 0), torch.log_softmax(masked[:, 2], 0)
    return -torch.logsumexp(starts[first or [0]], 0) - torch.logsumexp(ends[last or [0]], 0)


def group_losses(
    group: Prepared,
    logits: Sequence[torch.Tensor],
    teacher: Sequence[Sequence[torch.Tensor]],
    kind: str,
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The ranking loss of a question, and the span loss of each window with marked spans. `teacher`: the
    logits of each teacher for the same windows; the mean of their predictions is learned, too."""

    def scores_of(windows: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.cat(
            [
                sentence_scores(window, packed, len(example.answers))
                for window, packed, example in zip(windows, group.packed, group.examples, strict=True)
            ]
        )

    scores = scores_of(logits)
    answers = torch.tensor([a for e in group.examples for a in e.answers])
    answers &= scores > -1e3
    loss = ranking_loss(scores, answers, kind)
    if teacher:
        zero = torch.zeros(1)
        target = torch.stack([torch.cat([zero, scores_of(one)]) for one in teacher]).mean(0).softmax(0)
        soft = -(target * torch.log_softmax(torch.cat([zero, scores]), 0)).sum()
        loss = 0.5 * loss + 0.5 * soft
    spans = [
        one
        for logit, packed, example in zip(logits, group.packed, group.examples, strict=True)
        if (one := span_loss(logit, packed, example)) is not None
    ]
    return loss, spans


def train(model: Any, corpus: Corpus, packer: Packer, options: argparse.Namespace) -> None:
    """Train the model's unfrozen parameters in place. Saves the weights every `SAVED_EVERY` steps."""
    dice = random.Random(options.seed)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=0.01)
    teachers = [load(folder, bundled_folder()).eval() for folder in options.teacher]
    log, total = Log(), 0
    for epoch in range(math.ceil(options.epochs)):
        share = min(1.0, options.epochs - epoch)
        planned = list(
            batches(prepare(corpus.groups(dice, share, options.paragraphs), packer), options.tokens, dice)
        )
        total = total or int(len(planned) * options.epochs / share)
        for batch in planned:
            warm_up = min(1.0, (log.steps + 1) / 100)
            for settings in optimizer.param_groups:
                settings["lr"] = options.rate * warm_up * max(0.02, 1 - log.steps / total)
            model.train()
            rank, span = batch_losses(model, teachers, batch, options)
            optimizer.zero_grad()
            (rank + options.span * span).backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            log.step(rank, span, sum(len(packed.ids) for group in batch for packed in group.packed), total)
            if log.steps % SAVED_EVERY == 0:
                save(model, options.out)


def batch_losses(
    model: Any, teachers: Sequence[Any], batch: Sequence[Prepared], options: argparse.Namespace
) -> tuple[torch.Tensor, torch.Tensor]:
    """The mean ranking loss and the mean span loss of a batch."""
    packed = [p for group in batch for p in group.packed]
    logits = iter(forward(model, packed, options.bfloat16))
    with torch.no_grad():
        teacher_logits = [iter(forward(teacher, packed, options.bfloat16)) for teacher in teachers]
    ranks, spans = [], [torch.zeros(())]
    for group in batch:
        own = [next(logits) for _ in group.packed]
        theirs = [[next(one) for _ in group.packed] for one in teacher_logits]
        rank, span_losses = group_losses(group, own, theirs, options.loss)
        ranks.append(rank)
        spans += span_losses
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
            seconds = time.monotonic() - self._start
            speed = f"{self.tokens / seconds:.0f} tokens/s, {seconds:.0f} s"
            print(f"step {self.steps}/{total}: ranking {ranks:.3f}, spans {spans:.3f}, {speed}", flush=True)


def save(model: Any, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    weights = {k: v.half().contiguous() for k, v in model.state_dict().items() if not k.startswith(FROZEN)}
    save_file(weights, folder / "model.safetensors")


def without_slow_dropout(model: Any) -> None:
    """Switch dropout off except at the embeddings and before the head: elsewhere its masks take half the
    time."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Dropout) and ".encoder." in name:
            module.p = 0.0
        elif hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0


class LowRank(torch.nn.Module):  # type: ignore[misc]  # mypy doesn't read torch
    """Adds a trained change of low rank to a frozen weight (LoRA). The change is 0 at first."""

    def __init__(self, weight: torch.Tensor, rank: int) -> None:
        super().__init__()
        self.down = torch.nn.Parameter(torch.randn(rank, weight.shape[1]) / rank)
        self.up = torch.nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.up @ self.down


def with_low_rank(model: Any, rank: int) -> list[torch.nn.Module]:
    """Freeze all but the head, and add trained low-rank changes to the linear layers, which are returned."""
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
    low_rank_layers = with_low_rank(model, options.low_rank) if options.low_rank else []
    without_slow_dropout(model)
    excluded = {normalised(row["question"]) for path in options.exclude for row in read_jsonl(path)}
    hard = {}
    if options.store:
        with Store.open(options.store) as store:
            rows = [r for r in read_jsonl(options.data / "spans.jsonl.gz") if r["source"] == "realtimeqa"]
            hard = hard_negatives(store, rows)
    sources: list[Source] = [Reading(options.reading, excluded)] if options.reading else []
    sources += [Made(path) for path in options.made]
    corpus = Corpus(options.data, excluded, hard, options.context, sources)
    train(model, corpus, packer, options)
    for layer in low_rank_layers:
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
    parser.add_argument("--reading", type=Path, metavar="DIR", help="nq.jsonl.gz and others")
    parser.add_argument(
        "--made", type=Path, action="append", default=[], metavar="FILE", help="from made_questions.py"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--paragraphs", type=float, default=1, help="share of the encyclopedia per epoch")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--tokens", type=int, default=5_000)
    parser.add_argument("--span", type=float, default=0.5)
    parser.add_argument("--loss", choices=("listwise", "pairwise", "pointwise"), default="listwise")
    parser.add_argument("--context", choices=("mixed", "passage", "neighbours", "sentence"), default="mixed")
    parser.add_argument("--start", type=Path, metavar="DIR", help="start from these weights")
    parser.add_argument("--low-rank", type=int, default=0, metavar="RANK", help="train adapters of this rank")
    parser.add_argument("--teacher", type=Path, action="append", default=[])
    parser.add_argument(
        "--bfloat16",
        action=argparse.BooleanOptionalAction,
        default=bfloat16_is_native(),
        help="compute in bfloat16; by default where the processor does so natively",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
