"""The lexical index: SQLite's FTS5 over the stems of headlines and passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from storage.records import Article
from storage.text.terms import article_terms

TITLE_WEIGHT = 2.0  # weight of the headline in bm25(); the passage has weight 1

# storage.text.terms makes the stems, and FTS5 only splits them at spaces. So every character of a stem
# (letters of any script, digits, the marks in "3.5", "2,5" and "o'neill") must be a token character.
LEXICAL = (
    """CREATE VIRTUAL TABLE lexical
    USING fts5(title, body, tokenize = "ascii tokenchars '.,'''")""",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexical, 'row')",
)


def insert(connection: sa.Connection, article: Article, texts: Mapping[int, str]) -> None:
    """Index the passages of an article. `texts`: passage key -> text."""
    headline = " ".join(article_terms(article, article.title))
    connection.exec_driver_sql(
        "INSERT INTO lexical(rowid, title, body) VALUES (?, ?, ?)",
        [(key, headline, " ".join(article_terms(article, text))) for key, text in texts.items()],
    )


def clear(connection: sa.Connection) -> None:
    """Drop the index and create an empty one."""
    for statement in ("DROP TABLE vocabulary", "DROP TABLE lexical", *LEXICAL):
        connection.exec_driver_sql(statement)


def delete_article(connection: sa.Connection, article_key: int) -> None:
    """Remove an article's passages. Call this before they are deleted from their table."""
    connection.exec_driver_sql(
        "DELETE FROM lexical WHERE rowid IN (SELECT key FROM passages WHERE article = ?)", (article_key,)
    )


def document_frequencies(connection: sa.Connection, stems: Sequence[str]) -> dict[str, int]:
    """The number of passages that contain each term, in headline or text; absent terms are left out."""
    query = sa.text("SELECT term, doc FROM vocabulary WHERE term IN :stems")
    rows = connection.execute(query.bindparams(sa.bindparam("stems", list(stems), expanding=True)))
    return {row.term: row.doc for row in rows}


def vocabulary(connection: sa.Connection) -> dict[str, int]:
    """Every term of the index, with the number of passages that contain it."""
    rows = connection.exec_driver_sql("SELECT term, doc FROM vocabulary")
    return {row.term: row.doc for row in rows}


def search(
    connection: sa.Connection, stems: Sequence[str], k: int, among: sa.Select[tuple[int]] | None = None
) -> list[tuple[int, float]]:
    """The best k passages that contain any of these terms: (key, BM25 score), higher is better.

    `among`: a query for the keys of the allowed passages.
    """
    if not stems:
        return []
    match = " OR ".join(map(_quoted, stems))
    rowid: sa.ColumnClause[int] = sa.column("rowid", sa.Integer)
    score = sa.func.bm25(sa.column("lexical"), TITLE_WEIGHT, 1.0).label("score")
    query = sa.select(rowid, score).select_from(sa.table("lexical")).where(sa.text("lexical MATCH :match"))
    if among is not None:
        query = query.where(rowid.in_(among))
    rows = connection.execute(query.order_by("score").limit(k), {"match": match})
    return [(key, -value) for key, value in rows]


def containing(connection: sa.Connection, stem: str, beside: Sequence[str], k: int) -> list[int]:
    """The keys of the best k passages with a term and, unless `beside` is empty, with any of those terms."""
    match = _quoted(stem)
    if beside:
        match += f" AND ({' OR '.join(map(_quoted, beside))})"
    query = "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY rank LIMIT ?"
    return list(connection.exec_driver_sql(query, (match, k)).scalars())


def holding(stems: Sequence[str]) -> sa.Select[int]:
    """A query for the keys of the passages that contain each of these terms, in headline or text."""
    match = " AND ".join('"' + stem.replace('"', "") + '"' for stem in stems)
    rowid: sa.ColumnClause[int] = sa.column("rowid", sa.Integer)
    matching = sa.text("lexical MATCH :match").bindparams(match=match)
    return sa.select(rowid).select_from(sa.table("lexical")).where(matching)


def problems(connection: sa.Connection) -> list[str]:
    """Passages missing from the index, and entries without a passage."""
    missing = connection.exec_driver_sql(
        "SELECT count(*) FROM passages LEFT JOIN lexical_content ON id = key WHERE id IS NULL"
    ).scalar_one()
    extra = connection.exec_driver_sql(
        "SELECT count(*) FROM lexical_content LEFT JOIN passages ON id = key WHERE key IS NULL"
    ).scalar_one()
    return (
        [f"lexical index: {missing} passages missing, {extra} entries without a passage"]
        if missing or extra
        else []
    )


def _quoted(stem: str) -> str:
    return '"' + stem.replace('"', "") + '"'


def examine(connection: sa.Connection) -> None:
    """Compare the index with its stored terms. Raises a database error when they differ.

    The statement is formally an INSERT, so it needs a write transaction.
    """
    connection.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('integrity-check')")
