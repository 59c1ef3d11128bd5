"""Checks a draft sentence by sentence against a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.also_in import with_copies
from assistant.answer import Citation
from assistant.claims import RULES, Checker, Difference
from assistant.draft.blocks import Draft
from assistant.draft.context import Claim, in_context
from assistant.draft.judge import Judgement, judge
from assistant.draft.report import CheckedSentence, CitedDifference, Report
from assistant.draft.search import nearest
from assistant.draft.statements import TOO_LONG, Statement, statements
from assistant.language.reference import SENTENCES_BACK
from assistant.own_words import OwnWords
from assistant.place import Place
from assistant.stopwatch import Stopwatch
from storage import Store
from storage.records import Filter
from storage.text.wording import count

BATCH = 64  # claims that are embedded together; progress is told after each claim
PASSAGES = 5  # for a claim; among 10, more wrong claims find support in passages on other things

EMPTY = OwnWords("The collection is empty: add articles with `python -m ingest PATH`.", "empty")
NONE_PASSES = OwnWords("No article passes the filters.", "none_passes")

Progress = Callable[[int, int], None]  # called with the number of claims checked so far, and of all claims


def check_draft(
    store: Store,
    draft: Draft,
    where: Filter | None = None,
    progress: Progress | None = None,
    checker: Checker = RULES,
) -> Report:
    """The report on a draft. `where`: only articles that pass this filter. `checker`: how claims are
    checked."""
    stopwatch = Stopwatch()
    with stopwatch("read"):
        read = list(statements(draft))
        claims = [
            in_context(statement, read[max(0, number - SENTENCES_BACK) : number], draft.text)
            for number, statement in enumerate(read)
            if not statement.no_claim
        ]
    with stopwatch("check"):
        judged = dict(_judged(store, claims, where, progress, checker))
    with stopwatch("cite"):
        citations = _Citations(store, where)
        sentences = tuple(_checked(one, judged, citations) for one in read)
    return Report(draft.text, sentences, tuple(_notices(store, draft, read, where)), stopwatch.timings())


def _judged(
    store: Store,
    claims: Sequence[Claim],
    where: Filter | None,
    progress: Progress | None,
    checker: Checker,
) -> Iterator[tuple[Statement, tuple[Claim, Judgement]]]:
    for first in range(0, len(claims), BATCH):
        batch = claims[first : first + BATCH]
        hit_lists = nearest(store, [claim.query for claim in batch], PASSAGES, where)
        for number, (claim, hits) in enumerate(zip(batch, hit_lists, strict=True), start=first + 1):
            yield claim.statement, (claim, judge(claim, hits, checker))
            if progress:
                progress(number, len(claims))


class _Citations:
    """Numbers the quotations of a report; the same sentence of an article gets one number."""

    def __init__(self, store: Store, where: Filter | None) -> None:
        self._store = store
        self._where = where
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def of(self, place: Place) -> Citation:
        key = (place.hit.article.id, place.start, place.end)
        if key not in self._cited:
            number = len(self._cited) + 1
            citation = Citation(number, place.hit.article, place.hit.passage, place.start, place.end)
            self._cited[key] = with_copies(citation, self._store, self._where)
        return self._cited[key]


def _checked(
    one: Statement, judged: Mapping[Statement, tuple[Claim, Judgement]], citations: _Citations
) -> CheckedSentence:
    if one not in judged:
        return CheckedSentence(one.text, one.start, one.end, "no claim", explanation=one.no_claim)
    claim, judgement = judged[one]
    return CheckedSentence(
        one.text,
        one.start,
        one.end,
        judgement.label,
        judgement.probability,
        judgement.explanation,
        tuple(map(citations.of, judgement.places)),
        tuple(_difference(d, claim, place, citations) for d, place in judgement.differences),
        claim.name,
    )


def _difference(
    difference: Difference, claim: Claim, place: Place | None, citations: _Citations
) -> CitedDifference:
    start, end = claim.span(difference.start, difference.end)
    text = claim.statement.text[start - claim.statement.start : end - claim.statement.start]
    if place is None or difference.passage_start is None or difference.passage_end is None:
        return CitedDifference(difference.kind, start, end, text)
    first = place.hit.passage.start
    begin, stop = first + difference.passage_start, first + difference.passage_end
    quoted = place.hit.article.text[begin:stop]
    return CitedDifference(difference.kind, start, end, text, citations.of(place).number, begin, stop, quoted)


def _notices(store: Store, draft: Draft, read: Sequence[Statement], where: Filter | None) -> Iterator[str]:
    """What the reader of a report should know of the draft and of the collection."""
    if not store.count_articles(where):
        yield NONE_PASSES if where else EMPTY
    if foreign := sum(not one.is_english and not one.no_claim for one in read):
        english = f"{count(foreign, 'sentence')} not in English: only the same words in an article count."
        yield OwnWords(english, "foreign_sentences", n=foreign)
    if cells := sum(block.kind == "table" for block in draft.blocks):
        english = f"{count(cells, 'cell')} of tables: only whole sentences are checked."
        yield OwnWords(english, "table_cells", n=cells)
    if any(one.no_claim == TOO_LONG for one in read):
        yield TOO_LONG
