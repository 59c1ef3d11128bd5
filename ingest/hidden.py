"""What a page holds but a browser would not show, which trafilatura and other readers of markup take."""

from __future__ import annotations

import re
from typing import Any

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)|"
    r"font-size\s*:\s*0(?:\.0*)?(?:px|em|rem|pt|%)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
HIDDEN_CLASSES = {
    "sr-only", "screen-reader-text", "screen-reader-only", "visually-hidden", "visuallyhidden",
    "visually-hidden-focusable", "u-visually-hidden", "assistive-text", "is-hidden", "hidden",
}  # fmt: skip


def without_hidden(tree: Any) -> int:
    """Take what a browser would not show out of a parsed page (an lxml element); how many elements."""
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    hidden = [node for node in nodes if node.tag not in ("html", "body") and _is_hidden(node)]
    for node in hidden:
        node.drop_tree()
    return len(hidden)


def _is_hidden(node: Any) -> bool:
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(HIDDEN_CLASSES.intersection(node.get("class", "").split()))
        or bool(HIDDEN_STYLE.search(node.get("style", "")))
    )
