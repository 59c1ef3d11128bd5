"""A report as text for a terminal, as Markdown and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.answer import Citation
from assistant.draft.report import CheckedSentence, CitedDifference, Report, Verdict
from assistant.spreadsheet import text_cell
from assistant.text import UNTITLED, one_line
from assistant.wording import origin
from storage.records import Article
from storage.text.wording import count

LABELS: Mapping[Verdict, str] = MappingProxyType(
    {
        "supported": "supported",
        "contradicted": "differs",
        "not said": "not in the articles",
        "no claim": "no claim",
    }
)
SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {"supported": "✓", "contradicted": "≠", "not said": "?", "no claim": "·"}
)
COLUMNS = (
    "start", "end", "verdict", "probability", "text", "explanation", "differs", "article says", "quotation",
    "quotation start", "quotation end", "outlet", "published", "headline", "url",
)  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")


def summary(report: Report) -> str:
    """ "3 claims: 1 supported, 1 differs, 1 not in the articles" """
    verdicts = [v for v in LABELS if v != "no claim"]
    parts = [f"{report.counts[verdict]:,} {LABELS[verdict]}" for verdict in verdicts]
    return f"{count(len(report.claims), 'claim')}: {', '.join(parts)}"


def source(article: Article) -> str:
    """ "Tidings, 4 March 2024: Storm closes harbour" """
    return f"{origin(article)}: {article.title or UNTITLED}"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a report says, in one language, what isn't quoted.

    `article_says`: holds `{words}`. `own_words`: what the assistant says itself, such as an explanation.
    """

    heading: str
    article_says: str
    label: Callable[[Verdict], str]
    summary: Callable[[Report], str]
    source: Callable[[Article], str]
    own_words: Callable[[str], str]

    def difference(self, difference: CitedDifference) -> str:
        """ "24: the article says 42", or "after 800 cycles: not in the articles" """
        remark = self.own_words(difference.remark) or self.article_says.format(words=difference.article_text)
        return one_line(f"{difference.text}: {remark}")


ENGLISH = Wording(
    heading="Checked text",
    article_says="the article says {words}",
    label=LABELS.__getitem__,
    summary=summary,
    source=source,
    own_words=str,
)


def to_text(report: Report) -> str:
    """The report for a terminal: each claim with its verdict, its quotations and what differs; then the
    counts."""
    blocks = [_block(sentence) for sentence in report.claims]
    notices = [f"Note: {one_line(notice)}" for notice in report.notices]
    return "\n\n".join([*blocks, *notices, summary(report)])


def _block(sentence: CheckedSentence) -> str:
    name = f" [{sentence.refers_to}]" if sentence.refers_to else ""
    lines = [f"{SIGNS[sentence.verdict]} {LABELS[sentence.verdict]}:{name} {one_line(sentence.text)}"]
    if sentence.verdict != "supported":
        lines.append(f"    {one_line(sentence.explanation)}")
        lines += [f"    - {ENGLISH.difference(difference)}" for difference in sentence.differences]
    for citation in sentence.citations:
        lines += [f"    [{citation.number}] “{one_line(citation.quote)}”"]
        lines += [f"        {one_line(source(citation.article))}"]
    return "\n".join(lines)


def to_markdown(report: Report, wording: Wording = ENGLISH) -> str:
    """The report as a Markdown document."""
    blocks = [f"# {wording.heading}", _escaped(wording.summary(report))]
    blocks += [f"*{_escaped(wording.own_words(notice))}*" for notice in report.notices]
    for sentence in report.claims:
        label = f"{SIGNS[sentence.verdict]} {wording.label(sentence.verdict)}:"
        blocks.append(f"**{label}** {_escaped(sentence.text)}")
        if sentence.verdict != "supported":
            blocks.append(_escaped(wording.own_words(sentence.explanation)))
            blocks += [f"- {_escaped(wording.difference(each))}" for each in sentence.differences]
        for citation in sentence.citations:
            origin_line = f"{_escaped(wording.source(citation.article))} {_address(citation)}"
            blocks.append(f"> {_escaped(citation.quote)}\n>\n> {origin_line}".rstrip())
    return "\n\n".join(blocks) + "\n"


def to_csv(report: Report) -> str:
    """The report as a table with a row for each sentence, and `COLUMNS`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for sentence in report.sentences:
        writer.writerow([text_cell(cell) if isinstance(cell, str) else cell for cell in _row(sentence)])
    return out.getvalue()


def _row(sentence: CheckedSentence) -> list[object]:
    differences = sentence.differences
    own: list[object] = [
        sentence.start,
        sentence.end,
        LABELS[sentence.verdict],
        f"{sentence.probability:.2f}",
        sentence.text,
        sentence.explanation,
        "; ".join(difference.text for difference in differences),
        "; ".join(difference.article_text for difference in differences if difference.contradicts),
    ]
    if not sentence.citations:
        return own + [""] * (len(COLUMNS) - len(own))
    cited = sentence.citations[0]
    article = cited.article
    place = [cited.quote, cited.start, cited.end]
    return [*own, *place, article.outlet, article.published, article.title, article.url]


def _address(citation: Citation) -> str:
    url = citation.article.url
    return f"<{url}>" if re.fullmatch(r"https?://[^\s<>]+", url) else ""


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))
