"""HTML -> the blocks of a draft."""

from __future__ import annotations

from html.parser import HTMLParser

from assistant.draft.blocks import BlockKind, Draft, Piece
from storage.text.scripts import count_words
from storage.text.sentences import ends_clause, ends_sentence

FEWEST_IN_A_CELL = 5  # words of a sentence in a cell; pages also lay out their paragraphs in tables

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th"))
_BLOCKS = frozenset(
    "p div section article main header footer aside nav blockquote figure figcaption address ul ol li dl dt"
    " dd table caption tr thead tbody tfoot hr form fieldset details summary".split()
) | (_HEADINGS | _CELLS | {"pre"})
_UNSEEN = frozenset(
    "head title script style template noscript svg math iframe object select textarea button audio"
    " video".split()
)
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)  # elements without an end


def html(source: str) -> Draft:
    """A draft from HTML, without what a reader of the page doesn't see.

    >>> html("<title>x</title><h1>Storm</h1><p>The <b>pier</b> closed.").text
    'Storm\\n\\nThe pier closed.'
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end_block()
    return Draft.of(reader.pieces)


class _Reader(HTMLParser):
    """Collects the text between the tags of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._within: list[str] = []  # the open elements that decide a block's kind
        self._unseen: list[str] = []  # the outermost unseen element and those of its name inside

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            self._unseen += [tag] if tag == self._unseen[0] else []
            return
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self._break_line()
        if tag not in _VOID and (tag in _UNSEEN or _is_hidden(dict(attributes))):
            self._unseen = [tag]
        elif tag in _HEADINGS or tag in _CELLS or tag in ("li", "pre"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.pop()
            return
        if tag in _BLOCKS:
            self.end_block()
        if tag in self._within:
            del self._within[len(self._within) - 1 - self._within[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def _break_line(self) -> None:
        if ends_clause("".join(self._text)):
            self.end_block()
        else:
            self._text.append(" ")

    def end_block(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            kind = self._kind(text)
            self.pieces.append(Piece(kind, text, "\n" if kind in ("item", "table", "code") else "\n\n"))

    def _kind(self, text: str) -> BlockKind:
        if _HEADINGS.intersection(self._within):
            return "heading"
        if "pre" in self._within:
            return "code"
        if _CELLS.intersection(self._within):
            is_sentence = count_words(text) >= FEWEST_IN_A_CELL and ends_sentence(text)
            return "paragraph" if is_sentence else "table"
        return "item" if "li" in self._within else "paragraph"


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )
