"""Templates and their values: no text from an article, a file or a visitor becomes code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from newsroom import HARBOUR

from assistant.answer import Answer, Citation, Sentence, ShortAnswer
from ingest import LeftOut, Note, Rejection, Report
from storage.records import Article, ArticleInfo, Hit, Passage
from storage.text.history import StoredVersion, history
from webchat.article import whole_article
from webchat.articles import list_html
from webchat.ask import answer_message, sources, turn_html
from webchat.conversation import Exchange
from webchat.markup import html, is_web_address, static
from webchat.page import alert, head
from webchat.passages import Paragraph, paragraphs, span_of
from webchat.report import report_html
from webchat.scope import Scope


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
    assert is_web_address(url) is is_address
    article = whole_article(Article("a", "Text.", "Read <it>", url=url))
    assert ("<a href=" in article) is is_address
    assert "Read &lt;it&gt;" in article


def test_a_link_can_not_leave_its_attribute() -> None:
    assert (
        '<a href="https://a.example/&#34;onclick=&#34;x" target="_blank" '
        'rel="noopener noreferrer nofollow">Go</a>'
    ) in whole_article(Article("a", "Text.", "Go", url='https://a.example/"onclick="x'))


# Templates


def test_a_missing_value_of_a_template_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'message' is undefined"):
        html("alert.html")


def test_alert_is_escaped() -> None:
    assert alert(ValueError("<b>")) == '<p role="alert">&lt;b&gt;</p>'


def test_the_head_holds_the_style_sheets() -> None:
    assert static("page.css") in head()
    assert head().count("</style") == head().count("<style")


# Paragraphs


def test_paragraphs_around_a_mark() -> None:
    assert paragraphs("One.\n\nTwo.\n\nThree.\n\nFour.", 0, 25, 6, 9) == [
        Paragraph("One."),
        Paragraph("", "Two", "."),
        Paragraph("Three."),
        Paragraph("Four.", is_far=True),
    ]


@pytest.mark.parametrize(
    ("sentence", "text", "span"),
    [
        ("It rains.", "Wire. It rains. So.", (6, 15)),
        ("It rains.", "Wire.\nIt\n\trains. So.", (6, 16)),
        ("It (rains)?", "It (rains)?", (0, 11)),
        ("“It rains,” he said.", '"It rains", he said', (0, 19)),
        ("...", "It rains ...", (0, 0)),
        ("It rains.", "It rained.", (0, 0)),
    ],
)
def test_span_of(sentence: str, text: str, span: tuple[int, int]) -> None:
    assert span_of(sentence, text) == span


# Hostile values in every field


class Seen(HTMLParser):
    """The elements, attributes and text that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, list[str]]] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, [name for name, _ in attrs]))
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def without_meaning(attack: str) -> str:
    """The text with a letter in place of each character that HTML may interpret."""
    return re.sub(r"[!-/:-@\[-`{-~]", "x", attack)


def hostile_article(attack: str) -> Article:
    return Article(
        identity=attack,
        text=f"{attack} was said.",
        title=attack,
        outlet=attack,
        published=f"2024-03-05{attack}",
        url=f"javascript:{attack}",
        authors=(attack, attack),
        language=attack,
        updated=f"2024-03-06{attack}",
        section=attack,
        origins=((attack, attack),),
    )


def passage(article: Article, start: int = 0) -> Passage:
    return Passage(article.id, start, start, len(article.text), ((start, len(article.text)),))


def answers(attack: str) -> list[Answer]:
    """An answer and an abstaining answer with the attack in every text field."""
    article = hostile_article(attack)
    citation = Citation(1, article, passage(article), 0, len(article.text), (article,))
    near = Hit(article, passage(article, 1), 1.0)
    short = ShortAnswer(article.text, 1, 0, len(article.text))
    sentence = Sentence(article.text, (1,), attack)
    return [
        Answer(attack, (sentence,), (citation,), (near,), 0.9, (attack,), short=short),
        Answer(attack, passages=(near,), notices=(attack,)),
    ]


def turns(attack: str) -> list[Exchange]:
    """A turn for each answer, and one whose answer is lost."""
    shown = [*answers(attack), None]
    return [Exchange(n, attack, answer, Scope((attack,))) for n, answer in enumerate(shown, start=1)]


def answers_in_chat(attack: str) -> str:
    return "".join(map(turn_html, turns(attack)))


def answers_with_sources(attack: str) -> str:
    return "".join(map(sources, turns(attack)))


def article_with_versions(attack: str) -> str:
    first = hostile_article(attack)
    second = replace(first, text=f"Correction: {attack} {attack}")
    versions = history([StoredVersion(first, 0, False), StoredVersion(second, 0, True)])
    return whole_article(first, 0, 5, versions) + whole_article(second, 0, 5, versions)


def article_list(attack: str) -> str:
    info = ArticleInfo(
        attack, attack, attack, f"2024-03-05{attack}", attack, (attack,), 1, 10, "b", "updated"
    )
    return list_html([info, replace(info, group=f"other {attack}")], 0, 2)


def upload_report(attack: str) -> str:
    return report_html(
        Report(
            1,
            rejected=(Rejection(attack, attack),),
            notes=(Note(attack, attack, attack),),
            left_out=(LeftOut(attack, attack, attack, 2, 1),),
            copies=2,
        )
    )


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "${alert(1)} {{value}} #{x} {% raw %}",
    "</p></div></article></template></style><h1>Not ours</h1>",
    "<!-- --><iframe src=javascript:alert(1)>",
    "[click](javascript:alert(1)) ![x](https://spy.example/x.png) <https://spy.example>",
    "&lt;script&gt; &#60;b&#62; &amp;lt;",
    "`code` **bold** | a | b | $$x$$ https://spy.example www.spy.example",
    "[1]: https://spy.example\n\n    <b>code block</b>\n\n# Headline\n- item\n> quote\n```",
    "\u202e<b>\u2028</b>\x00\x85\ufeff\\",
]
SHOWN: list[Callable[[str], str]] = [
    answers_in_chat,
    answers_with_sources,
    article_with_versions,
    article_list,
    upload_report,
    alert,
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("shown", SHOWN)
def test_hostile_values_do_not_become_code(shown: Callable[[str], str], attack: str) -> None:
    seen, harmless = Seen(str(shown(attack))), Seen(str(shown(without_meaning(attack))))
    assert seen.elements == harmless.elements
    assert seen.links == harmless.links
    assert "".join(attack.split()) in "".join(seen.text.split())


@given(st.text(min_size=1))
def test_every_article_is_shown_unchanged(text: str) -> None:
    article = Article("a", f"x{text}x")
    about = '<section class="about">'
    seen = Seen(str(whole_article(article, 1, 1 + len(text))).partition(about)[0])
    assert {tag for tag, _ in seen.elements} <= {"header", "div", "p", "span", "h3", "mark"}
    assert "".join(article.text.split()) in "".join(seen.text.split())


def test_a_hostile_short_answer_is_shown_as_text() -> None:
    text = "The mayor said <b>42 *boats*</b> sank."
    article = replace(HARBOUR, text=text)
    citation = Citation(1, article, passage(article), 0, len(text))
    words = "<b>42 *boats*</b>"
    short = ShortAnswer(words, 1, text.index(words), text.index(words) + len(words))
    message = answer_message(Answer("Q", (Sentence(text, (1,)),), (citation,), short=short), 1)
    assert "<b>" not in message
    assert unescape(message).count(f"<strong>{words}</strong>") == 2
