"""A turn as text to copy."""

from __future__ import annotations

from dataclasses import replace

from newsroom import HARBOUR, cut

from assistant.answer import Answer, Citation, Sentence, ShortAnswer
from storage.records import Article
from webchat.conversation import Exchange
from webchat.export import as_html, markdown, plain
from webchat.scope import Scope
from webchat.texts import t

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
START = HARBOUR.text.index("42")
COPY = Article("wire/1", BOATS, outlet="Wire & Co")
ARTICLE = replace(HARBOUR, title="Storm *closes* [the] <harbour> | Tidings", authors=("Ann Lee", "Bo Chan"))
ANSWER = Answer(
    "How many boats?",
    (Sentence(BOATS, (1,)),),
    (Citation(1, ARTICLE, cut(ARTICLE)[0], 46, 103, (COPY,)),),
    notices=("Searched for “boats”.",),
    short=ShortAnswer("42", 1, START, START + 2),
)
TURN = Exchange(1, "How many boats?", ANSWER, Scope(("Tidings",)))
LOST_TURN = Exchange(2, "Who <won>?", None)


def test_plain() -> None:
    text = plain(TURN)
    assert text.startswith("How many boats?\nOnly Tidings\n\n42 [1]\n\n")
    assert "[1] Tidings, 4 March 2024: Storm *closes* [the] <harbour>\n" in text
    assert "    https://tidings.example/harbour\n" in text
    assert plain(LOST_TURN) == f"Who <won>?\n\n{t('answer.lost')}\n"


def test_markdown() -> None:
    assert markdown(TURN) == (
        "## How many boats?\n\n*Only Tidings*\n\n**42** [1]\n\n"
        f"> {BOATS} [1]\n\nSearched for “boats”.\n\n"
        "1. Tidings, 4 March 2024, "
        "[Storm \\*closes\\* \\[the\\] \\<harbour\\>](<https://tidings.example/harbour>), "
        "Ann Lee, Bo Chan, also in Wire & Co\n"
    )
    assert markdown(LOST_TURN) == f"## Who \\<won\\>?\n\n{t('answer.lost')}\n"


def test_no_address_but_a_web_address_is_linked() -> None:
    for url in ("javascript:alert(1)", "https://a.example/>(x"):
        citation = replace(ANSWER.citations[0], article=replace(ARTICLE, url=url))
        turn = replace(TURN, answer=replace(ANSWER, citations=(citation,)))
        assert "](<" not in markdown(turn)
    assert "<a " not in as_html(
        replace(
            TURN,
            answer=replace(
                ANSWER,
                citations=(
                    replace(ANSWER.citations[0], article=replace(ARTICLE, url="javascript:alert(1)")),
                ),
            ),
        )
    )


def test_html() -> None:
    text = as_html(TURN)
    assert f"<blockquote>{BOATS} [1]</blockquote>" in text
    assert (
        '<li>Tidings, 4 March 2024, <a href="https://tidings.example/harbour">Storm *closes* [the] '
        "&lt;harbour&gt;</a>, Ann Lee, Bo Chan, also in Wire &amp; Co</li>"
    ) in text
    assert as_html(LOST_TURN) == f"<h2>Who &lt;won&gt;?</h2><p>{t('answer.lost')}</p>"
