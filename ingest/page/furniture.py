"""Rules that remove a page's furniture (comments, blocks of links) and join the pieces of its article.

Each rule changes a parsed page (an lxml element) before its text is extracted, since only the markup shows
these. A rule must improve the text of pages that it was not written for: see `benchmarks/pages.py --rules`.
"""

from __future__ import annotations

import re
from typing import Any

from storage.text.sentences import ends_sentence

BLOCKS = ("div", "section", "aside", "form", "ul", "ol", "table")
CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
WORD_BREAK = re.compile(r"[-_\s]+")

# Words in the classes and ids of readers' comments ("user-comments", "comentarios_lista"), in several
# languages. An article with the class "has-comments" is not a comment.
COMMENTS = frozenset(
    "comment comments comentario comentarios comentários commentaire commentaires kommentar kommentare"
    " kommentarer komentarze commenti reacties disqus".split()
)
ABOUT_COMMENTS = frozenset("has no with without open show allow".split())

LINKING = ("ul", "ol", "p", "h2", "h3", "h4", "div", "section", "aside")
FEWEST_LINK_WORDS = 3  # a shorter block of links may be a name or a heading
LINK_SHARE = 0.7  # share of a block's words; from .5 to .8, F1 on 95 pages varies by less than .0005
MOST_OTHER_WORDS = 20  # outside links; a block with more may be a short article among menus

BODY = re.compile(
    r"article[-_]*body|body[-_]*(?:content|container|text)|story[-_]*body|entry[-_]*content|post[-_]*body",
    re.IGNORECASE,
)


def drop_comments(tree: Any) -> None:
    """Remove readers' comments, recognised by their class or id."""
    for node in list(tree.iter(*BLOCKS)):
        if _is_named_comments(node) and not _holds_article(node):
            _drop(node)


def drop_links(tree: Any) -> None:
    """Remove blocks that are mostly links to other stories, unless they end as a sentence does."""
    for node in list(tree.iter(*LINKING)):
        words = _words(node)
        linked = sum(len(_words(link)) for link in node.iter("a"))
        is_links = len(words) >= FEWEST_LINK_WORDS and linked >= LINK_SHARE * len(words)
        may_hold_article = len(words) - linked > MOST_OTHER_WORDS or node.find(".//h1") is not None
        if is_links and not may_hold_article and not ends_sentence(words[-1]):
            _drop(node)


def join_pieces(tree: Any) -> None:
    """Join the pieces of an article's body when advertisements split it."""
    wholes: dict[tuple[str, Any], Any] = {}
    for node in list(tree.iter("div", "section")):
        name = node.get("class", "")
        if BODY.search(name):
            whole = wholes.setdefault((name, next(node.iterancestors("article"), None)), node)
            if whole is not node and whole not in node.iterancestors():
                whole.extend(list(node))


RULES = (drop_comments, drop_links, join_pieces)


def _is_named_comments(node: Any) -> bool:
    names = CAMEL_CASE.sub("-", f"{node.get('class', '')} {node.get('id', '')}").lower().split()
    return any(
        not COMMENTS.isdisjoint(words) and ABOUT_COMMENTS.isdisjoint(words)
        for words in map(WORD_BREAK.split, names)
    )


def _holds_article(node: Any) -> bool:
    inner = node.iter("h1", "article", "div", "section")
    return any(one.tag in ("h1", "article") or BODY.search(one.get("class", "")) for one in inner)


def _words(node: Any) -> list[str]:
    return " ".join(node.itertext()).split()


def _drop(node: Any) -> None:
    if node.getparent() is not None:
        node.drop_tree()
