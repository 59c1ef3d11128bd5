"""The page as a gradio application: its events, its layout, its server. Only importer of gradio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import gradio as gr

from assistant import Assistant
from assistant.render import sources, whole_article
from ingest import ingest
from ingest.formats.read import SUFFIXES
from storage import Store
from storage.errors import DatelineError
from webchat.articles import PAGE, holds_samples, keep_uploads, list_html, progress_line, report_html
from webchat.page import (
    EXAMPLES,
    HEAD,
    JS,
    NO_SOURCES,
    READER,
    SOURCES_JS,
    WELCOME,
    Turn,
    alert,
    asked,
    masthead,
    messages,
    searching,
)
from webchat.style import COLOURS, DARK, MONO, SANS

UPLOADS = "uploads"  # folder in the store
UPLOAD_FORMATS = (
    '<p class="formats">Text, web pages, PDF, JSON, tables, feeds, mail, or archives of them.</p>'
)
UPLOAD_LIMIT = "200mb"  # a file
KEPT = (600, 3600)  # seconds: gradio's own copies of uploads are looked at, and are old
QUESTIONS_AT_ONCE = 4  # of all readers together; the rest wait their turn
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}  # else each event is a public endpoint
HIDDEN = {"show_progress": "hidden", **PRIVATE}


class Page:
    """The events of the page, over one assistant. Holds nothing of a reader: their turns are handed in."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.store = assistant.store

    def ask(
        self, question: str, outlets: list[str], since: str | None, until: str | None, turns: list[Turn]
    ) -> Iterator[tuple[Any, ...]]:
        """Yields (chat, sources, question, alert, turns), the answer growing by sentence."""
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
        """The whole article that a card names: {"id", "version", "start", "end"}, in the version that was
        quoted, else as it is now. Anyone may call this."""
        try:
            version = wanted.get("version")
            article = self.store.article(str(wanted["id"]), str(version) if version else None)
            start, end = int(wanted.get("start", 0)), int(wanted.get("end", 0))
            return whole_article(article, start, end, self.store.versions(article.id))
        except DatelineError as error:
            return alert(error)
        except (AttributeError, KeyError, TypeError, ValueError):
            return alert("No article was named.")

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


class AskTab(NamedTuple):
    """The components of the Ask tab. `turns` is the conversation, kept on the server, one for each visit."""

    chat: Any
    cards: Any
    question: Any
    notice: Any
    turns: Any
    send: Any
    clear: Any
    outlets: Any
    since: Any
    until: Any


class ArticlesTab(NamedTuple):
    upload: Any
    report: Any
    listing: Any
    newer: Any
    older: Any
    offset: Any


def build(assistant: Assistant) -> gr.Blocks:
    """The page as gradio Blocks."""
    page = Page(assistant)

    def show_article(wanted: Any) -> str:  # a function: gradio can't mark a method
        return page.show_article(wanted)

    with gr.Blocks(title="Dateline", fill_width=True, analytics_enabled=False, delete_cache=KEPT) as blocks:
        head = gr.HTML(masthead(page.store), **BARE)
        gr.HTML(READER, js_on_load=JS, server_functions=[show_article], elem_classes="quiet", **BARE)
        with gr.Tabs():
            with gr.Tab("Ask"):
                ask = _ask_tab(page.store)
            with gr.Tab("Articles") as opened:
                articles = _articles_tab()
        _connect_ask(page, ask, head)
        _connect_articles(page, articles, [head, ask.outlets], [blocks.load, opened.select])
    return blocks


def _ask_tab(store: Store) -> AskTab:
    """The chat with its filters on the left, the sources on the right."""
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
                examples=[{"text": text} for text in EXAMPLES] if holds_samples(store) else None,
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
            cards = gr.HTML(NO_SOURCES, elem_id="sources", js_on_load=SOURCES_JS, **BARE)
    return AskTab(chat, cards, question, notice, gr.State([]), send, clear, outlets, since, until)


def _connect_ask(page: Page, tab: AskTab, head: Any) -> None:
    """A question is followed by saying anew, in `head`, what the collection holds: others may add to it."""

    def chosen(event: gr.SelectData) -> str:
        return str(event.value["text"])

    ask = {
        "fn": page.ask,
        "inputs": [tab.question, tab.outlets, tab.since, tab.until, tab.turns],
        "outputs": [tab.chat, tab.cards, tab.question, tab.notice, tab.turns],
        "concurrency_limit": QUESTIONS_AT_ONCE,
        **HIDDEN,
    }
    running = [
        gr.on([tab.question.submit, tab.send.click], **ask),
        tab.chat.example_select(chosen, None, tab.question, **HIDDEN).then(**ask),
    ]
    for event in running:
        event.then(lambda: masthead(page.store), None, head, **HIDDEN)
    gr.on(
        [tab.clear.click, tab.chat.clear],
        lambda: ([], NO_SOURCES, "", "", []),
        None,
        ask["outputs"],
        cancels=running,
        **HIDDEN,
    )


def _articles_tab() -> ArticlesTab:
    """Uploads and their report, then the collection by pages."""
    upload = gr.File(
        label="Add articles", file_count="multiple", file_types=list(SUFFIXES), height=140, elem_id="upload"
    )
    gr.HTML(UPLOAD_FORMATS, **BARE)
    report = gr.HTML(elem_id="report", **BARE)
    listing = gr.HTML(elem_id="listing", **BARE)
    with gr.Row():
        newer, older = gr.Button("Newer", visible=False), gr.Button("Older", visible=False)
    return ArticlesTab(upload, report, listing, newer, older, gr.State(0))


def _connect_articles(
    page: Page, tab: ArticlesTab, also_shown: list[Any], also_at: list[Callable[..., Any]]
) -> None:
    """An upload is followed by showing the collection anew, as are the events `also_at`."""

    def add(paths: list[str] | None, progress: Any = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        return page.add(paths, progress)

    shown = [*also_shown, tab.listing, tab.newer, tab.older, tab.offset]
    added = tab.upload.upload(
        add,
        tab.upload,
        [tab.upload, tab.report],
        concurrency_limit=1,
        show_progress_on=tab.upload,
        **PRIVATE,
    )
    for event in (added.then, *also_at):
        event(page.collection, tab.offset, shown, **HIDDEN)
    tab.newer.click(lambda offset: page.collection(offset - PAGE), tab.offset, shown, **HIDDEN)
    tab.older.click(lambda offset: page.collection(offset + PAGE), tab.offset, shown, **HIDDEN)


def _theme() -> Any:
    dark = {f"{name}_dark": DARK[colour] for name, colour in COLOURS.items() if name != "color_accent"}
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size="md",
    ).set(**COLOURS, **dark)


def launch(assistant: Assistant, host: str, port: int) -> gr.Blocks:
    """Serve the page in a thread of its own. Raises OSError when the port can't be had."""
    blocks = build(assistant)
    blocks.queue(api_open=False)
    blocks.launch(
        server_name=host,
        server_port=port,
        theme=_theme(),
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
    return blocks
