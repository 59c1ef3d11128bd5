"""Counts the acknowledged transactions of a catalog outside its write-ahead log.

Without its write-ahead log, SQLite opens a catalog in the state of the last checkpoint and reports no error.
The count in a separate file survives the log, so the loss is noticed.
"""

from __future__ import annotations

from pathlib import Path


class CommitNote:
    """The file beside a catalog: "3f2a... 00000000000000001234". It survives a killed process; after a power
    cut it may be behind, never ahead."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, uuid: str) -> int:
        """The count for the catalog with this uuid, 0 without one. Raises OSError."""
        try:
            words = self._path.read_bytes().split()
        except FileNotFoundError:
            return 0
        is_valid = len(words) == 2 and words[0] == uuid.encode() and words[1].isdigit()
        return int(words[1]) if is_valid else 0

    def write(self, uuid: str, commits: int) -> None:
        """Call this under the write lock, after the transaction. Raises OSError."""
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.write(_line(uuid, commits))  # always of the same length
        except FileNotFoundError:
            self._path.write_bytes(_line(uuid, commits))


def _line(uuid: str, commits: int) -> bytes:
    return f"{uuid} {commits:020}\n".encode()
