"""The versions of an article: their order, and the changes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from storage.records import Article
from storage.text.corrections import corrections
from storage.text.sentences import sentence_breaks
from storage.text.times import is_earlier


class StoredVersion(NamedTuple):
    """A version of an article. `stored_at`: seconds since 1970. `current`: whether it is the current
    version."""

    article: Article
    stored_at: float
    current: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article, compared with the version before it.

    `stored_at`: an ISO date-time in UTC. `published`, `updated`: the times given by the page. `notices`: its
    correction notices. `change`: "first" for the oldest version, "corrected" when a notice is new, "edited"
    when a person filled in fields of the version before, else "updated". `added`, `removed`: the sentences in
    which the texts differ.
    """

    version: str
    title: str
    published: str
    updated: str
    stored_at: str
    current: bool
    change: Literal["first", "edited", "updated", "corrected"]
    notices: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def is_older(one: Article, other: Article) -> bool:
    """Whether a version is older than another by the times on the page: `updated`, else `published`.

    An older version never replaces a newer one. When the times don't decide, the version read later becomes
    the current one.
    """
    return is_earlier(one.updated or one.published, other.updated or other.published)


def history(stored: Sequence[StoredVersion]) -> tuple[Version, ...]:
    """The versions of one article, the newest first, each with its changes."""
    oldest_first = _in_order(stored)
    pairs = zip(oldest_first, [None, *oldest_first[:-1]], strict=True)
    return tuple(_version(version, before) for version, before in pairs)[::-1]


def _in_order(stored: Sequence[StoredVersion]) -> list[StoredVersion]:
    """The versions, oldest first, in order of storage. But a version precedes the versions that it is older
    than, and the current version comes last."""
    ordered: list[StoredVersion] = []
    for version in sorted(stored, key=lambda version: version.stored_at):
        if not version.current:
            later = (i for i, other in enumerate(ordered) if is_older(version.article, other.article))
            ordered.insert(next(later, len(ordered)), version)
    return [*ordered, *(version for version in stored if version.current)]


def _version(stored: StoredVersion, before: StoredVersion | None) -> Version:
    article = stored.article
    notices = corrections(article.text)
    added, removed = differences(before.article.text, article.text) if before else ((), ())
    earlier_notices = corrections(before.article.text) if before else ()
    is_corrected = bool(set(notices) - set(earlier_notices))
    is_edited = bool(before and article.edited and before.article.text == article.text)
    return Version(
        article.version,
        article.title,
        article.published,
        article.updated,
        datetime.fromtimestamp(stored.stored_at, UTC).isoformat(timespec="seconds"),
        stored.current,
        "corrected" if is_corrected else "edited" if is_edited else "updated" if before else "first",
        notices,
        added,
        removed,
    )


def differences(old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences added and the sentences removed by a newer text, each in order.

    >>> differences("Rain fell. Six died.", "Rain fell. Seven died. It was dark.")
    (('Seven died.', 'It was dark.'), ('Six died.',))
    """
    before, after = _sentences(old), _sentences(new)
    added: list[str] = []
    removed: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            removed += before[i:j]
            added += after[k:m]
    return tuple(added), tuple(removed)


def _sentences(text: str) -> list[str]:
    """The sentences of a text. A line break ends a sentence, too.

    >>> _sentences("Rain fell.” Six died\\n会谈结束。无人死亡。")
    ['Rain fell.”', 'Six died', '会谈结束。', '无人死亡。']
    """
    pieces = []
    for line in text.split("\n"):
        places = [0, *sentence_breaks(line), len(line)]
        pieces += [line[start:end].strip() for start, end in pairwise(places)]
    return [piece for piece in pieces if piece]
