"""Settings: read from the environment at the entry points, passed on as arguments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from storage.errors import UsageError

VERSION = "0.1.0"  # of the whole project: pyproject.toml reads it from here
ROOT = Path(__file__).resolve().parent.parent
BUNDLED_MODEL = "all-MiniLM-L6-v2"
LLM_KEY = "DATELINE_LLM_KEY"  # of a server of the kind openai-like
ENVIRONMENT: Mapping[str, str] = os.environ  # for what isn't Dateline's: the keys of language models


def default_store(root: Path = ROOT) -> Path:
    """`storage/data` of a checkout; for an installed package, a folder in the user's data folder.

    It doesn't depend on the current folder. `root`: the folder that contains the packages.
    """
    if (root / "pyproject.toml").is_file():
        return root / "storage" / "data"
    return platformdirs.user_data_path("dateline", appauthor=False) / "store"


def cache_folder() -> Path:
    """The folder for what can be made again, in the user's cache folder."""
    return platformdirs.user_cache_path("dateline", appauthor=False)


def store_line(folder: str | Path) -> str:
    """The first line that a command prints, on standard error: "store: /home/ann/dateline/storage/data"."""
    return f"store: {Path(folder).absolute()}"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a command.

    `store`: the folder of the store. `embedding_model`: None means the store's own model, or the
    bundled model for a new store. `ranker`: the cross-encoder that orders the evidence; None means the
    project's reader. `fetch_allow`: private hosts that may be fetched from, such as "wiki.example" or
    "127.0.0.1:8000". `device`: the device of the embedding model, "cpu", "cuda", "mps" or "auto" (the
    fastest, as for `load_embedder`); the reader and a cross-encoder always run on the processor.
    `batch_size`: passages embedded in one step; None means the default of the device. `llm`: the language
    model that writes prose, such as "ollama/llama3.2"; None means none, and answers of quotations.
    """

    store: Path = field(default_factory=default_store)
    embedding_model: str | None = None
    ranker: str | None = None
    fetch_allow: tuple[str, ...] = ()
    device: str = "auto"
    batch_size: int | None = None
    llm: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """`DATELINE_STORE`, `DATELINE_EMBEDDING_MODEL`, `DATELINE_RANKER`, `DATELINE_FETCH_ALLOW` (comma
        separated), `DATELINE_DEVICE`, `DATELINE_BATCH_SIZE` and `DATELINE_LLM`; an unset or empty variable
        means the default.

        Raises UsageError unless the batch size is a whole number of at least 1.
        """
        allow = environment.get("DATELINE_FETCH_ALLOW", "").split(",")
        return cls(
            store=Path(environment.get("DATELINE_STORE") or default_store()),
            embedding_model=environment.get("DATELINE_EMBEDDING_MODEL") or None,
            ranker=environment.get("DATELINE_RANKER") or None,
            fetch_allow=tuple(host.strip() for host in allow if host.strip()),
            device=environment.get("DATELINE_DEVICE") or "auto",
            batch_size=_batch_size(environment.get("DATELINE_BATCH_SIZE") or ""),
            llm=environment.get("DATELINE_LLM") or None,
        )


def _batch_size(value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise UsageError(f"DATELINE_BATCH_SIZE is {value!r}, expected a whole number of at least 1")
    return int(value)
