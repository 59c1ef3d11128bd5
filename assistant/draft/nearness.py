"""How much of a claim the words of sentences hold, and the article that holds most of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from assistant.claims.alignment import holds, meanings
from assistant.claims.sentences import words_of
from assistant.claims.synonyms import meaning
from storage.records import Hit


def shares_held(claim: str, sentences: Sequence[str], apart: Sequence[tuple[int, int]] = ()) -> list[float]:
    """The share of a claim's content words in the first sentence, in the first two, and so on: 0 to 1.
    `apart`: spans of the claim whose words don't count.

    >>> shares_held("The old pier burned.", ["The pier closed.", "A fire burned."])
    [0.3333333333333333, 0.6666666666666666]
    """
    own = [
        meaning(word.stem)
        for word in words_of(claim)
        if word.is_content and not any(start < word.end and word.start < end for start, end in apart)
    ]
    held = accumulate(map(meanings, sentences), lambda one, other: one | other)
    return [sum(holds(stems, stem) for stem in own) / len(own) if own else 1.0 for stems in held]


def of_nearest_article(claim: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of the article with the sentence that holds most of a claim; of equals, of the best hit."""
    best = max(hits, key=lambda hit: _best_share(claim, hit), default=None)
    return tuple(hit for hit in hits if best is not None and hit.article.id == best.article.id)


def _best_share(claim: str, hit: Hit) -> float:
    sentences = (hit.article.text[start:end] for start, end in hit.passage.sentences)
    return max((shares_held(claim, [sentence])[0] for sentence in sentences), default=0.0)
