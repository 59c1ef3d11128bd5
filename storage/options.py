"""The options of `python -m storage`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from storage.settings import VERSION, Settings


def options_parser(settings: Settings, program: str) -> argparse.ArgumentParser:
    """The parser of all commands. `program`: the name of the command in its help."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", default=settings.store, metavar="DIR", help="default: %(default)s")
    common.add_argument("--json", action="store_true", help="print JSON")
    parser = argparse.ArgumentParser(
        prog=program,
        description="Look after a store. Exit status: 0 done, 1 failed or problems found, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", parents=[common], help="the articles, newest first")
    listed.add_argument(
        "--versions",
        action="store_true",
        help="list each article's versions, newest first, with their changes",
    )
    _add_remove(commands, common)
    commands.add_parser(
        "check", parents=[common], help="check the catalog and bring the vector index up to date"
    )
    rebuild = commands.add_parser(
        "rebuild", parents=[common], help="rebuild both indexes and the groups of copies"
    )
    rebuild.add_argument(
        "--embedding-model", metavar="NAME", help="re-embed every passage with this model first"
    )
    backup = commands.add_parser("backup", parents=[common], help="write the collection to one file")
    backup.add_argument("file", metavar="FILE", type=Path, help="a new file")
    again = commands.add_parser("restore", parents=[common], help="create a new store from a backup")
    again.add_argument("file", metavar="FILE", type=Path, help="a file written by `backup`")
    rescue = commands.add_parser(
        "rescue", parents=[common], help="copy the readable articles of a damaged store into a new one"
    )
    rescue.add_argument("folder", metavar="NEW_DIR", type=Path, help="a new folder")
    feedback = commands.add_parser(
        "feedback", parents=[common], help="what readers of the web chat think of answers, oldest first"
    )
    feedback.add_argument(
        "--questions",
        action="store_true",
        help="print the rated questions as JSON Lines, in the form of benchmarks/reporter.jsonl",
    )
    return parser


def _add_remove(commands: Any, common: argparse.ArgumentParser) -> None:
    remove = commands.add_parser(
        "remove", parents=[common], help="remove one article, or all matching articles"
    )
    remove.add_argument("id", metavar="ID", nargs="?", help="an article id, as printed by `list`")
    remove.add_argument("--outlet", metavar="NAME", action="append", default=[], help="may be repeated")
    remove.add_argument("--since", metavar="DATE", type=_day, help="published on this day or later")
    remove.add_argument("--until", metavar="DATE", type=_day, help="published on this day or earlier")
    remove.add_argument("--url", metavar="URL", action="append", default=[], help="may be repeated")
    remove.add_argument(
        "--samples", action="store_true", help="remove the sample articles without confirmation"
    )
    remove.add_argument("--yes", action="store_true", help="don't ask for confirmation")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2024-03-05") from error
