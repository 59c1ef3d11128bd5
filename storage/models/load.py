"""Which back end runs an embedding model: told by what its folder holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage.errors import ModelError
from storage.models.embedder import Embedder, SentenceTransformerEmbedder
from storage.models.openvino import NETWORK, OpenVINOEmbedder
from storage.settings import BUNDLED_MODEL

# A file that only a folder for this back end has -> the back end.
BACKENDS: dict[str, Callable[[str], Embedder]] = {
    NETWORK: OpenVINOEmbedder,
    "modules.json": SentenceTransformerEmbedder,
    "config.json": SentenceTransformerEmbedder,
}


def load_embedder(name: str) -> Embedder:
    """The embedding model of this name, as `model_name` gives it. Raises ModelError."""
    folder = Path(name)
    if name == BUNDLED_MODEL or not folder.is_dir():
        return SentenceTransformerEmbedder(name)
    for file, backend in BACKENDS.items():
        if (folder / file).is_file():
            return backend(name)
    raise ModelError(
        f"{folder} holds no embedding model: it has none of the files {', '.join(BACKENDS)}. Name a folder "
        f"with a sentence-transformers or an OpenVINO model, or nothing for {BUNDLED_MODEL}"
    )


def model_name(name_or_path: str) -> str:
    """What a store remembers: a folder by its whole path, so that it is found from anywhere."""
    is_folder = name_or_path != BUNDLED_MODEL and Path(name_or_path).is_dir()
    return str(Path(name_or_path).resolve()) if is_folder else name_or_path
