"""Chroma's files, and the manifest beside them that tells whether they can be trusted."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.catalog.catalog import Catalog
from storage.index.manifest import FileHashes, Manifest, discard


class IndexFiles:
    """The folder of the index, and its manifest, which exists only while nothing is being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_described = False  # whether the manifest describes the files
        self._manifest_path = folder.with_suffix(".json")
        self._hashes = FileHashes()

    def verified(self, catalog: Catalog) -> tuple[int, str]:
        """(the sequence number that the files reflect, ""), or (0, the reason to rebuild them)."""
        try:
            manifest = Manifest.read(self._manifest_path)
            reason = self._mismatch(manifest, catalog)
        except FileNotFoundError:
            return 0, "it was never built, or a write was interrupted"
        except (ValueError, OSError) as error:
            return 0, str(error)
        return (0, reason) if reason else (manifest.sequence, "")

    def expect_changes(self) -> None:
        """Discard the manifest. Call this before the files change. Raises OSError."""
        discard(self._manifest_path)
        self.is_described = False

    def describe(self, catalog: str, dimension: int, sequence: int) -> None:
        """Write the manifest of the files. Raises OSError."""
        manifest = Manifest.of(
            self.folder, catalog=catalog, dimension=dimension, sequence=sequence, hashes=self._hashes
        )
        manifest.write(self._manifest_path)
        self.is_described = True

    def delete(self) -> None:
        """Delete the manifest and the files. Raises OSError."""
        self.expect_changes()
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def _mismatch(self, manifest: Manifest, catalog: Catalog) -> str:
        if (manifest.catalog, manifest.dimension) != (catalog.uuid, catalog.dimension):
            return "it belongs to another catalog or to other vectors"
        if manifest.sequence > catalog.sequence():
            return f"it reflects change {manifest.sequence}, but the catalog ends at {catalog.sequence()}"
        return manifest.difference(self.folder)
