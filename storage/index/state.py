"""The state of the vector index, as commands and the page show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["off", "waiting", "verifying", "building", "following", "ready"]


@dataclass(frozen=True, slots=True)
class IndexState:
    """The state of the vector index. `done` of `total` changes are applied. `reason`: the cause of the last
    rebuild, or of the phase "off"."""

    phase: Phase = "off"
    done: int = 0
    total: int = 0
    reason: str = ""
