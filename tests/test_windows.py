"""What differs on Windows, asked for by arguments: these tests run elsewhere."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from ingest.isolation import end_with
from storage.catalog.files import sync


def test_only_files_are_flushed_and_they_are_open_for_writing(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_text("articles")
    sync(tmp_path / "catalog", windows=True)
    sync(tmp_path, windows=True)  # opening a folder for writing would raise IsADirectoryError
    assert (tmp_path / "catalog").read_text() == "articles"


def test_no_thread_waits_for_another_parent_number() -> None:
    """Windows never changes it."""
    before = set(threading.enumerate())
    end_with(os.getppid(), "win32")
    assert set(threading.enumerate()) <= before
