"""`python -m storage list|remove|check|rebuild|backup|restore|rescue|feedback`: look after a store."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from storage.errors import ArticleRejected, DatelineError, UsageError
from storage.options import options_parser
from storage.rebuild import RebuildStep
from storage.records import ArticleInfo, Filter
from storage.settings import Settings, store_line
from storage.sigterm import interrupted_by_sigterm
from storage.store import Store
from storage.text.history import Version
from storage.text.wording import count
from storage.urls import canonical_url

LINE_EVERY = 1.0  # seconds between two lines of progress

Result = tuple[Any, str, int]  # for --json, for people, exit status


class Stopped(Exception):
    """The user stopped a command; the message reports the work done so far."""


def main(arguments: list[str] | None = None, *, program: str = "python -m storage") -> int:
    """Run the command, named `program` in its help. Returns the exit status: 0 done, 1 failed or problems
    found, 2 wrong usage."""
    try:
        settings = Settings.from_environment()
        options = options_parser(settings, program).parse_args(arguments)
        print(store_line(options.store), file=sys.stderr)
        with interrupted_by_sigterm():
            result, text, status = _COMMANDS[options.command](options)
    except DatelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    print(json.dumps(result, ensure_ascii=False, default=str) if options.json else text)
    return status


def _list(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        infos = store.articles()
        versions = {info.id: store.versions(info.id) for info in infos} if options.versions else {}
    lines = [line for info in infos for line in (_line(info), *map(_version, versions.get(info.id, ())))]
    passages = sum(info.passages for info in infos)
    entries = [
        asdict(info) | ({"versions": [asdict(v) for v in versions[info.id]]} if options.versions else {})
        for info in infos
    ]
    return entries, "\n".join([*lines, f"{count(len(infos), 'article')}, {count(passages, 'passage')}"]), 0


def _line(info: ArticleInfo) -> str:
    """ "0a3e...  2024-03-05  Tidings  Boats adrift  [sample]  [corrected]  [same text as 1f2e...]" """
    day, title = info.published[:10] or "undated   ", info.title or info.url or "untitled"
    marks = ["sample" if info.is_sample else "", info.change, info.copy_of and f"same text as {info.copy_of}"]
    return "  ".join((info.id, day, info.outlet or "-", title, *(f"[{mark}]" for mark in marks if mark)))


def _version(version: Version) -> str:
    """ "    3f2a...  2024-03-05T10:00:00Z  corrected  Correction: the harbour ...", and a line for each
    removed or added sentence."""
    time = version.updated or version.published or f"stored {version.stored_at}"
    change = version.change if version.current else f"{version.change}, replaced"
    line = "  ".join(("   ", version.version, time, change, *filter(None, [" ".join(version.notices)])))
    removed = [f"      - {' '.join(sentence.split())}" for sentence in version.removed]
    added = [
        f"      + {' '.join(sentence.split())}"
        for sentence in version.added
        if not any(sentence in notice for notice in version.notices)
    ]
    return "\n".join([line, *removed, *added])


def _remove(options: argparse.Namespace) -> Result:
    where = Filter(tuple(options.outlet), options.since, options.until, tuple(_url_forms(options.url)))
    if [bool(options.id), options.samples, not where.is_empty].count(True) != 1:
        raise UsageError(
            "name one article by its id, or several by --outlet, --since, --until, --url or --samples"
        )
    if options.since and options.until and options.since > options.until:
        raise UsageError(f"--since {options.since} is after --until {options.until}: swap them")
    with Store.open(options.store, create=False) as store:
        if options.samples:
            samples = store.samples()
            for article_id in samples:
                store.remove(article_id)
            return {"removed": samples}, f"removed {count(len(samples), 'sample article')}", 0
        if options.id:
            article = store.article(options.id)
            store.remove(options.id)
            return {"removed": options.id}, f"removed {options.id}: {article.title or article.identity}", 0
        matching = store.articles(where=where)
        if not matching:
            return {"removed": []}, "no article matches; nothing was removed", 1
        if not options.yes:
            _confirm(f"remove {count(len(matching), 'article')}, with all versions?")
        removed = store.remove_where(where)
    return {"removed": [info.id for info in removed]}, f"removed {count(len(removed), 'article')}", 0


def _url_forms(urls: Sequence[str]) -> Iterator[str]:
    """Each URL as given, and in the form that identifies its article."""
    for url in urls:
        yield url
        with suppress(ArticleRejected):  # the path of an article without a URL
            yield canonical_url(url)


def _confirm(question: str) -> None:
    """Ask the user. Raises Stopped unless the answer is yes, UsageError without a terminal."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Give --yes to confirm; nothing was removed")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise Stopped("nothing was removed")


def _check(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        check = store.check()
    problems = "\n".join(check.problems) or "no problems"
    counts = f"{count(check.counts.articles, 'article')}, {count(check.counts.passages, 'passage')}"
    index = ": ".join(filter(None, (check.index.phase, check.index.reason)))
    if check.problems:
        index += ", but the catalog that it copies has problems"
    is_sound = not check.problems and check.index.phase != "off"
    return asdict(check), f"{counts}: {problems}\nvector index: {index}", 0 if is_sound else 1


def _rebuild(options: argparse.Namespace) -> Result:
    settings = Settings.from_environment()
    with Store.open(
        options.store, create=False, device=settings.device, batch_size=settings.batch_size
    ) as store:
        try:
            store.rebuild(options.embedding_model, progress=_Lines(sys.stderr))
        except KeyboardInterrupt:
            raise Stopped(
                "stopped; the new vectors are kept, and the same command continues from there. Until it "
                "finishes, the store answers from the old vectors"
            ) from None
        counts, model = store.count(), store.model
    text = f"rebuilt: {count(counts.passages, 'passage')}, vectors of {model}"
    return asdict(counts) | {"model": model}, text, 0


class _Lines:
    """Prints the progress of a rebuild: at most one line per second, and one per finished step."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = time.monotonic()

    def __call__(self, step: RebuildStep) -> None:
        if step.done == step.total or time.monotonic() - self._last >= LINE_EVERY:
            self._last = time.monotonic()
            print(f"{step.name}: {step.done:,} of {step.total:,}", file=self._stream, flush=True)


def _backup(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        store.backup(options.file)
    size = Path(options.file).stat().st_size
    return {"backup": str(options.file), "bytes": size}, f"wrote {options.file}, {size:,} bytes", 0


def _restore(options: argparse.Namespace) -> Result:
    with Store.restore(options.file, options.store) as store:
        counts = store.count()
    return asdict(counts), f"restored {count(counts.articles, 'article')} to {options.store}", 0


def _rescue(options: argparse.Namespace) -> Result:
    done = Store.rescue(options.store, options.folder)
    saved = f"saved to {options.folder}: {count(done.articles, 'article')}"
    lines = [f"{saved}, {count(done.older_versions, 'older version')}"]
    if done.unsplit:
        lines.append(
            f"{count(done.unsplit, 'article')} without passages, in {done.unsplit_file}: add them with "
            f"`python -m ingest {done.unsplit_file} --store {options.folder}`"
        )
    lines += [f"lost: row {row}, {article or 'unnamed'}: {reason}" for row, article, reason in done.lost]
    missing = (done.expected or 0) - done.articles - done.unsplit
    if missing > 0:
        lines.append(f"{count(missing, 'article')} of {done.expected:,} can't be read")
    result = asdict(done) | {"lost": [lost._asdict() for lost in done.lost]}
    return result, "\n".join(lines), 1 if done.lost or missing > 0 else 0


def _feedback(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        given = store.feedback.all()
    if options.questions:
        rows = [each.to_question() for each in given]
        return rows, "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), 0
    lines = [
        f"{each.given_at}  {'helpful' if each.helpful else each.reason or 'not helpful'}  {each.question}"
        for each in given
    ]
    counted = f"{count(len(given), 'opinion')}, {sum(each.helpful for each in given):,} helpful"
    return [asdict(each) for each in given], "\n".join([*map(_on_one_line, lines), counted]), 0


def _on_one_line(text: str) -> str:
    """A reader's text, safe to show on a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


_COMMANDS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "list": _list,
    "remove": _remove,
    "check": _check,
    "rebuild": _rebuild,
    "backup": _backup,
    "restore": _restore,
    "rescue": _rescue,
    "feedback": _feedback,
}


if __name__ == "__main__":
    sys.exit(main())
