"""The trained model of claims: how likely the nearest sentences support a claim, contradict it, or don't say
it, and which words of the claim they don't back.

It is the reader's transformer with four outputs per token. The first three are read at the first token, the
last at each token of the claim.
"""

from __future__ import annotations

from pathlib import Path

from assistant.claims.alignment import Alignment
from assistant.claims.records import Doubt, Entailment
from assistant.claims.sentences import Sentence
from assistant.once import Once
from assistant.reader import Packed, Packer, SentenceWindow, load, tensors
from storage.models.bundled import bundled_folder
from storage.models.devices import bfloat16_is_native

WEIGHTS = Path(__file__).parent / "weights"

OUTPUTS = ("supported", "contradicted", "not said", "doubted")
MAX_CLAIM = 64  # tokens
MAX_TOKENS = 224  # of claim, headline and evidence together
EVIDENCE = 640  # characters of sentences


class ClaimModel:
    """The trained model, run on the processor. Loading it takes a second or two."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        import torch

        bundled = bundled_folder()
        self._packer = claim_packer(bundled)
        self._model = load(folder, bundled, OUTPUTS).eval()
        if bfloat16_is_native():
            self._model = self._model.to(torch.bfloat16)

    def read(self, alignment: Alignment) -> Entailment:
        import torch

        packed = self._packer.pack(alignment.claim, [nearest_window(alignment)])[0]
        with torch.inference_mode():
            logits = self._model(**tensors([packed])).logits[0].float()
        supported, contradicted, not_said = logits[0, :3].softmax(0).tolist()
        graded = logits[:, 3].sigmoid().tolist()
        doubts = tuple(Doubt(packed.starts[t], packed.ends[t], graded[t]) for t in claim_tokens(packed))
        return Entailment(supported, contradicted, not_said, doubts)


# The project's model of claims.
bundled_model = Once(ClaimModel)


def claim_packer(bundled: Path) -> Packer:
    return Packer(bundled, MAX_CLAIM, MAX_TOKENS)


def claim_tokens(packed: Packed) -> range:
    """The indices of the claim's tokens."""
    return range(1, packed.kinds.index(1) - 1)


def nearest_window(alignment: Alignment) -> SentenceWindow:
    """The sentences nearest to the claim, and as many of their neighbours as fit, in the order of the
    passages, under the headline of the nearest."""
    chosen: list[Sentence] = []
    room = EVIDENCE
    for sentence in (*alignment.sentences, *alignment.context):
        if sentence not in chosen and (len(sentence.text) <= room or not chosen):
            chosen.append(sentence)
            room -= len(sentence.text)
    if not chosen:
        return SentenceWindow("", ())
    title = alignment.passages[chosen[0].passage].title
    chosen.sort(key=lambda sentence: (sentence.passage, sentence.place))
    return SentenceWindow(title, tuple(sentence.text for sentence in chosen))
