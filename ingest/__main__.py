"""`python -m ingest PATH...`: read articles into a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.fetch.fetcher import Fetcher
from ingest.formats.columns import FIELDS, parse_mapping
from ingest.formats.read import SUFFIXES
from ingest.pipeline import expect_addresses, expect_paths, ingest
from ingest.progress import shown
from ingest.report import Report, to_dict
from ingest.report_text import to_text
from ingest.workers.pool import Workers
from storage import Store
from storage.errors import DatelineError, UsageError
from storage.models.embedder import Embedder
from storage.settings import VERSION, Settings, store_line
from storage.sigterm import interrupted_by_sigterm

EXIT_CODES = """\
exit status: 0 when at least one input was an article, even if others were rejected; 1 when none was, when
the store failed, or after Ctrl-C or SIGTERM, which keep what is stored by then; 2 on wrong usage, such as a
PATH where there is nothing, or a URL that isn't http:// or https://.
"""


def main(
    arguments: list[str] | None = None,
    *,
    workers: Workers | None = None,
    embedder: Embedder | None = None,
    fetcher: Callable[[Sequence[str]], Fetcher] = Fetcher,
    program: str = "python -m ingest",
) -> int:
    """Run the command; returns its exit status. `workers` and `embedder` are used in place of new ones,
    `fetcher` makes one for the hosts that the settings allow. `program` names the command in its help."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    parser = _parser(settings, program)
    options = parser.parse_args(arguments)
    if not (options.paths or options.urls or options.feeds or options.sitemaps):
        parser.error("nothing to read: give a PATH, or --url, --feed or --sitemap")
    print(store_line(options.store), file=sys.stderr)
    try:
        allowed = fetcher(settings.fetch_allow)  # wrong usage makes no store
        expect_paths(options.paths)
        expect_addresses([*options.urls, *options.feeds, *options.sitemaps])
        with (
            interrupted_by_sigterm(),
            _open(options.store, settings, embedder) as store,
            shown(sys.stderr) as watcher,
        ):
            report = ingest(
                options.paths,
                store,
                watcher,
                columns=options.map,
                urls=options.urls,
                feeds=options.feeds,
                sitemaps=options.sitemaps,
                fetcher=allowed,
                workers=workers,
            )
    except DatelineError as error:
        print(f"error: {error}", *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        print("stopped before anything was read; nothing was changed", file=sys.stderr)
        return 1
    return _print(report, as_json=options.json)


def _open(folder: Path, settings: Settings, embedder: Embedder | None) -> Store:
    return Store.open(
        folder,
        embedding_model=settings.embedding_model,
        embedder=embedder,
        device=settings.device,
        batch_size=settings.batch_size,
    )


def _print(report: Report, *, as_json: bool) -> int:
    text = json.dumps(to_dict(report), ensure_ascii=False) if as_json else to_text(report)
    print(text.encode("utf-8", "backslashreplace").decode())  # the name of a file need not be text
    if report.interrupted:
        print("stopped early; everything counted above is kept", file=sys.stderr)
    articles = report.added + report.updated + report.unchanged
    return 1 if report.interrupted or not articles else 0


def _mapping(argument: str) -> dict[str, str]:
    try:
        return parse_mapping(argument)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _parser(settings: Settings, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=f"Read articles ({' '.join(SUFFIXES)}) into a store.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files, folders, or - for JSON Lines on standard input"
    )
    fetching = parser.add_argument_group(
        "fetching",
        "Nothing is fetched without one of these options. Each may be repeated. robots.txt is respected, a "
        "host gets at most one request a second, and only public addresses are fetched, or hosts that "
        "$DATELINE_FETCH_ALLOW names.",
    )
    for option, names, what in (
        ("--url", "urls", "a page"),
        ("--feed", "feeds", "the articles of an RSS or Atom feed"),
        ("--sitemap", "sitemaps", "the newest pages of a sitemap"),
    ):
        fetching.add_argument(option, action="append", default=[], dest=names, metavar="URL", help=what)
    parser.add_argument(
        "--store",
        type=Path,
        default=settings.store,
        metavar="DIR",
        help="the folder of the store, made if missing (default: $DATELINE_STORE, now %(default)s)",
    )
    parser.add_argument(
        "--map",
        type=_mapping,
        default={},
        metavar="FIELD=COLUMN,...",
        help="the column of a table, or the key of an object, that holds a field, when its name isn't usual: "
        f"title=headline,text=body; the fields are {', '.join(FIELDS)}",
    )
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
