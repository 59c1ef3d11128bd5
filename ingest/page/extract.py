"""The text of the article in a parsed page. Only importer of trafilatura."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.text.sentences import ends_sentence

MODES: Mapping[str, Mapping[str, bool]] = {
    "default": {}, "fast": {"fast": True}, "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
}  # fmt: skip

LEAST_AGREED = 0.5  # of the default mode's words: then the stricter mode has found the same article
FEWEST_WORDS = 40  # fewer may be a caption or a notice: the other modes are asked
MUCH_MORE = 3  # times as many words: then the shorter text was not the article


def extract(tree: Any, mode: str = "default") -> str:
    """The library's text, a blank line between paragraphs; "" where it finds none."""
    import trafilatura

    found = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False, **MODES[mode])
    return (found.text or "").strip().replace("\n", "\n\n") if found else ""


def article_text(tree: Any, untouched: Any) -> str:
    """The text of a page without its furniture.

    The stricter mode leaves out more of what surrounds an article, and at times the article: it counts only
    where it confirms most of the default mode's text. `untouched`: the page as it was, where the article may
    still be whole when next to nothing was found.
    """
    text, strict = extract(tree), extract(tree, "precision")
    lines = set(text.split("\n\n"))
    agreed = " ".join(line for line in strict.split("\n\n") if line in lines)
    if len(agreed.split()) >= LEAST_AGREED * len(text.split()):
        text = strict
    if len(text.split()) < FEWEST_WORDS:
        others = (extract(tree, "recall"), extract(untouched))
        longest = max(others, key=_reporting)
        if _reporting(longest) > MUCH_MORE * len(text.split()):
            return longest
    return text


def _reporting(text: str) -> int:
    """The words of a text's sentences, without those of menus and lists of links."""
    return sum(len(line.split()) for line in text.split("\n\n") if ends_sentence(line))
