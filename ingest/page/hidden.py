"""Removes the elements that attributes or styles hide from a sighted reader.

Takes a parsed page (an lxml element).
"""

from __future__ import annotations

import re
from math import inf, nan
from typing import Any, NamedTuple

from ingest.page.css import Colour, Style, Stylist, parse_colour

# Classes of text for screen readers only, mostly labels of buttons.
HIDDEN_CLASSES = frozenset({
    "sr-only", "screen-reader-text", "screen-reader-only", "visually-hidden", "visuallyhidden",
    "visually-hidden-focusable", "u-visually-hidden", "assistive-text", "is-hidden", "hidden",
})  # fmt: skip
# A class that shows a hidden element on wider screens: "hidden md:block".
SHOWN_CLASS = re.compile(
    r"(?:xs|sm|md|lg|xl|\dxl):!?(?:block|flex|grid|table|contents|visible|inline(?:-\w+)?|not-sr-only)"
)
NEVER_SHOWN = ("template", "dialog")  # except a dialog with the attribute `open`
ROOTS = ("html", "head", "body")  # a page that hides its body shows it again by a script

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
SAME_COLOUR = 0.02  # per channel: #fff and #fefefe look the same
FAR = {
    "em": 10,
    "rem": 10,
    "": inf,
}  # distance left of the screen or above it, by unit; 100 in any other unit
NUMBERS = ("number", "dimension", "percentage")
SIZES = ("width", "height", "max-width", "max-height")


class Size(NamedTuple):
    number: float
    unit: str


NO_SIZE = Size(nan, "")  # all comparisons with nan are false


def without_hidden(tree: Any) -> int:
    """Remove the hidden elements of a page. Returns how many of them had text."""
    stylist = Stylist(tree)
    grounds: dict[Any, Colour | None] = {}
    hidden: list[Any] = []
    gone: set[Any] = set()
    for node, styles in stylist.styles():
        parent = node.getparent()
        if parent in gone:
            gone.add(node)
            continue
        behind = grounds.get(parent, WHITE if stylist.is_complete else None)
        ground = grounds[node] = _ground(styles[0], behind)
        unseen = _is_marked(node) or all(_is_unseen(style, ground) for style in styles)
        if unseen and node.tag not in ROOTS:
            hidden.append(node)
            gone.add(node)
    had_text = sum(bool(node.text_content().strip()) for node in hidden)
    for node in hidden:
        node.drop_tree()
    return had_text


def _is_marked(node: Any) -> bool:
    classes = node.get("class", "").split()
    return (
        node.get("hidden") is not None
        or (node.tag in NEVER_SHOWN and node.get("open") is None)
        or (not HIDDEN_CLASSES.isdisjoint(classes) and not any(map(SHOWN_CLASS.fullmatch, classes)))
    )


def _is_unseen(style: Style, ground: Colour | None) -> bool:
    return bool(style) and (
        _keyword(style, "display") == "none"
        or _keyword(style, "visibility") in ("hidden", "collapse")
        or _size(style, "opacity").number == 0
        or _size(style, "font-size").number == 0
        or _arguments(style, "transform", "scale")[:1] == [0]
        or _has_no_size(style)
        or _is_off_screen(style)
        or _is_as_its_ground(style, ground)
    )


def _keyword(style: Style, name: str) -> str:
    tokens = style.get(name) or [None]
    word: str = getattr(tokens[0], "lower_value", "")
    return word


def _size(style: Style, name: str) -> Size:
    tokens = style.get(name)
    return _size_of(tokens[0]) if tokens else NO_SIZE


def _size_of(token: Any) -> Size:
    unit = "%" if token.type == "percentage" else getattr(token, "lower_unit", "")
    return Size(token.value, unit) if token.type in NUMBERS else NO_SIZE


def _arguments(style: Style, name: str, function: str) -> list[float]:
    """The numeric arguments of a CSS function: "rect(0, 0, 0, 0)" -> [0, 0, 0, 0]."""
    for token in style.get(name, ()):
        if token.type == "function" and token.lower_name == function:
            return [part.value for part in token.arguments if part.type in NUMBERS]
    return []


def _has_no_size(style: Style) -> bool:
    """Whether the box is too small to show anything and clips its overflow."""
    if _keyword(style, "overflow") not in ("hidden", "clip"):
        return False
    if any(_size(style, name).number == 0 for name in SIZES):
        return True
    width, height = _size(style, "width"), _size(style, "height")  # screen-reader text is often one pixel
    return width.unit == height.unit == "px" and max(width.number, height.number) < 2


def _is_off_screen(style: Style) -> bool:
    if _is_far(_size(style, "text-indent")):
        return True
    if _keyword(style, "position") not in ("absolute", "fixed"):
        return False
    rect = _arguments(style, "clip", "rect")
    inset = _arguments(style, "clip-path", "inset")
    return (
        any(_is_far(_size(style, side)) for side in ("left", "right", "top", "bottom"))
        or (len(rect) == 4 and max(rect) <= 1)
        or (inset != [] and inset[0] >= 50)
    )


def _is_far(size: Size) -> bool:
    return size.number <= -FAR.get(size.unit, 100)


def _is_as_its_ground(style: Style, ground: Colour | None) -> bool:
    tokens = style.get("color")
    colour = parse_colour(tokens[0]) if tokens else None
    if colour is None:
        return False
    return colour[3] == 0 or (
        ground is not None and all(abs(a - b) < SAME_COLOUR for a, b in zip(colour, ground, strict=True))
    )


def _ground(style: Style, behind: Colour | None) -> Colour | None:
    """The background colour of an element; None if it is a picture or unknown."""
    tokens = style.get("background-color") or style.get("background", [])
    pictures = [*tokens, *style.get("background-image", [])]
    if any(token.type in ("url", "function") and parse_colour(token) is None for token in pictures):
        return None
    colours = [colour for token in tokens if (colour := parse_colour(token)) is not None and colour[3] > 0]
    return colours[0] if colours else behind
