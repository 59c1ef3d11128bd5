"""The list of articles: words to search, filters, an order and a page -> HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from storage import Store
from storage.records import NEWEST_FIRST, ArticleInfo, Order
from storage.text.terms import content_terms
from webchat.markup import Markup, html
from webchat.scope import EVERY_ARTICLE, Scope

PAGE_SIZE = 50  # articles
LONGEST = 200  # characters of a search
ORDERS = ("headline", "outlet", "day", "added")
DESCENDING_FIRST = ("day", "added")  # the orders that begin with the largest value


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader wants to see of the list. `page`: counted from 1; a later page than the last is the last
    one."""

    words: str = ""
    scope: Scope = EVERY_ARTICLE
    order: Order = NEWEST_FIRST
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Query:
        """Read a query that was sent as JSON. Raises ValueError for another form, QuestionError for a wrong
        day."""
        by, page = sent.get("by", "day"), sent.get("page", 1)
        if by not in ORDERS or not isinstance(page, int) or not 0 < page < 1_000_000:
            raise ValueError(f"by is {by!r:.80} and page {page!r:.80}, expected an order and a number")
        order = Order(cast(Any, by), bool(sent.get("descending", by in DESCENDING_FIRST)))
        return cls(str(sent.get("words", ""))[:LONGEST].strip(), Scope.of(sent), order, page)


def listing(
    store: Store, query: Query, leaving: Collection[str] = (), size: int = PAGE_SIZE
) -> dict[str, object]:
    """One page of the articles that match: {"table", "page", "pages", "total", "samples"}. `leaving`: the
    ids of articles that are being removed. Raises StoreError."""
    terms = content_terms(query.words)
    where = query.scope.filter
    is_findable = bool(terms) or not query.words
    total = store.count_articles(where, terms) if is_findable else 0
    pages = max(1, -(-total // size))
    page = min(query.page, pages)
    offset = (page - 1) * size
    shown = store.articles(offset, size, where, terms, query.order) if total else []
    is_everything = query.scope == EVERY_ARTICLE and not query.words
    return {
        "table": list_html(shown, offset, total, query.order, leaving, is_everything=is_everything),
        "page": page,
        "pages": pages,
        "total": total,
        "samples": len(store.samples()),
    }


def list_html(
    articles: Collection[ArticleInfo],
    offset: int,
    total: int,
    order: Order = NEWEST_FIRST,
    leaving: Collection[str] = (),
    *,
    is_everything: bool = True,
) -> Markup:
    """Render one page of `total` articles as a table; its first article stands at `offset`."""
    return html(
        "list.html",
        articles=articles,
        first=offset + 1,
        last=offset + len(articles),
        total=total,
        order=order,
        headings=[(by, _next(order, by)) for by in ORDERS],
        leaving=leaving,
        is_everything=is_everything,
    )


def _next(order: Order, by: str) -> bool:
    """Whether a press on a heading sorts in descending order."""
    return not order.descending if order.by == by else by in DESCENDING_FIRST
