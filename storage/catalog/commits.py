"""How many transactions a catalog has acknowledged, noted outside of its write-ahead log.

A log that is lost takes all transactions since the last checkpoint with it, and SQLite opens what is left
without a word. The number beside the file outlives the log, so that the loss is noticed.
"""

from __future__ import annotations

from pathlib import Path


class CommitNote:
    """The file beside a catalog: "3f2a... 00000000000000001234". A process that is killed loses nothing of
    it; after a power cut it may be behind, never ahead."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, uuid: str) -> int:
        """The noted number; 0 when there is none for a catalog of this uuid. Raises OSError."""
        try:
            words = self._path.read_bytes().split()
        except FileNotFoundError:
            return 0
        known = len(words) == 2 and words[0] == uuid.encode() and words[1].isdigit()
        return int(words[1]) if known else 0

    def write(self, uuid: str, commits: int) -> None:
        """Called under the write lock, after the transaction. Raises OSError."""
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.write(_line(uuid, commits))  # always of one length
        except FileNotFoundError:
            self._path.write_bytes(_line(uuid, commits))


def _line(uuid: str, commits: int) -> bytes:
    return f"{uuid} {commits:020}\n".encode()
