"""Answer -> plain text for a terminal, and the wording shared by all views of an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.answer import ABSTAINED, Answer, Citation
from assistant.checked import Contradiction, ContradictionKind
from assistant.figure_table import Figure
from assistant.wording import HEADINGS, figure_cells, origin, outlets
from storage.records import Article
from storage.text.wording import byline, headline

UNTITLED = "Untitled"
NEAR = 3  # passages shown below an answer that abstains; further ones are rarely relevant
EXCERPT = 300  # characters shown of such a passage
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # a terminal would interpret these


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return CONTROL.sub("", " ".join(text.split()))


_CONTRADICTS: Mapping[ContradictionKind, str] = MappingProxyType(
    {
        "later": "A later report says otherwise",
        "earlier": "An earlier report said otherwise",
        "differs": "Another report says otherwise",
    }
)


def contradiction_lead(contradiction: Contradiction) -> str:
    """ "A later report says otherwise (TRT World, 1 November 2020)" """
    return f"{_CONTRADICTS[contradiction.kind]} ({origin(contradiction.article)})"


def contradicting(citation: Citation) -> list[str]:
    """A line for each sentence that contradicts a quotation."""
    return [
        f"[{citation.number}] {contradiction_lead(other)}: “{other.quote}”"
        for other in citation.contradicted_by
    ]


def to_text(answer: Answer) -> str:
    """The answer for a terminal: its sentences with their markers, the notices, the numbered sources."""
    notices = [f"Note: {one_line(notice)}" for notice in answer.notices]
    if answer.abstained:
        nearest = [f"{_source(hit.article)}\n    {_excerpt(hit.text)}" for hit in answer.passages[:NEAR]]
        blocks = [ABSTAINED, *notices, *(["Nearest passages", *nearest] if nearest else [])]
    elif answer.reply:
        blocks = [*map(one_line, answer.reply.splitlines()), *notices]
    else:
        sentences = [one_line(sentence.marked) for sentence in answer.sentences]
        if answer.short:
            sentences.insert(0, one_line(f"{answer.short} [{answer.short.citation}]"))
        if answer.about_question:
            sentences.insert(0, one_line(answer.about_question))
        sources = [f"[{c.number}] {_cited(c, answer)}" for c in answer.citations]
        contradictions = [one_line(text) for c in answer.citations for text in contradicting(c)]
        table = [_table(answer.figures)] if answer.has_table else []
        blocks = [*table, *sentences, *contradictions, *notices, "\n".join(sources)]
    return "\n\n".join(blocks)


def _table(figures: Sequence[Figure]) -> str:
    """The rows of differing figures in aligned columns."""
    rows = [HEADINGS]
    for number, figure in enumerate(figures, start=1):
        value, what, whom, given_by, where, relation = map(one_line, figure_cells(figure))
        rows.append((str(number), value, what, whom, given_by, f"{where} [{figure.citation}]", relation))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def backing_quotes(answer: Answer) -> dict[int, str]:
    """The quotations behind the sentences in a language model's words, by the number of their citation;
    those that the answer quotes itself are left out."""
    quoted = {n for sentence in answer.sentences if sentence.kind == "quoted" for n in sentence.citations}
    return {c.number: c.quote for c in answer.citations if c.number not in quoted}


def _cited(citation: Citation, answer: Answer) -> str:
    source = _source(citation.article, citation.also_in)
    quote = backing_quotes(answer).get(citation.number)
    return f"{source}\n    “{one_line(quote)}”" if quote else source


def _source(article: Article, also_in: Sequence[Article] = ()) -> str:
    lines = [
        f"{origin(article)}: {headline(article.title, article.outlet) or UNTITLED}",
        *([f"By {byline(article.authors)}"] if article.authors else []),
        *([f"Also in {', '.join(outlets(also_in))}"] if also_in else []),
        *([article.url] if article.url else []),
    ]
    return "\n    ".join(map(one_line, lines))


def _excerpt(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"
