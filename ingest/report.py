"""What a run did: the report, and how it is told to people and to programs."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.stream import printable
from ingest.records import LeftOut, Note, Rejection, Removals
from storage.text.wording import count

NAMED = 3  # articles of which it is said what was left out: most pages of the web hide something
HEADLINE = 80  # characters


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `passages` are those of added and updated articles.

    `unchanged` counts records: those whose article is stored as they say, and those that another version
    supersedes, of the same run or one that says that it is newer. `interrupted`: it was stopped by Ctrl-C;
    what is counted here is kept. `copies` counts the added and updated articles that print the text of
    another one, which was stored before. `left_out` names the articles that were read and held what nobody
    would see. `removals` hold the paragraphs that cleaning took out of each article. `notes` say what should
    be known of articles that were taken: "only the feed's summary". `samples_removed` counts the samples that
    made room for the first other article.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    passages: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    copies: int = 0
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Note, ...] = ()
    removals: tuple[Removals, ...] = ()
    samples_removed: int = 0
    index_behind: int = 0

    @property
    def hidden(self) -> int:
        """Elements of pages that were left out."""
        return sum(article.hidden for article in self.left_out)

    @property
    def removed(self) -> int:
        """Paragraphs that were removed as no part of their article."""
        return sum(len(article.removed) for article in self.removals)

    @property
    def invisible(self) -> int:
        """Characters that were left out."""
        return sum(article.invisible for article in self.left_out)


def to_dict(report: Report) -> dict[str, object]:
    """The one JSON object of `python -m ingest --json`."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": [rejection._asdict() for rejection in report.rejected],
        "notes": [note._asdict() for note in report.notes],
        "passages": report.passages,
        "copies": report.copies,
        "hidden_elements": report.hidden,
        "invisible_characters": report.invisible,
        "left_out": [
            {
                "path": article.path,
                "place": article.place,
                "title": article.title,
                "hidden_elements": article.hidden,
                "invisible_characters": article.invisible,
            }
            for article in report.left_out
        ],
        "removed_paragraphs": report.removed,
        "removed": [
            {
                "path": article.path,
                "place": article.place,
                "title": article.title,
                "paragraph": removed.paragraph,
                "rule": removed.rule,
            }
            for article in report.removals
            for removed in article.removed
        ],
        "samples_removed": report.samples_removed,
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
    }


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
        *(f"  rejected {path}: {reason}" for path, reason in report.rejected),
        *(f"  note {note.path}: {explained(note)}" for note in report.notes),
    ]
    return "\n".join(map(printable, lines))


def copies_line(report: Report) -> str:
    """ "12 of those stored print the text of others" """
    print_it = "prints the text of another" if report.copies == 1 else "print the text of others"
    return f"{report.copies:,} of those stored {print_it}"


def samples_lines(report: Report) -> list[str]:
    """ "6 sample articles have left the store, which held nothing else" """
    left = count(report.samples_removed, "sample article")
    have = "has" if report.samples_removed == 1 else "have"
    return [f"{left} {have} left the store, which held nothing else"] if report.samples_removed else []


def removed_lines(report: Report) -> list[str]:
    """ "removed 12 paragraphs from 3 articles as no part of the text" """
    if not report.removals:
        return []
    paragraphs, articles = count(report.removed, "paragraph"), count(len(report.removals), "article")
    return [f"removed {paragraphs} from {articles} as no part of the text"]


def left_out_lines(report: Report) -> list[str]:
    """What nobody would see, all together; of several articles then a line each for those with most of it."""
    articles = sorted(report.left_out, key=lambda article: -article.hidden - article.invisible)
    if not articles:
        return []
    first, *others = articles
    source = count(len(articles), "article") if others else _source(first)
    amounts = _amounts(report.hidden, report.invisible)
    lines = [f"left out of {source} as nobody would see it: {amounts}"]
    if others:
        named = articles[:NAMED]
        lines += [f"  {_source(one)}: {_amounts(one.hidden, one.invisible)}" for one in named]
    if len(articles) > NAMED:
        lines.append(f"  and {len(articles) - NAMED:,} more")
    return lines


def explained(note: Note) -> str:
    """What a note says, and of which headline: 'entry 1: only the feed's summary ("Talks end")'."""
    return f"{note.note}{_headline(note.title)}"


def _amounts(hidden: int, invisible: int) -> str:
    """ "4 hidden elements, 1 invisible character" """
    amounts = ((hidden, "hidden element"), (invisible, "invisible character"))
    return ", ".join(count(number, noun) for number, noun in amounts if number)


def _source(article: LeftOut) -> str:
    """Its file, and where and what it is: 'a.jsonl, line 12 ("Talks end")'."""
    return ", ".join(filter(None, (article.path, article.place))) + _headline(article.title)


def _headline(title: str) -> str:
    shown = title if len(title) <= HEADLINE else f"{title[:HEADLINE].rstrip()} …"
    return f' ("{shown}")' if title else ""
