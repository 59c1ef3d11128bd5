"""Loads an embedding model, by the backend that runs it fastest."""

from __future__ import annotations

from pathlib import Path

from storage.errors import ModelError
from storage.models.devices import AUTO
from storage.models.embedder import Embedder
from storage.models.int8 import load_int8, this_machine, wants_int8
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.settings import BUNDLED_MODEL, cache_folder

MODEL_FILES = ("modules.json", "config.json")  # a folder with one of them holds a model


def load_embedder(
    name: str, *, device: str = AUTO, batch_size: int | None = None, cache: Path | None = None
) -> Embedder:
    """Load an embedding model by its name from `model_name`.

    `device`: "cpu", "cuda", "mps", or "auto" for the fastest: a GPU if available, else the processor, where
    the bundled model runs in int8 if `storage.models.int8` finds that faster. `batch_size`: texts per step;
    None means the default of the device. `cache`: the folder of int8 models; None means the user's. Raises
    ModelError.
    """
    folder = Path(name)
    is_folder = name != BUNDLED_MODEL and folder.is_dir()
    if is_folder and not any((folder / file).is_file() for file in MODEL_FILES):
        raise ModelError(
            f"{folder} contains no embedding model: it has none of the files {', '.join(MODEL_FILES)}. Name "
            f"a folder with a sentence-transformers model, or name none to use {BUNDLED_MODEL}"
        )
    machine = this_machine()
    if wants_int8(name, device, machine):
        in_int8 = load_int8(cache or cache_folder(), machine, batch_size=batch_size)
        if in_int8:
            return in_int8
    return SentenceTransformerEmbedder(name, device=device, batch_size=batch_size)


def model_name(name_or_path: str) -> str:
    """The name that a store records. A folder becomes an absolute path, valid in any current folder."""
    is_folder = name_or_path != BUNDLED_MODEL and Path(name_or_path).is_dir()
    return str(Path(name_or_path).resolve()) if is_folder else name_or_path
