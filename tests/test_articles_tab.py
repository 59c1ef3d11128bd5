"""The list of articles without a browser: rows, search, filters, orders and pages; edits and removals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from doubles import HashingEmbedder, Later
from newsroom import COLLECTION, HARBOUR, LIBRARY, ORCHARD, put

from storage import Store
from storage.errors import UsageError
from storage.records import SAMPLES_URL, ArticleInfo, Order
from webchat.articles import Query, list_html, listing
from webchat.editing import edits
from webchat.removals import MOST_WAITING, Removals
from webchat.scope import Scope

# The list


def test_a_row_of_the_list(newsroom: Store) -> None:
    html = list_html(newsroom.articles(0, 2), 0, 3)
    assert "<caption>1 to 2 of 3 articles</caption>" in html
    row = html[html.index(f'data-id="{HARBOUR.id}"') :]
    assert 'aria-label="Select “Storm closes harbour”"' in row
    assert 'data-id="' + HARBOUR.id + '">Storm closes harbour</button></td>' in row
    assert (
        '<td class="outlet" dir="auto">Tidings</td><td class="day"><time datetime="2024-03-04">4 March 2024'
        in row
    )
    assert "<caption>1 article</caption>" in list_html(newsroom.articles(0, 1), 0, 1)
    assert "<caption>1 to 1 of 1,200 articles</caption>" in list_html(newsroom.articles(0, 1), 0, 1_200)


def test_the_list_marks_copies_changes_samples_and_removals() -> None:
    article = ArticleInfo("a", "Storm", "Wire", "", "", (), 1, 10, group="a", added="2024-03-04")
    copy = replace(article, id="b", change="corrected", section="<World>")
    first, second = list_html([article, copy], 0, 2, leaving={"b"}).split("<tr")[2:]
    assert 'class="mark"' not in first
    assert second.startswith(' class="leaving">')
    for marked in ("Corrected", "&lt;World&gt;", "Being removed"):
        assert f'<span class="mark">{marked}</span>' in second
    assert 'data-id="a">Same text as another article</button></span>' in second
    for change, words in (("updated", "Updated"), ("edited", "Edited by hand")):
        assert f'<span class="mark">{words}</span>' in list_html([replace(article, change=change)], 0, 1)  # type: ignore[arg-type]
    sample = replace(article, url=f"{SAMPLES_URL}a")
    assert '<span class="mark">Sample</span>' in list_html([sample], 0, 1)


def test_a_heading_sorts_and_says_how_the_list_is_sorted(newsroom: Store) -> None:
    html = list_html(newsroom.articles(0, 2), 0, 3, Order("outlet", descending=False))
    assert 'aria-sort="ascending"><button type="button" class="sort" data-by="outlet" ' in html
    assert html.count("aria-sort") == 1
    assert 'data-by="outlet" data-descending="true"' in html, "a second press turns it round"
    assert 'data-by="day" data-descending="true"' in html
    assert 'data-by="headline" data-descending="false"' in html


def titles(store: Store, **sent: object) -> list[str]:
    """The headlines of the first page of the list."""
    table = str(listing(store, Query.of(sent))["table"])
    return [row.partition("</button>")[0].rpartition(">")[2] for row in table.split('class="headline">')[1:]]


def test_the_list_is_searched_filtered_and_sorted(newsroom: Store) -> None:
    harbour, orchard, untitled = HARBOUR.title, ORCHARD.title, "Untitled"
    assert titles(newsroom) == [orchard, harbour, untitled]
    assert titles(newsroom, words="boats storm") == [harbour], "all words, in the text"
    assert titles(newsroom, words="Apples") == [orchard], "a headline"
    assert titles(newsroom, words="the") == [], "nothing to search for"
    assert titles(newsroom, outlets=["Tidings"]) == [harbour]
    assert titles(newsroom, since="2024-10-01") == [orchard]
    assert titles(newsroom, languages=["en"]) == [harbour]
    assert titles(newsroom, sections=["Country"]) == [orchard]
    assert titles(newsroom, by="headline") == [orchard, harbour, untitled]
    assert titles(newsroom, by="outlet", descending=True) == [harbour, orchard, untitled]
    assert titles(newsroom, by="day", descending=False) == [harbour, orchard, untitled]
    assert titles(newsroom, by="added") == [untitled, orchard, harbour]


def test_the_list_has_pages(newsroom: Store) -> None:
    pages = [listing(newsroom, Query(page=page), size=2) for page in (1, 2, 99)]
    assert [(each["page"], each["pages"]) for each in pages] == [(1, 2), (2, 2), (2, 2)]
    assert [str(each["table"]).count('class="headline"') for each in pages] == [2, 1, 1]


def test_an_empty_list_says_why(newsroom: Store) -> None:
    assert "No article matches." in str(listing(newsroom, Query("zebra"))["table"])
    for info in newsroom.articles():
        newsroom.remove(info.id)
    assert "The collection is empty." in str(listing(newsroom, Query())["table"])


@pytest.mark.parametrize(
    "sent", [{"by": "text"}, {"page": 0}, {"page": "1"}, {"outlets": "CNN"}, {"sections": [1]}, {"by": []}]
)
def test_what_the_page_never_sends_is_no_query(sent: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Query.of(sent)


def test_six_thousand_articles_are_listed_a_page_at_a_time(store: Store, embedder: HashingEmbedder) -> None:
    """Only the rows of the page are read: 6,000 of them would take more than a moment."""
    put(store, embedder, *(replace(HARBOUR, identity=f"{n}", url="", title=f"N{n:04}") for n in range(120)))
    assert titles(store, by="headline", page=3) == [f"N{n:04}" for n in range(100, 120)]


# Edits

FORM = {"outlet": "Tidings", "published": "2024-03-04", "authors": "Ann Lee", "section": "", "language": "en"}
TODAY = date(2024, 6, 1)


def test_only_changed_fields_are_edited() -> None:
    assert edits(HARBOUR, FORM, TODAY) == {}
    changed = {"outlet": " Elm\n News ", "authors": "Bo Chan,  Ida Storm ,", "language": "pt-BR"}
    assert edits(HARBOUR, FORM | changed, TODAY) == {
        "outlet": "Elm News", "authors": ("Bo Chan", "Ida Storm"), "language": "pt-BR"
    }  # fmt: skip
    assert edits(LIBRARY, {"published": "1999-12-31"}, TODAY) == {"published": "1999-12-31"}
    timed = replace(HARBOUR, published="2024-03-04T08:00:00Z", authors=("Lee, Ann",))
    assert edits(timed, FORM | {"authors": "Lee, Ann"}, TODAY) == {}, "the time of the same day stays"
    assert edits(HARBOUR, FORM | {"published": ""}, TODAY) == {"published": ""}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("published", "2024-02-30", "2024-02-30 isn't a date"),
        ("published", "soon", "soon isn't a date"),
        ("published", "2034-01-01", "2034-01-01 can't be the date of an article"),
        ("published", "0001-01-01", "can't be the date"),
        ("language", "English!", "English! isn't a language"),
        ("outlet", "x" * 201, "“Outlet” has 201 characters"),
        ("authors", ",".join(map(str, range(21))), "The byline has 21 names"),
    ],
)
def test_an_invalid_edit_gets_a_sentence(field: str, value: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        edits(HARBOUR, FORM | {field: value}, TODAY)


# Removals


def removals_of(store: Store, later: Later) -> Removals:
    return Removals(store, later=later, clock=later.clock)


def test_articles_are_removed_when_the_time_to_undo_it_is_over(newsroom: Store) -> None:
    later = Later()
    removals = removals_of(newsroom, later)
    removal = removals.schedule([HARBOUR.id, ORCHARD.id, "none"])
    later.wait(9.9)
    assert (removals.leaving(), newsroom.count().articles) == ({HARBOUR.id, ORCHARD.id}, 3)
    later.wait(0.1)
    assert (removals.leaving(), [info.id for info in newsroom.articles()]) == (set(), [LIBRARY.id])
    assert removals.undo(removal.token) is False


def test_an_undone_removal_leaves_the_articles_as_they_were(newsroom: Store) -> None:
    later, before = Later(), [newsroom.versions(article.id) for article in COLLECTION]
    removals = removals_of(newsroom, later)
    removal = removals.schedule([article.id for article in COLLECTION])
    assert removals.undo("another token") is False
    assert removals.undo(removal.token) is True
    later.wait(10)
    assert [newsroom.versions(article.id) for article in COLLECTION] == before
    assert removals.leaving() == set()


def test_one_timer_serves_all_removals_and_so_many_may_wait(newsroom: Store) -> None:
    later = Later()
    removals = removals_of(newsroom, later)
    removals.schedule([HARBOUR.id])
    later.wait(4)
    kept = removals.schedule([ORCHARD.id])
    for _ in range(MOST_WAITING - 2):
        removals.schedule([])
    assert len(later.planned) == 1
    with pytest.raises(UsageError, match="being removed already"):
        removals.schedule([LIBRARY.id])
    removals.undo(kept.token)
    removals.schedule([LIBRARY.id])
    later.wait(6)
    assert removals.leaving() == {LIBRARY.id}
    assert len(later.planned) == 1
    later.wait(4)
    assert [info.id for info in newsroom.articles()] == [ORCHARD.id]
    assert later.planned == []


def test_a_server_that_stops_meanwhile_removes_nothing(newsroom: Store, embedder: HashingEmbedder) -> None:
    later = Later()
    removals_of(newsroom, later).schedule([HARBOUR.id])
    newsroom.close()
    later.wait(10)
    with Store.open(newsroom.folder, embedder=embedder) as again:
        assert again.article(HARBOUR.id) == HARBOUR


def test_no_article_is_removed_for_an_empty_list(newsroom: Store) -> None:
    later = Later()
    removals_of(newsroom, later).schedule([])
    later.wait(10)
    assert newsroom.count().articles == 3


def test_a_scope_is_read_from_what_was_sent_or_kept() -> None:
    sent = {"outlets": ["CNN"], "languages": ["de"], "sections": ["World"], "article": "0a", "title": "Storm"}
    scope = Scope.of(sent)
    assert scope == Scope(("CNN",), languages=("de",), sections=("World",), article="0a", title="Storm")
    assert str(scope) == "Only CNN · language: German · section: World · only the article “Storm”"
    assert not Scope(title="Storm")
    kept_before = {"outlets": ["CNN"], "since": "2020-01-01", "until": ""}
    assert Scope.of(kept_before) == Scope(("CNN",), "2020-01-01")
