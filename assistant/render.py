"""Answer -> HTML. Pure functions; whatever an article says is escaped.

The page is made of two halves that find each other by id. Turn 3 of a conversation, citation 1:

    answer   <a class="cite" href="#s-3-1" title="TRT World, 1 November 2020">[1]</a>   inside id="a-3"
    source   <article class="card" id="s-3-1" tabindex="-1"> ... <mark>the quote</mark> ...
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from assistant.text import NEAR, NOTHING_NEAR, UNKNOWN_OUTLET, UNTITLED, origin, outlets
from storage.records import Article, Hit
from storage.text.history import Version
from storage.text.wording import day

NEAREST = "Nearest passages. None of them answers the question."
OLDER = "This is an older version of the article."
NOW = "How it reads now"
WHAT_CHANGED = {"first": "First version", "updated": "Updated", "corrected": "Corrected"}

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # all of ASCII's: what Markdown gives a meaning to
PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)


def html_day(published: str) -> str:
    words = escape(day(published))
    return f'<time datetime="{escape(published[:10])}">{words}</time>' if published else words


def html_link(url: str, text: str) -> str:
    """A link that opens in its own tab; only the text when the address isn't plain http or https."""
    if not is_web_address(url):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{escape(text)}</a>'


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # an address such as "http://[::1"
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def chat_text(text: str) -> str:
    """Text for a chat message, where Markdown is read around HTML: one line, no character has a meaning.

    "*a* <b>" -> "&#42;a&#42; &#60;b&#62;"
    """
    return PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def question_message(question: str) -> str:
    """A question as a chat message; its line breaks stay."""
    return "<br>".join(chat_text(line) for line in question.strip().splitlines())


def answer_message(answer: Answer, turn: int, sentences: int | None = None) -> str:
    """The answer as a chat message: its first `sentences` sentences (all, when None), with their markers."""
    if answer.abstained:
        body = _silence(answer)
    else:
        by_number = {citation.number: citation for citation in answer.citations}
        body = _lead(answer, by_number, turn) + "".join(
            _said(sentence, by_number, turn, answer.short) for sentence in answer.sentences[:sentences]
        )
    notices = "".join(f'<p class="notice">{chat_text(notice)}</p>' for notice in answer.notices)
    return f'<div class="answer" id="a-{turn}">{body}{notices}</div>'


def _silence(answer: Answer) -> str:
    hint = "The nearest passages are among the sources." if answer.passages else NOTHING_NEAR
    return f'<p class="silent">{chat_text(ABSTAINED)}</p><p class="hint">{chat_text(hint)}</p>'


def _lead(answer: Answer, by_number: dict[int, Citation], turn: int) -> str:
    """The short answer, where there is one."""
    if answer.short is None:
        return ""
    marker = _marker(by_number[answer.short.citation], turn)
    words = f"<strong>{chat_text(answer.short.text)}</strong>"
    return f'<p class="short" dir="auto">{words} <span class="cites">{marker}</span></p>'


def _said(sentence: Sentence, by_number: dict[int, Citation], turn: int, short: ShortAnswer | None) -> str:
    """One sentence: a quotation with who printed it when, or prose with its markers."""
    cited = [by_number[number] for number in sentence.citations]
    markers = "".join(_marker(citation, turn) for citation in cited)
    named = (
        f'<span class="named">{chat_text(f"[{sentence.refers_to}]")}</span> ' if sentence.refers_to else ""
    )
    text = named + _emphasised(sentence.text, cited[0], short)
    words = f'<p dir="auto">{text} <span class="cites">{markers}</span></p>'
    if " ".join(sentence.text.split()) != " ".join(cited[0].quote.split()):
        return words
    article, also = cited[0].article, outlets(cited[0].also_in)
    by = f"<cite>{chat_text(article.outlet or UNKNOWN_OUTLET)}</cite>, {html_day(article.published)}"
    also_in = f", also in {chat_text(', '.join(also))}" if also else ""
    return f'<blockquote class="said">{words}<p class="by">{by}{also_in}</p></blockquote>'


def _emphasised(text: str, citation: Citation, short: ShortAnswer | None) -> str:
    """A quotation as chat text, the short answer in it set off."""
    if short is None or short.citation != citation.number or text != citation.quote:
        return chat_text(text)
    start, end = short.start - citation.start, short.end - citation.start
    before, after = chat_text(text[:start]), chat_text(text[end:])
    space_before = " " if text[:start][-1:].isspace() else ""
    space_after = " " if text[end:][:1].isspace() else ""
    return f"{before}{space_before}<strong>{chat_text(text[start:end])}</strong>{space_after}{after}"


def _marker(citation: Citation, turn: int) -> str:
    title = chat_text(origin(citation.article))
    return f'<a class="cite" href="#s-{turn}-{citation.number}" title="{title}">[{citation.number}]</a>'


def sources(turns: Sequence[tuple[str, Answer]]) -> str:
    """The sources of a conversation of (question, answer), newest turn first; turns count from 1."""
    count = len(turns)
    return "".join(_turn(*turns[turn - 1], turn, is_open=turn == count) for turn in range(count, 0, -1))


def _turn(question: str, answer: Answer, turn: int, *, is_open: bool) -> str:
    if answer.abstained:
        label = escape(NEAREST if answer.passages else NOTHING_NEAR)
        body = f'<p class="nearest">{label}</p>' + "".join(map(_retrieved, answer.passages[:NEAR]))
    else:
        body = "".join(_card(citation, turn) for citation in answer.citations) + _also_retrieved(answer)
    return (
        f'<details class="turn" id="t-{turn}"{" open" if is_open else ""}>'
        f'<summary dir="auto">{escape(" ".join(question.split()))}</summary>{body}</details>'
    )


def _card(citation: Citation, turn: int) -> str:
    article, passage = citation.article, citation.passage
    also = "".join(f"<li>{_also_in(other, citation.quote)}</li>" for other in citation.also_in)
    return (
        f'<article class="card" id="s-{turn}-{citation.number}" tabindex="-1" '
        f'aria-label="Source {citation.number}: {escape(origin(article))}">'
        f'<header><a class="number" href="#a-{turn}" title="Back to the answer">{citation.number}</a>'
        f"{_head(article)}</header>"
        + _passage(article.text, passage.start, passage.end, citation.start, citation.end)
        + (f'<div class="also"><p>Also in</p><ul>{also}</ul></div>' if also else "")
        + _show(article, "Show in article", citation.start, citation.end)
        + "</article>"
    )


def _head(article: Article) -> str:
    """Outlet, date, headline and byline."""
    byline = f'<p class="byline">By {escape(", ".join(article.authors))}</p>' if article.authors else ""
    return (
        f'<div class="head"><p class="origin"><span class="outlet">{escape(article.outlet or UNKNOWN_OUTLET)}'
        f'</span> <span class="date">{html_day(article.published)}</span></p>'
        f'<h3 dir="auto">{html_link(article.url, article.title or UNTITLED)}</h3>{byline}</div>'
    )


def _also_in(article: Article, sentence: str) -> str:
    start = article.text.find(sentence)
    span = (start, start + len(sentence)) if start >= 0 else (0, 0)
    return _show(article, origin(article), *span)


def _show(article: Article, label: str, start: int, end: int) -> str:
    return (
        f'<button type="button" class="show" data-id="{escape(article.id)}" '
        f'data-version="{escape(article.version)}" data-start="{start}" data-end="{end}">'
        f"{escape(label)}</button>"
    )


def _also_retrieved(answer: Answer) -> str:
    cited = {citation.passage.id for citation in answer.citations}
    others = [hit for hit in answer.passages if hit.passage.id not in cited]
    if not others:
        return ""
    body = "".join(map(_retrieved, others))
    return f'<details class="others"><summary>Also retrieved ({len(others)})</summary>{body}</details>'


def _retrieved(hit: Hit) -> str:
    article, start, end = hit.article, hit.passage.start, hit.passage.end
    return (
        f'<article class="card plain"><header>{_head(article)}</header>'
        f"{_passage(article.text, start, end)}"
        f"{_show(article, 'Show in article', start, end)}</article>"
    )


def _passage(text: str, start: int, end: int, mark_start: int = 0, mark_end: int = 0) -> str:
    """A passage on a card: what is far from the quotation (or from the beginning) is folded away."""
    paragraphs = _paragraphs(text, start, end, mark_start, mark_end)
    marked = [i for i, paragraph in enumerate(paragraphs) if "<mark>" in paragraph] or [0]
    far = [not marked[0] - 1 <= i <= marked[-1] + 1 for i in range(len(paragraphs))]
    shown = "".join(
        f'<p class="far">{p}</p>' if f else f"<p>{p}</p>" for p, f in zip(paragraphs, far, strict=True)
    )
    more = '<button type="button" class="more">Whole passage</button>' if any(far) else ""
    return f'<div class="passage" dir="auto">{shown}</div>{more}'


def _paragraphs(text: str, start: int, end: int, mark_start: int = 0, mark_end: int = 0) -> list[str]:
    """The paragraphs of `text[start:end]`, with `text[mark_start:mark_end]` marked."""
    found = (match.span() for match in PARAGRAPH.finditer(text, start, end))
    return [_marked(text, first, last, mark_start, mark_end) for first, last in found]


def _marked(text: str, start: int, end: int, mark_start: int, mark_end: int) -> str:
    mark_start, mark_end = max(start, mark_start), min(end, mark_end)
    if mark_start >= mark_end:
        return escape(text[start:end])
    before, inside, after = text[start:mark_start], text[mark_start:mark_end], text[mark_end:end]
    return f"{escape(before)}<mark>{escape(inside)}</mark>{escape(after)}"


def whole_article(article: Article, start: int = 0, end: int = 0, versions: Sequence[Version] = ()) -> str:
    """A whole article with `text[start:end]` marked; below it its `versions`, the newest first, and what
    changed."""
    current = next((version for version in versions if version.current), None)
    notice = ""
    if current and current.version != article.version:
        notice = f'<p class="notice">{escape(OLDER)} {_read_version(article, current, NOW)}</p>'
    body = "".join(f"<p>{p}</p>" for p in _paragraphs(article.text, 0, len(article.text), start, end))
    return (
        f'<header>{_head(article)}</header>{notice}<div class="text" dir="auto">{body}</div>'
        f"{_history(article, versions)}"
    )


def _history(article: Article, versions: Sequence[Version]) -> str:
    """Nothing for an article with one version that corrects nothing."""
    if all(version.change == "first" for version in versions):
        return ""
    items = "".join(f"<li>{_version(article, version)}</li>" for version in versions)
    return f'<section class="versions"><h4>Versions</h4><ol>{items}</ol></section>'


def _version(article: Article, version: Version) -> str:
    """What changed and when, by the page's own times and words, then the sentences in which it differs."""
    stated = version.updated or version.published
    when = html_day(stated) if stated else f"date unknown, stored {html_day(version.stored_at)}"
    label = WHAT_CHANGED[version.change]
    is_shown = version.version == article.version
    name = f"<b>{label}</b>" if is_shown else _read_version(article, version, label)
    said = "".join(f'<p class="said" dir="auto">{escape(notice)}</p>' for notice in version.notices)
    removed = "".join(f'<p dir="auto"><del>{escape(sentence)}</del></p>' for sentence in version.removed)
    added = "".join(f'<p dir="auto"><ins>{escape(sentence)}</ins></p>' for sentence in version.added)
    details = (
        f"<details><summary>What changed</summary>{removed}{added}</details>" if removed or added else ""
    )
    return f"{name}, {when}{said}{details}"


def _read_version(article: Article, version: Version, label: str) -> str:
    return (
        f'<button type="button" class="show" data-id="{escape(article.id)}" '
        f'data-version="{escape(version.version)}">{escape(label)}</button>'
    )
