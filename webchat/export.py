"""A turn as text to copy: plain, Markdown, or HTML, each with its full sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from assistant.answer import Answer, Citation
from assistant.text import to_text
from storage.text.wording import byline
from webchat.conversation import Exchange
from webchat.markup import html, is_web_address
from webchat.texts import t
from webchat.wording import figure_cells, figure_headings, origin, outlets, title

SYNTAX = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(turn: Exchange) -> str:
    """The question, the answer and its numbered sources, as on a terminal."""
    asked = f"{turn.question}\n{turn.scope}" if turn.scope else turn.question
    answer = to_text(turn.answer) if turn.answer else t("answer.lost")
    return f"{asked}\n\n{answer}\n"


def markdown(turn: Exchange) -> str:
    """Quotations as block quotes, with the numbers of their sources, which follow as a list."""
    answer = turn.answer or Answer(turn.question)
    lines = [f"## {_escaped(turn.question)}", *([f"*{_escaped(str(turn.scope))}*"] if turn.scope else [])]
    if not answer.sentences:
        lines.append(_escaped(answer.text if turn.answer else t("answer.lost")))
    if answer.about_question:
        lines.append(_escaped(answer.about_question))
    if answer.short:
        lines.append(f"**{_escaped(str(answer.short))}** [{answer.short.citation}]")
    if answer.has_table:
        lines.append(_table(answer))
    for sentence in answer.sentences:
        numbers = "".join(f"[{number}]" for number in sentence.citations)
        lines.append(f"> {_escaped(sentence.explained)} {numbers}")
    lines += [_escaped(notice) for notice in answer.notices]
    if answer.citations:
        lines.append("\n".join(map(_source, answer.citations)))
    return "\n\n".join(lines) + "\n"


def _table(answer: Answer) -> str:
    """The figures side by side, each with the number of its source."""
    rows = [[_escaped(heading) for heading in figure_headings()], ["---"] * len(figure_headings())]
    for number, figure in enumerate(answer.figures, start=1):
        *cells, where, relation = map(_escaped, figure_cells(figure))
        rows.append([str(number), *cells, f"{where} [{figure.citation}]", relation])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _source(citation: Citation) -> str:
    article = citation.article
    headline = _escaped(title(article))
    link = (
        f"[{headline}](<{article.url}>)"
        if is_web_address(article.url) and ">" not in article.url
        else headline
    )
    parts = [
        _escaped(origin(article)),
        link,
        *([_escaped(byline(article.authors))] if article.authors else []),
        *(
            [_escaped(t("answer.also_in", outlets=", ".join(outlets(citation.also_in))))]
            if citation.also_in
            else []
        ),
    ]
    return f"{citation.number}. {', '.join(parts)}"


def _escaped(text: str) -> str:
    return SYNTAX.sub(r"\\\1", " ".join(text.split()))


def as_html(turn: Exchange) -> str:
    answer = turn.answer or Answer(turn.question)
    cited = {citation.number: citation for citation in answer.citations}
    return html("export.html", turn=turn, answer=answer, cited=cited, lost=t("answer.lost"))


FORMS: Mapping[str, Callable[[Exchange], str]] = MappingProxyType(
    {"plain": plain, "markdown": markdown, "html": as_html}
)
