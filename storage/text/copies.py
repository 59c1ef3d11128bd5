"""Near-duplicates: wire copy and syndication, but not follow-ups or templates. The only importer of rensa.

A copy prints another article's text, perhaps shortened, lengthened or lightly edited. A follow-up reuses some
paragraphs of an older article. A template (weather, lottery, closing prices) repeats its words with other
figures. So two texts are copies when nearly every stretch of the shorter text also stands in the longer one,
and their figures agree. The constants give the best recall at a precision of .995 on the tuning half of
benchmarks/copies.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHINGLE = 3  # words per shingle; with 30 % of the words changed, 0.7 ** 3 = 34 % of the shingles remain
HASHES = 128  # hashes per signature

# Two texts are copies when they reach all of these shares, and their figures agree:
RESEMBLANCE = 0.15  # Jaccard similarity of the shingles; a lower one means a part of a longer report
OVERLAP = 0.25  # share of the shorter text's shingles in the longer text
STRETCHES = 0.8  # share of the shorter text's stretches that the longer text keeps

STRETCH = 20  # shingles per stretch
STRETCH_OVERLAP = 0.2  # the longer text keeps a stretch when it contains this share of its shingles

# The figures disagree when more of the shorter text's figures than both limits are missing in the longer
# text.
CHANGED_FIGURES = 0.25  # of the figures
CHANGED_FIGURES_A_WORD = 0.01  # of the words

WORD = re.compile(r"\w+")
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


def shingles(text: str) -> list[str]:
    """Each run of three words, in order: "A b, c d!" -> ["a b c", "b c d"]."""
    words = WORD.findall(text.casefold())
    return [" ".join(run) for run in zip(*(words[start:] for start in range(SHINGLE)), strict=False)]


def signature(text: str) -> bytes:
    """The MinHash of a text's shingles, as little-endian uint32; empty for a text of fewer than three
    words."""
    from rensa import RMinHash

    distinct = set(shingles(text))
    if not distinct:
        return b""
    minhash = RMinHash(num_perm=HASHES, seed=1)
    minhash.update(distinct)
    return np.array(minhash.digest(), "<u4").tobytes()


def bands(signature: bytes) -> list[int]:
    """The LSH bands of a signature: each pair of hashes as one int64. Similar texts probably share a band.

    Two texts with a resemblance of j share a band with a probability of 1 - (1 - j²)⁶⁴: 99.99 % at 0.37 (15 %
    of the words changed), 93 % at 0.2, and 0.6 % at 0.01 (unrelated reports).
    """
    return sorted(set(np.frombuffer(signature, "<i8").tolist()))


class Likeness(NamedTuple):
    """The similarity of two texts. `resemblance`: the Jaccard similarity of their shingles. `kept`: for each
    shingle of the shorter text, in order, whether the longer text contains it. `other_figures`: whether
    their figures disagree."""

    resemblance: float
    kept: NDArray[np.bool_]
    other_figures: bool

    @property
    def is_of_copies(self) -> bool:
        return (
            self.resemblance >= RESEMBLANCE
            and float(self.kept.mean()) >= OVERLAP
            and self._kept_stretches() >= STRETCHES
            and not self.other_figures
        )

    def _kept_stretches(self) -> float:
        """The share of the shorter text's stretches that the longer text keeps."""
        stretches = np.array_split(self.kept, max(1, round(len(self.kept) / STRETCH)))
        return float(np.mean([stretch.mean() >= STRETCH_OVERLAP for stretch in stretches]))


def is_copy(one: str, other: str) -> bool:
    """Whether one text is a copy of the other, or of most of it.

    >>> is_copy("Rain fell on Low Vale all night.", "LOW VALE - Rain fell on Low Vale all night")
    True
    >>> is_copy("Noon in Low Vale: 21 degrees, wind 9 km/h.", "Noon in Low Vale: 14 degrees, wind 30 km/h.")
    False
    """
    measured = likeness(one, other)
    return measured is not None and measured.is_of_copies


def likeness(one: str, other: str) -> Likeness | None:
    """The likeness of two texts; None when one has fewer than three words."""
    shorter, longer = sorted((one, other), key=len)
    short, long = shingles(shorter), set(shingles(longer))
    if not short or not long:
        return None
    distinct = set(short)
    shared = len(distinct & long)
    kept = np.array([shingle in long for shingle in short])
    return Likeness(shared / (len(distinct) + len(long) - shared), kept, _other_figures(shorter, longer))


def _other_figures(shorter: str, longer: str) -> bool:
    figures = set(FIGURE.findall(shorter))
    changed = len(figures - set(FIGURE.findall(longer)))
    words = len(WORD.findall(shorter))
    return changed > CHANGED_FIGURES * len(figures) and changed > CHANGED_FIGURES_A_WORD * words
