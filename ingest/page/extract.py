"""The text of the article in a parsed page. Only importer of trafilatura."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.text.sentences import ends_sentence

MODES: Mapping[str, Mapping[str, bool]] = {
    "default": {}, "fast": {"fast": True}, "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
}  # fmt: skip

LEAST_AGREED = 0.5  # share of the default mode's words: above it the stricter mode extracted the same article
FEWEST_WORDS = 40  # a shorter text may be a caption or a notice, so other modes are tried
MUCH_MORE = 3  # times as many words: then the shorter text isn't the article


def extract(tree: Any, mode: str = "default") -> str:
    """The text that trafilatura extracts, with a blank line between paragraphs; "" for no text."""
    import trafilatura

    document = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False, **MODES[mode])
    return (document.text or "").strip().replace("\n", "\n\n") if document else ""


def article_text(tree: Any, untouched: Any) -> str:
    """The article text of a page.

    The stricter mode removes more of the surroundings, and sometimes the article, so its text is used only
    when it has most of the default mode's text. `untouched`: the page before any rule changed it, which is
    tried when the text is very short.
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
    """The number of words in sentences; menus and lists of links have none."""
    return sum(len(line.split()) for line in text.split("\n\n") if ends_sentence(line))
