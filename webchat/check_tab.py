"""The layout and the events of the Check a text tab."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr

from assistant import Assistant
from assistant.draft.checking import Progress
from webchat.check import CheckView, check_file, check_text, failed, progress_line
from webchat.localized import mark
from webchat.markup import static
from webchat.texts import speaking_to

CHECKS_AT_ONCE = 2  # across all visitors; further ones wait
BARE = {"apply_default_css": False, "padding": False}
PRIVATE = {"api_visibility": "private"}
HIDDEN = {"show_progress": "hidden", **PRIVATE}


def told(progress: gr.Progress) -> Progress:
    """Tell the bar beside a text how many claims are checked."""
    return lambda done, claims: progress(done / claims, desc=progress_line(done, claims))


def check_tab(assistant: Assistant) -> None:
    """Lay out the tab and connect its events. A report takes the place of the fields until the next text."""
    notice = gr.HTML(elem_id="check-alert", **BARE)
    with gr.Column(elem_id="check") as fields:
        gr.HTML(mark("check_intro.html"), **BARE)
        text = gr.Textbox(
            label=mark("check.field"),
            show_label=False,
            placeholder=mark("check.placeholder"),
            lines=14,
            max_lines=14,
            elem_id="check-text",
        )
        with gr.Row(elem_id="check-buttons"):
            start = gr.Button(mark("check.start"), variant="primary", min_width=160)
            # Without `file_types`: gradio drops files of other types silently.
            load = gr.UploadButton(mark("check.load"), min_width=160)
    again = gr.Button(mark("check.again"), visible=False, size="sm", elem_id="check-again")
    report = gr.HTML(elem_id="checked", js_on_load=static("check.js"), **BARE)
    changing = [notice, report, fields, again, load]

    def broken(request: gr.Request) -> list[object]:
        with speaking_to(request.headers):
            return _shown(failed())

    options = {
        "outputs": changing,
        "concurrency_id": "check",
        "concurrency_limit": CHECKS_AT_ONCE,
        "show_progress_on": text,
        **PRIVATE,
    }
    pasted = start.click(_checking(assistant, check_text), text, **options)
    loaded = load.upload(_checking(assistant, check_file), load, **options)
    for event in (pasted, loaded):
        event.failure(broken, None, changing, **HIDDEN)
    again.click(lambda: _shown(CheckView("")), None, changing, **HIDDEN)


def _checking(
    assistant: Assistant, check: Callable[[Assistant, str, Progress], CheckView]
) -> Callable[..., list[object]]:
    """The event that checks what the reader gives: a text, or the path of a file."""

    def checked(
        given: str,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> list[object]:
        with speaking_to(request.headers):
            return _shown(check(assistant, given, told(progress)))

    return checked


def _shown(view: CheckView) -> list[object]:
    """What an event changes: notice, report, fields, the button "Check another text", and the file."""
    is_done = view.report != ""
    return [view.error, view.report, gr.update(visible=not is_done), gr.update(visible=is_done), None]
