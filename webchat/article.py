"""The whole article that opens from a source card or from the list of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Citation
from storage import Store
from storage.errors import DatelineError
from storage.records import Article
from storage.text.history import Version
from webchat.markup import html
from webchat.page import alert
from webchat.texts import t


def show_article(store: Store, request: object, citations: Iterable[Citation] = ()) -> str:
    """Show the article that a button requests: {"id", "version", "start", "end"}; only the id is required.

    The default is the current version. The quotations of `citations` are marked too. Any visitor can send any
    JSON value as `request`.
    """
    if not isinstance(request, dict) or not isinstance(request.get("id"), str):
        return alert(t("article.not_named"))
    version = request.get("version")
    try:
        start, end = int(request.get("start", 0)), int(request.get("end", 0))
        article = store.article(request["id"], str(version) if version else None)
        return whole_article(article, start, end, store.versions(article.id), citations)
    except DatelineError as error:
        return alert(error)
    except (TypeError, ValueError, OverflowError):
        return alert(t("article.not_named"))


def whole_article(
    article: Article,
    start: int = 0,
    end: int = 0,
    versions: Sequence[Version] = (),
    citations: Iterable[Citation] = (),
) -> str:
    """Render an article with `text[start:end]` and the quotations of `citations` marked, followed by its
    `versions`, newest first, and their changes. The list is left out when there is only a first version."""
    return html(
        "article.html",
        article=article,
        start=start,
        end=end,
        cited=[
            (citation.start, citation.end)
            for citation in citations
            if (citation.article.id, citation.article.version) == (article.id, article.version)
        ],
        newest=next((version for version in versions if version.current), None),
        versions=versions,
        has_history=any(version.change != "first" for version in versions),
    )
