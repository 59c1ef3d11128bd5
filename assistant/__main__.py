"""`python -m assistant ["question"]`: an answer on the terminal; without a question, a conversation."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.retrieve import PASSAGES
from assistant.text import to_text
from storage import Store
from storage.errors import DatelineError, QuestionError, UsageError
from storage.settings import VERSION, Settings, store_line

FAREWELLS = ("exit", "quit")


@contextmanager
def open_assistant(folder: Path, settings: Settings) -> Iterator[Assistant]:
    """Open an assistant for the store in a folder, with the models from the settings."""
    with Store.open(
        folder,
        embedding_model=settings.embedding_model,
        create=False,
        device=settings.device,
        batch_size=settings.batch_size,
    ) as store:
        yield Assistant.open(store, cross_encoder=settings.ranker)


Opener = Callable[[Path, Settings], AbstractContextManager[Assistant]]


def main(
    arguments: list[str] | None = None,
    opener: Opener = open_assistant,
    *,
    program: str = "python -m assistant",
) -> int:
    """Run the command, named `program` in its help. Returns the exit status: 0 answered or abstained, 1
    failed, 2 wrong usage."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    parser = _parser(settings, program)
    options = parser.parse_args(arguments)
    if options.since and options.until and options.since > options.until:
        parser.error(f"--since {options.since} is after --until {options.until}: swap them")
    filters = {"outlets": options.outlet, "since": options.since, "until": options.until, "k": options.k}
    print(store_line(options.store), file=sys.stderr)
    try:
        with opener(options.store, settings) as assistant:
            if options.question is None:
                _converse(assistant, filters, as_json=options.json)
            else:
                print(_shown(assistant.ask(options.question, **filters), as_json=options.json))
    except DatelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.question is None else 1
    return 0


def _shown(answer: Answer, *, as_json: bool) -> str:
    return json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else to_text(answer)


def _converse(assistant: Assistant, filters: dict[str, object], *, as_json: bool) -> None:
    """Answer one question per line until the end of input. Questions from a pipe or a file are printed before
    their answers."""
    talk = assistant.conversation()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        print("Ask about the articles; an empty line or exit ends the conversation.", file=sys.stderr)
    for question in _questions():
        if not (as_json or sys.stdin.isatty()):
            print(f"> {question}\n", flush=True)
        try:
            answer = talk.ask(question, **filters)  # type: ignore[arg-type]
        except QuestionError as error:
            print(f"error: {error}", file=sys.stderr)
            continue
        print(_shown(answer, as_json=as_json), end="\n" if as_json else "\n\n", flush=True)


def _questions() -> Iterator[str]:
    """The non-empty lines of the input, up to a farewell. At a terminal, an empty line also ends the
    input."""
    while True:
        if sys.stdin.isatty():
            print("> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        is_last = line.strip().casefold() in FAREWELLS or (sys.stdin.isatty() and not line.strip())
        if not line or is_last:
            return
        if line.strip():
            yield line.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2020-10-01") from error


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of passages: give 1 or more")
    return int(text)


def _parser(settings: Settings, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Ask the articles.",
        epilog="exit status: 0 answered or abstained, 1 failed, 2 wrong usage",
    )
    parser.add_argument("question", nargs="?", help="omit it for a conversation with one question per line")
    parser.add_argument(
        "--store", type=Path, default=settings.store, metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per answer")
    parser.add_argument("--outlet", action="append", metavar="NAME", help="only this outlet; may be repeated")
    parser.add_argument(
        "--since", type=_day, metavar="DATE", help="only articles of this day or later, such as 2020-10-01"
    )
    parser.add_argument("--until", type=_day, metavar="DATE", help="only articles of this day or earlier")
    parser.add_argument(
        "-k", type=_count, default=PASSAGES, metavar="N", help="passages to return (default: %(default)s)"
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
