"""Near-duplicates: wire copy and syndication, told from follow-ups and templates. Only importer of rensa.

A copy prints another's text: cut, lengthened, a word here and there changed. A follow-up keeps some of the
older paragraphs and writes others, and a template (weather, lottery, closing prices) keeps its words and
changes its figures. So texts are compared by stretches, each of which must be there, and by their figures.
The constants give the best recall at a precision of .995 on the tuning half of benchmarks/copies.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHINGLE = 3  # words; with 30 % of them changed 0.7 ** 3 = 34 % of the shingles are left
HASHES = 128  # of a signature
RESEMBLANCE = 0.15  # the least share of both texts' shingles that both have: less is part of a longer report
OVERLAP = 0.25  # the least share of the shorter text's shingles that the longer has, and
STRETCH = 20  # shingles: of each stretch of the shorter text so long
STRETCH_OVERLAP = 0.2  # the longer has so large a share, or the stretch is a new one;
STRETCHES = 0.8  # the least share of stretches that are not
# Other figures make another report: more than so many of the shorter text's, and more than so many a word.
CHANGED_FIGURES = 0.25
CHANGED_FIGURES_A_WORD = 0.01

WORD = re.compile(r"\w+")
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


def shingles(text: str) -> list[str]:
    """Each run of three words, in order: "A b, c d!" -> ["a b c", "b c d"]."""
    words = WORD.findall(text.casefold())
    return [" ".join(run) for run in zip(*(words[start:] for start in range(SHINGLE)), strict=False)]


def signature(text: str) -> bytes:
    """The MinHash of a text's shingles, as little-endian uint32; empty for a text of under three words."""
    from rensa import RMinHash

    found = set(shingles(text))
    if not found:
        return b""
    minhash = RMinHash(num_perm=HASHES, seed=1)
    minhash.update(found)
    return np.array(minhash.digest(), "<u4").tobytes()


def bands(signed: bytes) -> list[int]:
    """What two alike texts likely have one of in common: each two hashes of a signature as an int64.

    Of two texts with a resemblance of j, a band is shared with the probability 1 - (1 - j²)⁶⁴: 99.99 % at
    0.37, as with 15 % of the words changed, 93 % at 0.2, and 0.6 % at 0.01, as for unrelated reports.
    """
    return sorted(set(np.frombuffer(signed, "<i8").tolist()))


class Likeness(NamedTuple):
    """How much of one text another prints. `kept`: which of the shorter text's shingles the longer has, in
    order; `resemblance`: the share of both texts' shingles that both have."""

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
        """The share of stretches that are not new ones."""
        stretches = np.array_split(self.kept, max(1, round(len(self.kept) / STRETCH)))
        return float(np.mean([stretch.mean() >= STRETCH_OVERLAP for stretch in stretches]))


def is_copy(one: str, other: str) -> bool:
    """Whether one text prints the other, or most of it.

    >>> is_copy("Rain fell on Low Vale all night.", "LOW VALE - Rain fell on Low Vale all night")
    True
    >>> is_copy("Noon in Low Vale: 21 degrees, wind 9 km/h.", "Noon in Low Vale: 14 degrees, wind 30 km/h.")
    False
    """
    found = likeness(one, other)
    return found is not None and found.is_of_copies


def likeness(one: str, other: str) -> Likeness | None:
    """None where a text has fewer than three words."""
    shorter, longer = sorted((one, other), key=len)
    run, there = shingles(shorter), set(shingles(longer))
    if not run or not there:
        return None
    distinct = set(run)
    shared = len(distinct & there)
    kept = np.array([shingle in there for shingle in run])
    return Likeness(shared / (len(distinct) + len(there) - shared), kept, _other_figures(shorter, longer))


def _other_figures(shorter: str, longer: str) -> bool:
    figures = set(FIGURE.findall(shorter))
    changed = len(figures - set(FIGURE.findall(longer)))
    words = len(WORD.findall(shorter))
    return changed > CHANGED_FIGURES * len(figures) and changed > CHANGED_FIGURES_A_WORD * words
