"""Loading an embedding model: the files in its folder say which back end runs it."""

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
    """Loads the model in a folder, or of a name."""

    def __call__(self, name: str, /, *, device: str, batch_size: int | None) -> Embedder: ...


# A file that only the folders of one back end have -> that back end.
BACKENDS: dict[str, Backend] = {
    NETWORK: OpenVINOEmbedder,
    "modules.json": SentenceTransformerEmbedder,
    "config.json": SentenceTransformerEmbedder,
}


def load_embedder(name: str, *, device: str = AUTO, batch_size: int | None = None) -> Embedder:
    """The embedding model of this name, as `model_name` gives it.

    `device`: "cpu", "cuda", "mps", or "auto" for a GPU when there is one. `batch_size`: texts a step; None
    means a good one for the device. Raises ModelError.
    """
    folder = Path(name)
    if name == BUNDLED_MODEL or not folder.is_dir():
        return SentenceTransformerEmbedder(name, device=device, batch_size=batch_size)
    for file, backend in BACKENDS.items():
        if (folder / file).is_file():
            return backend(name, device=device, batch_size=batch_size)
    raise ModelError(
        f"{folder} holds no embedding model: it has none of the files {', '.join(BACKENDS)}. Name a folder "
        f"with a sentence-transformers or an OpenVINO model, or nothing for {BUNDLED_MODEL}"
    )


def model_name(name_or_path: str) -> str:
    """The name that a store remembers: a folder by its absolute path, so that it is found from anywhere."""
    is_folder = name_or_path != BUNDLED_MODEL and Path(name_or_path).is_dir()
    return str(Path(name_or_path).resolve()) if is_folder else name_or_path
