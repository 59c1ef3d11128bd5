"""`python -m assistant ["question"]`: an answer on the terminal; without a question, a conversation."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator

from assistant.assistant import Assistant
from assistant.text import to_text
from storage import Store
from storage.errors import DatelineError, QuestionError, UsageError
from storage.settings import Settings

FAREWELLS = ("exit", "quit")


def main(arguments: list[str] | None = None) -> int:
    """0: answered, or honestly silent. 1: it could not be asked. 2: wrong usage."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    options = _parser(settings).parse_args(arguments)
    filters = {"outlets": options.outlet, "since": options.since, "until": options.until, "k": options.k}
    try:
        with Store.open(
            options.store,
            embedding_model=settings.embedding_model,
            create=False,
            device=settings.device,
            batch_size=settings.batch_size,
        ) as store:
            assistant = Assistant.open(store, ranker=settings.ranker)
            if options.question is not None:
                answer = assistant.ask(options.question, **filters)
                print(json.dumps(answer.to_dict(), ensure_ascii=False) if options.json else to_text(answer))
            else:
                _converse(assistant, filters, as_json=options.json)
    except DatelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.question is None else 1
    return 0


def _converse(assistant: Assistant, filters: dict[str, object], *, as_json: bool) -> None:
    """A question a line, until the end of input. What isn't typed at a terminal is shown with its answer."""
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
        text = json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else to_text(answer) + "\n"
        print(text, flush=True)


def _questions() -> Iterator[str]:
    """The lines of the input that hold anything, up to one of FAREWELLS; at a terminal an empty one is the
    last, too."""
    while True:
        if sys.stdin.isatty():
            print("> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        is_last = line.strip().casefold() in FAREWELLS or (sys.stdin.isatty() and not line.strip())
        if not line or is_last:
            return
        if line.strip():
            yield line.strip()


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant",
        description="Ask the articles. Exit status: 0 answered or silent, 1 not to be asked, 2 wrong usage.",
    )
    parser.add_argument("question", nargs="?", help="without one: a conversation, a question a line")
    parser.add_argument("--store", default=settings.store, metavar="DIR", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print one JSON object an answer")
    parser.add_argument("--outlet", action="append", metavar="NAME", help="only this outlet; may be repeated")
    parser.add_argument("--since", metavar="DATE", help="only articles of this day or later, as 2020-10-01")
    parser.add_argument("--until", metavar="DATE", help="only articles of this day or earlier")
    parser.add_argument(
        "-k", type=int, default=10, metavar="N", help="passages to return (default: %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
