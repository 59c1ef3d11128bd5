"""Keep the accounts of `python ui.py --login FILE`: `python -m webchat add-account FILE NAME`."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from pathlib import Path

from storage.errors import UsageError
from webchat.accounts import remove_account, set_password


def main(arguments: list[str] | None = None) -> int:
    """Change an account. Returns the exit status: 0 done, 1 it can't be, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "remove-account":
            remove_account(options.file, options.name)
        else:
            set_password(options.file, options.name, _password())
    except (UsageError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _password() -> str:
    """The password, asked for twice at a terminal, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass("Password: ")
    if getpass("Again: ") != first:
        raise UsageError("the passwords differ")
    return first


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m webchat", description="Keep the accounts of readers.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("add-account", "add an account, or change its password"),
        ("remove-account", "remove an account, which ends its sessions"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("name", metavar="NAME")
    return parser


if __name__ == "__main__":
    sys.exit(main())
