"""The page as a gradio application: layout, events and server. check_tab.py holds one of its tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import gradio as gr
from starlette.middleware import Middleware

from assistant import Assistant
from assistant.answer import Turn
from storage import Store
from webchat.article import show_article
from webchat.articles import PAGE_SIZE, add_uploads, collection, remove_samples
from webchat.ask import EXAMPLES, AskUpdate, ask, failed
from webchat.check_tab import check_tab
from webchat.guard import Guard
from webchat.markup import html, static
from webchat.page import WELCOME, head, masthead
from webchat.theme import COLOURS, DARK, MONO, SANS

UPLOAD_LIMIT = "200mb"  # per file
UPLOADS_DELETED = (
    600,
    3600,
)  # seconds: how often gradio deletes its copies of uploads, and how old they must be
QUESTIONS_AT_ONCE = 4  # across all visitors; further questions wait
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}  # otherwise each event is a public endpoint
HIDDEN = {"show_progress": "hidden", **PRIVATE}


class AskTab(NamedTuple):
    """The components of the Ask tab. `turns` holds one visit's conversation, on the server."""

    chat: gr.Chatbot
    sources: gr.HTML
    question: gr.Textbox
    notice: gr.HTML
    turns: gr.State
    send: gr.Button
    clear: gr.Button
    outlets: gr.Dropdown
    since: gr.DateTime
    until: gr.DateTime

    @property
    def changing(self) -> list[gr.Component]:
        """The components that an `AskUpdate` changes, in the order of its fields."""
        return [self.chat, self.sources, self.question, self.notice, self.turns]


class ArticlesTab(NamedTuple):
    """The components of the Articles tab."""

    upload: gr.File
    report: gr.HTML
    table: gr.HTML
    newer: gr.Button
    older: gr.Button
    samples: gr.Button
    offset: gr.State


def build(assistant: Assistant, page_size: int = PAGE_SIZE) -> gr.Blocks:
    """Build the page as gradio Blocks. `page_size`: the number of articles on one page of the list."""
    store = assistant.store

    def open_article(request: object) -> str:
        return show_article(store, request)

    with gr.Blocks(
        title="Dateline", fill_width=True, analytics_enabled=False, delete_cache=UPLOADS_DELETED
    ) as blocks:
        top = gr.HTML(masthead(store), **BARE)
        gr.HTML(
            html("reader.html"),
            js_on_load=static("page.js"),
            server_functions=[open_article],
            elem_classes="quiet",
            **BARE,
        )
        with gr.Tabs():
            with gr.Tab("Ask"):
                ask_tab = _ask_tab(store)
            with gr.Tab("Check a text"):
                check_tab(assistant)
            with gr.Tab("Articles") as opened:
                articles_tab = _articles_tab()
        _connect_ask(assistant, ask_tab, top)
        _connect_articles(
            store, page_size, articles_tab, [top, ask_tab.outlets], [blocks.load, opened.select]
        )
    return blocks


def _ask_tab(store: Store) -> AskTab:
    """Lay out the chat and its filters on the left, the sources on the right."""
    with gr.Row(elem_id="ask"):
        with gr.Column(scale=6, min_width=320):
            chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                layout="panel",
                autoscroll=False,
                buttons=[],
                latex_delimiters=[],
                feedback_options=None,
                allow_tags=False,
                placeholder=WELCOME,
                examples=[{"text": text} for text in EXAMPLES] if store.samples() else None,
            )
            notice = gr.HTML(elem_id="alert", **BARE)
            with gr.Row(elem_id="question"):
                question = gr.Textbox(
                    label="Question",
                    show_label=False,
                    container=False,
                    placeholder="Ask the articles a question",
                    max_lines=6,
                    autofocus=True,
                    scale=8,
                )
                send = gr.Button("Ask", variant="primary", scale=1, min_width=80)
            with gr.Row(elem_id="filters"):
                outlets = gr.Dropdown(
                    store.outlets(), value=[], multiselect=True, label="Only these outlets", scale=4
                )
                since, until = (
                    gr.DateTime(label=label, include_time=False, type="string", scale=2)
                    for label in ("From", "Until")
                )
            clear = gr.Button("New conversation", size="sm", elem_id="clear")
        with gr.Column(scale=5, min_width=320):
            sources = gr.HTML(
                html("no_sources.html"), elem_id="sources", js_on_load=static("sources.js"), **BARE
            )
    return AskTab(chat, sources, question, notice, gr.State([]), send, clear, outlets, since, until)


def _connect_ask(assistant: Assistant, tab: AskTab, top: gr.HTML) -> None:
    """Connect the tab's events. Each answer also refreshes `top`: another process may have added articles."""

    def answer(
        question: str, outlets: list[str], since: str | None, until: str | None, turns: list[Turn]
    ) -> Iterator[list[object]]:
        for update in ask(assistant, question, outlets, since, until, turns):
            yield _changes(update)

    def example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    def counts() -> object:
        shown = collection(assistant.store, 0, size=1).masthead
        return gr.skip() if shown is None else shown

    asking = {
        "fn": answer,
        "inputs": [tab.question, tab.outlets, tab.since, tab.until, tab.turns],
        "outputs": tab.changing,
        "concurrency_limit": QUESTIONS_AT_ONCE,
        **HIDDEN,
    }
    running = [
        gr.on([tab.question.submit, tab.send.click], **asking),
        tab.chat.example_select(example, None, tab.question, **HIDDEN).then(**asking),
    ]
    for event in running:
        event.failure(lambda turns: _changes(failed(turns)), tab.turns, tab.changing, **HIDDEN)
        event.then(counts, None, top, **HIDDEN)
    empty = AskUpdate([], html("no_sources.html"), question="", notice="", turns=[])
    gr.on(
        [tab.clear.click, tab.chat.clear],
        lambda: _changes(empty),
        None,
        tab.changing,
        cancels=running,
        **HIDDEN,
    )


def _changes(update: AskUpdate) -> list[object]:
    return [gr.skip() if value is None else value for value in update]


def _articles_tab() -> ArticlesTab:
    """Lay out the upload field and its report above the paged list of articles."""
    # Without `file_types`: gradio drops files of other types silently, but the report names them.
    upload = gr.File(label="Add articles", file_count="multiple", height=140, elem_id="upload")
    gr.HTML(html("formats.html"), **BARE)
    report = gr.HTML(elem_id="report", **BARE)
    table = gr.HTML(elem_id="listing", **BARE)
    with gr.Row():
        newer, older = gr.Button("Newer", visible=False), gr.Button("Older", visible=False)
    samples = gr.Button("Remove the sample articles", visible=False, size="sm", elem_id="samples")
    return ArticlesTab(upload, report, table, newer, older, samples, gr.State(0))


def _connect_articles(
    store: Store,
    page_size: int,
    tab: ArticlesTab,
    elsewhere: list[gr.Component],
    at: list[Callable[..., object]],
) -> None:
    """Connect the tab's events. Every upload, every removal and each event in `at` refreshes the list of
    articles here, and the masthead and the outlets in `elsewhere`."""

    def add(uploads: list[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[None, str]:  # noqa: B008
        if not uploads:
            return None, ""
        return None, add_uploads(store, uploads, lambda share, line: progress(share, desc=line))

    def show(offset: int) -> list[object]:
        now = collection(store, offset, page_size)
        return [
            gr.skip() if now.masthead is None else now.masthead,
            gr.skip() if now.outlets is None else gr.update(choices=now.outlets),
            now.table,
            gr.update(visible=now.has_newer),
            gr.update(visible=now.has_older),
            gr.update(visible=now.has_samples),
            now.offset,
        ]

    changing = [*elsewhere, tab.table, tab.newer, tab.older, tab.samples, tab.offset]
    added = tab.upload.upload(
        add,
        tab.upload,
        [tab.upload, tab.report],
        concurrency_limit=1,
        show_progress_on=tab.upload,
        **PRIVATE,
    )
    removed = tab.samples.click(lambda: remove_samples(store), None, tab.report, **HIDDEN)
    for event in (added.then, removed.then, *at):
        event(show, tab.offset, changing, **HIDDEN)
    tab.newer.click(lambda offset: show(offset - page_size), tab.offset, changing, **HIDDEN)
    tab.older.click(lambda offset: show(offset + page_size), tab.offset, changing, **HIDDEN)


def _theme() -> gr.themes.Base:
    dark = {f"{name}_dark": DARK[colour] for name, colour in COLOURS.items() if name != "color_accent"}
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size="md",
    ).set(**COLOURS, **dark)


def launch(assistant: Assistant, host: str, port: int) -> gr.Blocks:
    """Serve the page in a background thread. Raises OSError when the port is not available."""
    blocks = build(assistant)
    blocks.queue(api_open=False)
    blocks.launch(
        server_name=host,
        server_port=port,
        theme=_theme(),
        head=head(),
        max_file_size=UPLOAD_LIMIT,
        share=False,
        quiet=True,
        prevent_thread_lock=True,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        app_kwargs={"middleware": [Middleware(Guard)]},
    )
    return blocks
