"""The report of a run, and its JSON form."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import LeftOut, Note, Rejection, Removals


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run.

    `passages` counts those of added and updated articles. `unchanged` counts the records whose article is
    stored with the same content, and the records of superseded versions. `interrupted`: Ctrl-C or SIGTERM
    stopped the run; everything counted here is kept. `copies` counts the added and updated articles that
    print the text of an article stored before. `left_out` names the articles with hidden text, `removals` the
    paragraphs that cleaning removed. `notes` are remarks on articles that were stored, such as "only the
    feed's summary". `index_behind`: the number of changes that the vector index still lacks.
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
        """The number of hidden elements that were left out."""
        return sum(article.hidden for article in self.left_out)

    @property
    def removed(self) -> int:
        """The number of paragraphs that were removed."""
        return sum(len(article.removed) for article in self.removals)

    @property
    def invisible(self) -> int:
        """The number of invisible characters that were left out."""
        return sum(article.invisible for article in self.left_out)


def to_dict(report: Report) -> dict[str, object]:
    """The JSON object that `python -m ingest --json` prints."""
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
        "index_behind": report.index_behind,
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
    }
