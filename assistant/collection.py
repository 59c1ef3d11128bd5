"""Replies to questions about the collection, from its catalog, and to small talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from assistant.language.question import Question
from assistant.language.requests import collection_question, small_talk
from assistant.own_words import OwnWords
from storage import Store
from storage.records import ArticleInfo, Filter
from storage.text.terms import content_terms
from storage.text.wording import count, day, headline

LISTED = 20  # outlets, at most, in one reply
HEADLINES = 5

SMALL_TALK: Mapping[str, OwnWords] = MappingProxyType(
    {
        "greeting": OwnWords(
            "Hello. Ask me what the articles report, such as who, when, why or how many.", "greeting"
        ),
        "thanks": OwnWords("You're welcome. Ask me more about what the articles report.", "thanks"),
        "help": OwnWords(
            "I'm Dateline. I answer from the articles of this collection, with checked quotations.\n"
            "You can ask for a fact, for what somebody said, for reasons, lists and comparisons, for a "
            "summary, the latest or a timeline of a story, and about the collection itself.",
            "help",
        ),
    }
)

EMPTY = OwnWords("The collection is empty.", "holds_nothing")
NONE_PASSES = OwnWords("No article passes the filters.", "none_passes")


def reply(store: Store, question: Question, where: Filter | None) -> str:
    """The reply to a request about the collection, limited to the articles that pass the filter, or to small
    talk."""
    if talk := small_talk(question.text):
        return SMALL_TALK[talk]
    name, topic = collection_question(question.text)
    if not _number(store, where):
        return NONE_PASSES if where else EMPTY
    return REPLIES[name](store, where, topic)


def _articles(store: Store, where: Filter | None, _: str) -> str:
    return f"{_scope(where)} {count(_number(store, where), 'article')}{_from_outlets(store, where)}."


def _articles_about(store: Store, where: Filter | None, topic: str) -> str:
    matching = store.count_articles(where, content_terms(topic))
    verb = "mentions" if matching == 1 else "mention"
    return (
        f"{matching:,} of {count(_number(store, where), 'article')} {verb} “{topic}”, with all of its words "
        "in one passage or its headline."
    )


def _outlets(store: Store, where: Filter | None, _: str) -> str:
    names = _outlet_names(store, where)
    if not names:
        return "The articles don't name their outlets."
    listed = ", ".join(names[:LISTED])
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return f"{_scope(where)} articles from {count(len(names), 'outlet')}: {listed}{more}."


def _oldest(store: Store, where: Filter | None, _: str) -> str:
    dated = _dated(where)
    articles = store.count_articles(dated)
    oldest = store.articles(offset=articles - 1, limit=1, where=dated) if articles else []
    return f"The oldest article is {_described(oldest[0])}." if oldest else UNDATED


def _newest(store: Store, where: Filter | None, _: str) -> str:
    newest = store.articles(limit=1, where=_dated(where))
    return f"The newest article is {_described(newest[0])}." if newest else UNDATED


def _days(store: Store, where: Filter | None, topic: str) -> str:
    return f"{_oldest(store, where, topic)}\n{_newest(store, where, topic)}"


def _contents(store: Store, where: Filter | None, topic: str) -> str:
    newest = [_described(info) for info in store.articles(limit=HEADLINES, where=where)]
    return "\n".join([_articles(store, where, topic), "The newest:", *newest])


UNDATED = "The articles have no dates."

REPLIES: Mapping[str, Callable[[Store, Filter | None, str], str]] = MappingProxyType(
    {
        "articles": _articles,
        "articles about": _articles_about,
        "outlets": _outlets,
        "oldest": _oldest,
        "newest": _newest,
        "days": _days,
        "contents": _contents,
    }
)


def _number(store: Store, where: Filter | None) -> int:
    return store.count_articles(where) if where else store.count().articles


def _scope(where: Filter | None) -> str:
    return "The filters admit" if where else "The collection has"


def _from_outlets(store: Store, where: Filter | None) -> str:
    names = _outlet_names(store, where)
    return f" from {count(len(names), 'outlet')}" if names else ""


def _outlet_names(store: Store, where: Filter | None) -> list[str]:
    if where is None:
        return store.outlets()
    admitted = {name.casefold() for name in where.outlets}
    named = [name for name in store.outlets() if not admitted or name.casefold() in admitted]
    return [name for name in named if store.count_articles(replace(where, outlets=(name,)))]


def _dated(where: Filter | None) -> Filter:
    """The filter, limited to articles with a date."""
    where = where or Filter()
    return where if where.since or where.until else replace(where, since=date.min)


def _described(info: ArticleInfo) -> str:
    """ "“Storm closes harbour” (Tidings, 4 March 2024)" """
    origin = ", ".join(filter(None, (info.outlet, day(info.published))))
    return f"“{headline(info.title, info.outlet) or 'Untitled'}” ({origin})"
