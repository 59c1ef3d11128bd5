"""`python -m assistant ["question"]`: an answer on the terminal; without a question, a conversation. With
`--check FILE`, a report on a text."""

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
from assistant.draft import Draft
from assistant.draft.command import passes, progress_on, read_file
from assistant.draft.exports import to_text as report_to_text
from assistant.filters import Filters
from assistant.retrieve import PASSAGES
from assistant.text import to_text
from storage import Store
from storage.errors import DatelineError, QuestionError, UsageError
from storage.settings import VERSION, Settings, store_line

FAREWELLS = ("exit", "quit")


@contextmanager
def open_assistant(folder: Path, settings: Settings) -> Iterator[Assistant]:
    """Open an assistant for the store in a folder, with the models from the settings."""
    opened = Store.open(
        folder,
        embedding_model=settings.embedding_model,
        create=False,
        device=settings.device,
        batch_size=settings.batch_size,
    )
    with opened as store, Assistant.open(store, cross_encoder=settings.ranker) as assistant:
        yield assistant


Opener = Callable[[Path, Settings], AbstractContextManager[Assistant]]


def main(
    arguments: list[str] | None = None,
    opener: Opener = open_assistant,
    *,
    program: str = "python -m assistant",
) -> int:
    """Run the command, named `program` in its help. Returns the exit status: 0 answered, abstained or passed
    the check, 1 failed, 2 wrong usage."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    parser = _parser(settings, program)
    options = parser.parse_args(arguments)
    if options.since and options.until and options.since > options.until:
        parser.error(f"--since {options.since} is after --until {options.until}: swap them")
    if options.fail_under is not None and options.check is None:
        parser.error("--fail-under needs --check FILE")
    if (options.prose or options.check_llm) and not settings.llm:
        parser.error("DATELINE_LLM is not set, expected a language model such as ollama/llama3.2")
    if options.check_llm:
        return _check_llm(settings.llm or "")
    try:
        draft = None if options.check is None else read_file(options.check)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return _run(options, draft, opener, settings)


def _run(options: argparse.Namespace, draft: Draft | None, opener: Opener, settings: Settings) -> int:
    filters: Filters = {
        "outlets": options.outlet,
        "since": options.since,
        "until": options.until,
        "languages": options.language,
        "sections": options.section,
        "articles": options.article,
    }
    print(store_line(options.store), file=sys.stderr)
    try:
        with opener(options.store, settings) as assistant:
            if draft is not None:
                return _check(assistant, draft, filters, options)
            if options.question is None:
                _converse(assistant, filters, options)
            else:
                answer = assistant.ask(options.question, **filters, k=options.k, prose=options.prose)
                print(_shown(answer, as_json=options.json))
    except DatelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.question is None and draft is None else 1
    return 0


def _check(assistant: Assistant, draft: Draft, filters: Filters, options: argparse.Namespace) -> int:
    """Print the report on a draft. Returns 1 when something differs, or too few claims are supported."""
    report = assistant.check(draft, progress=progress_on(sys.stderr), **filters)
    print(json.dumps(report.to_dict(), ensure_ascii=False) if options.json else report_to_text(report))
    return 0 if passes(report, options.fail_under) else 1


def _shown(answer: Answer, *, as_json: bool) -> str:
    return json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else to_text(answer)


def _check_llm(name: str) -> int:
    """Print how the language model answers. Returns 1 when it doesn't, or not in a usable form."""
    from assistant.prose.models import close_llm, open_llm
    from assistant.prose.trial import try_out

    try:
        llm = open_llm(name)
        try:
            trial = try_out(llm)
        finally:
            close_llm(llm)
    except DatelineError as error:
        print(f"{name}: {error}")
        return 1
    print(f"{name}: {trial}")
    return 0 if trial.is_usable else 1


def _converse(assistant: Assistant, filters: Filters, options: argparse.Namespace) -> None:
    """Answer one question per line until the end of input. Questions from a pipe or a file are printed before
    their answers."""
    talk, as_json = assistant.conversation(), options.json
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        print("Ask about the articles; an empty line or exit ends the conversation.", file=sys.stderr)
    for question in _questions():
        if not (as_json or sys.stdin.isatty()):
            print(f"> {question}\n", flush=True)
        try:
            answer = talk.ask(question, k=options.k, prose=options.prose, **filters)
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


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share: give a number from 0 to 1")
    return share


def _parser(settings: Settings, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Ask the articles.",
        epilog="exit status: 0 answered, abstained or passed the check, 1 failed, 2 wrong usage",
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("question", nargs="?", help="omit it for a conversation with one question per line")
    asked.add_argument(
        "--check",
        metavar="FILE",
        help="check a text, Markdown or HTML file sentence by sentence, - for standard input; exit with 1 "
        "when something differs from the articles",
    )
    asked.add_argument(
        "--check-llm",
        action="store_true",
        help="try out the language model of DATELINE_LLM: whether it answers, how fast, and whether it cites "
        "as it is told; exit with 1 when it can't be used",
    )
    parser.add_argument(
        "--prose",
        action=argparse.BooleanOptionalAction,
        help="let the language model of DATELINE_LLM write the answer, or only quote (default: prose where "
        "DATELINE_LLM is set)",
    )
    parser.add_argument(
        "--fail-under",
        type=_share,
        metavar="SHARE",
        help="with --check: exit with 1 when the share of claims supported, 0 to 1, is less",
    )
    parser.add_argument(
        "--store", type=Path, default=settings.store, metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per answer")
    _add_filters(parser)
    parser.add_argument(
        "-k", type=_count, default=PASSAGES, metavar="N", help="passages to return (default: %(default)s)"
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    return parser


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--outlet", action="append", metavar="NAME", help="only this outlet; may be repeated")
    for option, name, what in (
        ("--language", "TAG", "language, such as de, which includes de-AT"),
        ("--section", "NAME", "section"),
        ("--article", "ID", "article"),
    ):
        parser.add_argument(option, action="append", metavar=name, help=f"only this {what}; may be repeated")
    parser.add_argument(
        "--since", type=_day, metavar="DATE", help="only articles of this day or later, such as 2020-10-01"
    )
    parser.add_argument("--until", type=_day, metavar="DATE", help="only articles of this day or earlier")


if __name__ == "__main__":
    sys.exit(main())
