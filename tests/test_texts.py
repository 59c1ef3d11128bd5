"""The words of the page: complete in each language, used, and chosen for each reader."""

from __future__ import annotations

import ast
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from newsroom import ROOT
from starlette.testclient import TestClient

from assistant.checked import VERDICTS, ContradictionKind
from assistant.claims.explanation import TEXTS, explanation, remark
from assistant.claims.explanation import said as told
from assistant.claims.records import Difference, Label
from assistant.collection import SMALL_TALK, reply
from assistant.draft.judge import CALLED_FALSE, NOT_ENGLISH, NOT_NEAR, SAME_WORDS
from assistant.draft.statements import KINDS, TOO_LONG, why_no_claim
from assistant.figures.measures import Status
from assistant.language.declarative import Declarative
from assistant.language.question import understand
from assistant.notices import age_in_units
from assistant.own_words import OwnWords
from assistant.premise.notice import notice_of
from assistant.prose.failures import LanguageModelError, Reason, own_words
from storage import Store
from storage.records import Filter
from webchat.article import FIELDS
from webchat.articles import ORDERS
from webchat.asgi import Message, Receive, Send
from webchat.ask import REASONS
from webchat.export.formats import FORMATS, STYLES
from webchat.localized import Localized, localized, mark
from webchat.texts import LANGUAGES, Text, chosen, day, for_scripts, speaking, speaking_to, t, texts
from webchat.wording import language_of_words, said

WEBCHAT = ROOT / "webchat"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_placeholders(code: str) -> None:
    english, own = texts("en"), texts(code)
    assert list(own) == list(english)
    for key, text in own.items():
        assert isinstance(text, str) == isinstance(english[key], str), key
        used = {frozenset(PLACEHOLDER.findall(form)) for form in (*forms(text), *forms(english[key]))}
        assert len(used) == 1, f"{key}: {text}"
        assert all(form == form.strip() != "" for form in forms(text)), key


def sources(folder: str, ending: str) -> str:
    return "\n".join(path.read_text() for path in sorted((WEBCHAT / folder).glob(f"*.{ending}")))


AGES = ("year", "month", "day", "today", "later_than_today")


def codes_of_own_words() -> set[str]:
    """The codes with which the assistant marks what it says itself."""
    calls = (
        node
        for path in (ROOT / "assistant").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "OwnWords"
    )
    codes = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    claims = {
        f"wrong_{part}{rival}" for part in ("claim", "part") for rival in ("", "_with_rival", "_denied")
    }
    return codes | claims | set(TEXTS) | {f"model_{reason.name.lower()}" for reason in Reason}


def built_keys() -> set[str]:
    """The keys of texts that are built from a value."""
    names = {
        "reason": [reason.replace(" ", "_") for reason in REASONS],
        "answer": [*get_args(ContradictionKind), "prose", "repaired"],
        "article": ["first", "edited", "updated", "corrected"],
        "articles": ["added", "updated", "unchanged", "rejected"],
        "adding": ["waiting", "cancelled"],
        "field": [*FIELDS],
        "format": ["month", "quarter", "short_day", "short_month"],
        "list": [*ORDERS],
        "figures": [
            *filter(None, get_args(Status)),
            *("differs_from", "earlier", "later", "figure", "of_what", "of_whom", "given_by", "where"),
        ],
        "citation": list(STYLES),
        "export": list(FORMATS),
        "filter": ["from", "until"],
        "process": ["understand", "retrieve", "rank", "compose", "write"],
        "tab": ["ask", "check", "articles", "clipboard"],
        "said": [*codes_of_own_words(), *AGES],
        "silence": ["ask_in", "language", "other_language"],
        "sources": ["by_article", "by_copy", "by_event", "by_meaning", "by_words"],
        "verdict": [label.replace(" ", "_") for label in get_args(Label)],
    }
    return {f"{section}.{name}" for section in names for name in names[section]}


def test_every_text_is_used() -> None:
    folders = ("", "export", "texts")
    code = "".join(sources(folder, "py") for folder in folders) + sources("templates", "html")
    named = set(re.findall(r'"(\w+\.\w+)"', code))
    built = built_keys()
    in_scripts = re.findall(r"\bt\((?:[^,()]*\? )?'(\w+)'(?: : '(\w+)')?", sources("static", "js"))
    said = {f"script.{name}" for names in in_scripts for name in names if name}
    assert set(texts("en")) - named - built == said
    assert built <= set(texts("en"))


class Bare(HTMLParser):
    """The words of a template that stand outside of `t(...)`."""

    VISIBLE = ("aria-label", "placeholder", "title", "alt")

    def __init__(self, template: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in self.VISIBLE and value and value.strip()]

    def handle_data(self, data: str) -> None:
        data = re.sub(r'\w+=""', "", data)  # attributes that a macro writes
        if re.search(r"[^\W\d_]", data) and self.get_starttag_text() not in ("<script>", "<kbd>"):
            self.words.append(data.strip())


@pytest.mark.parametrize("template", sorted((WEBCHAT / "templates").iterdir()), ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(template: Path) -> None:
    assert Bare(template.read_text()).words == (
        ["Dateline"] if template.name in ("masthead.html", "login.html", "opening_masthead.html") else []
    )


def test_a_label_is_a_mark_for_a_text() -> None:
    made = "".join((WEBCHAT / name).read_text() for name in ("app.py", "check_tab.py"))
    assert re.findall(r'\bgr\.(?:Button|HTML|Tab)\("', made) == []
    assert re.findall(r'\b(?:label|placeholder|title)="([^"]+)"', made) == ["Dateline"]


@pytest.mark.parametrize(
    ("cookie", "accepted", "code"),
    [
        ("", "", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("", "fr,en;q=0.3, DE;q=0.9", "de"),
        ("", "de;q=0, fr", "en"),
        ("", "*;q=x, ;;, de;q=7", "en"),
        ("a=1; language=en", "de", "en"),
        ("language=de", "en", "de"),
        ("language=xx; mylanguage=en", "de", "de"),
    ],
)
def test_the_cookie_or_else_the_browser_chooses_the_language(cookie: str, accepted: str, code: str) -> None:
    assert chosen(cookie, accepted) == code
    with speaking_to({"cookie": cookie, "accept-language": accepted}):
        assert t("ask.submit") == {"en": "Ask", "de": "Fragen"}[code]


def test_plurals_numbers_and_days_are_those_of_the_language() -> None:
    assert [t("count.outlets", n=n) for n in (0, 1, 1_200)] == ["0 outlets", "1 outlet", "1,200 outlets"]
    assert day("2020-03-01T08:00:00Z") == "1 March 2020"
    with speaking("de"):
        assert [t("count.outlets", n=n) for n in (0, 1, 1_200)] == ["0 Medien", "1 Medium", "1.200 Medien"]
        assert day("2020-03-01T08:00:00Z") == "1. März 2020"
        assert day("") == "Datum unbekannt"
    for missing in ({}, {"title": "x"}):
        with pytest.raises(KeyError):
            t("welcome.newest", **missing)


def test_the_served_page_speaks_the_readers_language() -> None:
    built = f'<html\n\tlang="en"><head><script>x = "{mark("tab.ask")} {mark("ask.html")}"</script></head>'
    assert localized(built).startswith('<html\n\tlang="en"><head><script>Object.defineProperty(navigator, ')
    with speaking("de"):
        page = localized(built)
    assert page.startswith('<html\n\tlang="de"><head><script>')
    assert '{value: "de"}' in page
    assert 'x = "Fragen ' in page
    assert "[[" not in page
    assert "Neues Gespr\\u00e4ch" in page or "Neues Gespräch" in page
    assert page.count("</script>") == 2, "a text can't end the script that holds it"


def test_the_page_is_made_once_for_each_language_and_address() -> None:
    made: list[str] = []

    async def gradio(scope: Message, receive: Receive, send: Send) -> None:
        made.append(scope["query_string"].decode())
        headers = [(b"content-length", b"11"), (b"set-cookie", b"dateline_reader=x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": f"{mark('tab.ask')}".encode()})

    client = TestClient(Localized(gradio))
    for query in ("", "?conversation=a", "?answer=2"):
        assert client.get(f"/{query}").text == "Ask"
    german = client.get("/", headers={"accept-language": "de"})
    assert (german.text, german.headers["content-length"]) == ("Fragen", "6")
    assert "set-cookie" not in german.headers, "the page of one reader would be another's"
    assert german.headers["vary"] == "accept-language, cookie"
    client.get("/", headers={"host": "news.example"})
    assert made == ["", "", ""]


def test_scripts_get_their_texts_as_one_object() -> None:
    assert for_scripts()["copied"] == "Copied."
    assert for_scripts()["place"] == dict(texts("en")["script.place"])  # type: ignore[arg-type]


def test_the_page_says_in_english_what_the_assistant_says() -> None:
    clause = Declarative("A ferry sank off Oslo", ())
    part = Declarative("ferry price in Oslo", (), is_clause=False)
    spoken = [
        *VERDICTS.values(),
        *(told(code, claim="91", passage="45") for code in TEXTS),
        *(why_no_claim(text) for text in ("Who won?", "I think it is a shame.", "Read more.", "At noon.")),
        *(why_no_claim("Storm closes harbour", kind) for kind in KINDS),
        *(TOO_LONG, NOT_NEAR, CALLED_FALSE, SAME_WORDS, NOT_ENGLISH),
        *SMALL_TALK.values(),
        *(notice_of(clause, "Oslo", rival) for rival in ("", "Bergen")),
        *(notice_of(part, "Oslo", rival) for rival in ("", "Bergen")),
        *(own_words(LanguageModelError(reason)) for reason in Reason),
    ]
    assert [said(words) for words in spoken] == [str(words) for words in spoken]


def test_what_the_assistant_says_is_in_the_language_of_the_page() -> None:
    n, unit = age_in_units(date(2022, 5, 3), date(2024, 5, 4))
    newest = OwnWords("", "newest_article", day="2022-05-03", n=n, unit=unit)
    wrong = notice_of(Declarative("A ferry sank off Oslo", ()), "Oslo", "Bergen")
    repaired = OwnWords("", "repaired", phrases=("Vance", "Port Elm"))
    plain = OwnWords("It can't be said otherwise.")
    assert said(newest) == "The newest article in the collection is from 3 May 2022, 2 years ago."
    with speaking("de"):
        assert said(newest) == "Der neueste Artikel der Sammlung ist vom 3. Mai 2022 (vor 2 Jahren)."
        assert said(wrong) == "Dies steht nicht in den Artikeln: „a ferry sank off Oslo“. Dort steht Bergen:"
        assert said(repaired) == "Gesucht wurde nach „Vance“ und „Port Elm“."
        assert (said(plain), language_of_words(plain)) == (plain, "en")
        assert language_of_words(wrong) == "de"
        differing = Difference("name", 0, 6, "Amazon", 0, 5, 9, "eBay")
        assert said(explanation(False, [differing])) == "Im Artikel steht eBay, nicht Amazon."
        assert said(remark("detail", contradicts=False)) == "nicht in den Artikeln"
        assert said(why_no_claim("Who won?")) == "Das ist eine Frage."


@pytest.mark.no_index
def test_replies_about_the_collection_are_in_the_language_of_the_page(newsroom: Store) -> None:
    tidings, notes = Filter(outlets=("tidings",)), Filter(urls=("notes/library.txt",))
    storm = "„Storm closes harbour“ (Tidings, 4. März 2024)"
    apples = "„A good year for apples“ (The Courier, 20. Oktober 2024)"
    german = {
        ("How many articles do you have?", None): "Die Sammlung umfasst 3 Artikel aus 2 Medien.",
        ("How many articles do you have?", tidings): "Mit diesen Filtern gibt es 1 Artikel aus 1 Medium.",
        ("How many articles do you have?", notes): "Mit diesen Filtern gibt es 1 Artikel.",
        ("Which outlets do you have?", None): (
            "Die Sammlung umfasst Artikel aus 2 Medien: The Courier, Tidings."
        ),
        ("Which outlets do you have?", notes): "Die Artikel nennen ihre Medien nicht.",
        ("How many articles are about Port Elm?", None): (
            "In 2 der 3 Artikel kommt „Port Elm“ vor, mit allen Wörtern in einem Abschnitt oder in der "
            "Überschrift."
        ),
        ("What is the oldest article?", notes): "Die Artikel haben kein Datum.",
        ("What period do the articles cover?", None): (
            f"Der älteste Artikel ist {storm}.\nDer neueste Artikel ist {apples}."
        ),
        ("What's in the collection?", None): (
            "Die Sammlung umfasst 3 Artikel aus 2 Medien.\nDie neuesten:\n"
            f"{apples}\n{storm}\n„Ohne Titel“ (Datum unbekannt)"
        ),
    }
    for (question, where), expected in german.items():
        words = reply(newsroom, understand(question), where)
        assert said(words) == str(words)
        with speaking("de"):
            assert (said(words), language_of_words(words)) == (expected, "de")


def test_a_long_list_of_outlets_ends_in_the_number_of_the_others() -> None:
    what = OwnWords("", "outlets_and_more", outlets=25, names="Tidings, The Courier", more=23)
    assert said(what) == "articles from 25 outlets: Tidings, The Courier and 23 more"
    with speaking("de"):
        assert said(what) == "Artikel aus 25 Medien: Tidings, The Courier und 23 weiteren"
