"""Answers as JSON for later: each article is kept by its id and version, since the store keeps its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assistant.answer import Answer
from assistant.claims import records
from assistant.own_words import OwnWords
from storage.records import Article

FindArticle = Callable[[str, str], Article]  # id and version -> the article; raises ArticleNotFound


def to_json(answer: Answer) -> str:
    """The answer in one line of JSON, without the texts of its articles."""
    return json.dumps(_plain(answer), ensure_ascii=False)


def from_json(text: str, article: FindArticle) -> Answer:
    """The answer that `to_json` wrote. `article`: finds a version of an article, such as `store.article`.

    Raises ArticleNotFound when an article has been removed since, ValueError when its text or the form of an
    answer has changed.
    """
    try:
        answer = _value(Answer, json.loads(text), article)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"an answer of another version of Dateline: {error!r}") from error
    if not isinstance(answer, Answer):
        raise ValueError(f"not an answer: {text[:60]}")
    return answer


def _plain(value: object) -> object:
    """A value made of dataclasses, tuples, mappings and plain values -> lists, dictionaries, plain values."""
    if isinstance(value, Article):
        return [value.id, value.version]
    if isinstance(value, OwnWords):
        return {"english": str(value), "code": value.code, "values": _plain(value.values)}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"an answer holds a {type(value).__name__}, which can't be kept as JSON")


def _own_words(plain: Mapping[str, Any]) -> OwnWords:
    values = {name: _own_value(each) for name, each in plain["values"].items()}
    return OwnWords(plain["english"], plain["code"], **values)


def _own_value(plain: Any) -> Any:
    """A value of the assistant's own words, as `_plain` wrote it."""
    if isinstance(plain, Mapping):
        return _own_words(plain)
    return tuple(map(_own_value, plain)) if isinstance(plain, list) else plain


def _value(kind: Any, plain: Any, article: FindArticle) -> object:
    """The value of a type, as `_plain` wrote it. Raises KeyError or TypeError for another type's."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind is Article:
        return article(*plain)
    if kind is str and isinstance(plain, Mapping):
        return _own_words(plain)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind, localns=vars(records))
        return kind(**{name: _value(hints[name], each, article) for name, each in plain.items()})
    if origin in (Union, UnionType):
        wanted = [each for each in inside if each is not NoneType]
        return None if plain is None else _value(wanted[0], plain, article)
    if origin is tuple and inside[-1] is not Ellipsis:
        return tuple(_value(each, item, article) for each, item in zip(inside, plain, strict=True))
    if origin in (tuple, list):
        return origin(_value(inside[0], item, article) for item in plain)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: _value(inside[1], item, article) for name, item in plain.items()}
    if origin is Literal or isinstance(plain, kind) or (kind is float and isinstance(plain, int)):
        return plain
    raise TypeError(f"{plain!r} is not of type {kind}")
