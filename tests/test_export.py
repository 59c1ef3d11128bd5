"""A turn and collected quotations in each format and style."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import docx
import pytest
from newsroom import HARBOUR, LIBRARY, cut

from assistant.answer import REPAIRED, Answer, Citation, Sentence, ShortAnswer
from assistant.checked import Contradiction
from assistant.figure_table import Figure, FigureSource
from storage.records import Article
from webchat.conversation import Exchange
from webchat.export.as_json import as_json
from webchat.export.bibtex import bibtex
from webchat.export.document import Document, of_turns
from webchat.export.html import fragment, page
from webchat.export.markdown import escaped, markdown
from webchat.export.plain import plain
from webchat.export.references import STYLES, reference
from webchat.export.ris import ris
from webchat.export.word import word
from webchat.scope import Scope
from webchat.texts import t

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm."
START = HARBOUR.text.index("42")
COPY = Article("wire/1", BOATS, outlet="Wire & Co")
ARTICLE = replace(HARBOUR, title="Storm *closes* [the] <harbour> | Tidings", authors=("Ann Lee", "Bo Chan"))
CITATION = Citation(
    1,
    ARTICLE,
    cut(ARTICLE)[0],
    46,
    103,
    (COPY,),
    contradicted_by=(Contradiction("later", LIBRARY, 0, 40, "otherwise"),),
)
ANSWER = Answer(
    "How many boats?",
    (Sentence(BOATS, (1,)),),
    (CITATION,),
    notices=("Searched for “boats”.",),
    short=ShortAnswer("42", 1, START, START + 2),
)
TURN = Exchange(1, "How many boats?", ANSWER, Scope(("Tidings",)))
LOST_TURN = Exchange(2, "Who <won>?", None)
ROW = Figure((FigureSource(ARTICLE, START, START + 2, 46, 103),), 42, 42, "", "boats", "Port|Elm", "", "", 1)
LOST = t("answer.lost")
SPEAKER = "According to Mayor Ruth Vance:"
NAMED = "Ann Lee and Bo Chan, “Storm *closes* [the] <harbour>,” Tidings"
TABLE_TURN = replace(TURN, answer=replace(ANSWER, figures=(ROW, ROW), short=None))
CONTRADICTION = (
    "A later report says otherwise (Outlet unknown, date unknown): “The old library of Port Elm will reopen.”"
)


def document(*turns: Exchange) -> Document:
    return of_turns("How many boats?", turns or (TURN,))


def references(style: str, *, url: str = ARTICLE.url, article: Article = ARTICLE) -> str:
    citation = replace(CITATION, article=replace(article, url=url))
    turn = replace(TURN, answer=replace(ANSWER, citations=(citation,)))
    return "\n".join(reference(source, style).text for source in document(turn).sources)


# Formats


def test_plain() -> None:
    assert plain(document(TURN, LOST_TURN), "plain") == (
        f"How many boats?\n\nOnly Tidings\n\n42 [1]\n\n{SPEAKER}\n\n{BOATS} [1]\n\n{CONTRADICTION}\n\n"
        f"Searched for “boats”.\n\nWho <won>?\n\n{LOST}\n\n"
        "[1] Tidings, 4 March 2024: Storm *closes* [the] <harbour>, Ann Lee, Bo Chan, "
        "https://tidings.example/harbour (also in Wire & Co)\n"
    )
    assert "   Figure  Of what  Of whom\n1  42      boats    Port|Elm" in re.sub(
        " +(Given.*|no one.*)", "", plain(document(TABLE_TURN), "plain")
    )


def test_markdown() -> None:
    assert markdown(document(TURN, LOST_TURN), "plain") == (
        "## How many boats?\n\n*Only Tidings*\n\n**42** [1]\n\n"
        f"*{SPEAKER}*\n\n> {BOATS} [1]\n\n> {CONTRADICTION}\n\nSearched for “boats”.\n\n"
        f"## Who \\<won\\>?\n\n{LOST}\n\n"
        "1. Tidings, 4 March 2024: Storm \\*closes\\* \\[the\\] \\<harbour\\>, Ann Lee, Bo Chan, "
        "<https://tidings.example/harbour> (also in Wire \\& Co)\n"
    )
    assert "| 1 | 42 | boats | Port\\|Elm | no one named | Tidings, 4 March 2024 \\[1\\] |  |" in markdown(
        document(TABLE_TURN), "plain"
    )
    assert markdown(document(), "ris").count("   ```\n") == 1


def test_prose_is_followed_by_the_quotations_that_back_it() -> None:
    prose = Sentence("The storm broke 42 boats.", (1,), kind="repaired")
    turn = replace(TURN, answer=replace(ANSWER, sentences=(prose,), short=None, notices=()))
    assert markdown(document(turn), "plain").startswith(
        "## How many boats?\n\n*Only Tidings*\n\n"
        f"The storm broke 42 boats. ({REPAIRED}) [1]\n\n> {CONTRADICTION}\n\n> {BOATS} [1]\n\n1. Tidings"
    )
    assert f'({REPAIRED}) [1]</p><blockquote class="contradiction"' in fragment(document(turn), "plain")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. One\n\n# two", "1\\. One \\# two"),
        ("- a", "\\- a"),
        ("a - 1.5", "a - 1.5"),
        ("&lt; `x` $y$ \\", "\\&lt; \\`x\\` \\$y\\$ \\\\"),
    ],
)
def test_markdown_shows_every_text_as_it_is(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_html() -> None:
    text = fragment(document(TURN, LOST_TURN), "chicago")
    assert f'<blockquote class="quotation" dir="auto">{BOATS} [1]</blockquote>' in text
    assert (
        '<li value="1">Ann Lee and Bo Chan, “Storm *closes* [the] &lt;harbour&gt;,” '
        "<em>Tidings</em>, March 4, 2024, "
        '<a href="https://tidings.example/harbour">https://tidings.example/harbour</a> '
        "(also in Wire &amp; Co)</li>"
    ) in text
    assert f'<h2 dir="auto">Who &lt;won&gt;?</h2><p dir="auto">{LOST}</p><ol>' in text
    assert f'<p dir="auto"><em>{SPEAKER}</em></p><blockquote class="quotation"' in text
    assert '<td dir="auto">Port|Elm</td>' in fragment(document(TABLE_TURN), "plain")
    whole = page(document(LOST_TURN), "bibtex")
    assert "<title>How many boats?</title>" in whole
    assert "@media print" in whole
    assert "<pre>@article{" in page(document(), "bibtex")


def test_word() -> None:
    hostile = replace(TABLE_TURN, question="How\x00 many\ud800?")
    written = docx.Document(io.BytesIO(word(document(hostile), "chicago")))
    texts = [paragraph.text for paragraph in written.paragraphs]
    assert texts[:2] == ["How many boats?", "How many?"]
    assert f"{BOATS} [1]" in texts
    assert texts[-1].startswith(
        "[1] Ann Lee and Bo Chan, “Storm *closes* [the] <harbour>,” Tidings, March 4, 2024"
    )
    assert [run.text for run in written.paragraphs[-1].runs if run.italic] == ["Tidings"]
    assert [cell.text for cell in written.tables[0].rows[1].cells][:4] == ["1", "42", "boats", "Port|Elm"]


def test_json() -> None:
    data = json.loads(as_json(document(TURN, LOST_TURN), "ap"))
    assert data["turns"][0]["answer"]["citations"][0]["quote"] == BOATS
    assert data["turns"][0]["filter"]["outlets"] == ["Tidings"]
    assert data["turns"][1]["answer"] is None
    assert data["references"] == [references("ap")]


# Styles


def test_ap_and_chicago() -> None:
    assert references("ap").startswith(f"{NAMED}, March 4, 2024, https://tidings.example/harbour")
    autumn = replace(ARTICLE, published="2024-09-05", authors=("A", "B", "C"), title="Who won?")
    assert references("ap", article=autumn).startswith("A, B and C, “Who won?” Tidings, Sept. 5, 2024, ")
    assert references("chicago", article=autumn).startswith(
        "A, B and C, “Who won?” Tidings, September 5, 2024"
    )
    bare = replace(ARTICLE, published="", authors=(), title="", outlet="")
    assert references("chicago", url="", article=bare) == "“Untitled,” n.d. (also in Wire & Co)"


def test_bibtex_balances_braces_and_escapes_what_latex_reads() -> None:
    article = replace(
        ARTICLE,
        title="{50% of $5_000} & \\more #1 ~^",
        authors=("Ann Lee", "Smith and Sons"),
        url="https://a.example/{x}%20y_z",
    )
    entry = references("bibtex", article=article, url=article.url)
    assert entry.startswith(
        f"@article{{tidings2024-{HARBOUR.id[:6]},\n  author = {{Ann Lee and {{Smith and Sons}}}},\n"
    )
    assert (
        r"  title = {{\textbraceleft{}50\% of \$5\_000\textbraceright{} \& \textbackslash{}more \#1 "
        r"\textasciitilde{}\textasciicircum{}}}," in entry
    )
    assert "  month = mar,\n  day = {4},\n" in entry
    assert "  url = {https://a.example/%7Bx%7D%20y_z},\n" in entry
    assert f"  annote = {{“{BOATS}”}}\n}}\n" in entry
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize("style", STYLES)
def test_an_article_has_one_reference_in_every_format(style: str) -> None:
    quote = ARTICLE.text[104 : ARTICLE.text.index(".", 104) + 1].strip()
    start = ARTICLE.text.index(quote)
    other = Citation(
        2, ARTICLE, next(p for p in cut(ARTICLE) if p.start <= start < p.end), start, start + len(quote)
    )
    both = replace(ANSWER, sentences=(*ANSWER.sentences, Sentence(quote, (2,))), citations=(CITATION, other))
    twice = document(replace(TURN, answer=both), replace(TURN, number=2))
    (source,) = twice.sources
    assert (source.number, source.quotes, source.also_in) == (1, (BOATS, quote), (COPY,))
    assert plain(twice, style).count(f"{quote} [1]\n") == 1
    full = reference(source, style).text.strip().splitlines()[0]
    assert plain(twice, style).count(full) == 1
    assert fragment(twice, style).count("<li ") == 1
    assert len(re.findall(r"^\d+\. ", markdown(twice, style), re.MULTILINE)) == 1
    written = docx.Document(io.BytesIO(word(twice, style))).paragraphs
    assert [p.text[:3] for p in written if p.text.startswith("[")] == ["[1]"]
    assert len(json.loads(as_json(twice, style))["references"]) == 1
    assert bibtex(twice, style).count("@article{") == ris(twice, style).count("TY  - ") == 1
    assert ris(twice, style).count("N1  - ") == 2


def test_ris_has_one_line_for_each_tag() -> None:
    article = replace(ARTICLE, title="Storm\r\nER  - \r\ncloses", published="")
    record = references("ris", article=article)
    assert record.split("\r\n") == [
        "TY  - NEWS",
        "AU  - Ann Lee",
        "AU  - Bo Chan",
        "TI  - Storm ER - closes",
        "T2  - Tidings",
        "UR  - https://tidings.example/harbour",
        "LA  - en",
        f"N1  - “{BOATS}”",
        "ER  - ",
        "",
    ]
    assert "PY  - 2024\r\nDA  - 2024/03/04\r\n" in references("ris")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/>(x", "http://a b"])
def test_no_address_but_a_web_address_is_a_link(style: str, url: str) -> None:
    citation = replace(CITATION, article=replace(ARTICLE, url=url))
    turn = replace(TURN, answer=replace(ANSWER, citations=(citation,)))
    assert "<a " not in page(document(turn), style)
    assert "<http" not in markdown(document(turn), style)
    assert "javascript" not in "".join(
        write(document(turn), style) for write in (page, markdown, bibtex, ris, plain)
    )
