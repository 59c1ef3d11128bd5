"""WordPress shortcodes, such as `[gallery ids="1,2"]`, which its exports leave in the text."""

from __future__ import annotations

import re

# Shortcodes of WordPress itself that wrap no text of the article: a caption, or the address of a medium
WRAPPING = ("caption", "wp_caption", "embed", "audio", "video", "playlist")
LISTS_MEDIA = ("gallery", "playlist")

_QUOTED = r"\"[^\"\]]*\"|'[^'\]]*'|“[^”\]]*”|”[^”\]]*”|[^\s\]\"']+"
_ATTRIBUTE = rf"\s{{1,20}}+[\w-]+=(?:{_QUOTED})"
# Words in brackets are an editor's ("[sic]", "[the mayor] said"). Shortcodes have attributes, or end with
# their name, or are WordPress's own.
START = re.compile(
    rf"\[(?P<name>[a-z][\w-]{{1,40}}+)(?P<attributes>(?:{_ATTRIBUTE}){{0,40}}+)(?:\s[^\[\]]{{0,200}})?/?\]"
)
END = re.compile(r"\[/(?P<name>[a-z][\w-]{1,40})\]")


def without_shortcodes(text: str) -> str:
    """Remove the shortcodes of a text, with the captions and media addresses inside. The words inside
    others stay. 'Rain. [caption width="9"]<img src="a.png"> A street[/caption]' -> "Rain. "."""
    if "[" not in text:
        return text
    last_ends = {match["name"]: match.start() for match in END.finditer(text)}
    opened: set[str] = set()
    pieces = []
    at = 0
    for match in START.finditer(text):
        name = match["name"]
        is_wrapping = match.end() <= last_ends.get(name, -1)
        if match.start() < at or not (is_wrapping or match["attributes"] or name in LISTS_MEDIA):
            continue
        pieces.append(text[at : match.start()])
        opened.add(name)
        at = match.end()
        if is_wrapping and name in WRAPPING:
            closing = f"[/{name}]"
            at = text.index(closing, at) + len(closing)
    without_starts = "".join([*pieces, text[at:]])
    return END.sub(lambda end: "" if end["name"] in opened else end[0], without_starts)
