"""`python -m storage list|remove|check|rebuild|backup|restore`: look after a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storage.errors import DatelineError, UsageError
from storage.records import ArticleInfo
from storage.settings import Settings
from storage.store import Store
from storage.text.history import Version
from storage.text.wording import count

Result = tuple[Any, str, int]  # for --json, for people, exit status


def main(arguments: list[str] | None = None) -> int:
    """0: done. 1: it failed, or a check found problems. 2: wrong usage."""
    try:
        options = _parser(Settings.from_environment()).parse_args(arguments)
        result, text, status = _COMMANDS[options.command](options)
    except DatelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 1
    print(json.dumps(result, ensure_ascii=False) if options.json else text)
    return status


def _list(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        infos = store.articles()
        versions = {info.id: store.versions(info.id) for info in infos} if options.versions else {}
    lines = [line for info in infos for line in (_line(info), *map(_version, versions.get(info.id, ())))]
    passages = sum(info.passages for info in infos)
    found = [
        asdict(info) | ({"versions": [asdict(v) for v in versions[info.id]]} if options.versions else {})
        for info in infos
    ]
    return found, "\n".join([*lines, f"{count(len(infos), 'article')}, {count(passages, 'passage')}"]), 0


def _line(info: ArticleInfo) -> str:
    """ "0a3e...  2024-03-05  Tidings  Boats adrift  [corrected]  [same text as 1f2e...]" """
    day, title = info.published[:10] or "undated   ", info.title or info.url or "untitled"
    marks = [info.change, info.copy_of and f"same text as {info.copy_of}"]
    return "  ".join((info.id, day, info.outlet or "-", title, *(f"[{mark}]" for mark in marks if mark)))


def _version(version: Version) -> str:
    """ "    3f2a...  2024-03-05T10:00:00Z  corrected  Correction: the harbour ...", and a line for each
    sentence that it takes back or adds."""
    stated = version.updated or version.published or f"stored {version.stored_at}"
    what = version.change if version.current else f"{version.change}, replaced"
    line = "  ".join(("   ", version.version, stated, what, *filter(None, [" ".join(version.notices)])))
    removed = [f"      - {' '.join(sentence.split())}" for sentence in version.removed]
    added = [
        f"      + {' '.join(sentence.split())}"
        for sentence in version.added
        if not any(sentence in notice for notice in version.notices)
    ]
    return "\n".join([line, *removed, *added])


def _remove(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        article = store.article(options.id)
        store.remove(options.id)
    return {"removed": options.id}, f"removed {options.id}: {article.title or article.identity}", 0


def _check(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        check = store.check()
    found = "\n".join(check.problems) or "no problems"
    counts = f"{count(check.counts.articles, 'article')}, {count(check.counts.passages, 'passage')}"
    text = f"{counts}: {found}\nvector index: {check.index.phase}"
    return asdict(check), text, 1 if check.problems else 0


def _rebuild(options: argparse.Namespace) -> Result:
    settings = Settings.from_environment()
    with Store.open(
        options.store, create=False, device=settings.device, batch_size=settings.batch_size
    ) as store:
        store.rebuild(options.embedding_model)
        counts, model = store.count(), store.model
    return (
        asdict(counts) | {"model": model},
        f"rebuilt: {count(counts.passages, 'passage')}, vectors of {model}",
        0,
    )


def _backup(options: argparse.Namespace) -> Result:
    with Store.open(options.store, create=False) as store:
        store.backup(options.file)
    size = Path(options.file).stat().st_size
    return {"backup": str(options.file), "bytes": size}, f"wrote {options.file}, {size:,} bytes", 0


def _restore(options: argparse.Namespace) -> Result:
    with Store.restore(options.file, options.store) as store:
        counts = store.count()
    return asdict(counts), f"restored {count(counts.articles, 'article')} to {options.store}", 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "list": _list,
    "remove": _remove,
    "check": _check,
    "rebuild": _rebuild,
    "backup": _backup,
    "restore": _restore,
}


def _parser(settings: Settings) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", default=settings.store, metavar="DIR", help="default: %(default)s")
    common.add_argument("--json", action="store_true", help="print JSON")
    parser = argparse.ArgumentParser(
        prog="python -m storage",
        description="Look after a store. Exit status: 0 done, 1 failed or problems found, 2 wrong usage.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", parents=[common], help="the articles, newest first")
    listed.add_argument(
        "--versions", action="store_true", help="each with its versions, the newest first, and what changed"
    )
    remove = commands.add_parser("remove", parents=[common], help="remove an article")
    remove.add_argument("id", metavar="ID", help="as `list` shows it")
    commands.add_parser(
        "check", parents=[common], help="examine the catalog, bring the vector index up to date"
    )
    rebuild = commands.add_parser(
        "rebuild", parents=[common], help="build both indexes and the groups of copies anew"
    )
    rebuild.add_argument(
        "--embedding-model", metavar="NAME", help="re-embed every passage with this model first"
    )
    backup = commands.add_parser("backup", parents=[common], help="write the collection to one file")
    backup.add_argument("file", metavar="FILE", type=Path, help="a new file")
    again = commands.add_parser("restore", parents=[common], help="make a new store from a backup")
    again.add_argument("file", metavar="FILE", type=Path, help="what `backup` wrote")
    return parser


if __name__ == "__main__":
    sys.exit(main())
