"""The manifest of a folder after its last clean write, which reveals damage before the files are opened."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from storage.catalog.files import sync

FORMAT = 1


class FileHashes:
    """Hashes of files, computed again only when the size or the modification time has changed."""

    def __init__(self) -> None:
        self.computed = 0  # number of files read
        self._hashes: dict[Path, tuple[int, int, str]] = {}

    def of(self, path: Path) -> str:
        """The hash of a file. Raises OSError."""
        status = path.stat()
        size, changed, digest = self._hashes.get(path, (-1, -1, ""))
        if (size, changed) != (status.st_size, status.st_mtime_ns):
            digest = _hash(path)
            self.computed += 1
            self._hashes[path] = (status.st_size, status.st_mtime_ns, digest)
        return digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """The size and the hash of each file in a folder, and the state of the catalog that the files reflect."""

    catalog: str
    dimension: int
    sequence: int
    files: dict[str, tuple[int, str]]
    format: int = FORMAT

    @classmethod
    def of(
        cls, folder: Path, *, catalog: str, dimension: int, sequence: int, hashes: FileHashes | None = None
    ) -> Manifest:
        """Describe the folder's current files. `hashes`: reuses the hashes of earlier calls. Raises
        OSError."""
        hashes = hashes or FileHashes()
        files = {name: (path.stat().st_size, hashes.of(path)) for name, path in _files(folder).items()}
        return cls(catalog, dimension, sequence, files)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest. Raises OSError, and ValueError when the file is damaged."""
        try:
            outer = json.loads(path.read_bytes())
            content, checksum = outer["manifest"], outer["blake2b"]
            if checksum != _checksum(content):
                raise ValueError("its checksum is wrong")
            files = {name: (size, digest) for name, (size, digest) in content.pop("files").items()}
            return cls(**content, files=files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name} is damaged: {error}") from error

    def write(self, path: Path) -> None:
        """Write the manifest atomically. Raises OSError."""
        content = asdict(self)
        temporary = path.with_suffix(".new")
        with temporary.open("w") as file:
            json.dump({"manifest": content, "blake2b": _checksum(content)}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync(path.parent)

    def difference(self, folder: Path) -> str:
        """The first difference between the folder and this manifest, "" when they agree.

        All sizes are compared before the first file is hashed. Raises OSError.
        """
        files = _files(folder)
        for name in sorted(files.keys() ^ self.files.keys()):
            return f"{name} is {'missing' if name in self.files else 'unknown'}"
        for name, (size, _) in self.files.items():
            if files[name].stat().st_size != size:
                return f"{name} has {files[name].stat().st_size} bytes, expected {size}"
        for name, (_, digest) in self.files.items():
            if _hash(files[name]) != digest:
                return f"{name} has changed"
        return ""


def discard(path: Path) -> None:
    """Delete a manifest durably, so that a power cut can't restore it. Raises OSError."""
    if path.exists():
        path.unlink()
        sync(path.parent)


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
