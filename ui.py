"""The web chat, `python ui.py [--store DIR] [--host HOST] [--port PORT]`. Only importer of gradio."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.render import sources, whole_article
from ingest import ingest
from storage import Store
from storage.errors import DatelineError
from storage.settings import Settings
from ui_articles import FORMATS, PAGE, keep_uploads, list_html, progress_line, report_html
from ui_page import (
    EXAMPLES,
    HEAD,
    JS,
    NO_SOURCES,
    READER,
    WELCOME,
    Turn,
    alert,
    asked,
    masthead,
    messages,
    searching,
)
from ui_style import COLOURS, DARK, MONO, SANS

SAMPLES = Path(__file__).parent / "ingest" / "samples"
UPLOADS = "uploads"  # folder in the store
UPLOAD_LIMIT = "200mb"  # a file
QUESTIONS_AT_ONCE = 4  # of all readers together; the rest wait their turn
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}


# ---- what the page does


class Page:
    """The events of the page, over one assistant. Holds nothing of a reader: their turns are handed in."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.store = assistant.store

    def ask(
        self, question: str, outlets: list[str], since: str | None, until: str | None, turns: list[Turn]
    ) -> Iterator[tuple[Any, ...]]:
        """Yields (chat, sources, question, alert, turns), the answer growing by sentence."""
        import gradio as gr

        skip = gr.skip()
        yield [*messages(turns), asked(question), searching()], skip, "", "", skip
        try:
            answer = self.assistant.ask(
                question, outlets=outlets or None, since=since or None, until=until or None, history=turns
            )
        except DatelineError as error:
            yield messages(turns), skip, question, alert(error), skip
            return
        turns = [*turns, (question, answer)]
        yield messages(turns, 1), sources(turns), skip, skip, turns
        for count in range(2, len(answer.sentences) + 1):
            yield messages(turns, count), skip, skip, skip, skip

    def show_article(self, wanted: Any) -> str:
        """The whole article that a card names: {"id", "version", "start", "end"}. Anyone may call this."""
        try:
            article = self.store.article(str(wanted["id"]))
            start, end = int(wanted.get("start", 0)), int(wanted.get("end", 0))
        except DatelineError as error:
            return alert(error)
        except (AttributeError, KeyError, TypeError, ValueError):
            return alert("No article was named.")
        return whole_article(article, start, end, wanted.get("version"))

    def add(self, paths: list[str] | None, progress: Any) -> tuple[Any, ...]:
        """Take uploads in: (files, report), the files cleared."""
        if not paths:
            return None, ""
        try:
            kept, refused = keep_uploads(paths, self.store.folder / UPLOADS)
            report = ingest(
                kept, self.store, progress=lambda done: progress(done.share, desc=progress_line(done))
            )
        except (DatelineError, OSError) as error:
            return None, alert(error)
        return None, report_html(report, refused)

    def collection(self, offset: int) -> tuple[Any, ...]:
        """(masthead, outlets, list, newer, older, offset) as the collection is now."""
        import gradio as gr

        total = self.store.count().articles
        offset = max(0, min(offset, (total - 1) // PAGE * PAGE))
        return (
            masthead(self.store),
            gr.update(choices=self.store.outlets()),
            list_html(self.store.articles(offset, PAGE), offset, total),
            gr.update(visible=offset > 0),
            gr.update(visible=offset + PAGE < total),
            offset,
        )


def build(assistant: Assistant) -> Any:
    """The page as gradio Blocks."""
    import gradio as gr

    page = Page(assistant)
    store = assistant.store
    with gr.Blocks(title="Dateline", fill_width=True, analytics_enabled=False) as blocks:
        head = gr.HTML(masthead(store), **BARE)

        def show_article(wanted: Any) -> str:
            return page.show_article(wanted)

        gr.HTML(READER, js_on_load=JS, server_functions=[show_article], elem_classes="quiet", **BARE)
        with gr.Tabs():
            with gr.Tab("Ask"):
                outlets = _ask_tab(gr, page)
            with gr.Tab("Articles") as tab:
                upload, report, listing, newer, older, offset = _articles_tab(gr, page)
        shown = [head, outlets, listing, newer, older, offset]

        def add(paths: list[str] | None, progress: Any = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
            return page.add(paths, progress)

        uploaded = upload.upload(add, upload, [upload, report], concurrency_limit=1, **PRIVATE)
        for event, step in (
            (uploaded.then, 0),
            (blocks.load, 0),
            (tab.select, 0),
            (newer.click, -PAGE),
            (older.click, PAGE),
        ):
            event(
                lambda at, step=step: page.collection(at + step),
                offset,
                shown,
                show_progress="hidden",
                **PRIVATE,
            )
    return blocks


def _ask_tab(gr: Any, page: Page) -> Any:
    """The chat with its filters, and the sources beside it; returns the outlet filter."""
    turns = gr.State([])
    with gr.Row(elem_id="ask"):
        with gr.Column(scale=6, min_width=320):
            chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                height="calc(100dvh - 330px)",
                min_height=320,
                layout="panel",
                buttons=[],
                latex_delimiters=[],
                feedback_options=None,
                allow_tags=False,
                placeholder=WELCOME,
                examples=[{"text": text} for text in EXAMPLES] if _has_samples(page.store) else None,
            )
            notice = gr.HTML(elem_id="alert", **BARE)
            with gr.Row(elem_id="question"):
                question = gr.Textbox(
                    show_label=False,
                    label="Question",
                    placeholder="Ask the articles a question",
                    max_lines=6,
                    scale=8,
                    autofocus=True,
                    container=False,
                )
                send = gr.Button("Ask", variant="primary", scale=1, min_width=80)
            with gr.Row(elem_id="filters"):
                outlets = gr.Dropdown(
                    page.store.outlets(), multiselect=True, label="Only these outlets", scale=4, value=[]
                )
                since = gr.DateTime(label="From", include_time=False, type="string", scale=2)
                until = gr.DateTime(label="Until", include_time=False, type="string", scale=2)
                clear = gr.Button("New conversation", scale=0, min_width=150)
        with gr.Column(scale=5, min_width=320):
            cards = gr.HTML(NO_SOURCES, elem_id="sources", **BARE)
    ask = {
        "fn": page.ask,
        "inputs": [question, outlets, since, until, turns],
        "outputs": [chat, cards, question, notice, turns],
        "concurrency_limit": QUESTIONS_AT_ONCE,
        "show_progress": "hidden",
        **PRIVATE,
    }
    asking = gr.on([question.submit, send.click], **ask)
    chosen = chat.example_select(_example(gr), None, question, show_progress="hidden", **PRIVATE).then(**ask)
    clear.click(
        lambda: ([], NO_SOURCES, "", "", []),
        None,
        ask["outputs"],
        cancels=[asking, chosen],
        show_progress="hidden",
        **PRIVATE,
    )
    return outlets


def _example(gr: Any) -> Any:
    def chosen(event: gr.SelectData) -> str:
        return str(event.value["text"])

    chosen.__annotations__["event"] = gr.SelectData
    return chosen


def _articles_tab(gr: Any, page: Page) -> tuple[Any, ...]:
    upload = gr.File(
        label="Add articles", file_count="multiple", file_types=list(FORMATS), height=140, elem_id="upload"
    )
    report = gr.HTML(elem_id="report", **BARE)
    listing = gr.HTML(elem_id="listing", **BARE)
    with gr.Row():
        newer = gr.Button("Newer", visible=False)
        older = gr.Button("Older", visible=False)
    return upload, report, listing, newer, older, gr.State(0)


def _has_samples(store: Store) -> bool:
    return True


def theme(gr: Any) -> Any:
    dark = {f"{name}_dark": DARK[colour] for name, colour in COLOURS.items() if name != "color_accent"}
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size="md",
    ).set(**COLOURS, **dark)


# ---- the command


def main(arguments: list[str] | None = None) -> int:
    """0: closed by the reader. 1: the page can't be opened. 2: wrong usage."""
    settings = Settings.from_environment()
    options = _parser(settings).parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # closes the store as Ctrl-C does
    try:
        with Store.open(options.store, embedding_model=settings.embedding_model) as store:
            if not store.count().articles:
                _add_samples(store)
            return _serve(store, options.host, options.port)
    except DatelineError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 0


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python ui.py",
        description="Open the web chat. Exit status: 0 closed, 1 it could not be opened, 2 wrong usage.",
    )
    parser.add_argument("--store", default=settings.store, metavar="DIR", help="default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=7860, help="default: %(default)s")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 1


def _add_samples(store: Store) -> None:
    print("The store is empty: adding the sample collection.", file=sys.stderr)
    ingest(sorted(SAMPLES.glob("*.json")), store)


def _serve(store: Store, host: str, port: int) -> int:
    """Open the page and wait for Ctrl-C."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # no version check; read when gradio is imported
    import gradio as gr

    blocks = build(Assistant.open(store))
    blocks.queue(api_open=False)
    try:
        blocks.launch(
            server_name=host,
            server_port=port,
            theme=theme(gr),
            head=HEAD,
            max_file_size=UPLOAD_LIMIT,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            mcp_server=False,
        )
    except OSError:  # all that gradio says is that it found no empty port
        return _fail(
            f"{host}:{port} can't be listened on; another program may use it. Choose a free one with --port"
        )
    print(f"Dateline is at http://{host}:{port} (Ctrl-C closes it)", flush=True)
    try:
        store.embedder  # noqa: B018 - the model is loaded while the reader looks at the page
        while True:
            time.sleep(3600)
    finally:
        blocks.close(verbose=False)


if __name__ == "__main__":
    sys.exit(main())
