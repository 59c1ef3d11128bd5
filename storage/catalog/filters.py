"""Filters as SQL conditions."""

from __future__ import annotations

import sqlalchemy as sa

from storage.catalog.schema import articles, outlets, passages
from storage.records import Filter, digest


def passing(where: Filter | None) -> sa.ColumnElement[bool]:
    """The condition that selects the current articles that pass the filter, or all without a filter."""
    conditions: list[sa.ColumnElement[bool]] = [articles.c.current]
    if where is None:
        return conditions[0]
    if where.outlets:
        folded = {outlet.casefold() for outlet in where.outlets}
        named = sa.select(outlets.c.name).where(outlets.c.folded.in_(folded))
        conditions.append(articles.c.outlet.in_(named))
    if where.since or where.until:
        conditions.append(articles.c.published != "")
    if where.since:
        conditions.append(articles.c.published >= where.since.isoformat())
    if where.until:
        conditions.append(sa.func.substr(articles.c.published, 1, 10) <= where.until.isoformat())
    if where.urls:
        conditions.append(articles.c.url.in_(where.urls) | articles.c.id.in_(map(digest, where.urls)))
    if where.languages:
        language, tags = sa.func.lower(articles.c.language), [tag.lower() for tag in where.languages]
        narrower = (language.startswith(f"{tag}-", autoescape=True) for tag in tags)
        conditions.append(sa.or_(language.in_(tags), *narrower))
    if where.sections:
        conditions.append(articles.c.section.collate("NOCASE").in_(where.sections))
    if where.ids:
        conditions.append(articles.c.id.in_(where.ids))
    return sa.and_(*conditions)


def passages_passing(where: Filter) -> sa.Select[tuple[int]]:
    """A query for the keys of the passages whose articles pass the filter."""
    return sa.select(passages.c.key).join(articles).where(passing(where))
