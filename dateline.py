"""One command for everything: `dateline ingest | ask | ui | store ...`, the same as `python -m ingest ...`,
`python -m assistant ...`, `python ui.py ...` and `python -m storage ...`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

from storage.settings import VERSION

__version__ = VERSION

COMMANDS = {  # name -> the module whose `main` it runs, and its line of help
    "ingest": ("ingest.__main__", "read articles into a store"),
    "ask": ("assistant.__main__", "ask the articles a question, hold a conversation, or check a text"),
    "ui": ("ui", "open the web chat"),
    "store": ("storage.__main__", "list, remove, check, rebuild, back up, restore, rescue"),
}
USAGE = "\n".join(
    [
        "usage: dateline COMMAND ...",
        "",
        *(f"  {name:8}{text}" for name, (_, text) in COMMANDS.items()),
        "",
        "`dateline COMMAND --help` describes a command, `dateline --version` prints the version.",
    ]
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status: 2 for an unknown command."""
    name, *others = (sys.argv[1:] if arguments is None else arguments) or [""]
    if name in ("-h", "--help"):
        print(USAGE)
        return 0
    if name == "--version":
        print(f"dateline {__version__}")
        return 0
    if name not in COMMANDS:
        print(USAGE, file=sys.stderr)
        return 2
    command: Callable[..., int] = import_module(COMMANDS[name][0]).main
    return command(others, program=f"dateline {name}")


if __name__ == "__main__":
    sys.exit(main())
