from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from storage.records import Article, Filter, Hit, Passage, digest


def test_a_digest_is_fixed_and_distinguishes_its_parts() -> None:
    assert digest("a", "b") == digest("a", "b")
    assert len({digest("a", "b"), digest("b", "a"), digest("ab"), digest("a b"), digest('a", "b')}) == 5
    # Written out, since stored ids must never change.
    assert digest("https://tidings.example/harbour") == "f713aca1ca0a0553"


def test_a_digest_accepts_a_lone_surrogate() -> None:
    assert len(digest("\ud800")) == 16


def test_the_id_depends_on_the_identity_alone() -> None:
    other = Article(HARBOUR.identity, "Another text.")
    assert other.id == HARBOUR.id == digest(HARBOUR.identity)
    assert replace(HARBOUR, identity="elsewhere").id != HARBOUR.id


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Another text."},
        {"title": "Another title"},
        {"outlet": "Another outlet"},
        {"published": "2024-03-05"},
        {"url": "https://tidings.example/other"},
        {"authors": ("Bo Lee",)},
        {"authors": ("Ann Lee", "Bo Lee")},
        {"language": "fr"},
    ],
)
def test_version_changes_with_each_field(change: dict[str, object]) -> None:
    assert replace(HARBOUR, **change).version != HARBOUR.version  # type: ignore[arg-type]


def test_version_does_not_depend_on_the_identity() -> None:
    assert replace(HARBOUR, identity="elsewhere").version == HARBOUR.version


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        HARBOUR.text = "Nothing happened."  # type: ignore[misc]


@pytest.mark.parametrize(
    ("article", "expected"), [(HARBOUR, date(2024, 3, 4)), (ORCHARD, date(2024, 10, 20)), (LIBRARY, None)]
)
def test_date_is_the_day_of_publication(article: Article, expected: date | None) -> None:
    assert article.date == expected


def test_passage_id_is_stable_over_versions() -> None:
    assert cut(HARBOUR)[1].id == f"{HARBOUR.id}:1"
    assert cut(replace(HARBOUR, text="One. Two. Three."))[1].id == f"{HARBOUR.id}:1"


def test_document_is_headline_then_passage() -> None:
    second = cut(HARBOUR)[1]
    expected = "Storm closes harbour\nRepairs will cost nine million crowns.\n\nThe lighthouse was not hit."
    assert second.document(HARBOUR) == expected
    assert cut(LIBRARY)[0].document(LIBRARY) == LIBRARY.text


def test_a_document_truncates_a_long_headline() -> None:
    article = replace(LIBRARY, title="x" * 500)
    assert cut(article)[0].document(article) == "x" * 200 + "\n" + LIBRARY.text


def test_text_of_a_hit_is_its_passage() -> None:
    hit = Hit(ORCHARD, Passage(ORCHARD.id, 0, 60, 83, ((60, 83),)), 1.0)
    assert hit.text == ORCHARD.text[60:83] == " Wasps ruined the pears"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), True),
        (Filter(outlets=("Tidings",)), False),
        (Filter(since=date(2024, 1, 1)), False),
        (Filter(until=date(2024, 1, 1)), False),
    ],
)
def test_a_filter_without_conditions_is_empty(where: Filter, expected: bool) -> None:
    assert where.is_empty is expected


def test_a_value_in_another_field_makes_another_version() -> None:
    """The same values in the same order, but in different fields: authors, language, update and section."""
    one = Article("a", "Text.", authors=("X",), language="en", updated="2024-03-04", section="s")
    other = Article("a", "Text.", authors=("X", "en", "2024-03-04"), language="s")
    assert one.version != other.version


def test_the_origin_of_a_field_does_not_change_the_version() -> None:
    assert replace(HARBOUR, origins=(("title", "meta"),)).version == HARBOUR.version


def test_the_short_form_of_an_article_leaves_its_text_out() -> None:
    assert repr(HARBOUR) == (
        f"Article(id='{HARBOUR.id}', title='Storm closes harbour', outlet='Tidings', published='2024-03-04')"
    )


def test_a_repr_is_short_however_long_the_text_is() -> None:
    article = replace(LIBRARY, text=HARBOUR.text * 100)
    assert repr(Hit(article, cut(article)[0], 0.25)) == (
        f"Hit({article.id}:0, score=0.250, 'The harbour of Port Elm was closed on Monday. Mayor ...')"
    )
