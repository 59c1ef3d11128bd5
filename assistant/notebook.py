"""An answer as HTML for a notebook: its table, its sentences, its numbered sources. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from assistant.wording import HEADINGS, figure_cells
from storage.text.wording import day

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, ShortAnswer


def to_html(answer: Answer) -> str:
    """A paragraph per sentence, then a list of the sources; without sentences, each line of the
    text is a paragraph."""
    if not answer.sentences:
        return "".join(f"<p>{escape(line)}</p>" for line in answer.text.splitlines())
    short = answer.short
    lead = (
        f"<p><strong>{escape(short.text)}</strong>{_resolved(short)} [{short.citation}]</p>" if short else ""
    )
    if answer.about_question:
        lead = f"<p>{escape(answer.about_question)}</p>"
    table = _table(answer) if answer.has_table else ""
    sentences = "".join(f"<p>{escape(sentence.marked)}</p>" for sentence in answer.sentences)
    sources = "".join(f'<li value="{c.number}">{_source(c)}</li>' for c in answer.citations)
    return f"{lead}{table}{sentences}<ol>{sources}</ol>"


def _table(answer: Answer) -> str:
    rows = [_row("th", HEADINGS)]
    for number, figure in enumerate(answer.figures, start=1):
        *cells, where, relation = figure_cells(figure)
        rows.append(_row("td", (str(number), *cells, f"{where} [{figure.citation}]", relation)))
    return f"<table>{''.join(rows)}</table>"


def _row(element: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{element}>{escape(cell)}</{element}>' for cell in cells)}</tr>"


def _resolved(short: ShortAnswer) -> str:
    return f" [{escape(short.explanation)}]" if short.resolved else ""


def _source(citation: Citation) -> str:
    article = citation.article
    parts = (article.outlet, day(article.published), article.title, article.url)
    return escape(", ".join(filter(None, parts)))
