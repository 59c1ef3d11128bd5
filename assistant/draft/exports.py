"""A report as text for a terminal, as Markdown and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from types import MappingProxyType

from assistant.answer import Citation
from assistant.draft.report import CheckedSentence, CitedDifference, Report, Verdict
from assistant.spreadsheet import text_cell
from assistant.text import UNTITLED, one_line
from assistant.wording import origin
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


def difference_line(difference: CitedDifference) -> str:
    """ "24: the article says 42", or "after 800 cycles: not in the articles" """
    remark = difference.remark or f"the article says {difference.article_text}"
    return one_line(f"{difference.text}: {remark}")


def source_line(citation: Citation) -> str:
    """ "Tidings, 4 March 2024: Storm closes harbour" """
    return one_line(f"{origin(citation.article)}: {citation.article.title or UNTITLED}")


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
        lines += [f"    - {difference_line(difference)}" for difference in sentence.differences]
    for citation in sentence.citations:
        lines += [f"    [{citation.number}] “{one_line(citation.quote)}”", f"        {source_line(citation)}"]
    return "\n".join(lines)


def to_markdown(report: Report) -> str:
    """The report as a Markdown document."""
    blocks = ["# Checked text", _escaped(summary(report)), *(f"*{_escaped(n)}*" for n in report.notices)]
    for sentence in report.claims:
        blocks.append(f"**{SIGNS[sentence.verdict]} {LABELS[sentence.verdict]}:** {_escaped(sentence.text)}")
        if sentence.verdict != "supported":
            blocks.append(_escaped(sentence.explanation))
            blocks += [f"- {_escaped(difference_line(difference))}" for difference in sentence.differences]
        for citation in sentence.citations:
            quote = f"> {_escaped(citation.quote)}"
            blocks.append(f"{quote}\n>\n> {_escaped(source_line(citation))} {_address(citation)}".rstrip())
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
