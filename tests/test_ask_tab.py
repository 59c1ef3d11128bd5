"""A turn of the chat without a browser: the question, its answer, the sources beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from storage.records import SAMPLES_URL, Article, Hit, Passage
from webchat.article import whole_article
from webchat.ask import answer_message, sources, turn_html
from webchat.conversation import Exchange
from webchat.direction import direction
from webchat.scope import Scope
from webchat.texts import t

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


def turn(number: int, answer: Answer, scope: Scope = Scope()) -> Exchange:  # noqa: B008
    return Exchange(number, answer.question, answer, scope)


def shown(answer: Answer) -> str:
    """The sources of an answer."""
    return sources(turn(1, answer))


# The answer in the chat


def test_answer_message() -> None:
    assert unescape(answer_message(ANSWER, 3)) == (
        '<div class="answer" id="a-3">'
        '<blockquote class="said" lang="en" dir="ltr">'
        '<p class="speaker" lang="en" dir="auto">According to Mayor Ruth Vance:</p>'
        f'<p>{BOATS}\xa0<span class="cites" dir="ltr">'
        f'<a class="cite" href="#s-3-1" data-quote="{BOATS}" data-origin="Tidings, 4 March 2024">'
        "[1]</a></span></p>"
        '<p class="by" lang="en"><cite dir="auto">Tidings</cite>, '
        '<bdi><time datetime="2024-03-04">4 March 2024</time></bdi>, '
        "<bdi>also in Wire Daily</bdi></p></blockquote>"
        f'<blockquote class="said" lang="" dir="ltr"><p>{MINE}\xa0<span class="cites" dir="ltr">'
        f'<a class="cite" href="#s-3-2" data-quote="{MINE}" data-origin="Outlet unknown, date unknown">'
        "[2]</a></span></p>"
        '<p class="by" lang="en"><cite dir="auto">Outlet unknown</cite>, '
        "<bdi>date unknown</bdi></p></blockquote>"
        '<p class="notice" lang="en">Two outlets print this.</p></div>'
    )


def test_a_reply_is_shown_without_sources() -> None:
    message = answer_message(Answer("Hello", reply="Hello.\nAsk <me>."), 1)
    assert re.findall(r'<p class="reply" lang="en" dir="auto">(.*?)</p>', unescape(message)) == [
        "Hello.",
        "Ask <me>.",
    ]
    assert "silent" not in message
    assert "blockquote" not in message


def test_abstaining_message() -> None:
    assert unescape(answer_message(SILENT, 2)) == (
        f'<div class="answer" id="a-2"><p class="silent">{ABSTAINED}</p>'
        '<p class="hint">The nearest passages are among the sources.</p></div>'
    )
    assert t("answer.nothing_near") in unescape(answer_message(Answer("Who?"), 1))


def test_a_turn_is_its_question_its_filter_and_its_answer() -> None:
    answer = replace(ANSWER, question="How <many>?")
    assert turn_html(turn(3, answer, Scope(("Tidings & Co",), "2024-03-01"))).startswith(
        '<section class="exchange" id="q-3" data-number="3" data-question="How &lt;many&gt;?">'
        '<h3 class="asked" dir="auto" tabindex="-1">How &lt;many&gt;?</h3>'
        '<p class="scope">Only Tidings &amp; Co · from 1 March 2024</p>'
        f'{answer_message(answer, 3)}<details class="process">'
    )
    assert 'class="scope"' not in turn_html(turn(3, answer))


def test_a_turn_whose_article_is_gone_says_so() -> None:
    lost = Exchange(1, "How many boats?", None)
    assert f'<div class="answer" id="a-1"><p class="silent">{t("answer.lost")}</p></div>' in turn_html(lost)
    assert 'id="t-1"' in sources(lost)


# The sources


def test_each_marker_points_to_its_card() -> None:
    html = shown(ANSWER)
    assert (
        '<article class="card" id="s-1-1" tabindex="-1" dir="ltr" '
        'aria-label="Source 1: Tidings, 4 March 2024">'
        '<header><a class="number" href="#a-1" title="Back to the answer">1</a><div class="head">'
        '<p class="origin"><span class="outlet" dir="auto">Tidings</span> <span class="date" dir="ltr">'
        '<time datetime="2024-03-04">4 March 2024</time></span></p>'
        '<h3 dir="auto"><a href="https://tidings.example/harbour" target="_blank" '
        'rel="noopener noreferrer nofollow">Storm closes harbour</a></h3>'
        '<p class="byline">By Ann Lee</p></div></header>'
        '<div class="passage" lang="en"><p>The harbour of Port Elm was closed on Monday. '
        f"<mark>{BOATS}</mark></p></div>"
    ) in html
    start = HARBOUR.text.index(BOATS)
    assert (
        f'<button type="button" class="show" data-id="{HARBOUR.id}" data-version="{HARBOUR.version}" '
        f'data-start="{start}" data-end="{start + len(BOATS)}">Show in article</button>'
        '<button type="button" class="collect" data-number="1" data-citation="1" aria-pressed="false">'
        "Collect</button></article>"
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
    card, other = shown(answer).split('<details class="others">')
    assert (
        '<p class="far">One.</p><p class="far">Two.</p><p>Three.</p><p><mark>Four.</mark></p><p>Five.</p>'
        '</div><button type="button" class="more">Whole passage</button><button type="button" class="show"'
    ) in card
    assert '<p>One.</p><p>Two.</p><p class="far">Three.</p></div><button type="button" class="more">' in other


def test_a_card_marks_a_sample_article() -> None:
    sample = replace(HARBOUR, url=f"{SAMPLES_URL}tidings/harbour")
    html = shown(Answer("?", (Sentence(BOATS, (1,)),), (cite(1, sample, BOATS),)))
    assert '4 March 2024</time></span> <span class="sample">· sample</span></p>' in html
    assert 'class="sample"' not in shown(ANSWER)


def test_a_card_without_metadata() -> None:
    html = shown(ANSWER)
    card = html[html.index('id="s-1-2"') : html.index('class="others"')]
    assert '<span class="outlet" dir="auto">Outlet unknown</span>' in card
    assert '<span class="date" dir="ltr">date unknown</span>' in card
    assert '<h3 dir="auto">Untitled</h3>' in card
    assert "byline" not in card


def test_a_wire_copy_opens_at_the_sentence_it_prints() -> None:
    start = COPY.text.index(BOATS)
    assert (
        f'<li><button type="button" class="show" data-id="{COPY.id}" data-version="{COPY.version}" '
        f'data-start="{start}" data-end="{start + len(BOATS)}">Wire Daily, 5 March 2024</button></li>'
    ) in shown(ANSWER)


def test_white_space_does_not_prevent_opening_a_copy_at_the_sentence() -> None:
    copy = replace(
        COPY, text="From the wire. Mayor  Ruth Vance said\n42 boats were damaged by the storm. More."
    )
    answer = Answer("?", (Sentence(BOATS, (1,)),), (cite(1, HARBOUR, BOATS, copy),))
    end = copy.text.index(" More")
    assert f'data-start="15" data-end="{end}">Wire Daily, 5 March 2024</button></li>' in shown(answer)


def test_a_copy_with_another_spelling_is_marked() -> None:
    copy = replace(COPY, text="Mayor Ruth Vanse said 42 boats were damaged by the storm.")
    answer = Answer("?", (Sentence(BOATS, (1,)),), (cite(1, HARBOUR, BOATS, copy),))
    html = shown(answer)
    assert 'data-start="0" data-end="0">Wire Daily, 5 March 2024</button> (spelled differently)</li>' in html


def test_uncited_passages_are_in_a_closed_section() -> None:
    html = shown(ANSWER)
    others = html[html.index('<details class="others">') :]
    assert others.startswith('<details class="others"><summary>Also found, not quoted (1)</summary>')
    assert "A good year for apples" in others
    assert "Storm closes harbour" not in others


def test_the_ids_of_two_turns_differ() -> None:
    html = sources(turn(1, ANSWER)) + sources(turn(2, ANSWER))
    ids = re.findall(r' id="([^"]+)"', html)
    assert ids == ["t-1", "s-1-1", "s-1-2", "t-2", "s-2-1", "s-2-2"]
    assert '<summary dir="auto">Who &lt;won&gt;?</summary>' in shown(Answer("Who <won>?"))


def test_the_nearest_passages_of_an_abstaining_answer() -> None:
    html = shown(SILENT)
    assert f'<p class="nearest">{t("sources.nearest")}</p><article class="card plain" dir="ltr">' in html
    assert "Farmers in Low Vale" in html
    assert "<mark>" not in html
    assert t("answer.nothing_near") in shown(Answer("Who?"))


def test_a_passage_that_is_not_quoted_says_why_it_was_found() -> None:
    words, meaning = replace(hit(ORCHARD), bm25=2.0), hit(ORCHARD)
    assert "Found because it shares words with the question</p>" in shown(Answer("Who?", passages=(words,)))
    assert "Found because it is near in meaning</p>" in shown(Answer("Who?", passages=(meaning,)))


def test_silence_shows_at_most_three_passages() -> None:
    articles = [Article(str(number), "It rains.", f"Rain {number}") for number in range(10)]
    nearest = shown(Answer("Who won?", passages=tuple(map(hit, articles))))
    assert re.findall(r"Rain \d", nearest) == ["Rain 0", "Rain 1", "Rain 2"]


# The short answer, and whom a sentence is about


def test_the_short_answer_leads_and_is_marked_in_its_quotation() -> None:
    message = unescape(answer_message(SHORT, 3))
    lead = message.index(
        '<p class="short" lang="en" dir="ltr"><strong>42</strong>\xa0<span class="cites" dir="ltr">'
        '<a class="cite" href="#s-3-1"'
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


# Articles that are read from right to left

HAIFA = Article(
    "https://sahifa.example/haifa",
    "رويترز: أغلق ميناء حيفا يوم الاثنين. قالت رئيسة البلدية دانا عمر إن 42 قاربا تضررت من العاصفة.",
    "العاصفة تغلق ميناء حيفا",
    "الصحيفة",
    "2024-03-04",
    language="ar",
)
DAMAGED = "قالت رئيسة البلدية دانا عمر إن 42 قاربا تضررت من العاصفة."


def test_an_article_is_read_in_the_direction_of_most_letters() -> None:
    assert direction(HAIFA.text) == direction(f"Reuters, CNN: {HAIFA.text}") == "rtl"
    assert direction("המעבורת הפליגה") == "rtl"
    assert direction("") == direction("42 %") == direction("Hamas (حماس) denied it.") == "ltr"


@pytest.mark.parametrize(("language", "tag"), [("ar", "ar"), ("pt-BR", "pt-BR"), ('"><b>', ""), ("", "")])
def test_only_a_language_becomes_an_attribute(language: str, tag: str) -> None:
    assert f'lang="{tag}"' in whole_article(replace(HARBOUR, language=language))


def test_a_quotation_that_is_read_from_right_to_left() -> None:
    start = HAIFA.text.index("42")
    short = ShortAnswer("42", 1, start, start + 2)
    answer = Answer("كم قاربا؟", (Sentence(DAMAGED, (1,)),), (cite(1, HAIFA, DAMAGED),), short=short)
    message = answer_message(answer, 1)
    assert (
        '<p class="short" lang="ar" dir="rtl"><strong>42</strong>&nbsp;<span class="cites" dir="ltr">'
        in message
    )
    assert '<blockquote class="said" lang="ar" dir="rtl"><p>قالت' in message
    assert '<p class="by" lang="en"><cite dir="auto">الصحيفة</cite>, <bdi><time' in message
    card = shown(answer)
    assert 'tabindex="-1" dir="rtl" aria-label="Source 1: الصحيفة, 4 March 2024">' in card
    assert (
        f'<div class="passage" lang="ar"><p>رويترز: أغلق ميناء حيفا يوم الاثنين. <mark>{DAMAGED}</mark>'
        in card
    )
    article = whole_article(HAIFA)
    assert article.startswith('<header dir="rtl">')
    assert '<div class="text" lang="ar" dir="rtl">' in article


# How an answer was found


def test_what_an_answer_is_and_how_it_was_found_is_folded_under_it() -> None:
    timings = {"understand": 1.0, "retrieve": 20.0, "total": 1_250.0}
    answer = replace(ANSWER, searched="How many boats were damaged?", timings_ms=timings)
    shown = turn_html(turn(1, answer, Scope(("Tidings",))))
    process = shown[shown.index('<details class="process">') : shown.index('<div class="actions">')]
    assert list(filter(None, re.sub(r"<[^>]+>", "|", process).split("|"))) == [
        *("Quoted word for word, and checked", " · How it was found"),
        *("Searched as", "How many boats were damaged?", "Filters", "Only Tidings"),
        *("Looked at", "3 articles, 3 passages"),
        *("Time", "understanding 0.00 s · searching 0.02 s · in all 1.25 s"),
    ]
    silent = turn_html(turn(1, SILENT))
    assert "checked" not in silent
    assert "1 article, 1 passage" in silent
    assert "process" not in turn_html(turn(1, Answer("Hello", reply="Hello.")))


def test_why_a_passage_that_is_not_quoted_was_found() -> None:
    copy = replace(HARBOUR, identity="wire/2", outlet="Wire Daily")
    others = replace(
        ANSWER,
        passages=(
            replace(hit(HARBOUR), group="g"),
            hit(HARBOUR, 1),
            replace(hit(copy), group="g"),
            replace(hit(ORCHARD), bm25=1.0),
            hit(LIBRARY, 0),
        ),
        citations=ANSWER.citations[:1],
        sentences=ANSWER.sentences[:1],
    )
    assert re.findall(r'<p class="found">(.*?)</p>', shown(others)) == [
        "From an article that the answer quotes",
        "Found because it prints the same report as a source",
        "Found because it shares words with the question",
        "Found because it is near in meaning",
    ]


def test_a_passage_on_the_same_event_says_so() -> None:
    exchange = replace(turn(1, ANSWER), story=(ORCHARD.id,))
    assert sources(exchange).count("Found because it reports the same event as a source</p>") == 1
