"""Answers in HTML, Markdown and plain text; nothing of an article gets through as code."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant import render
from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from storage.records import Article, Hit, Passage
from storage.text.history import StoredVersion, history

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
MINE = "Its books were kept in a salt mine."


def cite(number: int, article: Article, quote: str, *also_in: Article) -> Citation:
    start = article.text.index(quote)
    passage = next(p for p in cut(article) if p.start <= start < p.end)
    return Citation(number, article, passage, start, start + len(quote), also_in)


def hit(article: Article, position: int = 0) -> Hit:
    return Hit(article, cut(article)[position], 1.0)


COPY = Article("wire/1", f"From the wire. {BOATS}", "Boats damaged", "Wire Daily", "2024-03-05")
ANSWER = Answer(
    "How many boats?",
    (Sentence(BOATS, (1,)), Sentence(MINE, (2,))),
    (cite(1, HARBOUR, BOATS, COPY), cite(2, LIBRARY, MINE)),
    (hit(HARBOUR), hit(ORCHARD), hit(LIBRARY)),
    0.9,
    ("Two outlets print this.",),
)
SILENT = Answer("Who won?", passages=(hit(ORCHARD),), confidence=0.1)

START = HARBOUR.text.index("42")
SHORT = replace(
    ANSWER,
    sentences=(Sentence(BOATS, (1,)), Sentence(MINE, (2,), "Port Elm's library")),
    short=ShortAnswer("42", 1, START, START + 2),
)


# Words about an article


@pytest.mark.parametrize(
    ("url", "is_address"),
    [
        ("https://tidings.example/harbour", True),
        ("HTTP://tidings.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//tidings.example", False),
        ("https:harbour", False),
        ("http://[::1", False),
        ("ftp://tidings.example/a", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, is_address: bool) -> None:
    assert render.is_web_address(url) is is_address
    linked = render.html_link(url, "Read <it>")
    assert linked.startswith("<a ") is is_address
    assert "Read &lt;it&gt;" in linked


def test_a_link_can_not_leave_its_attribute() -> None:
    assert render.html_link('https://a.example/"onclick="x', "Go") == (
        '<a href="https://a.example/&quot;onclick=&quot;x" target="_blank" '
        'rel="noopener noreferrer nofollow">Go</a>'
    )


# The answer in the chat


def test_answer_message() -> None:
    assert unescape(render.answer_message(ANSWER, 3)) == (
        '<div class="answer" id="a-3">'
        f'<blockquote class="said"><p dir="auto">{BOATS} <span class="cites">'
        '<a class="cite" href="#s-3-1" title="Tidings, 4 March 2024">[1]</a></span></p>'
        '<p class="by"><cite>Tidings</cite>, <time datetime="2024-03-04">4 March 2024</time>'
        ", also in Wire Daily</p></blockquote>"
        f'<blockquote class="said"><p dir="auto">{MINE} <span class="cites">'
        '<a class="cite" href="#s-3-2" title="Outlet unknown, date unknown">[2]</a></span></p>'
        '<p class="by"><cite>Outlet unknown</cite>, date unknown</p></blockquote>'
        '<p class="notice">Two outlets print this.</p></div>'
    )


def test_answer_message_grows_by_sentence() -> None:
    first = render.answer_message(ANSWER, 1, 1)
    assert "#s-1-1" in first
    assert "#s-1-2" not in first
    assert render.answer_message(ANSWER, 1, 2) == render.answer_message(ANSWER, 1)


def test_a_sentence_that_is_no_quotation_is_not_shown_as_one() -> None:
    prose = Answer("?", (Sentence("The storm hit 42 boats.", (1,)),), (cite(1, HARBOUR, BOATS),))
    message = render.answer_message(prose, 1)
    assert "<blockquote" not in message
    assert (
        '<p dir="auto">The storm hit 42 boats&#46; <span class="cites"><a class="cite" href="#s-1-1"'
        in message
    )


def test_white_space_alone_does_not_make_prose_of_a_quotation() -> None:
    article = Article("a", "Boats were\n  damaged.")
    broken = Answer("?", (Sentence("Boats were damaged.", (1,)),), (cite(1, article, article.text),))
    assert '<blockquote class="said"><p dir="auto">Boats were damaged&#46; ' in render.answer_message(
        broken, 1
    )


def test_abstaining_message() -> None:
    assert unescape(render.answer_message(SILENT, 2)) == (
        f'<div class="answer" id="a-2"><p class="silent">{ABSTAINED}</p>'
        '<p class="hint">The nearest passages are among the sources.</p></div>'
    )
    assert render.NOTHING_NEAR in unescape(render.answer_message(Answer("Who?"), 1))


def test_question_message_keeps_its_lines() -> None:
    assert render.question_message(" # one\n<b>two</b> ") == ("&#35; one<br>&#60;b&#62;two&#60;&#47;b&#62;")


@given(st.text())
def test_chat_text_has_no_character_that_markdown_reads(text: str) -> None:
    shown = render.chat_text(text)
    assert re.fullmatch(r"(?:&#\d+;|[^!-/:-@\[-`{-~\n])*", shown)
    assert re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), shown) == " ".join(text.split())


# The sources


def test_cards_have_what_the_markers_point_to() -> None:
    html = render.sources([("How many boats?", ANSWER)])
    assert (
        '<article class="card" id="s-1-1" tabindex="-1" aria-label="Source 1: Tidings, 4 March 2024">'
        '<header><a class="number" href="#a-1" title="Back to the answer">1</a><div class="head">'
        '<p class="origin"><span class="outlet">Tidings</span> <span class="date">'
        '<time datetime="2024-03-04">4 March 2024</time></span></p>'
        '<h3 dir="auto"><a href="https://tidings.example/harbour" target="_blank" '
        'rel="noopener noreferrer nofollow">Storm closes harbour</a></h3>'
        '<p class="byline">By Ann Lee</p></div></header>'
        '<div class="passage" dir="auto"><p>The harbour of Port Elm was closed on Monday. '
        f"<mark>{BOATS}</mark></p></div>"
    ) in html
    start = HARBOUR.text.index(BOATS)
    assert (
        f'<button type="button" class="show" data-id="{HARBOUR.id}" data-version="{HARBOUR.version}" '
        f'data-start="{start}" data-end="{start + len(BOATS)}">Show in article</button></article>'
    ) in html


def test_what_is_far_from_the_quotation_is_folded_away() -> None:
    article = Article("a", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.")
    whole = Passage(article.id, 0, 0, len(article.text), ((0, len(article.text)),))
    start = article.text.index("Four")
    answer = Answer(
        "?",
        (Sentence("Four.", (1,)),),
        (Citation(1, article, whole, start, start + 5),),
        (Hit(article, Passage(article.id, 1, 0, 19, ((0, 19),)), 1.0),),
    )
    card, other = render.sources([("?", answer)]).split('<details class="others">')
    assert (
        '<p class="far">One.</p><p class="far">Two.</p><p>Three.</p><p><mark>Four.</mark></p><p>Five.</p>'
        '</div><button type="button" class="more">Whole passage</button><button type="button" class="show"'
    ) in card
    assert '<p>One.</p><p>Two.</p><p class="far">Three.</p></div><button type="button" class="more">' in other


def test_a_card_without_metadata() -> None:
    html = render.sources([("How many boats?", ANSWER)])
    card = html[html.index('id="s-1-2"') : html.index('class="others"')]
    assert '<span class="outlet">Outlet unknown</span> <span class="date">date unknown</span>' in card
    assert '<h3 dir="auto">Untitled</h3>' in card
    assert "byline" not in card


def test_a_wire_copy_opens_at_the_sentence_it_prints() -> None:
    start = COPY.text.index(BOATS)
    assert (
        f'<li><button type="button" class="show" data-id="{COPY.id}" data-version="{COPY.version}" '
        f'data-start="{start}" data-end="{start + len(BOATS)}">Wire Daily, 5 March 2024</button></li>'
    ) in render.sources([("How many boats?", ANSWER)])


def test_what_was_retrieved_but_not_cited_stands_apart_and_closed() -> None:
    html = render.sources([("How many boats?", ANSWER)])
    others = html[html.index('<details class="others">') :]
    assert others.startswith('<details class="others"><summary>Also retrieved (1)</summary>')
    assert "A good year for apples" in others
    assert "Storm closes harbour" not in others


def test_turns_are_newest_first_and_only_the_newest_is_open() -> None:
    html = render.sources([("How many boats?", ANSWER), ("Who <won>?", SILENT), ("How many boats?", ANSWER)])
    assert re.findall(r'<details class="turn" id="(t-\d)"( open)?>', html) == [
        ("t-3", " open"),
        ("t-2", ""),
        ("t-1", ""),
    ]
    assert '<summary dir="auto">Who &lt;won&gt;?</summary>' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"s-1-1", "s-1-2", "s-3-1", "s-3-2"} < set(ids)


def test_the_nearest_passages_of_an_abstaining_answer() -> None:
    html = render.sources([("Who won?", SILENT)])
    assert f'<p class="nearest">{render.NEAREST}</p><article class="card plain">' in html
    assert "Farmers in Low Vale" in html
    assert "<mark>" not in html
    assert render.NOTHING_NEAR in render.sources([("Who?", Answer("Who?"))])


# The whole article


def test_whole_article_marks_the_sentence() -> None:
    start = HARBOUR.text.index(BOATS)
    html = render.whole_article(
        HARBOUR, start, start + len(BOATS), history([StoredVersion(HARBOUR, 0, True)])
    )
    assert html.endswith(
        '<div class="text" dir="auto"><p>The harbour of Port Elm was closed on Monday. '
        f"<mark>{BOATS}</mark> Repairs will cost nine million crowns.</p>"
        "<p>The lighthouse was not hit.</p></div>"
    )


def test_a_mark_may_span_paragraphs() -> None:
    article = Article("a", "One.\n\nTwo.\nThree.\n\nFour.")
    assert render.whole_article(article, 2, 12).endswith(
        "<p>On<mark>e.</mark></p><p><mark>Two.\nT</mark>hree.</p><p>Four.</p></div>"
    )


CORRECTED = replace(
    HARBOUR,
    text=HARBOUR.text.replace("42 boats", "24 boats") + "\n\nCorrection: 24 boats, not 42, were damaged.",
    updated="2024-03-06T10:00:00Z",
)
VERSIONS = history([StoredVersion(HARBOUR, 0, False), StoredVersion(CORRECTED, 60, True)])


def test_an_older_version_is_shown_as_it_was_quoted_and_leads_to_the_newest() -> None:
    start = HARBOUR.text.index(BOATS)
    html = render.whole_article(HARBOUR, start, start + len(BOATS), VERSIONS)
    assert f"<mark>{BOATS}</mark>" in html
    assert (
        f'<p class="notice">{render.OLDER} <button type="button" class="show" data-id="{HARBOUR.id}" '
        f'data-version="{CORRECTED.version}">{render.NOW}</button></p>'
    ) in html


def test_what_changed_stands_below_the_article() -> None:
    html = render.whole_article(CORRECTED, versions=VERSIONS)
    assert render.OLDER not in html
    listed = html[html.index('<section class="versions">') :]
    corrected, first = listed.split("<li>")[1:]
    assert corrected.startswith('<b>Corrected</b>, <time datetime="2024-03-06">6 March 2024</time>')
    assert '<p class="said" dir="auto">Correction: 24 boats, not 42, were damaged.</p>' in corrected
    assert f"<del>{BOATS}</del>" in corrected
    assert f"<ins>{BOATS.replace('42', '24')}</ins>" in corrected
    assert first.startswith(
        f'<button type="button" class="show" data-id="{HARBOUR.id}" data-version="{HARBOUR.version}">'
        'First version</button>, <time datetime="2024-03-04">4 March 2024</time></li>'
    )


def test_a_version_without_a_time_says_when_it_was_stored() -> None:
    newer = replace(LIBRARY, text=LIBRARY.text + " It is open.")
    html = render.whole_article(
        newer, versions=history([StoredVersion(LIBRARY, 0, False), StoredVersion(newer, 0, True)])
    )
    day = '<time datetime="1970-01-01">1 January 1970</time>'
    assert f"<b>Updated</b>, date unknown, stored {day}<details>" in html


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (0, 10**9), (7, 2), (10**9, 10**9 + 1), (-9, -1)])
def test_offsets_that_are_not_in_the_article_do_no_harm(start: int, end: int) -> None:
    article = Article("a", "One & two.")
    assert unescape(re.sub(r"<[^>]+>", "", render.whole_article(article, start, end))).endswith("One & two.")


# Hostile articles


class Seen(HTMLParser):
    """The elements, attributes and text that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "${alert(1)} {{value}} #{x}",
    "</p></div></article><h1>Not ours</h1>",
    "<!-- --><iframe src=javascript:alert(1)>",
    "[click](javascript:alert(1)) ![x](https://spy.example/x.png) <https://spy.example>",
    "&lt;script&gt; &#60;b&#62;",
    "`code` **bold** | a | b | $$x$$ https://spy.example www.spy.example",
]
OURS = {
    "a",
    "article",
    "blockquote",
    "button",
    "cite",
    "details",
    "div",
    "h3",
    "header",
    "li",
    "mark",
    "p",
    "span",
}
OURS |= {"b", "del", "h4", "ins", "ol", "section", "summary", "time", "ul"}
OUR_ATTRIBUTES = {
    "aria-label",
    "class",
    "data-end",
    "data-id",
    "data-start",
    "data-version",
    "datetime",
    "dir",
}
OUR_ATTRIBUTES |= {"href", "id", "open", "rel", "tabindex", "target", "title", "type"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_an_article_becomes_code(attack: str) -> None:
    article = Article("a", f"{attack} was said.", attack, attack, "", f"javascript:{attack}", (attack,))
    passage = Passage(article.id, 0, 0, len(article.text), ((0, len(article.text)),))
    citation = Citation(1, article, passage, 0, len(article.text), (article,))
    other = Hit(article, Passage(article.id, 1, 0, 5, ((0, 5),)), 1.0)
    corrected = replace(article, text=f"Correction: {attack}")
    versions = history([StoredVersion(article, 0, False), StoredVersion(corrected, 0, True)])
    answer = Answer(attack, (Sentence(article.text, (1,)),), (citation,), (other,), 0.9, (attack,))
    silent = Answer(attack, passages=(other,), notices=(attack,))
    turns = [(attack, answer), (attack, silent)]
    html = [
        render.sources(turns),
        *(render.answer_message(given, turn) for turn, (_, given) in enumerate(turns, start=1)),
        render.question_message(attack),
        render.whole_article(article, 0, 5, versions),
        render.whole_article(corrected, 0, 5, versions),
    ]
    for seen in map(Seen, html):
        assert seen.tags <= OURS
        assert seen.attributes <= OUR_ATTRIBUTES
        assert all(re.fullmatch(r"#[as]-\d(-\d)?", link) for link in seen.links)
        assert " ".join(attack.split()) in " ".join(seen.text.split())


@given(st.text(min_size=1))
def test_whatever_an_article_says_is_shown_as_it_is(text: str) -> None:
    article = Article("a", f"x{text}x")
    seen = Seen(render.whole_article(article, 1, 1 + len(text)))
    assert seen.tags <= {"header", "div", "p", "span", "h3", "mark"}
    assert "".join(article.text.split()) in "".join(seen.text.split())


def test_silence_shows_three_passages_at_most() -> None:
    articles = [Article(str(number), "It rains.", f"Rain {number}") for number in range(10)]
    shown = render.sources([("?", Answer("Who won?", passages=tuple(map(hit, articles))))])
    assert re.findall(r"Rain \d", shown) == ["Rain 0", "Rain 1", "Rain 2"]


# The short answer, and whom a sentence is about


def test_the_short_answer_leads_and_is_marked_in_its_quotation() -> None:
    message = unescape(render.answer_message(SHORT, 3))
    lead = message.index(
        '<p class="short" dir="auto"><strong>42</strong> <span class="cites"><a class="cite" href="#s-3-1"'
    )
    quoted = message.index("Mayor Ruth Vance said <strong>42</strong> boats were damaged by the storm.")
    assert lead < quoted
    assert message.count("<strong>") == 2
    assert "<strong>" not in render.answer_message(ANSWER, 3)


def test_who_is_meant_stands_in_brackets_before_the_quotation() -> None:
    assert '<span class="named">[Port Elm\'s library]</span> Its books' in unescape(
        render.answer_message(SHORT, 3)
    )


def test_a_hostile_short_answer_is_only_text() -> None:
    text = "The mayor said <b>42 *boats*</b> sank."
    article = replace(HARBOUR, text=text)
    citation = Citation(1, article, Passage(article.id, 0, 0, len(text), ((0, len(text)),)), 0, len(text))
    words = "<b>42 *boats*</b>"
    short = ShortAnswer(words, 1, text.index(words), text.index(words) + len(words))
    message = render.answer_message(Answer("Q", (Sentence(text, (1,)),), (citation,), short=short), 1)
    assert "<b>" not in message
    assert "*" not in message
    assert unescape(message).count(f"<strong>{words}</strong>") == 2
