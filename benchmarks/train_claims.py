"""Train the model of assistant/claims/model.py: do the nearest sentences support a claim?

    python benchmarks/train_claims.py SUPPORT OUT --start WEIGHTS [--reading FOLDER] [--spans FILE]
                                      [--edited FILE]... [--left-out SET]... [--epochs N] [--seed N]

SUPPORT is the folder with the sets of claims; of each, the claims on a quarter of the documents are never
trained on (`claims.is_held_out`), and `--left-out` leaves out whole sets. `--edited`: files of
made_claims.py with texts. `--start`: the reader's weights, whose layers are the start. OUT gets
`model.safetensors` (float16, without the frozen word embeddings).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.claims.model import OUTPUTS, claim_packer, claim_tokens
from assistant.reader import FROZEN, Packed, Packer, tensors, untrained
from benchmarks.claim_training import (
    SUPPORTED,
    UNSUPPORTED,
    ClaimExample,
    answered_examples,
    edited_examples,
    marked_examples,
    support_examples,
)
from benchmarks.train_reader import SAVED_EVERY, save, without_slow_dropout
from benchmarks.training_data import chunks
from storage.models.bundled import bundled_folder
from storage.models.devices import bfloat16_is_native

EVERY = 50  # steps between two lines of the log
TOKENS = 4_000  # of a batch, with padding
MARKS = 0.5  # the weight of the loss of single words


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example as tokens. `marks`: of each token of the claim, whether it isn't backed; None if unknown."""

    packed: Packed
    label: int
    marks: tuple[bool, ...] | None


def prepare(example: ClaimExample, packer: Packer) -> Prepared:
    packed = packer.pack(example.claim, [example.window])[0]
    spans = example.unbacked
    marks = None
    if spans is not None:
        marks = tuple(
            any(packed.starts[t] < end and packed.ends[t] > start for start, end in spans)
            for t in claim_tokens(packed)
        )
    return Prepared(packed, example.label, marks)


def batches(examples: list[Prepared], dice: random.Random) -> Iterator[list[Prepared]]:
    """Examples of similar length together, in random order."""
    dice.shuffle(examples)
    planned: list[list[Prepared]] = []
    for pool in chunks(examples, 2_000):
        batch: list[Prepared] = []
        for one in sorted(pool, key=lambda example: len(example.packed.ids)):
            if batch and (len(batch) + 1) * len(one.packed.ids) > TOKENS:
                planned.append(batch)
                batch = []
            batch.append(one)
        planned.append(batch)
    dice.shuffle(planned)
    yield from planned


def losses(model: Any, batch: Sequence[Prepared], autocast: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """The mean losses of the label and of the marked words. A claim known only as unsupported may be
    contradicted or not said."""
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        logits = model(**tensors([one.packed for one in batch])).logits.float()
    logs = logits[:, 0, :3].log_softmax(1)
    either = torch.logsumexp(logs[:, 1:], 1)
    labels = torch.tensor([one.label for one in batch])
    own = logs.gather(1, labels.clamp(max=2)[:, None])[:, 0]
    label_loss = -torch.where(labels == UNSUPPORTED, either, own).mean()
    scores, targets = [torch.zeros(1)], [torch.zeros(1)]
    for row, one in enumerate(batch):
        if one.marks:
            tokens = claim_tokens(one.packed)
            scores.append(logits[row, tokens.start : tokens.stop, 3])
            targets.append(torch.tensor(one.marks, dtype=torch.float))
    mark_loss = torch.nn.functional.binary_cross_entropy_with_logits(torch.cat(scores), torch.cat(targets))
    return label_loss, mark_loss


def train(model: Any, examples: list[Prepared], options: argparse.Namespace) -> None:
    dice = random.Random(options.seed)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=0.01)
    planned = [batch for _ in range(options.epochs) for batch in batches(examples, dice)]
    planned = planned[: options.steps or None]
    started, tokens, history = time.monotonic(), 0, list[tuple[float, float]]()
    model.train()
    for step, batch in enumerate(planned, 1):
        for settings in optimizer.param_groups:
            settings["lr"] = options.rate * min(1.0, step / 100) * max(0.02, 1 - step / len(planned))
        label_loss, mark_loss = losses(model, batch, options.bfloat16)
        optimizer.zero_grad()
        (label_loss + MARKS * mark_loss).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        history.append((label_loss.item(), mark_loss.item()))
        tokens += sum(len(one.packed.ids) for one in batch)
        if step % EVERY == 0:
            means = [sum(column) / EVERY for column in zip(*history[-EVERY:], strict=True)]
            took = time.monotonic() - started
            print(
                f"step {step}/{len(planned)}: label {means[0]:.3f}, words {means[1]:.3f}, "
                f"{tokens / took:.0f} tokens/s, {took:.0f} s",
                flush=True,
            )
        if step % SAVED_EVERY == 0:
            save(model, options.out)


def collected(options: argparse.Namespace, dice: random.Random) -> list[ClaimExample]:
    examples = [*support_examples(options.support, options.left_out)] * options.times
    if "wice" not in options.left_out:
        examples += marked_examples(options.support)
    print("sets:", len(examples), flush=True)
    asked = [options.reading / f"{name}.jsonl.gz" for name in ("qamr-wikinews", "nq", "qasrl")]
    answered = [*answered_examples([*asked, *options.spans], dice)]
    examples += dice.sample(answered, min(len(answered), options.answered))
    print("with questions answered:", len(examples), flush=True)
    edited = [one for path in options.edited for one in edited_examples(path, dice)]
    examples += dice.sample(edited, min(len(edited), options.edits))
    print("with edits:", len(examples), Counter(e.label for e in examples), flush=True)
    return examples


def main() -> int:
    options = _parser().parse_args()
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    bundled = bundled_folder()
    model = untrained(bundled, OUTPUTS)
    layers = load_file(options.start / "model.safetensors")
    model.load_state_dict({k: v for k, v in layers.items() if not k.startswith("classifier.")}, strict=False)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not name.startswith(FROZEN)
    without_slow_dropout(model)
    packer = claim_packer(bundled)
    examples = [
        prepare(e, packer) for e in collected(options, random.Random(options.seed)) if e.window.sentences
    ]
    supported = sum(one.label == SUPPORTED for one in examples)
    mean = sum(len(one.packed.ids) for one in examples) / len(examples)
    print(f"{len(examples)} examples, {supported} supported, {mean:.0f} tokens on average", flush=True)
    train(model, examples, options)
    save(model, options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("support", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, required=True, metavar="DIR")
    parser.add_argument("--reading", type=Path, required=True, metavar="DIR")
    parser.add_argument("--spans", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--edited", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--left-out", action="append", default=[], metavar="SET")
    parser.add_argument("--answered", type=int, default=12_000, help="questions with answers, as statements")
    parser.add_argument("--edits", type=int, default=12_000, help="claims of the --edited files")
    parser.add_argument("--times", type=int, default=2, help="how often an epoch has the sets' claims")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop after so many")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bfloat16", action=argparse.BooleanOptionalAction, default=bfloat16_is_native())
    return parser


if __name__ == "__main__":
    sys.exit(main())
