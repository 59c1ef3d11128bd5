"""The Check a text tab: a draft on the left, coloured by verdict, and the sources of its claims on the right.

Sentences and sources link to each other by id. The third sentence of a draft:

    text     <a class="claim contradicted" id="k-3" href="#v-3">≠ Mayor Vance said <mark>24</mark> ...</a>
    source   <article class="card" id="v-3" tabindex="-1"> ... 24: the article says 42 ...
"""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from assistant.answer import Citation
from assistant.draft import CheckedSentence, Draft, Report, read_bytes, read_draft
from assistant.draft.checking import Progress
from assistant.draft.exports import SIGNS, Wording, to_csv, to_markdown
from assistant.draft.formats import MAX_BYTES
from storage.errors import DatelineError, UsageError
from webchat.markup import html
from webchat.page import alert
from webchat.texts import t
from webchat.wording import origin, said, title

MAX_CHARACTERS = 100_000  # of a text that the page checks: about 15,000 words
MARK = "\ufeff"  # at the start of a table: Excel takes a file without it for Latin-1

LOG = logging.getLogger("webchat")


class CheckingAssistant(Protocol):
    """The part of an assistant that the tab uses."""

    def check(self, text: str | Draft, *, progress: Progress | None = None) -> Report: ...


class CheckView(NamedTuple):
    """What the tab shows after a check: the report, or the error that prevented it."""

    report: str
    error: str = ""


class Stretch(NamedTuple):
    """A stretch of text; `differs`: whether it is marked as a difference."""

    text: str
    differs: bool = False


class ShownSentence(NamedTuple):
    """A sentence with its number, and the text `before` it, such as the line break after a heading."""

    number: int
    before: str
    sentence: CheckedSentence
    parts: Sequence[Stretch]
    quotes: Sequence[tuple[Citation, Sequence[Stretch]]]


def check_text(checker: CheckingAssistant, text: str, progress: Progress) -> CheckView:
    """Check a pasted text."""
    if not text.strip():
        return CheckView("", alert(t("check.nothing")))
    return _checked(checker, lambda: read_draft(text), progress)


def check_file(checker: CheckingAssistant, path: str, progress: Progress) -> CheckView:
    """Check an uploaded file."""

    def read() -> Draft:
        with Path(path).open("rb") as file:
            return read_bytes(file.read(MAX_BYTES + 1), Path(path).name)

    return _checked(checker, read, progress)


def _checked(checker: CheckingAssistant, read: Callable[[], Draft], progress: Progress) -> CheckView:
    try:
        draft = read()
        if len(draft.text) > MAX_CHARACTERS:
            raise UsageError(t("check.too_long", limit=MAX_CHARACTERS, length=len(draft.text)))
        return CheckView(report_html(checker.check(draft, progress=progress)))
    except DatelineError as error:
        if not isinstance(error, UsageError):
            LOG.error("a check failed: %s: %s", type(error).__name__, error)
        return CheckView("", alert(error))


def failed() -> CheckView:
    """The tab after an unexpected error."""
    return CheckView("", alert(t("check.failed")))


def progress_line(done: int, claims: int) -> str:
    """The text beside the progress bar: "12 of 45 claims"."""
    return t("check.progress", done=done, claims=t("count.claims", n=claims))


def report_html(report: Report) -> str:
    """Render a report: the text, its sources, and links that save it as a file."""
    shown = list(_shown(report))
    end = report.text[report.sentences[-1].end :] if report.sentences else report.text
    return html(
        "check.html",
        report=report,
        summary=_summary(report),
        sentences=shown,
        end=end,
        signs=SIGNS,
        files=[(name, _data_url(kind, text)) for name, kind, text in _files(report)],
    )


def _summary(report: Report) -> str:
    """ "3 claims: 1 supported, 1 differs, 1 not in the articles" """
    counts = {verdict.replace(" ", "_"): number for verdict, number in report.counts.items()}
    return t("check.summary", **{**counts, "claims": t("count.claims", n=len(report.claims))})


def _shown(report: Report) -> Iterator[ShownSentence]:
    place = 0
    for number, sentence in enumerate(report.sentences, start=1):
        own = [(d.start - sentence.start, d.end - sentence.start) for d in sentence.differences]
        quotes = [(citation, _quote(sentence, citation)) for citation in sentence.citations]
        before = report.text[place : sentence.start]
        yield ShownSentence(number, before, sentence, parts_of(sentence.text, own), quotes)
        place = sentence.end


def _quote(sentence: CheckedSentence, citation: Citation) -> list[Stretch]:
    """A quotation with the words that differ from the sentence."""
    spans = [
        (d.article_start - citation.start, d.article_end - citation.start)
        for d in sentence.differences
        if d.citation == citation.number and d.article_start is not None and d.article_end is not None
    ]
    return parts_of(citation.quote, spans)


def parts_of(text: str, spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    """A text cut at the ends of spans, which may overlap.

    >>> [part.text for part in parts_of("24 boats sank.", [(3, 8), (0, 2)]) if part.differs]
    ['24', 'boats']
    """
    parts, place = list[Stretch](), 0
    for start, end in sorted(spans):
        start, end = max(start, place), min(end, len(text))
        if start < end:
            parts += [Stretch(text[place:start]), Stretch(text[start:end], differs=True)]
            place = end
    return [part for part in (*parts, Stretch(text[place:])) if part.text]


def _files(report: Report) -> Iterator[tuple[str, str, str]]:
    """The name, the media type and the content of each file that a report can be saved as. Documents are in
    the reader's language; tables and JSON are for programs, and the same in all."""
    yield "checked.md", "text/markdown", to_markdown(report, _wording())
    yield "checked.csv", "text/csv", f"{MARK}{to_csv(report)}"
    yield "checked.json", "application/json", json.dumps(report.to_dict(), ensure_ascii=False, indent=1)


def _wording() -> Wording:
    return Wording(
        heading=t("check.document"),
        label=lambda verdict: t(f"verdict.{verdict.replace(' ', '_')}"),
        article_says=t("check.article_says", words="{words}"),
        summary=_summary,
        source=lambda article: f"{origin(article)}: {title(article)}",
        own_words=said,
    )


def _data_url(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8;base64,{b64encode(text.encode()).decode()}"
