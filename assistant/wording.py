"""The wording of articles and figures that all views of an answer share."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.figure_table import Figure, relation_line
from storage.records import Article
from storage.text.wording import day

UNKNOWN_OUTLET = "Outlet unknown"
HEADINGS = ("", "Figure", "Of what", "Of whom", "Given by", "Where", "")  # of a table of figures
NOBODY = "no one named"


def origin(article: Article) -> str:
    """The outlet and the date of an article: "TRT World, 1 November 2020"."""
    return f"{article.outlet or UNKNOWN_OUTLET}, {day(article.published)}"


def outlets(articles: Iterable[Article]) -> list[str]:
    """The distinct outlets of articles, in order of first use."""
    return list(dict.fromkeys(article.outlet or UNKNOWN_OUTLET for article in articles))


def figure_cells(figure: Figure) -> tuple[str, str, str, str, str, str]:
    """The cells of a row under `HEADINGS`, without its number: the figure with its status in brackets, of
    what, of whom, who gave it, where, and how it relates to other rows."""
    value = f"{figure.text} ({figure.status})" if figure.status else figure.text
    where = "; ".join(dict.fromkeys(origin(source.article) for source in figure.sources))
    given_by = figure.given_by or NOBODY
    return value, figure.of_what, figure.of_whom, given_by, where, relation_line(figure)
