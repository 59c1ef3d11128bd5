"""What every format writes: a title and blocks of text, tables and sources, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from assistant.answer import REPAIRED, Answer, Citation, Sentence
from assistant.as_json import citation_to_dict
from assistant.speaker import speaker_in
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
    "speaker",  # who said the quotation that follows
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
    """An article that is quoted under a number, and those that print the same sentences."""

    number: int
    article: Article
    quotes: tuple[str, ...] = ()
    also_in: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The numbered list of the quoted articles, each once, in order of first use."""

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


class _Sources:
    """Numbers the articles that are quoted."""

    def __init__(self) -> None:
        self._by_article: dict[str, Source] = {}

    def number(self, citation: Citation) -> int:
        article = citation.article
        source = self._by_article.get(article.id) or Source(len(self._by_article) + 1, article)
        also_in = {each.id: each for each in (*source.also_in, *citation.also_in)}
        quotes = tuple(dict.fromkeys((*source.quotes, citation.quote)))
        self._by_article[article.id] = replace(source, quotes=quotes, also_in=tuple(also_in.values()))
        return source.number

    def numbers(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(map(self.number, citations)))

    def blocks(self) -> list[Block]:
        listed = tuple(self._by_article.values())
        return [Sources(listed)] if listed else []


def of_turns(title: str, turns: Sequence[Exchange]) -> Document:
    """A conversation, or one answer of it."""
    sources = _Sources()
    blocks = [block for turn in turns for block in _turn(turn, sources)]
    data = {"title": title, "turns": [_turn_data(turn) for turn in turns]}
    return Document(title, (*blocks, *sources.blocks()), data)


def of_quotations(title: str, collected: Sequence[CollectedQuotation]) -> Document:
    """Collected quotations in their order, with their notes."""
    sources = _Sources()
    blocks, rows = list[Block](), list[dict[str, Any]]()
    for each in collected:
        if each.citation is None:
            continue
        number = sources.number(each.citation)
        blocks += _said("quotation", each.sentence, (number,), [each.citation])
        if each.note:
            blocks.append(Paragraph("note", each.note))
        rows.append(
            {"note": each.note, "question": each.question, "collected_at": each.collected_at}
            | {"citation": citation_to_dict(each.citation) | {"number": number}}
        )
    return Document(title, (*blocks, *sources.blocks()), {"title": title, "quotations": rows})


def _turn(turn: Exchange, sources: _Sources) -> Iterator[Block]:
    answer = turn.answer or Answer(turn.question)
    cited = {citation.number: citation for citation in answer.citations}
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
        yield _table(answer, {n: sources.number(citation) for n, citation in cited.items()})
    if answer.short:
        yield Paragraph("short", str(answer.short), (sources.number(cited[answer.short.citation]),))
    for sentence in answer.sentences:
        yield from _sentence(answer, sentence, [cited[number] for number in sentence.citations], sources)
    for n, quote in backing_quotes(answer).items():
        yield Paragraph("quotation", quote, (sources.number(cited[n]),))
    yield from (Paragraph("notice", said(notice)) for notice in answer.notices)


def _sentence(
    answer: Answer, sentence: Sentence, citations: Sequence[Citation], sources: _Sources
) -> Iterator[Paragraph]:
    if speaker := speaker_in(answer, sentence):
        yield Paragraph("speaker", t("answer.speaker", name=speaker))
    kind: Kind = "quotation" if sentence.kind == "quoted" else "prose"
    mark = f" ({REPAIRED})" if sentence.kind == "repaired" else ""
    yield from _said(kind, sentence.explained + mark, sources.numbers(citations), citations)


def _said(
    kind: Kind, text: str, numbers: tuple[int, ...], citations: Sequence[Citation]
) -> Iterator[Paragraph]:
    """A sentence, and what contradicts its quotations."""
    yield Paragraph(kind, text, numbers)
    for citation in citations:
        for other in citation.contradicted_by:
            lead = t(f"answer.{other.kind}", origin=origin(other.article))
            yield Paragraph("contradiction", f"{lead}: {t('answer.quotation', quote=other.quote)}")


def _table(answer: Answer, numbers: Mapping[int, int]) -> Table:
    """`numbers`: of the sources, by the numbers of the citations."""
    rows = []
    for number, figure in enumerate(answer.figures, start=1):
        *cells, where, relation = figure_cells(figure)
        rows.append((str(number), *cells, f"{where} [{numbers[figure.citation]}]", relation))
    return Table(figure_headings(), tuple(rows))


def _turn_data(turn: Exchange) -> dict[str, Any]:
    return {
        "number": turn.number,
        "question": turn.question,
        "filter": asdict(turn.scope) if turn.scope else None,
        "answer": turn.answer.to_dict() if turn.answer else None,
        "silence": turn.silence.sentence(turn.scope) or None,
    }
