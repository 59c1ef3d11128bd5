"""The page as a gradio application: layout, events and server. check_tab.py holds one of its tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from socket import gethostname
from typing import NamedTuple

import gradio as gr
from starlette.middleware import Middleware

from assistant import Assistant
from storage import Store
from storage.secret import secret
from webchat.admission import Admission
from webchat.articles import PAGE_SIZE, add_uploads, collection, remove_samples
from webchat.check_tab import check_tab
from webchat.history import History
from webchat.localized import Localized, mark
from webchat.markup import static
from webchat.page import head
from webchat.readers import Readers
from webchat.routes import Routes
from webchat.signing import Signer
from webchat.texts import speaking_to
from webchat.theme import COLOURS, DARK, MONO, SANS
from webchat.upload_limits import UploadLimits
from webchat.uploads import discard

UPLOAD_LIMIT = "200mb"  # per file
UPLOADS_DELETED = (
    600,
    3600,
)  # seconds: how often gradio deletes its copies of uploads, and how old they must be
SCRIPTS = ("chat.js", "filter.js", "article.js", "history.js", "reader.js")
LONGEST_QUEUE = 100  # events of the Check and Articles tabs that wait, of all visitors
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}  # otherwise each event is a public endpoint
HIDDEN = {"show_progress": "hidden", **PRIVATE}


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
    with gr.Blocks(
        title="Dateline", fill_width=True, analytics_enabled=False, delete_cache=UPLOADS_DELETED
    ) as blocks:
        gr.HTML(mark("masthead.html"), **BARE)
        with gr.Tabs():
            with gr.Tab(mark("tab.ask")):
                gr.HTML(mark("ask.html"), js_on_load=static(*SCRIPTS), **BARE)
            with gr.Tab(mark("tab.check")):
                check_tab(assistant)
            with gr.Tab(mark("tab.articles")) as opened:
                articles_tab = _articles_tab()
            with gr.Tab(mark("tab.clipboard")):
                gr.HTML(mark("clipboard.html"), js_on_load=static("clipboard.js"), **BARE)
        _connect_articles(assistant.store, page_size, articles_tab, [blocks.load, opened.select])
    return blocks


def _articles_tab() -> ArticlesTab:
    """Lay out the upload field and its report above the paged list of articles."""
    # Without `file_types`: gradio drops files of other types silently, but the report names them.
    upload = gr.File(label=mark("articles.add"), file_count="multiple", height=140, elem_id="upload")
    gr.HTML(mark("formats.html"), **BARE)
    report = gr.HTML(elem_id="report", **BARE)
    table = gr.HTML(elem_id="listing", js_on_load=static("listing.js"), **BARE)
    with gr.Row():
        newer, older = (
            gr.Button(mark("articles.newer"), visible=False),
            gr.Button(mark("articles.older"), visible=False),
        )
    samples = gr.Button(mark("articles.remove_samples"), visible=False, size="sm", elem_id="samples")
    return ArticlesTab(upload, report, table, newer, older, samples, gr.State(0))


def _connect_articles(
    store: Store,
    page_size: int,
    tab: ArticlesTab,
    at: list[Callable[..., object]],
) -> None:
    """Connect the tab's events. Every upload, every removal and each event in `at` refreshes the list of
    articles."""

    def add(
        uploads: list[str] | None,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[None, str]:
        if not uploads:
            return None, ""
        try:
            with speaking_to(request.headers):
                return None, add_uploads(store, uploads, lambda share, line: progress(share, desc=line))
        finally:
            discard(uploads)

    def show(offset: int, request: gr.Request) -> list[object]:
        with speaking_to(request.headers):
            now = collection(store, offset, page_size)
        return [
            now.table,
            gr.update(visible=now.has_newer),
            gr.update(visible=now.has_older),
            gr.update(visible=now.has_samples),
            now.offset,
        ]

    def show_newer(offset: int, request: gr.Request) -> list[object]:
        return show(offset - page_size, request)

    def show_older(offset: int, request: gr.Request) -> list[object]:
        return show(offset + page_size, request)

    changing = [tab.table, tab.newer, tab.older, tab.samples, tab.offset]
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
    tab.newer.click(show_newer, tab.offset, changing, **HIDDEN)
    tab.older.click(show_older, tab.offset, changing, **HIDDEN)


def _theme() -> gr.themes.Base:
    dark = {f"{name}_dark": DARK[colour] for name, colour in COLOURS.items() if name != "color_accent"}
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size="md",
    ).set(**COLOURS, **dark)


def launch(assistant: Assistant, host: str, port: int, names: Iterable[str] = ()) -> gr.Blocks:
    """Serve the page in a background thread. `names`: the host names under which readers reach it, besides
    `host`, the machine's own and localhost. Raises OSError when the port is not available."""
    hosts = (host, gethostname(), *names)
    signer = Signer(secret(assistant.store.folder))
    blocks = build(assistant)
    blocks.queue(api_open=False, max_size=LONGEST_QUEUE)
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
        app_kwargs={
            "middleware": [
                Middleware(Admission, hosts=hosts),
                Middleware(UploadLimits),
                Middleware(Readers, signer=signer),  # above Localized, which keeps a page for all readers
                Middleware(Localized),
            ],
            "routes": [*Routes(assistant).all(), *History(assistant).all()],
        },
    )
    return blocks
