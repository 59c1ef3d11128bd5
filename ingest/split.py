"""Splits an article into passages: whole sentences, with exact offsets.

Passages tile the article: each begins where the one before ends, and `"".join` of them is the article's text.
"""

from __future__ import annotations

import re

from ingest.sentences import Span, sentences
from storage.models.embedder import TokenCounter
from storage.records import Article, Passage

WHITE_SPACE = re.compile(r"\s+")

# Tokens kept for the passage when a headline takes nearly all tokens that the model sees.
FEWEST_TOKENS = 32


def split(article: Article, counter: TokenCounter) -> list[Passage]:
    """Split an article into as few passages as possible, of similar size. The embedding model sees every
    token of a passage and of the headline. A sentence that is too long is cut at white space."""
    text = article.text
    spans = list(sentences(text, article.language))
    title = Passage(article.id, 0, 0, 0, ()).document(article)
    title_tokens, *tokens = counter.count_tokens([title, *(text[start:end] for start, end in spans)])
    limit = max(counter.max_tokens - title_tokens, FEWEST_TOKENS)
    if tokens and max(tokens) > limit:
        spans, tokens = _cut_long(text, spans, tokens, limit, counter)
    passages = []
    for position, (first, last) in enumerate(even_runs(tokens, limit)):
        run = tuple(spans[first:last])
        passages.append(Passage(article.id, position, run[0][0], run[-1][1], run))
    return passages


def even_runs(sizes: list[int], limit: int) -> list[Span]:
    """Cut a sequence into as few runs as possible with sums of at most `limit`, and of these ways take one
    whose largest sum is least: ([3, 3, 3, 3], 9) -> [(0, 2), (2, 4)]. A larger size gets a run of its own."""
    runs = _greedy(sizes, limit)
    low, high = max(-(-sum(sizes) // len(runs)), 1) if runs else limit, limit
    while low < high:
        middle = (low + high) // 2
        if len(_greedy(sizes, middle)) > len(runs):
            low = middle + 1
        else:
            high = middle
    return _greedy(sizes, high)


def _greedy(sizes: list[int], limit: int) -> list[Span]:
    runs: list[Span] = []
    start = total = 0
    for index, size in enumerate(sizes):
        if index > start and total + size > limit:
            runs.append((start, index))
            start, total = index, 0
        total += size
    if sizes:
        runs.append((start, len(sizes)))
    return runs


def _cut_long(
    text: str, spans: list[Span], tokens: list[int], limit: int, counter: TokenCounter
) -> tuple[list[Span], list[int]]:
    """Halve everything that is longer than `limit` tokens until nothing is."""
    while any(count > limit and end - start > 1 for (start, end), count in zip(spans, tokens, strict=True)):
        halved: list[Span] = []
        counts: list[int] = []
        for (start, end), count in zip(spans, tokens, strict=True):
            if count <= limit or end - start == 1:
                halved.append((start, end))
                counts.append(count)
            else:
                middle = _middle(text, start, end)
                halved += [(start, middle), (middle, end)]
                counts += counter.count_tokens([text[start:middle], text[middle:end]])
        spans, tokens = halved, counts
    return spans, tokens


def _middle(text: str, start: int, end: int) -> int:
    """The place to cut: after the white space nearest to the middle, else in the middle."""
    middle = (start + end) // 2
    places = [space.end() for space in WHITE_SPACE.finditer(text, start, end) if start < space.end() < end]
    return min(places, key=lambda place: abs(place - middle), default=middle)
