"""The web chat: `python ui.py [--store DIR] [--host HOST] [--port PORT] [--fetch]
[--login FILE] [--no-prose]`."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import os
import sys
import time
from functools import partial
from pathlib import Path

from assistant import Assistant
from ingest import Fetcher, ingest
from ingest.samples import sample_files
from storage import Store
from storage.errors import DatelineError, UsageError
from storage.memory import give_back_memory, limit_arenas
from storage.settings import VERSION, Settings, store_line
from storage.sigterm import interrupted_by_sigterm
from webchat.accounts import Accounts

LOG = logging.getLogger("webchat")
GIVE_BACK_EVERY = 20  # seconds between two times that free memory is returned to the system
ARENAS = 2  # heaps for all threads


def main(arguments: list[str] | None = None, *, program: str = "python ui.py") -> int:
    """Open the page; `program` names the command in its help. Return the exit status: 0 closed by the user, 1
    the page can't be opened, 2 wrong usage."""
    try:
        settings = Settings.from_environment()
    except UsageError as error:
        return _fail(str(error), 2)
    parser = _parser(settings, program)
    options = parser.parse_args(arguments)
    if options.prose and not settings.llm:
        parser.error("DATELINE_LLM is not set, expected a language model such as ollama/llama3.2")
    try:
        accounts = Accounts(options.login) if options.login else None
    except UsageError as error:
        return _fail(str(error), 2)
    print(store_line(options.store), file=sys.stderr)
    limit_arenas(ARENAS)
    try:
        with (
            interrupted_by_sigterm(),
            Store.open(
                options.store,
                embedding_model=settings.embedding_model,
                device=settings.device,
                batch_size=settings.batch_size,
            ) as store,
        ):
            if not store.count().articles:
                _add_samples(store)
            assistant = Assistant.open(store, cross_encoder=settings.ranker)
            return _serve(assistant, options, settings, accounts)
    except DatelineError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 0


def _parser(settings: Settings, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Open the web chat. Exit status: 0 closed, 1 it could not be opened, 2 wrong usage.",
    )
    parser.add_argument("--store", default=settings.store, metavar="DIR", help="default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=7860, help="default: %(default)s")
    parser.add_argument(
        "--hostname",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which readers reach the page, such as news.example.org; may be repeated",
    )
    parser.add_argument(
        "--fetch",
        action="store_true",
        help="let readers add pages and feeds by address; without it, nothing is fetched. Only public "
        "addresses are fetched, or hosts that $DATELINE_FETCH_ALLOW names",
    )
    parser.add_argument(
        "--login",
        type=Path,
        metavar="FILE",
        help="let only readers with an account in; FILE is made by `python -m webchat add-account FILE NAME`",
    )
    parser.add_argument(
        "--prose",
        action=argparse.BooleanOptionalAction,
        help="where DATELINE_LLM is set: let the page begin with prose or with quotations; its readers can "
        "switch (default: prose)",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def _fail(message: str, status: int = 1) -> int:
    print(f"error: {message}", file=sys.stderr)
    return status


def _add_samples(store: Store) -> None:
    print("The store is empty: adding the sample articles.", file=sys.stderr)
    if ingest(sample_files(), store).interrupted:
        raise KeyboardInterrupt


def _is_local(host: str) -> bool:
    """Whether only programs on this machine can connect to the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _quiet_gradio(host: str) -> None:
    """Set gradio's environment variables: no version check, and no proxy for requests to its own page."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), host, "localhost", "127.0.0.1"]))


def _warn(host: str, port: int, accounts: Accounts | None) -> None:
    """Say what other machines can do."""
    if accounts:
        warning = "passwords and answers are sent without encryption: put a proxy with HTTPS before the page."
    else:
        warning = (
            f"the page has no log-in. Anyone who can reach {host}:{port} can read the articles, ask "
            "questions, add and remove articles. Without --host, only this machine can; --login asks for "
            "an account."
        )
    print(f"warning: {warning}", file=sys.stderr)


def _serve(
    assistant: Assistant, options: argparse.Namespace, settings: Settings, accounts: Accounts | None
) -> int:
    """Open the page and wait for Ctrl-C."""
    host, port = options.host, options.port
    if not _is_local(host):
        _warn(host, port, accounts)
    fetcher = partial(Fetcher, settings.fetch_allow) if options.fetch else None
    _quiet_gradio(host)
    from webchat.app import launch

    try:
        page = launch(
            assistant,
            host,
            port,
            options.hostname,
            fetcher,
            accounts=accounts,
            prose=options.prose is not False,
        )
    except OSError:  # gradio's message says only that it found no free port
        return _fail(
            f"can't listen on {host}:{port}; another program may be using it. Choose a free port with --port"
        )
    print(f"Dateline is at http://{host}:{port} (Ctrl-C closes it)", flush=True)
    LOG.info("open at %s:%s", host, port)
    try:
        assistant.load()  # while the user looks at the page
        while True:
            time.sleep(GIVE_BACK_EVERY)
            give_back_memory()
    finally:
        page.close(verbose=False)


if __name__ == "__main__":
    sys.exit(main())
