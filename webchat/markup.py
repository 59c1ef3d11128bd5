"""Values -> HTML, by the templates in `templates/`. Only importer of Jinja2.

Every value in a template is escaped, in one of two ways: gradio reads a chat message as Markdown before it
shows it as HTML. Templates are indented for legibility: line breaks, and the white space around them, are
removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from assistant.text import UNKNOWN_OUTLET, UNTITLED, contradiction_lead, origin, outlets
from storage.text.wording import count, day
from webchat.passages import paragraphs, span_of

LINE_BREAK = re.compile(r"\s*\n\s*")
WHITE_SPACE = re.compile(r"\s+")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # all ASCII punctuation: most of it means something in Markdown


def html(template: str, **values: object) -> str:
    """Render a template as HTML."""
    return _environment(None).get_template(template).render(values)


def chat(template: str, **values: object) -> str:
    """Render a template as a chat message: HTML whose values hold no Markdown syntax."""
    return _environment(chat_text).get_template(template).render(values)


def chat_text(text: object) -> Markup:
    """Escape text for a chat message and put it on one line; markup is returned unchanged.

    "*a* <b>" -> "&#42;a&#42; &#60;b&#62;"
    """
    if isinstance(text, Markup):
        return text
    line = WHITE_SPACE.sub(" ", str(text))
    return Markup(PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", line))  # noqa: S704


def static(name: str) -> str:
    """Read a file in `static/`."""
    return (files("webchat") / "static" / name).read_text("utf-8")


def is_web_address(url: str) -> bool:
    """Whether an address is safe to link to: http or https, with a host."""
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
    environment.filters.update(
        contradiction_lead=contradiction_lead, count=count, day=day, origin=origin, outlets=outlets
    )
    environment.tests["web_address"] = is_web_address
    environment.globals.update(
        paragraphs=paragraphs, span_of=span_of, UNKNOWN_OUTLET=UNKNOWN_OUTLET, UNTITLED=UNTITLED
    )
    return environment


def _source(template: str) -> str:
    return LINE_BREAK.sub("", (files("webchat") / "templates" / template).read_text("utf-8"))
