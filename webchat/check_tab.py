"""The layout and the events of the Check a text tab."""

from __future__ import annotations

import gradio as gr

from assistant import Assistant
from webchat.check import CheckView, check_file, check_text, failed, progress_line
from webchat.markup import html, static

CHECKS_AT_ONCE = 2  # across all visitors; further ones wait
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}
HIDDEN = {"show_progress": "hidden", **PRIVATE}


def check_tab(assistant: Assistant) -> None:
    """Lay out the tab and connect its events. A report takes the place of the fields until the next text."""
    notice = gr.HTML(elem_id="check-alert", **BARE)
    with gr.Column(elem_id="check") as fields:
        gr.HTML(html("check_intro.html"), **BARE)
        text = gr.Textbox(
            label="Text to check",
            show_label=False,
            placeholder="Paste a text: an article, a summary, a draft",
            lines=14,
            max_lines=14,
            elem_id="check-text",
        )
        with gr.Row(elem_id="check-buttons"):
            start = gr.Button("Check the text", variant="primary", min_width=160)
            # Without `file_types`: gradio drops files of other types silently.
            load = gr.UploadButton("Load a file", min_width=160)
    again = gr.Button("Check another text", visible=False, size="sm", elem_id="check-again")
    report = gr.HTML(elem_id="checked", js_on_load=static("check.js"), **BARE)
    changing = [notice, report, fields, again, load]

    def shown(view: CheckView) -> list[object]:
        is_done = view.report != ""
        return [
            view.error, view.report, gr.update(visible=not is_done), gr.update(visible=is_done), None
        ]  # fmt: skip

    def pasted(given: str, progress: gr.Progress = gr.Progress()) -> list[object]:  # noqa: B008
        return shown(check_text(assistant, given, lambda d, of: progress(d / of, desc=progress_line(d, of))))

    def loaded(path: str, progress: gr.Progress = gr.Progress()) -> list[object]:  # noqa: B008
        return shown(check_file(assistant, path, lambda d, of: progress(d / of, desc=progress_line(d, of))))

    options = {
        "outputs": changing,
        "concurrency_id": "check",
        "concurrency_limit": CHECKS_AT_ONCE,
        "show_progress_on": text,
        **PRIVATE,
    }
    for event in (start.click(pasted, text, **options), load.upload(loaded, load, **options)):
        event.failure(lambda: shown(failed()), None, changing, **HIDDEN)
    again.click(lambda: shown(CheckView("")), None, changing, **HIDDEN)
