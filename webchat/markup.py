"""Values -> HTML, by the templates in `templates/`. Only importer of Jinja2.

Every value in a template is escaped. Templates are indented for legibility: line breaks, and the white space
around them, are removed.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup as Markup

from storage.text.wording import byline
from webchat.changes import changes
from webchat.direction import direction, language_tag
from webchat.passages import cited_paragraphs, paragraphs, span_of
from webchat.texts import LANGUAGES, day, for_scripts, language, seconds, t
from webchat.wording import (
    figure_cells,
    figure_headings,
    language_of_words,
    origin,
    outlet,
    outlets,
    said,
    title,
)

LINE_BREAK = re.compile(r"\s*\n\s*")


def html(template: str, **values: object) -> Markup:
    """Render a template as HTML, which another template doesn't escape again."""
    escaped = _environment().get_template(template).render(values)
    return Markup(escaped)  # noqa: S704


def in_script(text: str) -> str:
    """A text as a JSON string that may stand in a script of a page."""
    return str(htmlsafe_json_dumps(text))


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
        day=day,
        direction=direction,
        fields=asdict,
        language_of_words=language_of_words,
        language_tag=language_tag,
        origin=origin,
        outlet=outlet,
        outlets=outlets,
        said=said,
        seconds=seconds,
        title=title,
    )
    environment.tests["web_address"] = is_web_address
    environment.globals.update(
        changes=changes,
        cited_paragraphs=cited_paragraphs,
        paragraphs=paragraphs,
        span_of=span_of,
        figure_headings=figure_headings,
        for_scripts=for_scripts,
        language=language,
        t=t,
        LANGUAGES=LANGUAGES,
    )
    return environment


def _source(template: str) -> str:
    return LINE_BREAK.sub("", (files("webchat") / "templates" / template).read_text("utf-8"))
