"""Articles in JSON. Only importer of pydantic."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ingest.decode import decode_utf8
from ingest.records import RawArticle
from storage.errors import ArticleRejected

FIELDS_WANTED = (
    "an object with text, and optionally title, url, outlet, published, authors, language, updated, section"
)
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def _blank_if_null(value: Any) -> Any:
    return "" if value is None else value


def _list_of_names(value: Any) -> Any:
    return [] if value is None else [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_blank_if_null)]
Names = Annotated[list[str], BeforeValidator(_list_of_names)]


class _Fields(BaseModel):
    """The fields of an article in JSON; others are ignored, null means unknown."""

    model_config = ConfigDict(strict=True, extra="ignore")

    text: str
    title: Text = ""
    url: Text = ""
    outlet: Text = ""
    published: Text = ""
    authors: Names = []
    language: Text = ""
    updated: Text = ""
    section: Text = ""


def parse_json(raw: bytes, columns: Mapping[str, str] = NO_COLUMNS) -> RawArticle:
    """One JSON object -> an article. `columns`: the keys of fields that have another name than usual, as
    {"title": "headline"}. Raises ArticleRejected."""
    return article_from(load_json(raw), columns)


def load_json(raw: bytes) -> Any:
    """Any JSON value. Raises ArticleRejected."""
    try:
        return json.loads(decode_utf8(raw))
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise ArticleRejected(f"broken JSON at {at}: {error.msg.removesuffix(' at')}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleRejected(f"broken JSON: {str(error)[:100]}") from error


def article_from(value: Any, columns: Mapping[str, str] = NO_COLUMNS) -> RawArticle:
    """A JSON value -> an article. Raises ArticleRejected for wrong types, naming the fields."""
    if not isinstance(value, dict):
        raise ArticleRejected(f"a JSON {_kind(value)}: wanted is {FIELDS_WANTED}")
    try:
        fields = _Fields.model_validate(
            {k: _without_surrogates(v) for k, v in _renamed(value, columns).items()}
        )
    except ValidationError as error:
        raise ArticleRejected(
            "; ".join(_problem(e["loc"], e, value, columns) for e in error.errors())
        ) from error
    found = fields.model_dump() | {"authors": tuple(fields.authors)}
    origins = {name: f"key {columns.get(name, name)}" for name, of in found.items() if of and name != "text"}
    return RawArticle(**found, origins=origins)


def _renamed(value: dict[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The object with its mapped keys under the names of the fields."""
    others = {key: of for key, of in value.items() if key not in columns}
    return others | {field: value[key] for field, key in columns.items() if key in value}


SURROGATE = re.compile("[\ud800-\udfff]")


def _without_surrogates(value: Any) -> Any:
    """JSON can spell half a character ("\\ud83d"), which no encoding can write."""
    if isinstance(value, str):
        return value if value.isascii() else SURROGATE.sub("", value)
    if isinstance(value, list):
        return [SURROGATE.sub("", item) if isinstance(item, str) else item for item in value]
    return value


def _problem(
    location: tuple[int | str, ...], error: Any, value: dict[str, Any], columns: Mapping[str, str]
) -> str:
    name = ".".join(map(str, location))
    if error["type"] == "missing" and name in columns:
        return f"no key {columns[name]!r} for {name}: the keys are {', '.join(value)[:200]}"
    if error["type"] == "missing":
        return f"{name} is missing: wanted is {FIELDS_WANTED}"
    wanted = "a list of texts" if error["type"] == "list_type" else "text"
    return f"{name} is a JSON {_kind(error['input'])}, wanted is {wanted}"


def _kind(value: Any) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
