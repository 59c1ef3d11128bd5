"""Shows the progress of a run. Only importer of rich."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from ingest.tally import Progress, Watcher
from storage.text.wording import count

LINE_EVERY = 1.0  # seconds, where lines can't be overwritten


@contextmanager
def shown(stream: TextIO) -> Iterator[Watcher]:
    """Show a run: with a bar on a terminal, elsewhere with a line each second and one at the end."""
    if stream.isatty():
        with _bar(stream) as watcher:
            yield watcher
    else:
        yield _lines(stream)


def describe(progress: Progress) -> str:
    """ "120 articles, 48.2 passages/s, 1:05 left", or "reading" before the first article; with fetched
    pages "130 pages fetched" goes first."""
    parts = [f"{count(progress.fetched, 'page')} fetched"] if progress.fetched else []
    if not progress.articles and progress.share < 1:
        return ", ".join([*parts, "reading"])
    parts.append(count(progress.articles, "article"))
    if progress.passages:
        parts.append(f"{progress.passages / max(progress.seconds, 1e-9):.1f} passages/s")
    if progress.seconds_left is not None and progress.share < 1:
        parts.append(f"{_clock(progress.seconds_left)} left")
    if progress.indexed < progress.to_index:
        indexed = f"{progress.indexed:,} of {count(progress.to_index, 'change')}"
        parts.append(f"the vector index is still catching up: {indexed}")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _lines(stream: TextIO) -> Watcher:
    last, shown_line = -LINE_EVERY, ""

    def watch(progress: Progress) -> None:
        nonlocal last, shown_line
        line = describe(progress)
        if line != shown_line and (progress.share == 1 or progress.seconds - last >= LINE_EVERY):
            last, shown_line = progress.seconds, line
            stream.write(line + "\n")
            stream.flush()

    return watch


@contextmanager
def _bar(stream: TextIO) -> Iterator[Watcher]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def watch(progress: Progress) -> None:
            total = 1.0 if progress.share else None
            bar.update(task, completed=progress.share, total=total, description=describe(progress))

        yield watch
