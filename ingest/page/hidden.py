"""What a page holds but a browser would not show: found by attributes, inline styles and simple style rules.

Takes a parsed page (an lxml element) and imports no parser of its own. External style sheets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# By these names pages mark what only a screen reader says, mostly words of buttons.
HIDDEN_CLASSES = frozenset({
    "sr-only", "screen-reader-text", "screen-reader-only", "visually-hidden", "visuallyhidden",
    "visually-hidden-focusable", "u-visually-hidden", "assistive-text", "is-hidden", "hidden",
})  # fmt: skip
NEVER_SHOWN = ("template", "dialog")  # a dialog is shown when it says `open`
ROOTS = ("html", "head", "body")  # a page that hides its body has a script that shows it again

COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
BRACE = re.compile("[{}]")
SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
NAME = re.compile(r"[.#][\w-]+")

ZERO = re.compile(r"[+-]?0*(?:\.0*)?(?:px|em|rem|pt|%|vh|vw)?")
TINY = re.compile(r"[01](?:\.\d*)?px|0")  # the one pixel that screen readers want
FAR_AWAY = re.compile(r"-(?:\d{3,}(?:\.\d+)?px|\d{2,}(?:\.\d+)?(?:em|rem)|[1-9]\d{2,}%|9\d+\w*)")
CLIPPED = re.compile(r"rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\)|inset\(\s*(?:50|100)%.*")
RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
COLOURS = {
    "white": "#ffffff", "black": "#000000", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0", "navy": "#000080",
    "ivory": "#fffff0", "snow": "#fffafa", "whitesmoke": "#f5f5f5",
}  # fmt: skip
WHITE = "#ffffff"

Style = dict[str, str]


def without_hidden(tree: Any) -> int:
    """Take out what a browser would not show; how many elements with text in them that were."""
    rules = _rules(tree)
    styled_elsewhere = any("stylesheet" in link.get("rel", "") for link in tree.iter("link"))
    grounds: dict[Any, str] = {}
    removed = []
    gone: set[Any] = set()
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        parent = node.getparent()
        if parent in gone:
            gone.add(node)
            continue
        style = _style(node, rules)
        ground = _ground(style) or grounds.get(parent, "" if styled_elsewhere else WHITE)
        grounds[node] = ground
        if node.tag not in ROOTS and (_is_marked(node) or _is_unseen(style, ground)):
            removed.append(node)
            gone.add(node)
    held_text = sum(bool(node.text_content().strip()) for node in removed)
    for node in removed:
        node.drop_tree()
    return held_text


def _is_marked(node: Any) -> bool:
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or (node.tag in NEVER_SHOWN and node.get("open") is None)
        or not HIDDEN_CLASSES.isdisjoint(node.get("class", "").split())
    )


def _is_unseen(style: Style, ground: str) -> bool:
    if not style:
        return False
    colour = _colour(style.get("color", ""))
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _is_zero(style, "opacity")
        or _is_zero(style, "font-size")
        or "scale(0)" in style.get("transform", "")
        or _has_no_size(style)
        or _is_off_screen(style)
        or colour == "transparent"
        or (bool(colour) and colour == ground)
    )


def _has_no_size(style: Style) -> bool:
    """A box too small to show what is in it, of which nothing shows outside it."""
    if style.get("overflow", "").split()[:1] not in (["hidden"], ["clip"]):
        return False
    sizes = ("width", "height", "max-width", "max-height")
    return any(_is_zero(style, size) for size in sizes) or all(
        TINY.fullmatch(style.get(size, "")) for size in ("width", "height")
    )


def _is_off_screen(style: Style) -> bool:
    if FAR_AWAY.fullmatch(style.get("text-indent", "")):
        return True
    if style.get("position") not in ("absolute", "fixed"):
        return False
    sides = (style.get(side, "") for side in ("left", "right", "top", "bottom"))
    clips = (style.get(clip, "") for clip in ("clip", "clip-path"))
    return any(map(FAR_AWAY.fullmatch, sides)) or any(map(CLIPPED.fullmatch, clips))


def _is_zero(style: Style, name: str) -> bool:
    value = style.get(name, "")
    return bool(value) and bool(ZERO.fullmatch(value))


# Styles


def _style(node: Any, rules: Mapping[str, list[tuple[str, frozenset[str], Style]]]) -> Style:
    """What is declared for one element: by the rules in their order, then by itself."""
    style: Style = {}
    names = {f".{name}" for name in node.get("class", "").split()}
    names.add(f"#{node.get('id', '')}")
    if rules:
        for name in names & rules.keys():
            for tag, others, declared in rules[name]:
                if tag in ("", node.tag) and others <= names:
                    style |= declared
    if inline := node.get("style"):
        style |= _declared(inline)
    return style


def _rules(tree: Any) -> dict[str, list[tuple[str, frozenset[str], Style]]]:
    """The page's own rules with a class or an id and nothing around it, by one of these names."""
    found: dict[str, list[tuple[str, frozenset[str], Style]]] = {}
    for sheet in tree.iter("style"):
        if sheet.get("media", "all").strip().lower() not in ("", "all", "screen"):
            continue
        for selectors, declarations in _blocks(COMMENT.sub("", sheet.text or "")):
            if style := _declared(declarations):
                for tag, names in _simple(selectors):
                    found.setdefault(min(names), []).append((tag, names, style))
    return found


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of a style sheet, without what holds on some screens or paper only."""
    depth, start, selectors = 0, 0, ""
    for brace in BRACE.finditer(sheet):
        if brace[0] == "{":
            if depth == 0:
                selectors, start = sheet[start : brace.start()].rpartition(";")[2].strip(), brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not selectors.startswith("@"):
                    yield selectors, sheet[start : brace.start()]
                start = brace.end()


def _simple(selectors: str) -> Iterator[tuple[str, frozenset[str]]]:
    """ "p.note, #foot, .a .b" -> ("p", {".note"}), ("", {"#foot"})"""
    for selector in selectors.split(","):
        if (match := SELECTOR.fullmatch(selector.strip())) and match["names"]:
            yield (match["tag"] or "").lower(), frozenset(NAME.findall(match["names"]))


# What decides whether something is seen; other properties are not kept.
PROPERTIES = frozenset({
    "display", "visibility", "opacity", "font-size", "transform", "overflow", "width", "height", "max-width",
    "max-height", "text-indent", "position", "left", "right", "top", "bottom", "clip", "clip-path", "color",
    "background", "background-color", "background-image",
})  # fmt: skip


def _declared(declarations: str) -> Style:
    """ "DISPLAY: none !important; margin: 0" -> {"display": "none"}"""
    style = {}
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in PROPERTIES:
            style[name.strip()] = value.replace("!important", "").strip()
    return style


def _ground(style: Style) -> str:
    """The colour behind an element, "" when it states none; a picture is of no one colour."""
    stated = style.get("background-color") or style.get("background", "")
    if "url(" in stated or "gradient(" in stated or style.get("background-image", "none") != "none":
        return "picture"
    colour = _colour(stated)
    return "" if colour == "transparent" else colour


def _colour(value: str) -> str:
    """Any spelling of a colour in one: "white", "#fff", "rgb(255, 255, 255)" -> "#ffffff"; "" if unknown."""
    value = value.strip()
    if value in COLOURS:
        return COLOURS[value]
    if value == "transparent":
        return value
    if match := RGB.fullmatch(value):
        if match[4] and not float(match[4].rstrip("%")):
            return "transparent"
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in match.groups()[:3])
    if match := HEX.fullmatch(value):
        digits = match[1]
        wide = digits if len(digits) > 4 else "".join(2 * digit for digit in digits)
        return "transparent" if wide[6:] == "00" else f"#{wide[:6]}"
    return ""
