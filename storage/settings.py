"""Settings: read from the environment at the entry points, handed down as arguments from there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_STORE = "storage/data"
BUNDLED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store lies, which embedding model to use (None: the one the store was made with, or the
    bundled one for a new store), which cross-encoder orders the evidence (None: the project's own), and
    which hosts are fetched from although they aren't public ("wiki.example", "127.0.0.1:8000")."""

    store: Path = Path(DEFAULT_STORE)
    embedding_model: str | None = None
    ranker: str | None = None
    fetch_allow: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """`DATELINE_STORE`, `DATELINE_EMBEDDING_MODEL`, `DATELINE_RANKER` and `DATELINE_FETCH_ALLOW` (comma
        separated); unset or empty: the default."""
        allow = environment.get("DATELINE_FETCH_ALLOW", "").split(",")
        return cls(
            store=Path(environment.get("DATELINE_STORE") or DEFAULT_STORE),
            embedding_model=environment.get("DATELINE_EMBEDDING_MODEL") or None,
            ranker=environment.get("DATELINE_RANKER") or None,
            fetch_allow=tuple(host.strip() for host in allow if host.strip()),
        )
