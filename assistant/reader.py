"""The reader: a small transformer that finds the answer to a question in sentences and their context. The
only importer of safetensors and tokenizers.

It is the bundled embedding model's transformer as a token classifier with three logits per token: whether the
sentence is evidence, and whether the answer starts or ends there. The sentences of a window are read
together, so each is the context of the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.once import Once
from storage.errors import ModelError
from storage.models.bundled import bundled_folder
from storage.models.devices import LENGTH_STEP, bfloat16_is_native

WEIGHTS = Path(__file__).parent / "weights"

LABELS = ("evidence", "start", "end")
MAX_QUESTION = 48  # tokens; a quiz question has 20
MAX_TITLE = 16
MAX_SENTENCE = 96
MAX_WINDOW = 320
MAX_ANSWER = 16  # tokens of a short answer
FAINT = -10.0  # the logits of a sentence without a token to read
BATCH_SIZE = 4  # windows per step, sorted by length to reduce padding
FROZEN = "bert.embeddings."  # the bundled model's weights, neither trained nor in the file

Array = NDArray[np.float32]


class SentenceWindow(NamedTuple):
    """Consecutive sentences of one article, read together."""

    title: str
    sentences: tuple[str, ...]


class Reading(NamedTuple):
    """The reader's output for one sentence.

    `evidence`: the logit that the sentence answers the question, 0 for "no sentence answers". `start`, `end`:
    the likeliest short answer, in characters. `span`: its logit relative to no short answer.
    """

    evidence: float
    span: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A window as token ids. `kinds`: 0 up to the end of the question, then 1. `sentence`: the index of each
    token's sentence, -1 outside sentences. `starts`, `ends`: the offsets of each token in its sentence or in
    the question, in characters."""

    ids: list[int]
    kinds: list[int]
    sentence: list[int]
    starts: list[int]
    ends: list[int]


class Packer:
    """Question and window -> token ids: [CLS] question [SEP] headline [SEP] sentence sentence ... [SEP].

    Of a longer question the last `max_question` tokens are kept, since it follows the earlier turns.
    """

    def __init__(self, folder: Path, max_question: int = MAX_QUESTION, max_window: int = MAX_WINDOW) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._start, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._max_question, self._max_window = max_question, max_window

    def pack(self, question: str, windows: Sequence[SentenceWindow]) -> list[Packed]:
        texts = [question, *(text for window in windows for text in (window.title, *window.sentences))]
        encoded = iter(self._tokenizer.encode_batch(texts, add_special_tokens=False))
        asked = next(encoded)
        return [self._packed(asked, [next(encoded) for _ in (0, *window.sentences)]) for window in windows]

    def _packed(self, asked: Any, encoded: list[Any]) -> Packed:
        title, *sentences = encoded
        offsets = [(0, 0), *asked.offsets[-self._max_question :], (0, 0)]
        ids = [self._start, *asked.ids[-self._max_question :], self._end]
        kinds = [0] * len(ids)
        ids += [*title.ids[:MAX_TITLE], self._end]
        owner = [-1] * len(ids)
        offsets += [(0, 0)] * (len(ids) - len(offsets))
        starts, ends = [start for start, _ in offsets], [end for _, end in offsets]
        for number, sentence in enumerate(sentences):
            size = min(MAX_SENTENCE, self._max_window - len(ids))
            ids += sentence.ids[:size]
            starts += [start for start, _ in sentence.offsets[:size]]
            ends += [end for _, end in sentence.offsets[:size]]
            owner += [number] * len(sentence.ids[:size])
        ids.append(self._end)
        kinds += [1] * (len(ids) - len(kinds))
        return Packed(ids, kinds, [*owner, -1], [*starts, 0], [*ends, 0])


class Reader:
    """The trained model, run on the processor. Loading it takes a second or two."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        import torch

        bundled = bundled_folder()
        self._packer = Packer(bundled)
        self._model = load(folder, bundled).eval()
        if bfloat16_is_native():
            self._model = self._model.to(torch.bfloat16)

    def read(self, question: str, windows: Sequence[SentenceWindow]) -> list[list[Reading]]:
        """The readings of the sentences of each window, in order."""
        if not windows:
            return []
        packed = self._packer.pack(question, windows)
        logits = self._logits(packed)
        return [
            _readings(one, logit, len(window.sentences))
            for one, logit, window in zip(packed, logits, windows, strict=True)
        ]

    def _logits(self, packed: Sequence[Packed]) -> list[Array]:
        """One array per window, shape (tokens, 3), with the columns of `LABELS`."""
        import torch

        order = sorted(range(len(packed)), key=lambda i: len(packed[i].ids))
        by_window: dict[int, Array] = {}
        with torch.inference_mode():
            for first in range(0, len(order), BATCH_SIZE):
                chosen = order[first : first + BATCH_SIZE]
                batch = tensors([packed[i] for i in chosen])
                logits = self._model(**batch).logits.float().numpy()
                by_window |= {i: logits[row, : len(packed[i].ids)] for row, i in enumerate(chosen)}
        return [by_window[i] for i in range(len(packed))]


# The project's reader.
bundled_reader = Once(Reader)


def tensors(packed: Sequence[Packed]) -> dict[str, Any]:
    """The model's inputs, each of shape (windows, tokens), padded to a multiple of `LENGTH_STEP`."""
    import torch

    longest = math.ceil(max(len(one.ids) for one in packed) / LENGTH_STEP) * LENGTH_STEP
    ids, kinds, mask = (torch.zeros((len(packed), longest), dtype=torch.long) for _ in range(3))
    for row, one in enumerate(packed):
        size = len(one.ids)
        ids[row, :size] = torch.tensor(one.ids)
        kinds[row, :size] = torch.tensor(one.kinds)
        mask[row, :size] = 1
    return {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}


def _readings(packed: Packed, logits: Array, sentences: int) -> list[Reading]:
    owner = np.array(packed.sentence)
    null = float(logits[0, 1] + logits[0, 2])
    return [_reading(packed, logits, np.flatnonzero(owner == number), null) for number in range(sentences)]


def _reading(packed: Packed, logits: Array, tokens: NDArray[np.intp], null: float) -> Reading:
    """The reading of the sentence with these tokens. A sentence cut off by the window can't be evidence."""
    if not len(tokens):
        return Reading(FAINT, FAINT, 0, 0)
    own = logits[tokens]
    sums = own[:, 1][:, None] + own[None, :, 2]
    size = len(tokens)
    allowed = np.triu(np.ones((size, size), bool)) & ~np.triu(np.ones((size, size), bool), MAX_ANSWER)
    first, last = np.unravel_index(np.argmax(np.where(allowed, sums, -np.inf)), sums.shape)
    return Reading(
        float(own[:, 0].mean()),
        float(sums[first, last] - null),
        packed.starts[tokens[first]],
        packed.ends[tokens[last]],
    )


def untrained(bundled: Path, labels: Sequence[str] = LABELS) -> Any:
    """The bundled model's transformer with a new head, one output per label, as at the start of training."""
    import torch
    import transformers
    from safetensors.torch import load_file

    config = transformers.BertConfig.from_pretrained(
        bundled,
        local_files_only=True,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = transformers.BertForTokenClassification(config)
    weights = load_file(bundled / "model.safetensors")
    model.bert.load_state_dict(
        {k: v for k, v in weights.items() if not k.startswith("pooler.")}, strict=False
    )
    with torch.no_grad():
        model.classifier.weight.mul_(0.1)
    return model


def load(folder: Path, bundled: Path, labels: Sequence[str] = LABELS) -> Any:
    """The trained model: the bundled model's word embeddings with the layers and the head from this folder.

    Raises ModelError when the weights can't be read or belong to another model.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    model = untrained(bundled, labels)
    path = folder / "model.safetensors"
    try:
        missing, unexpected = model.load_state_dict(load_file(path), strict=False)
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelError(
            f"the weights can't be read from {path}: {error}. They come with the project: check out its "
            f"folder {folder.parent.name}/{folder.name} again"
        ) from error
    wrong = [name for name in missing if not name.startswith(FROZEN)] + list(unexpected)
    if wrong:
        raise ModelError(f"{path} doesn't contain this model: {', '.join(wrong[:3])} are missing or unknown")
    return model
