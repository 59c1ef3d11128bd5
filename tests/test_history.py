from dataclasses import replace

import pytest
from newsroom import HARBOUR

from storage.records import Article, edited
from storage.text.history import StoredVersion, Version, differences, history, is_older

NOON = 1_700_000_000.0  # 2023-11-14T22:13:20Z


def version(text: str = "Rain fell.", **fields: str) -> Article:
    return Article("https://tidings.example/rain", text, **fields)  # type: ignore[arg-type]


def changes(*stored: StoredVersion) -> list[tuple[str, str]]:
    """The first sentence and the changes of each version, newest first."""
    texts = {s.article.version: s.article.text.split(".")[0] for s in stored}
    return [(texts[change.version], change.change) for change in history(stored)]


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        ({"published": "2024-03-04"}, {"published": "2024-03-05"}, True),
        ({"published": "2024-03-04"}, {"published": "2024-03-04", "updated": "2024-03-05"}, True),
        ({"published": "2024-03-04", "updated": "2024-03-06"}, {"published": "2024-03-05"}, False),
        ({"published": "2024-03-09", "updated": "2024-03-04"}, {"updated": "2024-03-05"}, True),
        ({"published": "2024-03-04"}, {"published": "2024-03-04"}, False),
        ({"published": "2024-03-04"}, {}, False),
        ({}, {"published": "2024-03-04"}, False),
    ],
)
def test_stated_times_decide_which_version_is_older(
    one: dict[str, str], other: dict[str, str], older: bool
) -> None:
    assert is_older(version(**one), version("Snow fell.", **other)) is older


def test_a_single_version_is_the_first() -> None:
    assert history([StoredVersion(HARBOUR, NOON, True)]) == (
        Version(
            version=HARBOUR.version,
            title="Storm closes harbour",
            published="2024-03-04",
            updated="",
            stored_at="2023-11-14T22:13:20+00:00",
            current=True,
            change="first",
        ),
    )


def test_each_version_lists_its_changes() -> None:
    first = version("Rain fell. Six boats sank.\n\nThe mayor spoke.")
    second = version("Rain fell. Seven boats sank.\n\nThe mayor spoke.", updated="2024-03-05")
    newest, oldest = history([StoredVersion(first, NOON, False), StoredVersion(second, NOON + 60, True)])
    assert (newest.change, newest.added, newest.removed) == (
        "updated",
        ("Seven boats sank.",),
        ("Six boats sank.",),
    )
    assert (newest.updated, newest.current, newest.notices) == ("2024-03-05", True, ())
    assert (oldest.change, oldest.added, oldest.removed, oldest.current) == ("first", (), (), False)


def test_a_new_correction_notice_marks_a_correction() -> None:
    notice = "Correction: it was seven boats."
    first, second = version("A. Six boats sank."), version(f"B. Seven boats sank.\n\n{notice}")
    third = version(f"C. Seven boats sank, all of wood.\n\n{notice}")
    stored = [StoredVersion(first, 1, False), StoredVersion(second, 2, False), StoredVersion(third, 3, True)]
    assert changes(*stored) == [("C", "updated"), ("B", "corrected"), ("A", "first")]
    assert [change.notices for change in history(stored)] == [(notice,), (notice,), ()]
    assert changes(StoredVersion(second, 2, True)) == [("B", "corrected")]


def test_fields_that_a_person_filled_in_are_an_edit() -> None:
    first = version("A. Six boats sank.")
    second = edited(first, {"outlet": "Tidings"})
    third = replace(second, text="C. Seven boats sank.")
    stored = [StoredVersion(first, 1, False), StoredVersion(second, 2, False), StoredVersion(third, 3, True)]
    assert [each.change for each in history(stored)] == ["updated", "edited", "first"]


def test_versions_are_in_order_of_storage_unless_one_states_an_older_time() -> None:
    first = StoredVersion(version("A."), 1, False)
    late = StoredVersion(version("B.", published="2024-03-01"), 9, False)
    second = StoredVersion(version("C.", published="2024-03-02"), 2, False)
    now = StoredVersion(version("D.", published="2024-03-03"), 3, True)
    assert [text for text, _ in changes(first, second, now, late)] == ["D", "C", "B", "A"]


def test_the_current_version_comes_first() -> None:
    """An article may return to an earlier text."""
    back, between = StoredVersion(version("A."), 1, True), StoredVersion(version("B."), 2, False)
    assert [text for text, _ in changes(back, between)] == ["A", "B"]


def test_differences_of_texts_without_sentences() -> None:
    assert differences("", "Rain fell.") == (("Rain fell.",), ())
    assert differences("Rain fell.", "Rain fell.") == ((), ())
    assert differences("One\nTwo", "One\nThree") == (("Three",), ("Two",))
