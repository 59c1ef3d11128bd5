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
NO_OUTLETS = OwnWords("The articles don't name their outlets.", "no_outlets")
UNDATED = OwnWords("The articles have no dates.", "undated")


def reply(store: Store, question: Question, where: Filter | None) -> OwnWords:
    """The reply to a request about the collection, limited to the articles that pass the filter, or to small
    talk."""
    if talk := small_talk(question.text):
        return SMALL_TALK[talk]
    name, topic = collection_question(question.text)
    if not _number(store, where):
        return NONE_PASSES if where else EMPTY
    return REPLIES[name](store, where, topic)


def _articles(store: Store, where: Filter | None, _: str) -> OwnWords:
    n, outlets = _number(store, where), len(_outlet_names(store, where))
    articles = count(n, "article")
    if not outlets:
        return _has(OwnWords(articles, "articles", articles=n), where)
    english = f"{articles} from {count(outlets, 'outlet')}"
    return _has(OwnWords(english, "articles_from", articles=n, outlets=outlets), where)


def _articles_about(store: Store, where: Filter | None, topic: str) -> OwnWords:
    n, of = store.count_articles(where, content_terms(topic)), _number(store, where)
    english = (
        f"{n:,} of {count(of, 'article')} {'mentions' if n == 1 else 'mention'} “{topic}”, with all of its "
        "words in one passage or its headline."
    )
    return OwnWords(english, "articles_about", n=n, articles=of, topic=topic)


def _outlets(store: Store, where: Filter | None, _: str) -> OwnWords:
    names = _outlet_names(store, where)
    if not names:
        return NO_OUTLETS
    n, listed, more = len(names), ", ".join(names[:LISTED]), len(names) - LISTED
    english = f"articles from {count(n, 'outlet')}: {listed}"
    if more <= 0:
        return _has(OwnWords(english, "outlets", outlets=n, names=listed), where)
    english += f" and {more:,} more"
    return _has(OwnWords(english, "outlets_and_more", outlets=n, names=listed, more=more), where)


def _has(what: OwnWords, where: Filter | None) -> OwnWords:
    """What the collection has, or what the filters admit of it."""
    if where:
        return OwnWords(f"The filters admit {what}.", "admitted", what=what)
    return OwnWords(f"The collection has {what}.", "has", what=what)


def _oldest(store: Store, where: Filter | None, _: str) -> OwnWords:
    dated = _dated(where)
    articles = store.count_articles(dated)
    if not articles:
        return UNDATED
    (oldest,) = store.articles(offset=articles - 1, limit=1, where=dated)
    article = _described(oldest)
    return OwnWords(f"The oldest article is {article}.", "oldest", article=article)


def _newest(store: Store, where: Filter | None, _: str) -> OwnWords:
    newest = store.articles(limit=1, where=_dated(where))
    if not newest:
        return UNDATED
    article = _described(newest[0])
    return OwnWords(f"The newest article is {article}.", "newest", article=article)


def _days(store: Store, where: Filter | None, topic: str) -> OwnWords:
    first, last = _oldest(store, where, topic), _newest(store, where, topic)
    if first is UNDATED:
        return UNDATED
    return OwnWords(f"{first}\n{last}", "oldest_and_newest", oldest=first, newest=last)


def _contents(store: Store, where: Filter | None, topic: str) -> OwnWords:
    what = _articles(store, where, topic)
    newest = tuple(_described(info) for info in store.articles(limit=HEADLINES, where=where))
    return OwnWords("\n".join([what, "The newest:", *newest]), "contents", what=what, lines=newest)


REPLIES: Mapping[str, Callable[[Store, Filter | None, str], OwnWords]] = MappingProxyType(
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


def _described(info: ArticleInfo) -> OwnWords:
    """ "“Storm closes harbour” (Tidings, 4 March 2024)" """
    title, published = headline(info.title, info.outlet), info.published
    english = f"“{title or 'Untitled'}” ({', '.join(filter(None, (info.outlet, day(published))))})"
    if not info.outlet:
        return OwnWords(english, "article_of", title=title, day=published)
    return OwnWords(english, "article_from", title=title, outlet=info.outlet, day=published)
