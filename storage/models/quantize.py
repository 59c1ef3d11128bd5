"""Quantises a sentence-transformers model to int8, for `storage.models.openvino`.

`storage.models.int8` runs it in a process of its own, because nncf prints on standard output, and because it
takes a gigabyte of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from storage.models.devices import LENGTH_STEP
from storage.models.openvino import NETWORK, TOKENIZER, without_telemetry
from storage.models.tokens import untruncated

CALIBRATION = Path(__file__).with_name("calibration.txt")  # made-up reports and questions


def quantize(model: str, folder: str) -> None:
    """Write the int8 form of the model at this path to a new folder: the network and its tokenizer.

    The weights and the activations of the matrix products become int8. The ranges of the activations are
    measured on the calibration texts. The result is deterministic.
    """
    without_telemetry()
    import openvino
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(model, device="cpu", local_files_only=True)
    tokenizer = _tokenizer_of(original)
    network = _in_int8(_converted(original), tokenizer, calibration_texts())
    Path(folder).mkdir()
    openvino.save_model(network, Path(folder, NETWORK))
    tokenizer.save(str(Path(folder, TOKENIZER)))


def calibration_texts() -> list[str]:
    """Texts of all lengths: the reports, and each of their lines."""
    reports = CALIBRATION.read_text("utf-8").strip().split("\n\n")
    return [*reports, *(line for report in reports for line in report.split("\n"))]


def _converted(model: Any) -> Any:
    """The network for OpenVINO, for any number of texts and tokens: token ids and their mask, both int64 of
    shape (texts, tokens) -> float32 of shape (texts, dimension)."""
    import openvino
    import torch

    class Network(torch.nn.Module):  # type: ignore[misc]  # mypy doesn't read torch
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return output["sentence_embedding"]

    example = {name: torch.ones((2, 8), dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    network = openvino.convert_model(Network().eval(), example_input=example)
    network.reshape({name: [-1, -1] for name in example})
    return network


def _in_int8(network: Any, tokenizer: Any, texts: Sequence[str]) -> Any:
    """The network in int8, with the ranges of its activations measured on these texts."""
    import nncf

    def inputs(text: str) -> dict[str, Any]:
        encoded = tokenizer.encode(text)
        return {"input_ids": np.array([encoded.ids]), "attention_mask": np.array([encoded.attention_mask])}

    return nncf.quantize(
        network, nncf.Dataset(texts, inputs), model_type=nncf.ModelType.TRANSFORMER, subset_size=len(texts)
    )


def _tokenizer_of(model: Any) -> Any:
    """A tokenizer that truncates texts to the model's maximum, and pads a batch to its longest text."""
    tokenizer = untruncated(model.tokenizer.backend_tokenizer)
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.enable_padding(
        pad_id=model.tokenizer.pad_token_id,
        pad_token=model.tokenizer.pad_token,
        # OpenVINO, too, keeps kernels for each shape: queries of 253 lengths took 1,290 MB, padded so 73 MB.
        pad_to_multiple_of=LENGTH_STEP if model.max_seq_length % LENGTH_STEP == 0 else None,
    )
    return tokenizer
