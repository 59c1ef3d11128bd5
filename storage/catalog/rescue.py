"""Copies the readable articles of a damaged catalog into a new one.

An article is saved when its text and metadata still match its version. With intact passages and vectors it is
searchable at once; otherwise it is written to a file for `python -m ingest`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from storage.catalog.catalog import Catalog
from storage.catalog.database import DAMAGE, cause, connect
from storage.catalog.schema import (
    VECTORS,
    VERSION,
    article_of,
    articles,
    bands,
    counters,
    lines,
    meta,
    moment,
    passage_checksum,
    passage_of,
    passages,
    repeats,
    unpack,
)
from storage.catalog.schema_pages import with_new_schema
from storage.errors import StoreUnreadable
from storage.records import Article, Passage

SMALLEST = 100  # bytes of the smallest article; bounds the number of articles in a file
TRIED = 200  # articles read to see which schema fits


class Lost(NamedTuple):
    """A version that can't be saved. `article` names it, "" when its row can't be read."""

    row: int
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rescue:
    """The result of a rescue. `articles`: the searchable articles. `unsplit`: the articles that lost their
    passages; ingest `unsplit_file` to add them, None when there are none. `expected`: the number of articles
    before the damage, None when unknown."""

    articles: int
    unsplit: int
    older_versions: int
    lost: tuple[Lost, ...]
    expected: int | None
    unsplit_file: Path | None


def rescue(damaged: Path, path: Path, unsplit_file: Path) -> Rescue:
    """Copy the readable articles of a catalog into a new one at `path`.

    With a damaged schema, the articles are read through the schema of a new catalog. Raises StoreUnreadable
    when the table of properties can't be read, and OSError.
    """
    try:
        return _rescue(damaged, path, unsplit_file)
    except SchemaUnreadable as error:
        with TemporaryDirectory() as folder:
            copies = {copy: _sound_rows(copy) for copy in with_new_schema(damaged, Path(folder))}
            best = max(copies, key=lambda copy: copies[copy])
            if copies[best]:
                return _rescue(best, path, unsplit_file)
        raise StoreUnreadable(
            f"{error}, and no schema of a new store fits it: nothing can be saved"
        ) from error


class SchemaUnreadable(StoreUnreadable):
    """The table of properties can't be read, as with a damaged schema."""


def _sound_rows(path: Path) -> int:
    """The number of readable articles and passages among the first articles."""
    try:
        with _Damaged.opened(path) as source:
            return sum(map(source.sound_rows, range(1, min(source.last_row(), TRIED) + 1)))
    except StoreUnreadable:
        return 0


def _rescue(damaged: Path, path: Path, unsplit_file: Path) -> Rescue:
    with _Damaged.opened(damaged) as source:
        catalog = Catalog.create(
            path,
            model=source.value("model"),
            dimension=source.number("dimension"),
            max_tokens=source.number("max_tokens"),
        )
        try:
            return _Rescuer(source, catalog, unsplit_file).run()
        finally:
            catalog.close()


class _Damaged:
    """Queries of a damaged file; each may fail independently of the others."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self._path = path
        self._engine = engine
        if (schema := self.value("schema")) != str(VERSION):
            raise StoreUnreadable(f"{path} has schema {schema}, this Dateline reads schema {VERSION}")
        self.vectors = VECTORS.get(self.value("vectors"), VECTORS["vectors_a"])

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[_Damaged]:
        engine = connect(path, "BEGIN")
        try:
            yield cls(path, engine)
        finally:
            engine.dispose()

    def rows(self, query: sa.Select[Any]) -> list[sa.RowMapping]:
        """Raises one of DAMAGE."""
        with self._engine.begin() as connection:
            return list(connection.execute(query).mappings())

    def value(self, name: str) -> str:
        """A row of `meta`. Raises SchemaUnreadable."""
        try:
            rows = self.rows(sa.select(meta))  # all rows, since the index of the names may be damaged
            (value,) = (row["value"] for row in rows if row["name"] == name)
            return str(value)
        except DAMAGE as error:
            raise SchemaUnreadable(
                f"{self._path} can't be rescued: its {name} can't be read: {cause(error)}"
            ) from error

    def number(self, name: str) -> int:
        try:
            return int(self.value(name))
        except ValueError as error:
            raise StoreUnreadable(f"{self._path} can't be rescued: its {name} is damaged: {error}") from error

    def last_row(self) -> int:
        """The largest article key, from any readable table."""
        most = self._path.stat().st_size // SMALLEST
        largest = [self._largest(column) for column in (articles.c.key, passages.c.article, bands.c.article)]
        sound = [key for key in largest if key is not None and key <= most]
        return max(sound, default=most)

    def sound_rows(self, key: int) -> int:
        """1 for a sound article, and 1 more for each of its passages."""
        try:
            (row,) = self.rows(sa.select(articles).where(articles.c.key == key))
            article = article_of(row)
            if article.version != row[articles.c.version]:
                return 0
        except DAMAGE:
            return 0
        try:
            own = self.rows(sa.select(passages).where(passages.c.article == key))
            return 1 + len([passage_of(each, article.id) for each in own])
        except DAMAGE:
            return 1

    def expected(self) -> int | None:
        try:
            (row,) = self.rows(sa.select(counters.c.articles))
            return int(row["articles"])
        except DAMAGE:
            return None

    def repeated_lines(self) -> list[int]:
        try:
            return [int(row["line"]) for row in self.rows(sa.select(repeats.c.line))]
        except DAMAGE:
            return []

    def lines(self, key: int) -> dict[int, bool]:
        try:
            rows = self.rows(sa.select(lines.c.line, lines.c.applied).where(lines.c.article == key))
            return {int(row["line"]): bool(row["applied"]) for row in rows}
        except DAMAGE:
            return {}

    def _largest(self, column: sa.Column[Any]) -> int | None:
        try:
            (row,) = self.rows(sa.select(sa.func.max(column).label("largest")))
            return int(row["largest"])
        except DAMAGE:
            return None


class _Rescuer:
    def __init__(self, source: _Damaged, catalog: Catalog, unsplit_file: Path) -> None:
        self._source = source
        self._catalog = catalog
        self._unsplit_file = unsplit_file
        self._lost: list[Lost] = []
        self._saved = self._unsplit = self._older = 0

    def run(self) -> Rescue:
        self._catalog.repeats.learn(self._source.repeated_lines())
        older = [key for key in range(1, self._source.last_row() + 1) if self._is_older(key)]
        for key in older:
            self._save_older(key)
        expected = self._source.expected()
        unsplit_file = self._unsplit_file if self._unsplit else None
        return Rescue(self._saved, self._unsplit, self._older, tuple(self._lost), expected, unsplit_file)

    def _is_older(self, key: int) -> bool:
        """Save the version in this row if it is current. Returns whether it is an older version."""
        row = self._row(key)
        if row is None or not row[articles.c.current]:
            return row is not None
        article, stored_at = article_of(row), row[articles.c.stored_at]
        try:
            own_passages, vectors = self._passages(key, article)
        except DAMAGE:
            self._unsplit += 1
            with self._unsplit_file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(_record(article)) + "\n")
            return False
        fingerprint, own_lines = str(row[articles.c.fingerprint]), self._source.lines(key)
        self._catalog.add(article, own_passages, vectors, fingerprint, own_lines, stored_at=stored_at)
        self._saved += 1
        return False

    def _save_older(self, key: int) -> None:
        """Save an older version. Call this after all current versions are saved."""
        row = self._row(key)
        assert row is not None
        article = article_of(row)
        if not self._catalog.has(article.id):
            self._lost.append(Lost(key, _name(article), "an older version without a saved current version"))
            return
        fingerprint = str(row[articles.c.fingerprint])
        self._older += self._catalog.keep_older(article, fingerprint, stored_at=row[articles.c.stored_at])

    def _row(self, key: int) -> sa.RowMapping | None:
        """An intact row; None when the row is missing or damaged."""
        name = ""
        try:
            rows = self._source.rows(sa.select(articles).where(articles.c.key == key))
            if not rows:
                return None
            article = article_of(rows[0])
            name = _name(article)
            moment(rows[0][articles.c.stored_at])
            if (article.id, article.version) != (rows[0][articles.c.id], rows[0][articles.c.version]):
                raise ValueError("its text or metadata has changed since it was stored")
        except DAMAGE as error:
            reason = str(getattr(error, "orig", None) or error)
            self._lost.append(Lost(key, name, reason))
            return None
        return rows[0]

    def _passages(self, key: int, article: Article) -> tuple[list[Passage], NDArray[np.float32]]:
        """The passages of an article and their vectors. Raises one of DAMAGE when any of them is damaged."""
        table = self._source.vectors
        query = sa.select(passages, table.c.checksum.label("vector_checksum"), table.c.vector)
        query = query.join(table, table.c.passage == passages.c.key).where(passages.c.article == key)
        rows = self._source.rows(query.order_by(passages.c.position))
        own_passages = [passage_of(row, article.id) for row in rows]
        checksums = [(row[passages.c.checksum], row["vector_checksum"]) for row in rows]
        vectors = [row[table.c.vector] for row in rows]
        if checksums != list(zip(map(passage_checksum, own_passages), map(crc32, vectors), strict=True)):
            raise ValueError("a passage or a vector has changed since it was stored")
        covered = "".join(article.text[each.start : each.end] for each in own_passages)
        if not own_passages or covered != article.text:
            raise ValueError("its passages don't cover its text")
        return own_passages, np.stack([unpack(vector) for vector in vectors])


def _name(article: Article) -> str:
    return article.title or article.url or article.identity


def _record(article: Article) -> dict[str, object]:
    """An article as a JSON record for `python -m ingest`."""
    names = ("title", "url", "outlet", "published", "updated", "section", "authors", "language")
    fields = {name: getattr(article, name) for name in names}
    return {"text": article.cleaned_text} | {name: value for name, value in fields.items() if value}
