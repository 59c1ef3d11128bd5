"""Sources as BibTeX entries."""

from __future__ import annotations

import re
import unicodedata

from assistant.text import one_line
from storage.records import Article
from storage.text.wording import author_names
from webchat.export.document import Document, Source
from webchat.markup import is_web_address
from webchat.wording import title

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # macros
COMMANDS = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even after a backslash, so none of an article may stay
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "$&#%_"},
}
IN_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def bibtex(document: Document, _: str) -> str:
    """One entry for each article, with its quotations as a note."""
    return "\n".join(map(entry, document.sources))


def entry(source: Source) -> str:
    """An entry whose key stays the same in every export."""
    article = source.article
    day = article.date
    quoted = " ".join(f"“{quote}”" for quote in source.quotes)
    fields = {
        "author": " and ".join(map(_author, author_names(article.authors))),
        "title": f"{{{_text(title(article))}}}",
        "journal": _text(article.outlet),
        "year": str(day.year) if day else "",
        "month": "",
        "day": str(day.day) if day else "",
        "url": _address(article.url) if is_web_address(article.url) else "",
        "annote": _text(quoted),
    }
    lines = {name: f"{{{value}}}" for name, value in fields.items() if value}
    if day:
        lines["month"] = MONTHS[day.month - 1]
    inside = ",\n".join(f"  {name} = {lines[name]}" for name in fields if name in lines)
    return f"@article{{{_key(article)},\n{inside}\n}}\n"


def _key(article: Article) -> str:
    """ "tidings2024-0a3eb1": of the outlet, the year and the id of the article."""
    plain = unicodedata.normalize("NFKD", article.outlet).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]', '', plain) or 'article'}{article.published[:4]}-{article.id[:6]}"


def _author(name: str) -> str:
    """A name that BibTeX takes for one: "and" in it would begin another."""
    return f"{{{_text(name)}}}" if " and " in f" {name.casefold()} " else _text(name)


def _text(text: str) -> str:
    return "".join(COMMANDS.get(character, character) for character in one_line(text))


def _address(url: str) -> str:
    return "".join(IN_ADDRESS.get(character, character) for character in one_line(url))
