"""Copies of texts, and the signatures that find them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from newsroom import python
from wire import FOLLOW_UP, PARAGRAPHS, SAME_EVENT, WIRE, edited

from storage.text import copies
from storage.text.copies import bands, is_copy, shingles, signature

HARBOUR = "The harbour of Port Elm was closed on Monday, and the ferry with it."


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        edited(WIRE, 0.05),
        edited(WIRE, 0.15),
        "PORT ELM (Wire) — " + WIRE + "\n\nReporting by Ann Lee.",
        "\n\n".join(PARAGRAPHS[:2]),
        WIRE.replace("\n\n", f"\n\n{SAME_EVENT.splitlines()[0]}\n\n", 1),
        WIRE.replace("42 boats", "43 boats"),
    ],
    ids=["same", "case", "5%", "15%", "dateline and credit", "truncated", "a paragraph more", "one figure"],
)
def test_a_copy(copy: str) -> None:
    assert is_copy(WIRE, copy)
    assert is_copy(copy, WIRE)


@pytest.mark.parametrize(
    "other",
    [SAME_EVENT, FOLLOW_UP, edited(WIRE, 0.6), WIRE.split(".")[0], "", "Port Elm"],
    ids=["another outlet", "a follow-up", "60%", "a quotation", "nothing", "two words"],
)
def test_other_texts_are_not_copies(other: str) -> None:
    assert not is_copy(WIRE, other)
    assert not is_copy(other, WIRE)


def test_an_update_that_rewrites_half_of_the_report_is_not_a_copy() -> None:
    rewritten = "\n\n".join([*FOLLOW_UP.split("\n\n")[:2], *PARAGRAPHS[:2]])
    assert not is_copy(WIRE, rewritten)


def test_a_template_with_other_figures_is_not_a_copy() -> None:
    def weather(day: str, *figures: int) -> str:
        return (
            "The weather station of Low Vale measured {} degrees at noon on {}, {} less than the day before. "
            "The wind came from the west with {} kilometres an hour, and {} millimetres of rain fell."
        ).format(figures[0], day, *figures[1:])

    assert not is_copy(weather("Monday", 21, 3, 9, 4), weather("Tuesday", 14, 7, 30, 12))
    assert is_copy(weather("Monday", 21, 3, 9, 4), weather("Tuesday", 21, 3, 9, 4))


def test_shingles_are_runs_of_words_in_order() -> None:
    assert shingles("A storm, a STORM! came") == ["a storm a", "storm a storm", "a storm came"]
    assert shingles("Two words") == []


def test_a_signature_has_the_same_bytes_everywhere() -> None:
    """Signatures are stored, and compared with the signatures of other processes and machines."""
    assert signature(HARBOUR).hex().startswith("be6041c673eed2c08f0addc1b7a679c0")
    code = "import sys; from storage.text.copies import signature; print(signature(sys.argv[1]).hex())"
    assert python("-c", code, HARBOUR, PYTHONHASHSEED="7").stdout.strip() == signature(HARBOUR).hex()


def test_a_signature_estimates_the_resemblance() -> None:
    one, other = shingles(WIRE), shingles(edited(WIRE, 0.15))
    resemblance = len({*one} & {*other}) / len({*one, *other})
    signed = [np.frombuffer(signature(t), "<u4") for t in (WIRE, edited(WIRE, 0.15))]
    assert len(signed[0]) == copies.HASHES
    assert float((signed[0] == signed[1]).mean()) == pytest.approx(resemblance, abs=0.15)
    assert signature("Two words") == b""


def test_copies_share_bands_and_others_do_not() -> None:
    def shared(*texts: str) -> list[int]:
        return [len({*bands(signature(a))} & {*bands(signature(b))}) for a, b in pairwise(texts)]

    assert min(shared(WIRE, edited(WIRE, 0.15), WIRE, PARAGRAPHS[0] + PARAGRAPHS[1])) > 0
    assert shared(WIRE, SAME_EVENT) == [0]
    assert len(bands(signature(WIRE))) == copies.HASHES // 2
    assert all(
        -(2**63) <= band < 2**63 for band in bands(signature(WIRE))
    )  # the integers that SQLite can store
    assert bands(b"") == []
