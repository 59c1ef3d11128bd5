"""Loads an embedding model; the files in its folder determine the backend."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from storage.errors import ModelError
from storage.models.devices import AUTO
from storage.models.embedder import Embedder
from storage.models.openvino import NETWORK, OpenVINOEmbedder
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.settings import BUNDLED_MODEL


class Backend(Protocol):
    """Loads a model by its name or folder."""

    def __call__(self, name: str, /, *, device: str, batch_size: int | None) -> Embedder: ...


# A file that identifies the models of one backend -> that backend.
BACKENDS: dict[str, Backend] = {
    NETWORK: OpenVINOEmbedder,
    "modules.json": SentenceTransformerEmbedder,
    "config.json": SentenceTransformerEmbedder,
}


def load_embedder(name: str, *, device: str = AUTO, batch_size: int | None = None) -> Embedder:
    """Load an embedding model by its name from `model_name`.

    `device`: "cpu", "cuda", "mps", or "auto" for a GPU if available. `batch_size`: texts per step; None means
    the default of the device. Raises ModelError.
    """
    folder = Path(name)
    if name == BUNDLED_MODEL or not folder.is_dir():
        return SentenceTransformerEmbedder(name, device=device, batch_size=batch_size)
    for file, backend in BACKENDS.items():
        if (folder / file).is_file():
            return backend(name, device=device, batch_size=batch_size)
    raise ModelError(
        f"{folder} contains no embedding model: it has none of the files {', '.join(BACKENDS)}. Name a "
        f"folder with a sentence-transformers or an OpenVINO model, or name none to use {BUNDLED_MODEL}"
    )


def model_name(name_or_path: str) -> str:
    """The name that a store records. A folder becomes an absolute path, valid in any current folder."""
    is_folder = name_or_path != BUNDLED_MODEL and Path(name_or_path).is_dir()
    return str(Path(name_or_path).resolve()) if is_folder else name_or_path
