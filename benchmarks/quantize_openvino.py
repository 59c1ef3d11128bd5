"""Quantise the bundled embedding model to int8 for OpenVINO: faster where bfloat16 is not native.

    python benchmarks/quantize_openvino.py OUT       # needs: pip install -e '.[openvino]'

Writes the network and its tokenizer to OUT, a new folder; use it with `DATELINE_EMBEDDING_MODEL=OUT`. The
weights and activations of the matrix products become int8, with ranges measured on the sample reports. The
result is deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import openvino
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from storage.models.bundled import bundled_folder
from storage.models.openvino import NETWORK, TOKENIZER
from storage.models.tokens import untruncated

SAMPLES = Path(__file__).resolve().parent.parent / "ingest" / "samples"


class Network(torch.nn.Module):  # type: ignore[misc]  # mypy doesn't read torch
    """Token ids and their mask, both int64 of shape (texts, tokens) -> float32, shape (texts, dimension)."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return output["sentence_embedding"]


def convert(model: SentenceTransformer) -> openvino.Model:
    """The network for OpenVINO, for any number of texts and tokens."""
    example = {name: torch.ones((2, 8), dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    network = openvino.convert_model(Network(model).eval(), example_input=example)
    network.reshape({name: [-1, -1] for name in example})
    return network


def quantize(network: openvino.Model, tokenizer: Tokenizer, texts: Sequence[str]) -> openvino.Model:
    """The network in int8, with the ranges of its activations measured on these texts."""

    def inputs(text: str) -> dict[str, Any]:
        encoded = tokenizer.encode(text)
        return {"input_ids": np.array([encoded.ids]), "attention_mask": np.array([encoded.attention_mask])}

    return nncf.quantize(
        network, nncf.Dataset(texts, inputs), model_type=nncf.ModelType.TRANSFORMER, subset_size=len(texts)
    )


def tokenizer_of(model: SentenceTransformer) -> Tokenizer:
    """A tokenizer that truncates texts to the model's maximum, and pads a batch to its longest text."""
    tokenizer: Tokenizer = untruncated(model.tokenizer.backend_tokenizer)
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.enable_padding(pad_id=model.tokenizer.pad_token_id, pad_token=model.tokenizer.pad_token)
    return tokenizer


def sample_texts() -> list[str]:
    """The sample reports, whole and by paragraph: texts of all lengths."""
    reports = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(SAMPLES.glob("*.json"))]
    return [*reports, *(paragraph for report in reports for paragraph in report.split("\n\n"))]


def save(model: SentenceTransformer, folder: Path) -> None:
    """Write the quantised model to a new folder, in the form that `storage.models.openvino` reads."""
    tokenizer = tokenizer_of(model)
    network = quantize(convert(model), tokenizer, sample_texts())
    folder.mkdir(parents=True)
    openvino.save_model(network, folder / NETWORK)
    tokenizer.save(str(folder / TOKENIZER))


def main() -> int:
    options = _parser().parse_args()
    if options.out.exists():
        print(f"error: {options.out} exists already: name a new folder", file=sys.stderr)
        return 1
    save(SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True), options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
