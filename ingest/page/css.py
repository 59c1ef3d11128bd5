"""The styles of a page's elements, from its own style sheets. Only importer of tinycss2 and cssselect2.

Takes a parsed page (an lxml element). External style sheets are not read. The limits are on sizes and on the
number of tests, never on time: the same page must give the same article on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import cssselect2
import tinycss2
from tinycss2.color4 import parse_color

from storage.errors import ArticleRejected

Style = dict[str, list[Any]]  # property -> the tinycss2 tokens of its value, each with a `type` and a `value`
Colour = tuple[float, float, float, float]  # red, green, blue and opacity, 0 to 1

LONGEST_SHEETS = (
    250_000  # characters per page, taking 0.15 s; longer sheets are ignored, as external ones are
)
MOST_SELECTORS = 5_000  # 0.1 ms each to compile
MOST_TESTS = 3_000_000  # tests of an element against a part of a selector, 0.1 us each
LONGEST_INLINE = 2_000_000  # characters per page, taking 2 s
DEEPEST = 3  # nested brackets: :not([lang="en"]) has 2
TOO_STYLED = "more than {:,} characters of style attributes: this is not one article"

# Excludes selectors that test siblings or descendants (`~`, :nth-child, :has): their time is quadratic in the
# size of the page.
SELECTOR = re.compile(r"(?!.*-of-type)(?:[\w.#*:>+\s\\-]|\[[^\][]*\]|:(?:not|is|where)\([^()]*\))+")
LONGEST_SELECTOR = 150
COMBINATOR = re.compile(r"\s*([>+])\s*")

# The properties that decide whether an element is seen.
PROPERTIES = frozenset({
    "display", "visibility", "opacity", "font-size", "transform", "overflow", "width", "height", "max-width",
    "max-height", "text-indent", "position", "left", "right", "top", "bottom", "clip", "clip-path", "color",
    "background", "background-color", "background-image",
})  # fmt: skip


class Declarations(NamedTuple):
    normal: Style
    important: Style


class StyleRule(NamedTuple):
    declarations: Declarations
    everywhere: bool  # False inside an at-rule such as @media, which holds on some screens only


class Stylist:
    """The style rules of a page.

    `is_complete`: every style sheet of the page was read. `longest_inline`: the most characters that the
    style attributes may have together.
    """

    def __init__(self, tree: Any, *, longest_inline: int = LONGEST_INLINE) -> None:
        sheets = [sheet.text or "" for sheet in tree.iter("style") if _means_screens(sheet.get("media", ""))]
        linked = any("stylesheet" in link.get("rel", "") for link in tree.iter("link"))
        self._root = cssselect2.ElementWrapper.from_html_root(tree)
        self._matcher = cssselect2.Matcher()
        self._tests_left = MOST_TESTS
        self._longest_inline = longest_inline
        fits = sum(map(len, sheets)) <= LONGEST_SHEETS
        rules = [rule for sheet in sheets if fits for rule in _rules(tinycss2.parse_stylesheet(sheet))]
        fits = fits and len(rules) <= MOST_SELECTORS
        self.is_complete = fits and not linked
        for selector, rule in rules if fits else ():
            self._add(selector, rule)

    def styles(self) -> Iterator[tuple[Any, list[Style]]]:
        """Yield each element, in document order, with its style on every screen and, if at-rules match it,
        its style with all of them applied.

        Raises ArticleRejected when the style attributes are too long.
        """
        length = 0
        for element in self._root.iter_subtree():
            inline = element.etree_element.get("style", "")
            length += len(inline)
            if length > self._longest_inline:
                raise ArticleRejected(TOO_STYLED.format(self._longest_inline))
            own = parse_declarations(inline)
            rules: list[StyleRule] = [
                rule for _, _, pseudo, rule in self._matcher.match(element) if not pseudo
            ]
            styles = [_cascade([*(rule.declarations for rule in rules if rule.everywhere), own])]
            if not all(rule.everywhere for rule in rules):
                styles.append(_cascade([*(rule.declarations for rule in rules), own]))
            yield element.etree_element, styles

    def _add(self, selector: str, rule: StyleRule) -> None:
        try:
            compiled = cssselect2.compile_selector_list(selector)
        except (cssselect2.SelectorError, NotImplementedError):
            return  # as browsers do
        descendants = len(COMBINATOR.sub(r"\1", selector.strip()).split()) - 1
        for one in compiled:
            one.test = self._limited(one.test, descendants)
            self._matcher.add_selector(one, rule)

    def _limited(self, test: Any, descendants: int) -> Any:
        """Wrap the test of a selector with this many descendant combinators; False once no tests are left."""

        def limited(element: Any) -> bool:
            self._tests_left -= len(element.ancestors) ** descendants if descendants else 1
            return self._tests_left > 0 and bool(test(element))

        return limited


def _rules(nodes: Iterable[Any], *, everywhere: bool = True) -> Iterator[tuple[str, StyleRule]]:
    """The rules that may decide whether an element is seen, as pairs of a selector and the rule."""
    for node in nodes:
        if node.type == "qualified-rule":
            rule = StyleRule(parse_declarations(node.content), everywhere)
            yield from ((selector, rule) for selector in _selectors(node.prelude) if any(rule.declarations))
        elif node.type == "at-rule" and node.content is not None and everywhere and _is_for_screens(node):
            yield from _rules(tinycss2.parse_rule_list(node.content), everywhere=False)


def _is_for_screens(rule: Any) -> bool:
    if rule.lower_at_keyword != "media":
        return True
    return _is_flat(rule.prelude) and _means_screens(tinycss2.serialize(rule.prelude))


def _is_flat(nodes: Iterable[Any], deepest: int = DEEPEST) -> bool:
    """Whether brackets are nested at most `deepest` levels: tinycss2 serializes them recursively."""
    inner = [getattr(node, "content", None) or getattr(node, "arguments", None) for node in nodes]
    return deepest > 0 and all(_is_flat(content, deepest - 1) for content in inner if content)


def _means_screens(media: str) -> bool:
    """Whether a media query can match a screen; "print" can't."""
    types = [query.split()[:1] for query in media.lower().split(",")]
    return any(not first or first[0] in ("all", "screen", "only") or "(" in first[0] for first in types)


def _selectors(prelude: list[Any]) -> list[str]:
    """The selectors of a list that are cheap to test."""
    parts: list[list[Any]] = [[]]
    for node in prelude:
        if node == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    texts = (tinycss2.serialize(part).strip() for part in parts if _is_flat(part))
    return [text for text in texts if len(text) <= LONGEST_SELECTOR and SELECTOR.fullmatch(text)]


def parse_declarations(source: Any) -> Declarations:
    """Parse a style attribute, or the tokens between the braces of a rule."""
    declarations = Declarations({}, {})
    if source:
        for node in tinycss2.parse_blocks_contents(source):
            if node.type == "declaration" and node.lower_name in PROPERTIES:
                style = declarations.important if node.important else declarations.normal
                style[node.lower_name] = [token for token in node.value if token.type != "whitespace"]
    return declarations


def _cascade(declarations: Iterable[Declarations]) -> Style:
    """Combine declarations, given in ascending order of weight, into one style."""
    style: Style = {}
    important: Style = {}
    for declared in declarations:
        style |= declared.normal
        important |= declared.important
    return style | important


def parse_colour(token: Any) -> Colour | None:
    """Parse a colour, or return None: "white", "#fff", "hsl(0 0% 100%)" -> (1.0, 1.0, 1.0, 1.0)."""
    colour = parse_color(token)
    if colour is None or isinstance(colour, str):  # "currentcolor"
        return None
    try:
        red, green, blue = colour.to("srgb").coordinates
    except NotImplementedError:  # for oklch() and other colour spaces
        return None
    return red, green, blue, colour.alpha
