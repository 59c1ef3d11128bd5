"""Values -> HTML, by the templates in `templates/`. Only importer of Jinja2.

Every value that a template shows is escaped; there are two ways, since a chat message passes through Markdown
before it is HTML. Templates are indented for their readers: a line break in one, with the white space around
it, stands for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from assistant.text import UNKNOWN_OUTLET, UNTITLED, origin, outlets
from storage.text.wording import count, day
from webchat.passages import paragraphs, span_of

LINE_BREAK = re.compile(r"\s*\n\s*")
WHITE_SPACE = re.compile(r"\s+")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # all of ASCII's, since Markdown gives most of it a meaning


def html(template: str, **values: object) -> str:
    """A template filled in as HTML."""
    return _environment(None).get_template(template).render(values)


def chat(template: str, **values: object) -> str:
    """A template filled in as a chat message: HTML in which no character of a value means anything to
    Markdown."""
    return _environment(chat_text).get_template(template).render(values)


def chat_text(text: object) -> Markup:
    """Text for a chat message, on one line; what is markup already stays as it is.

    "*a* <b>" -> "&#42;a&#42; &#60;b&#62;"
    """
    if isinstance(text, Markup):
        return text
    line = WHITE_SPACE.sub(" ", str(text))
    return Markup(PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", line))  # noqa: S704


def static(name: str) -> str:
    """A file of `static/`."""
    return (files("webchat") / "static" / name).read_text("utf-8")


def is_web_address(url: str) -> bool:
    """Whether an address may be a link: plain http or https, to a host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # an address such as "http://[::1"
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@cache
def _environment(finalize: Callable[[object], Markup] | None) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, finalize=finalize
    )
    environment.filters.update(count=count, day=day, origin=origin, outlets=outlets)
    environment.tests["web_address"] = is_web_address
    environment.globals.update(
        paragraphs=paragraphs, span_of=span_of, UNKNOWN_OUTLET=UNKNOWN_OUTLET, UNTITLED=UNTITLED
    )
    return environment


def _source(template: str) -> str:
    return LINE_BREAK.sub("", (files("webchat") / "templates" / template).read_text("utf-8"))
