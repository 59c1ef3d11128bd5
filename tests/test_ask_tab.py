"""The Ask tab without a browser: its events, the answer in the chat, the sources beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant import Assistant
from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from assistant.assistant import Turn
from assistant.text import NOTHING_NEAR
from storage import Store
from storage.errors import StoreError, StoreUnreadable
from storage.records import SAMPLES_URL, Article, Hit, Passage
from webchat.ask import (
    FAILED,
    NEAREST,
    AskUpdate,
    answer_message,
    ask,
    asked,
    failed,
    messages,
    searching,
    sources,
)
from webchat.page import alert

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


QUESTION = "How many boats were damaged by the storm in Port Elm?"


@pytest.fixture
def assistant(newsroom: Store) -> Assistant:
    return Assistant.open(newsroom)


def updates(
    assistant: Assistant,
    question: str,
    turns: Sequence[Turn] = (),
    outlets: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
) -> list[AskUpdate]:
    return list(ask(assistant, question, outlets, since, until, list(turns)))


# Asking


def test_a_question_is_shown_before_it_is_answered(assistant: Assistant) -> None:
    assert updates(assistant, "How *many* boats?")[0] == AskUpdate(
        [{"role": "user", "content": "How &#42;many&#42; boats&#63;"}, searching()], question="", notice=""
    )


def test_a_turn_has_an_answer_and_its_sources(assistant: Assistant) -> None:
    _, answered = updates(assistant, QUESTION)
    assert answered.turns is not None
    [(question, answer)] = answered.turns
    assert question == QUESTION
    assert answered.chat == [asked(QUESTION), {"role": "assistant", "content": answer_message(answer, 1)}]
    assert answered.sources == sources([(QUESTION, answer)])
    assert (answered.question, answered.notice) == (None, None)


def test_earlier_turns_stay(assistant: Assistant) -> None:
    first = updates(assistant, QUESTION)[-1].turns or []
    second = updates(assistant, "And the apples?", first)[-1]
    assert [question for question, _ in second.turns or ()] == [QUESTION, "And the apples?"]
    assert len(second.chat) == 4
    assert second.sources is not None
    assert second.sources.index('id="t-2"') < second.sources.index('id="t-1"')
    assert len(first) == 1


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("  ", None, None, "question"),
        ("x" * 50_000, None, None, "50,000"),
        ("How many?", "2024-13-01", None, "2024-13-01"),
        ("How many?", "2024-02-01", "2024-01-01", "2024-02-01"),
    ],
)
def test_an_invalid_question_stays_in_the_box_below_the_error(
    assistant: Assistant, question: str, since: str | None, until: str | None, words: str
) -> None:
    turns = updates(assistant, QUESTION)[-1].turns or []
    last = updates(assistant, question, turns, since=since, until=until)[-1]
    assert last == AskUpdate(messages(turns), question=question, notice=last.notice)
    assert last.notice is not None
    assert last.notice.startswith('<p role="alert">')
    assert words in last.notice


class Unanswering:
    """An assistant whose store fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ask(self, *_: object, **__: object) -> Answer:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [StoreError("the catalog is locked: try again"), StoreUnreadable("the catalog is damaged: restore it")],
)
def test_an_error_of_the_store_replaces_the_reading_note(error: Exception) -> None:
    turns = [("How many boats?", ANSWER)]
    first, last = ask(Unanswering(error), "Which?", (), None, None, turns)
    assert first.chat[-1] == searching()
    assert last == AskUpdate(messages(turns), question="Which?", notice=alert(error))
    assert searching() not in last.chat


def test_an_unexpected_error_leaves_the_conversation_unchanged() -> None:
    turns = [("How many boats?", ANSWER)]
    assert failed(turns) == AskUpdate(messages(turns), notice=f'<p role="alert">{FAILED}</p>')


def test_filters_reach_the_question(assistant: Assistant) -> None:
    filters = {"outlets": ["The Courier"], "since": "2024-10-01", "until": ""}
    [(_, answer)] = updates(assistant, "How many apples?", **filters)[-1].turns or []
    assert {hit.article.id for hit in answer.passages} == {ORCHARD.id}


# The answer in the chat


def test_answer_message() -> None:
    assert unescape(answer_message(ANSWER, 3)) == (
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


def test_a_reply_is_shown_without_sources() -> None:
    message = answer_message(Answer("Hello", reply="Hello.\nAsk <me>."), 1)
    assert re.findall(r'<p class="reply" dir="auto">(.*?)</p>', unescape(message)) == ["Hello.", "Ask <me>."]
    assert "silent" not in message
    assert "blockquote" not in message


def test_abstaining_message() -> None:
    assert unescape(answer_message(SILENT, 2)) == (
        f'<div class="answer" id="a-2"><p class="silent">{ABSTAINED}</p>'
        '<p class="hint">The nearest passages are among the sources.</p></div>'
    )
    assert NOTHING_NEAR in unescape(answer_message(Answer("Who?"), 1))


def test_question_message_keeps_its_lines() -> None:
    assert asked(" # one\n<b>two</b> ") == {
        "role": "user",
        "content": "&#35; one<br>&#60;b&#62;two&#60;&#47;b&#62;",
    }


# The sources


def test_each_marker_points_to_its_card() -> None:
    html = sources([("How many boats?", ANSWER)])
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


def test_text_far_from_the_quotation_is_folded() -> None:
    article = Article("a", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.")
    whole = Passage(article.id, 0, 0, len(article.text), ((0, len(article.text)),))
    start = article.text.index("Four")
    answer = Answer(
        "?",
        (Sentence("Four.", (1,)),),
        (Citation(1, article, whole, start, start + 5),),
        (Hit(article, Passage(article.id, 1, 0, 19, ((0, 19),)), 1.0),),
    )
    card, other = sources([("?", answer)]).split('<details class="others">')
    assert (
        '<p class="far">One.</p><p class="far">Two.</p><p>Three.</p><p><mark>Four.</mark></p><p>Five.</p>'
        '</div><button type="button" class="more">Whole passage</button><button type="button" class="show"'
    ) in card
    assert '<p>One.</p><p>Two.</p><p class="far">Three.</p></div><button type="button" class="more">' in other


def test_a_card_marks_a_sample_article() -> None:
    sample = replace(HARBOUR, url=f"{SAMPLES_URL}tidings/harbour")
    shown = sources([("?", Answer("?", (Sentence(BOATS, (1,)),), (cite(1, sample, BOATS),)))])
    assert '4 March 2024</time></span> <span class="sample">· sample</span></p>' in shown
    assert 'class="sample"' not in sources([("How many boats?", ANSWER)])


def test_a_card_without_metadata() -> None:
    html = sources([("How many boats?", ANSWER)])
    card = html[html.index('id="s-1-2"') : html.index('class="others"')]
    assert '<span class="outlet">Outlet unknown</span> <span class="date">date unknown</span>' in card
    assert '<h3 dir="auto">Untitled</h3>' in card
    assert "byline" not in card


def test_a_wire_copy_opens_at_the_sentence_it_prints() -> None:
    start = COPY.text.index(BOATS)
    assert (
        f'<li><button type="button" class="show" data-id="{COPY.id}" data-version="{COPY.version}" '
        f'data-start="{start}" data-end="{start + len(BOATS)}">Wire Daily, 5 March 2024</button></li>'
    ) in sources([("How many boats?", ANSWER)])


def test_white_space_does_not_prevent_opening_a_copy_at_the_sentence() -> None:
    copy = replace(
        COPY, text="From the wire. Mayor  Ruth Vance said\n42 boats were damaged by the storm. More."
    )
    answer = Answer("?", (Sentence(BOATS, (1,)),), (cite(1, HARBOUR, BOATS, copy),))
    end = copy.text.index(" More")
    assert f'data-start="15" data-end="{end}">Wire Daily, 5 March 2024</button></li>' in sources(
        [("?", answer)]
    )


def test_a_copy_with_another_spelling_is_marked() -> None:
    copy = replace(COPY, text="Mayor Ruth Vanse said 42 boats were damaged by the storm.")
    answer = Answer("?", (Sentence(BOATS, (1,)),), (cite(1, HARBOUR, BOATS, copy),))
    shown = sources([("?", answer)])
    assert 'data-start="0" data-end="0">Wire Daily, 5 March 2024</button> (spelled differently)</li>' in shown


def test_uncited_passages_are_in_a_closed_section() -> None:
    html = sources([("How many boats?", ANSWER)])
    others = html[html.index('<details class="others">') :]
    assert others.startswith('<details class="others"><summary>Also retrieved (1)</summary>')
    assert "A good year for apples" in others
    assert "Storm closes harbour" not in others


def test_turns_are_newest_first_and_only_the_newest_is_open() -> None:
    html = sources([("How many boats?", ANSWER), ("Who <won>?", SILENT), ("How many boats?", ANSWER)])
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
    html = sources([("Who won?", SILENT)])
    assert f'<p class="nearest">{NEAREST}</p><article class="card plain">' in html
    assert "Farmers in Low Vale" in html
    assert "<mark>" not in html
    assert NOTHING_NEAR in sources([("Who?", Answer("Who?"))])


def test_silence_shows_at_most_three_passages() -> None:
    articles = [Article(str(number), "It rains.", f"Rain {number}") for number in range(10)]
    shown = sources([("?", Answer("Who won?", passages=tuple(map(hit, articles))))])
    assert re.findall(r"Rain \d", shown) == ["Rain 0", "Rain 1", "Rain 2"]


# The short answer, and whom a sentence is about


def test_the_short_answer_leads_and_is_marked_in_its_quotation() -> None:
    message = unescape(answer_message(SHORT, 3))
    lead = message.index(
        '<p class="short" dir="auto"><strong>42</strong> <span class="cites"><a class="cite" href="#s-3-1"'
    )
    quoted = message.index("Mayor Ruth Vance said <strong>42</strong> boats were damaged by the storm.")
    assert lead < quoted
    assert message.count("<strong>") == 2
    assert "<strong>" not in answer_message(ANSWER, 3)


def test_the_meaning_of_a_relative_date_is_in_brackets() -> None:
    assert SHORT.short is not None
    dated = replace(SHORT, short=replace(SHORT.short, resolved="2024-03-12"))
    assert '<strong>42</strong> <span class="named">[12 March 2024]</span>' in unescape(
        answer_message(dated, 3)
    )


def test_the_referent_is_in_brackets_before_the_quotation() -> None:
    assert '<span class="named">[Port Elm\'s library]</span> Its books' in unescape(answer_message(SHORT, 3))


def test_the_context_is_in_brackets_when_the_referent_is_uncertain() -> None:
    mine = LIBRARY.text.index(MINE)
    citation = replace(cite(1, LIBRARY, MINE), context=(0, mine - 1))
    context = LIBRARY.text[: mine - 1]
    answer = Answer("?", (Sentence(MINE, (1,), context=context),), (citation,))
    assert f'<span class="named">[{context}]</span> {MINE}' in unescape(answer_message(answer, 1))
