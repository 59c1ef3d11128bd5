"""The report of a run in words, for the command line and the page."""

from __future__ import annotations

from ingest.formats.stream import printable
from ingest.records import LeftOut, Note
from ingest.report import Report
from storage.text.wording import count

NAMED = 3  # articles listed by name below a sum: most pages of the web hide something
HEADLINE = 80  # characters


def to_text(report: Report) -> str:
    """The report for a reader."""
    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    work = f"{count(report.passages, 'passage')}, {report.seconds:.1f} s"
    copies = [f"  {copies_line(report)} (see `python -m storage list`)"] if report.copies else []
    lines = [
        f"{counts}, {len(report.rejected)} rejected ({work})",
        *(f"  {line}" for line in samples_lines(report)),
        *copies,
        *(f"  {line} (--json lists each with its rule)" for line in removed_lines(report)),
        *(f"  {line}" for line in left_out_lines(report)),
        *(f"  {line}" for line in index_lines(report)),
        *(f"  rejected {path}: {reason}" for path, reason in report.rejected),
        *(f"  note {note.path}: {explained(note)}" for note in report.notes),
    ]
    return "\n".join(map(printable, lines))


def copies_line(report: Report) -> str:
    """ "12 of the stored articles are copies of others" """
    are_copies = "is a copy of another" if report.copies == 1 else "are copies of others"
    return f"{report.copies:,} of the stored articles {are_copies}"


def samples_lines(report: Report) -> list[str]:
    """ "removed 6 sample articles, since articles of your own were added" """
    samples = count(report.samples_removed, "sample article")
    return [f"removed {samples}, since articles of your own were added"] if report.samples_removed else []


def index_lines(report: Report) -> list[str]:
    """ "the vector index is 120 changes behind and will catch up when the store is next open" """
    behind = count(report.index_behind, "change")
    later = "and will catch up when the store is next open"
    return [f"the vector index is {behind} behind {later}"] if report.index_behind else []


def removed_lines(report: Report) -> list[str]:
    """ "removed 12 paragraphs of boilerplate from 3 articles" """
    if not report.removals:
        return []
    paragraphs, articles = count(report.removed, "paragraph"), count(len(report.removals), "article")
    return [f"removed {paragraphs} of boilerplate from {articles}"]


def left_out_lines(report: Report) -> list[str]:
    """The number of hidden elements and invisible characters left out; for several articles, also a line
    for each of those with the most."""
    articles = sorted(report.left_out, key=lambda article: -article.hidden - article.invisible)
    if not articles:
        return []
    first, *others = articles
    source = count(len(articles), "article") if others else _source(first)
    amounts = _amounts(report.hidden, report.invisible)
    lines = [f"hidden text was left out of {source}: {amounts}"]
    if others:
        named = articles[:NAMED]
        lines += [f"  {_source(one)}: {_amounts(one.hidden, one.invisible)}" for one in named]
    if len(articles) > NAMED:
        lines.append(f"  and {len(articles) - NAMED:,} more")
    return lines


def explained(note: Note) -> str:
    """A note with the headline of its article: 'entry 1: only the feed's summary ("Talks end")'."""
    return f"{note.note}{_headline(note.title)}"


def _amounts(hidden: int, invisible: int) -> str:
    """ "4 hidden elements, 1 invisible character" """
    amounts = ((hidden, "hidden element"), (invisible, "invisible character"))
    return ", ".join(count(number, noun) for number, noun in amounts if number)


def _source(article: LeftOut) -> str:
    """An article's file, its place there and its headline: 'a.jsonl, line 12 ("Talks end")'."""
    return ", ".join(filter(None, (article.path, article.place))) + _headline(article.title)


def _headline(title: str) -> str:
    shown = title if len(title) <= HEADLINE else f"{title[:HEADLINE].rstrip()} …"
    return f' ("{shown}")' if title else ""
