"""What the page says of its server: the index is being rebuilt, the disk is full, the page is old."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.index.state import IndexState
from webchat.localized import localized, mark
from webchat.notices import LEAST_FREE, notices, page_version
from webchat.page import alert
from webchat.texts import speaking, t


@dataclass
class Disk:
    """The part of a store that the notices look at."""

    index: IndexState
    folder: Path = Path()


REBUILT = "The search index is being rebuilt (38 %). Answers are right, but take longer."
READY, BUILDING = Disk(IndexState("ready", 8, 8)), Disk(IndexState("building", 3, 8, "damaged"))


@pytest.mark.parametrize(
    ("disk", "free", "sentences"),
    [
        (READY, LEAST_FREE, []),
        (READY, LEAST_FREE - 1, [t("notice.disk_full")]),
        (
            BUILDING,
            LEAST_FREE,
            [REBUILT],
        ),
        (Disk(IndexState("building")), LEAST_FREE, [t("notice.rebuilding", share=0)]),
    ],
)
def test_a_rebuild_and_a_full_disk_are_named(disk: Disk, free: int, sentences: list[str]) -> None:
    assert notices(disk, lambda _: free) == sentences  # type: ignore[arg-type]


def test_a_full_disk_is_named_wherever_it_is_met() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    for error in (full, "the catalog can't be written: database or disk is full"):
        assert t("notice.disk_full") in alert(error)
    assert "no such file" in alert(OSError(errno.ENOENT, "no such file"))


def test_a_page_knows_the_version_that_made_it() -> None:
    page = localized(mark("ask.html"))
    assert f'data-version=\\"{page_version()}\\"' in page
    with speaking("de"):
        assert page_version() in localized(mark("ask.html")), "the language makes no other version"
