"""The fields before a Markdown text, as static site generators write them. Only importer of yaml."""

from __future__ import annotations

import re
from typing import Any

from ingest.formats.columns import KEYS, fold

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# One field: its key, and the lines of its value, which are indented or items of a list.
ENTRY = re.compile(r"^[\w-]+[ \t]*:.*(?:\n(?:[ \t]|-[ \t]).*|\n(?=\n))*", re.MULTILINE)
LONGEST_ENTRY = 3_000  # characters; the time for many brackets is quadratic
NOTHING = ("", "~", "null")


def split_front_matter(text: str) -> tuple[dict[str, Any], list[str], str]:
    """The fields, notes and rest of a Markdown text. Values are texts, or lists and objects of texts. Keys
    that aren't fields of an article are skipped.

    Each field is parsed alone, so that a broken one doesn't affect the others. A line that isn't YAML, such
    as "title: Talks: the end", is taken literally.
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
    """The value of one entry of YAML, with its words as they are written. Raises ValueError."""
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
