"""What every format writes: a title and blocks of text, tables and sources, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.answer import REPAIRED, Answer, Citation
from assistant.as_json import citation_to_dict
from assistant.text import backing_quotes
from storage.records import Article
from webchat.clips import CollectedQuotation
from webchat.conversation import Exchange
from webchat.texts import t
from webchat.wording import figure_cells, figure_headings, origin, said

Kind = Literal[
    "question",
    "filter",
    "silence",
    "reply",
    "about",
    "short",
    "quotation",
    "prose",  # a sentence in a language model's words
    "contradiction",
    "notice",
    "note",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `numbers`: the sources that it names, as in "[1][2]"."""

    kind: Kind
    text: str
    numbers: tuple[int, ...] = ()

    @property
    def markers(self) -> str:
        return "".join(f"[{number}]" for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as `headings`."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An article that is quoted under a number, and those that print the same sentence."""

    number: int
    article: Article
    quote: str
    also_in: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The numbered list of sources of the blocks since the last one."""

    sources: tuple[Source, ...]


Block = Paragraph | Table | Sources


@dataclass(frozen=True, slots=True)
class Document:
    """`data`: the same as a JSON object, without the references in a style."""

    title: str
    blocks: tuple[Block, ...]
    data: dict[str, Any]

    @property
    def heading(self) -> str:
        """The title, "" where the first block is the same."""
        first = self.blocks[0] if self.blocks else None
        return "" if isinstance(first, Paragraph) and first.text == self.title else self.title

    @property
    def sources(self) -> list[Source]:
        return [source for block in self.blocks if isinstance(block, Sources) for source in block.sources]


def of_turns(title: str, turns: Sequence[Exchange]) -> Document:
    """A conversation, or one answer of it."""
    blocks = (block for turn in turns for block in _turn(turn))
    return Document(title, tuple(blocks), {"title": title, "turns": [_turn_data(turn) for turn in turns]})


def of_quotations(title: str, collected: Sequence[CollectedQuotation]) -> Document:
    """Collected quotations, numbered in their order, with their notes."""
    there = [(each, each.citation) for each in collected if each.citation]
    blocks: list[Block] = []
    for number, (each, citation) in enumerate(there, start=1):
        blocks += _said("quotation", each.sentence, (number,), [citation])
        if each.note:
            blocks.append(Paragraph("note", each.note))
    sources = tuple(_source(citation, number) for number, (_, citation) in enumerate(there, start=1))
    rows = [
        {"note": each.note, "question": each.question, "collected_at": each.collected_at}
        | {"citation": citation_to_dict(citation) | {"number": number}}
        for number, (each, citation) in enumerate(there, start=1)
    ]
    return Document(title, (*blocks, Sources(sources)), {"title": title, "quotations": rows})


def _turn(turn: Exchange) -> Iterator[Block]:
    answer = turn.answer or Answer(turn.question)
    yield Paragraph("question", turn.question)
    if turn.scope:
        yield Paragraph("filter", str(turn.scope))
    if answer.abstained:
        yield Paragraph("silence", t("answer.silent" if turn.answer else "answer.lost"))
    if turn.silence.reason:
        yield Paragraph("silence", turn.silence.sentence(turn.scope))
    yield from (Paragraph("reply", line) for line in said(answer.reply).splitlines())
    if answer.about_question:
        yield Paragraph("about", said(answer.about_question))
    if answer.has_table:
        yield _table(answer)
    if answer.short:
        yield Paragraph("short", str(answer.short), (answer.short.citation,))
    cited = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        citations = [cited[number] for number in sentence.citations]
        kind: Kind = "quotation" if sentence.kind == "quoted" else "prose"
        mark = f" ({REPAIRED})" if sentence.kind == "repaired" else ""
        yield from _said(kind, sentence.explained + mark, sentence.citations, citations)
    yield from (Paragraph("quotation", quote, (n,)) for n, quote in backing_quotes(answer).items())
    yield from (Paragraph("notice", said(notice)) for notice in answer.notices)
    if answer.citations:
        yield Sources(tuple(_source(citation, citation.number) for citation in answer.citations))


def _said(
    kind: Kind, text: str, numbers: tuple[int, ...], citations: Sequence[Citation]
) -> Iterator[Paragraph]:
    """A sentence, and what contradicts its quotations."""
    yield Paragraph(kind, text, numbers)
    for citation in citations:
        for other in citation.contradicted_by:
            lead = t(f"answer.{other.kind}", origin=origin(other.article))
            yield Paragraph("contradiction", f"{lead}: {t('answer.quotation', quote=other.quote)}")


def _table(answer: Answer) -> Table:
    rows = []
    for number, figure in enumerate(answer.figures, start=1):
        *cells, where, relation = figure_cells(figure)
        rows.append((str(number), *cells, f"{where} [{figure.citation}]", relation))
    return Table(figure_headings(), tuple(rows))


def _source(citation: Citation, number: int) -> Source:
    return Source(number, citation.article, citation.quote, citation.also_in)


def _turn_data(turn: Exchange) -> dict[str, Any]:
    return {
        "number": turn.number,
        "question": turn.question,
        "filter": asdict(turn.scope) if turn.scope else None,
        "answer": turn.answer.to_dict() if turn.answer else None,
        "silence": turn.silence.sentence(turn.scope) or None,
    }
