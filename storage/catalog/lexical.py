"""The lexical index: SQLite's FTS5 over the stems of headlines and passages, in the catalog's
transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from storage.records import Article
from storage.text.terms import article_terms

TITLE_WEIGHT = 2.0  # of a headline's words against the passage's own in bm25()

# The stems are made by storage.text.terms; FTS5 only takes them apart again, so whatever they may hold
# (letters of any script, digits, the marks in "3.5", "2,5" and "o'neill") must be part of a token.
LEXICAL = (
    """CREATE VIRTUAL TABLE lexical
    USING fts5(title, body, tokenize = "ascii tokenchars '.,'''")""",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row')",
)


def insert(connection: sa.Connection, article: Article, texts: Mapping[int, str]) -> None:
    """Index passages of an article, their texts by key."""
    headline = " ".join(article_terms(article, article.title))
    connection.exec_driver_sql(
        "INSERT INTO lexical(rowid, title, body) VALUES (?, ?, ?)",
        [(key, headline, " ".join(article_terms(article, text))) for key, text in texts.items()],
    )


def clear(connection: sa.Connection) -> None:
    """Make the index anew, empty."""
    for statement in ("DROP TABLE vocabulary", "DROP TABLE lexical", *LEXICAL):
        connection.exec_driver_sql(statement)


def delete_article(connection: sa.Connection, article_key: int) -> None:
    """Take an article's passages out; they must still be in their table."""
    connection.exec_driver_sql(
        "DELETE FROM lexical WHERE rowid IN (SELECT key FROM passages WHERE article = ?)", (article_key,)
    )


def document_frequencies(connection: sa.Connection, stems: Sequence[str]) -> dict[str, int]:
    """How many passages hold each of these terms (in the headline or the text); absent ones are left out."""
    query = sa.text("SELECT term, doc FROM vocabulary WHERE term IN :stems")
    rows = connection.execute(query.bindparams(sa.bindparam("stems", list(stems), expanding=True)))
    return {row.term: row.doc for row in rows}


def search(
    connection: sa.Connection, stems: Sequence[str], k: int, among: sa.Select[tuple[int]] | None = None
) -> list[tuple[int, float]]:
    """The best k passages that hold any of these terms: (key, BM25 score, higher is better).

    `among`: a query for the keys that may be found.
    """
    if not stems:
        return []
    match = " OR ".join('"' + stem.replace('"', "") + '"' for stem in stems)
    rowid: sa.ColumnClause[int] = sa.column("rowid", sa.Integer)
    score = sa.func.bm25(sa.column("lexical"), TITLE_WEIGHT, 1.0).label("score")
    query = sa.select(rowid, score).select_from(sa.table("lexical")).where(sa.text("lexical MATCH :match"))
    if among is not None:
        query = query.where(rowid.in_(among))
    rows = connection.execute(query.order_by("score").limit(k), {"match": match})
    return [(key, -value) for key, value in rows]


def misfits(connection: sa.Connection) -> list[str]:
    """Passages that the index lacks, and entries that belong to no passage."""
    lacking = connection.exec_driver_sql(
        "SELECT count(*) FROM passages LEFT JOIN lexical_content ON id = key WHERE id IS NULL"
    ).scalar_one()
    extra = connection.exec_driver_sql(
        "SELECT count(*) FROM lexical_content LEFT JOIN passages ON id = key WHERE key IS NULL"
    ).scalar_one()
    return [f"lexical index: {lacking} passages missing, {extra} too many"] if lacking or extra else []


def examine(connection: sa.Connection) -> None:
    """Compare the index with the terms it was made of. Raises a database error when they differ.

    The statement has the form of a write, so it needs a transaction that may write.
    """
    connection.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('integrity-check')")
