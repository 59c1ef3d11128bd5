"""The fields before a Markdown text, as static site generators write them. Only importer of yaml."""

from __future__ import annotations

import re
from typing import Any

from ingest.formats.columns import KEYS, fold

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# One field: its key, and the lines of its value, which are indented or items of a list.
ENTRY = re.compile(r"^[\w-]+[ \t]*:.*(?:\n(?:[ \t]|-[ \t]).*|\n(?=\n))*", re.MULTILINE)
LONGEST_ENTRY = 3_000  # characters: the library takes the square of their number for nothing but brackets
NOTHING = ("", "~", "null")


def split_front_matter(text: str) -> tuple[dict[str, Any], list[str], str]:
    """(fields, notes, rest) of a Markdown text; values are texts, and lists and objects of texts. Keys that
    no field of an article has are passed over.

    Each field is read alone, so that a broken one costs no other. A line that is no YAML, such as
    "title: Talks: the end", is taken as it stands.
    """
    block = FRONT_MATTER.match(text)
    if not block:
        return {}, [], text
    fields: dict[str, Any] = {}
    notes = []
    for entry in ENTRY.findall(block[1] or ""):
        key, _, words = (part.strip() for part in entry.partition(":"))
        if key in fields or fold(key) not in KEYS:
            continue
        try:
            value = _load(entry)
        except ValueError as error:
            if "\n" in words or len(words) > LONGEST_ENTRY:
                notes.append(f"{key} in the front matter can't be read: {error}")
                continue
            value = words.strip("\"'")
        if value not in NOTHING:
            fields[key] = value
    return fields, notes, text[block.end() :]


def _load(entry: str) -> Any:
    """The value of one entry of YAML, its words as they are written. Raises ValueError."""
    import yaml

    if len(entry) > LONGEST_ENTRY:
        raise ValueError(f"more than {LONGEST_ENTRY:,} characters")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(entry, yaml.BaseLoader)):
            raise ValueError("an alias, which may stand for any amount of text")
        (value,) = yaml.load(entry, yaml.BaseLoader).values()  # noqa: S506 (it builds texts, lists, objects)
    except (yaml.YAMLError, AttributeError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:100]) from error
    return value
