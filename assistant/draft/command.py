"""What `python -m assistant --check FILE` needs: the file, the progress line, and the exit status."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TextIO

from assistant.draft.blocks import Draft
from assistant.draft.checking import Progress
from assistant.draft.formats import MAX_BYTES, read_bytes
from assistant.draft.report import Report
from storage.errors import UsageError
from storage.text.wording import count

STANDARD_INPUT = "-"
LINE_EVERY = 1.0  # seconds, where lines can't be overwritten


def read_file(name: str) -> Draft:
    """The draft in a file; "-" is standard input. Raises UsageError for a file that can't be read or
    checked."""
    if name == STANDARD_INPUT:
        return read_bytes(sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with Path(name).open("rb") as file:
            return read_bytes(file.read(MAX_BYTES + 1), Path(name).name)
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}") from error


def passes(report: Report, fail_under: float | None) -> bool:
    """Whether enough claims are supported; without a share, whether nothing differs from the articles."""
    if fail_under is None:
        return not report.counts["contradicted"]
    return report.share_supported >= fail_under


def progress_on(stream: TextIO) -> Progress:
    """Tells the progress on a stream: on a terminal in one line, else in a line a second and one at the
    end."""
    is_terminal = stream.isatty()
    last = time.monotonic() if not is_terminal else 0.0

    def tell(done: int, claims: int) -> None:
        nonlocal last
        is_end = done == claims
        if is_terminal:
            stream.write(f"\rchecked {done:,} of {count(claims, 'claim')}{chr(10) if is_end else ''}")
        elif is_end or time.monotonic() - last >= LINE_EVERY:
            last = time.monotonic()
            stream.write(f"checked {done:,} of {count(claims, 'claim')}\n")
        stream.flush()

    return tell
