"""The whole article that opens from a source card or from the list of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Citation
from storage import Store
from storage.errors import DatelineError
from storage.records import BY_HAND, Article
from storage.text.history import Version
from storage.text.wording import byline
from webchat.markup import html
from webchat.page import alert
from webchat.texts import day, t

FIELDS = (  # the fields of an article that have an origin, in the order of their lines
    "title",
    "outlet",
    "published",
    "updated",
    "authors",
    "section",
    "language",
    "url",
)


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
        copies = store.copies(article.id)
        return whole_article(article, start, end, store.versions(article.id), citations, copies)
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
    copies: Sequence[Article] = (),
) -> str:
    """Render an article with `text[start:end]` and the quotations of `citations` marked, followed by its
    metadata with the origin of each field, its `copies`, and its `versions`, newest first, with their
    changes. The versions are left out when there is only a first one."""
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
        fields=_fields(article),
        copies=copies,
        stored=versions[-1].stored_at if versions else "",
    )


def _fields(article: Article) -> list[tuple[str, str, str]]:
    """The label, the value and the origin of each known field."""
    values = {name: getattr(article, name) for name in FIELDS} | {
        "published": article.published and day(article.published),
        "updated": article.updated and day(article.updated),
        "authors": byline(article.authors),
    }
    origins = dict(article.origins)
    return [
        (t(f"field.{name}"), values[name], _origin(origins.get(name, ""))) for name in FIELDS if values[name]
    ]


def _origin(source: str) -> str:
    return t("article.edited") if source == BY_HAND else source
