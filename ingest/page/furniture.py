"""What stands in a page beside its article, and an article that a page cut to pieces put together again.

Done before the text is extracted, since only the page's own names and places tell these apart. Takes a parsed
page (an lxml element). What each rule was worth, in F1 of `benchmarks/pages.py` on 61 pages (.9668 without
any): named blocks .0036, lists of links .0023, lines that are a link .0006, pieces joined .0039, bare text
.0009, or .0021 without captions, which it would make part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

NOT_FOR_BROWSERS = ("noscript", "noframes")  # but for those that run no scripts and know no frames
BLOCKS = ("div", "section", "aside", "form", "nav", "footer", "header", "ul", "ol", "p", "span", "table")
# Whole words of a class or an id ("latest-news-box") by which pages name what isn't the article.
FURNITURE = re.compile(
    r"""(?:^|[-_\s])(?:
          news-?letters?|sign-?up|subscribe|most-?(?:popular|read|viewed)|recirc\w*|recommended|trending|promo
        |latest-(?:news|stories)|related-(?:articles?|stor(?:y|ies)|posts?|content|links?|news)|read-?more
        |share-?(?:bar|tools|buttons?)|social-?(?:share|links)
        |print-(?:header|footer|only)|taboola|outbrain
        |(?:photo-?|image-?|media-?|img-?|wp-?|gallery-?|slide-?)?captions?
        )(?:$|[-_\s])""",
    re.IGNORECASE | re.VERBOSE,
)
CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What readers wrote: words of one class or id ("user-comments", "comentarios_lista"), in the languages that
# pages are named in. An article that "has-comments" is none.
COMMENTS = frozenset(
    "comment comments comentario comentarios comentários commentaire commentaires kommentar kommentare"
    " kommentarer komentarze commenti reacties disqus".split()
)
ABOUT_COMMENTS = frozenset("has no with without open show allow".split())
WORD_BREAK = re.compile(r"[-_]+")
LARGEST_SHARE = 0.3  # of a page's words: what is larger holds the article, whatever it is called

FEWEST_LINK_WORDS = 3  # a shorter line that links may be a name or a heading
LINK_SHARE = 0.8  # of a list's words
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*$")
LABEL = re.compile(r"\[[^\]]*\]")  # "Storm closes harbour [PICTURES]"

BODY = re.compile(
    r"article[-_]*body|body[-_]*(?:content|container|text)|story[-_]*body|entry[-_]*content|post[-_]*body",
    re.IGNORECASE,
)
INLINE = frozenset(
    "a abbr b bdi bdo cite code del em font i ins kbd mark q s small span strong sub sup time u var"
    " wbr".split()
)
FEWEST_BARE_WORDS = 8


def tidy(tree: Any) -> None:
    """Leave an extractor less to go wrong with."""
    for node in list(tree.iter(*NOT_FOR_BROWSERS)):
        _drop(node)
    _unfold_layout(tree)
    _join_pieces(tree)
    _drop_named(tree)
    _drop_links(tree)
    for node in list(tree.iter("div", "section", "article")):
        if any(child.tag not in INLINE for child in node):
            _wrap_bare_text(node)


def is_paragraph(node: Any) -> bool:
    """Whether a block is one of text: <p>, or one that holds nothing but a sentence."""
    plain = all(child.tag in INLINE for child in node)
    return node.tag == "p" or (plain and bool(SENTENCE_END.search(node.text_content().strip())))


def _words(node: Any) -> list[str]:
    words: list[str] = node.text_content().split()
    return words


# What goes


def _drop_named(tree: Any) -> None:
    """Blocks that the page itself calls newsletter, related stories, comments, captions and the like."""
    most = LARGEST_SHARE * len(_words(tree))
    for node in list(tree.iter("figcaption", *BLOCKS)):
        name = CAMEL_CASE.sub("-", f"{node.get('class', '')} {node.get('id', '')}")
        named = node.tag == "figcaption" or FURNITURE.search(name)
        is_comments = _names_comments(name)
        if not (named or is_comments) or node.find(".//h1") is not None:
            continue
        if (is_comments and not _holds_body(node)) or len(_words(node)) <= most:
            _drop(node)


def _names_comments(name: str) -> bool:
    names = (WORD_BREAK.split(token) for token in name.lower().split())
    return any(not COMMENTS.isdisjoint(words) and ABOUT_COMMENTS.isdisjoint(words) for words in names)


def _holds_body(node: Any) -> bool:
    return node.find(".//article") is not None or any(
        BODY.search(inner.get("class", "")) for inner in node.iter("div", "section")
    )


def _drop_links(tree: Any) -> None:
    """Lists of links, and lines that are nothing but a link: they lead to other stories."""
    for node in list(tree.iter("ul", "ol")):
        items = sum(1 for _ in node.iter("li"))
        words, linked = len(_words(node)), sum(len(_words(link)) for link in node.iter("a"))
        if items > 1 and words >= FEWEST_LINK_WORDS * items and linked >= LINK_SHARE * words:
            _drop(node)
    for node in list(tree.iter("p", "h2", "h3", "h4")):
        text = " ".join(_words(node))
        if len(text.split()) >= FEWEST_LINK_WORDS and not SENTENCE_END.search(text):
            beside = "".join(node.xpath(".//text()[not(ancestor::a)]"))
            if node.find(".//a") is not None and not any(map(str.isalnum, LABEL.sub("", beside))):
                _drop(node)


def _drop(node: Any) -> None:
    if node.getparent() is not None:
        node.drop_tree()


# What is put together


def _unfold_layout(tree: Any) -> None:
    """Tables that old pages are set in become blocks: no cell of a table of facts has several paragraphs."""
    for table in list(tree.iter("table")):
        if any(cell.find(".//p[2]") is not None for cell in table.iter("td")):
            for node in (table, *table.iter("tbody", "tr", "td")):
                node.tag = "div"


def _join_pieces(tree: Any) -> None:
    """The pieces of an article's body, which a page sets around its advertisements, become one."""
    wholes: dict[tuple[str, Any], Any] = {}
    for node in list(tree.iter("div", "section")):
        name = node.get("class", "")
        if BODY.search(name):
            whole = wholes.setdefault((name, next(node.iterancestors("article"), None)), node)
            if whole is not node and whole not in node.iterancestors():
                whole.extend(list(node))


class _Run(NamedTuple):
    """Text and inline elements that stand in a block by themselves; `after`: the block before them."""

    text: str
    elements: list[Any]
    after: Any

    def words(self) -> int:
        tails = (child.tail or "" for child in self.elements)
        return sum(len(text.split()) for text in (self.text, *tails)) + sum(
            len(_words(child)) for child in self.elements
        )


def _wrap_bare_text(node: Any) -> None:
    """Text between line breaks, pictures and other blocks becomes paragraphs, which extractors look for."""
    for run in list(_runs(node)):
        if run.words() < FEWEST_BARE_WORDS:
            continue
        paragraph = node.makeelement("p")
        paragraph.text = run.text
        if run.after is None:
            node.text = None
            node.insert(0, paragraph)
        else:
            run.after.tail = None
            run.after.addnext(paragraph)
        paragraph.extend(run.elements)


def _runs(node: Any) -> Iterator[_Run]:
    run = _Run(node.text or "", [], None)
    for child in node:
        if child.tag in INLINE:
            run.elements.append(child)
        else:
            yield run
            run = _Run(child.tail or "", [], child)
    yield run
