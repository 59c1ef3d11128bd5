"""Values -> HTML, by the templates in `templates/`. Only importer of Jinja2.

Every value in a template is escaped. Templates are indented for legibility: line breaks, and the white space
around them, are removed.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup as Markup

from assistant.text import UNTITLED, contradiction_lead
from assistant.wording import HEADINGS, UNKNOWN_OUTLET, figure_cells, origin, outlets
from storage.text.wording import byline, count, day, headline
from webchat.changes import changes
from webchat.passages import cited_paragraphs, paragraphs, span_of

LINE_BREAK = re.compile(r"\s*\n\s*")


def html(template: str, **values: object) -> Markup:
    """Render a template as HTML, which another template doesn't escape again."""
    escaped = _environment().get_template(template).render(values)
    return Markup(escaped)  # noqa: S704


def static(*names: str) -> str:
    """Read files in `static/`, one after the other."""
    return "\n".join((files("webchat") / "static" / name).read_text("utf-8") for name in names)


def is_web_address(url: str) -> bool:
    """Whether an address is safe to link to: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # an address such as "http://[::1"
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@cache
def _environment() -> Environment:
    environment = Environment(loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(
        cells=figure_cells,
        byline=byline,
        contradiction_lead=contradiction_lead,
        count=count,
        day=day,
        headline=headline,
        origin=origin,
        outlets=outlets,
    )
    environment.tests["web_address"] = is_web_address
    environment.globals.update(
        changes=changes,
        cited_paragraphs=cited_paragraphs,
        paragraphs=paragraphs,
        span_of=span_of,
        HEADINGS=HEADINGS,
        UNKNOWN_OUTLET=UNKNOWN_OUTLET,
        UNTITLED=UNTITLED,
    )
    return environment


def _source(template: str) -> str:
    return LINE_BREAK.sub("", (files("webchat") / "templates" / template).read_text("utf-8"))
