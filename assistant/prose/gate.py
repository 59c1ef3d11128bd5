"""Checks one sentence of a language model: shown as it is, with other citations, repaired, replaced, or not
at all."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.also_in import is_same_sentence
from assistant.answer import SentenceKind
from assistant.claims import Checker, DatedText, Difference
from assistant.claims.alignment import align, meanings
from assistant.claims.records import Kind
from assistant.claims.sentences import PassageSentence, sentences_of, words_of
from assistant.dated_text import dated_sentence
from assistant.evidence import candidate_sentences
from assistant.language.reference import opens_with_pronoun
from assistant.place import Place
from assistant.prose.backing import Backing, backing, is_instruction, may_support, read_ahead
from assistant.prose.fence import FencedPassage
from assistant.prose.wording import DENIAL
from storage.records import Hit

OTHERS = 3  # passages beside the cited ones that are tried, those with most of the sentence's words
ALIKE = 0.6  # the least share of the sentence's words in another passage that is tried
REPAIRS = 3  # wrong parts that are tried
REPAIRABLE: frozenset[Kind] = frozenset(("number", "date", "name"))
# The share of a failed sentence's words, by rarity, in the quotation that replaces it. Below, the quotation
# would say something else.
REPLACED = 0.5

_TRANSITION = frozenset(
    "article articles report reports here following summary short answer details detail say says said "
    "according passage passages far information question news mention mentions describe describes follow "
    "follows more".split()
)
LONGEST_TRANSITION = 12  # words
_LAST_WORD = re.compile(r"([\w’'$£€%-]+)[^\w.!?\n]*$")
_BARE = re.compile(r"^[^$£€¥]*(?:\d|illion|thousand|hundred|dozen)$")
_FIRST_WORD = re.compile(r"[^\w.!?’']*([’']?[\w$£€%-]+)")


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A sentence that may be shown, with the sentences of articles that back it: none for a transition."""

    text: str
    kind: SentenceKind
    places: tuple[Place, ...] = ()


class Gate:
    """Checks the sentences of one answer against the passages that the model was given."""

    def __init__(self, passages: Sequence[FencedPassage], checker: Checker) -> None:
        self._hits: Mapping[str, Hit] = {passage.id: passage.hit for passage in passages}
        self._checker = checker
        self._before: tuple[Place, ...] = ()  # what backs the sentence before

    def read_passages(self, stop: threading.Event) -> None:
        """Find the names and the grammar of the passages, which are kept, until `stop` is set. There is time
        for it while the model reads its prompt, and its sentences needn't wait."""
        for sentence in sentences_of([dated_passage(hit) for hit in self._hits.values()]):
            if stop.is_set():
                return
            read_ahead(sentence.text)

    def check(self, text: str, cited: Sequence[str]) -> CheckedText | None:
        """The sentence as it may be shown after those before it; None when it isn't shown. `cited`: the ids
        that it cites."""
        checked = self._checked(text, cited)
        if checked and checked.places:
            self._before = checked.places
        return checked

    def _checked(self, text: str, cited: Sequence[str]) -> CheckedText | None:
        if is_transition(text):
            return CheckedText(text, "transition")
        hits = [self._hits[each] for each in cited]
        others = self._others(text, hits)
        quotation = next(filter(None, (_verbatim(text, hit) for hit in (*hits, *others))), None)
        if quotation:
            return quotation
        tried: list[tuple[tuple[Hit, ...], Backing]] = []
        for group in _groups(hits, others):
            read = backing(text, [dated_passage(hit) for hit in group], self._checker)
            if read.holds and self._is_clear(text, places := _places(read.support, group)):
                return CheckedText(text, "prose", places)
            tried.append((group, read))
        return self._repaired(text, tried) or _replaced(text, hits or others)

    def _is_clear(self, text: str, places: Sequence[Place]) -> bool:
        """Whether "He" at the start of a sentence means whom the sentence before speaks of: both are from one
        passage."""
        passages = {place.hit.passage.id for place in self._before}
        return not opens_with_pronoun(text) or any(place.hit.passage.id in passages for place in places)

    def _others(self, text: str, cited: Sequence[Hit]) -> list[Hit]:
        """The passages that aren't cited and have most of the sentence's words."""
        own = meanings(text)
        shares = {hit.passage.id: len(own & meanings(hit.text)) for hit in self._hits.values()}
        least = max(1, ALIKE * len(own))
        rest = [hit for hit in self._hits.values() if hit not in cited and shares[hit.passage.id] >= least]
        return sorted(rest, key=lambda hit: -shares[hit.passage.id])[:OTHERS]

    def _repaired(self, text: str, tried: Sequence[tuple[tuple[Hit, ...], Backing]]) -> CheckedText | None:
        """The sentence with its one wrong figure, name or day as the passage has it."""
        for group, read in tried:
            wrong = {(d.start, d.end): d for d in read.gaps if d.contradicts and d.kind in REPAIRABLE}
            for difference in list(wrong.values())[:REPAIRS]:
                if not _fits(text, difference, group):
                    continue
                right = _repaired_at(text, difference)
                again = backing(right, [dated_passage(hit) for hit in group], self._checker)
                if again.holds and self._is_clear(right, places := _places(again.support, group)):
                    return CheckedText(right, "repaired", places)
        return None


def is_transition(text: str) -> bool:
    """Whether a sentence only leads to the next one and claims nothing.

    >>> is_transition("Here is what the articles say:"), is_transition("Here is why the mayor resigned:")
    (True, False)
    """
    words = words_of(text)
    content = [word.text.lower() for word in words if word.is_content]
    is_plain = bool(content) and _TRANSITION.issuperset(content) and not DENIAL.search(text)
    return is_plain and len(words) <= LONGEST_TRANSITION and text.rstrip()[-1:] in (".", ":")


def without_lead_in(text: str) -> str:
    """A sentence without the transition that it begins with.

    >>> without_lead_in("Here is what the articles say: Ida Storm resigned.")
    'Ida Storm resigned.'
    """
    lead, colon, rest = text.partition(": ")
    return rest if colon and is_transition(f"{lead}:") else text


def dated_passage(hit: Hit) -> DatedText:
    return dated_sentence(hit.article, hit.passage.start, hit.passage.end)


def _groups(hits: Sequence[Hit], others: Sequence[Hit]) -> Iterator[tuple[Hit, ...]]:
    """The passages to try: each cited one, the cited ones together, then each other one."""
    yield from ((hit,) for hit in hits)
    if len(hits) > 1:
        yield tuple(hits)
    yield from ((hit,) for hit in others)


def _verbatim(text: str, hit: Hit) -> CheckedText | None:
    """The quotation of a passage that the sentence is."""
    for candidate in candidate_sentences(hit):
        if is_same_sentence(candidate.text, text) and not is_instruction(candidate.text):
            return CheckedText(candidate.text, "quoted", (Place(hit, candidate.start, candidate.end),))
    return None


def _repaired_at(text: str, difference: Difference) -> str:
    """The sentence with the passage's words, without the first of them where it stands before the place
    already: "about" of "about 20-30 fans"."""
    before, new = text[: difference.start], difference.passage_text
    first, _, rest = new.partition(" ")
    is_doubled = bool(rest) and before.lower().split()[-1:] == [first.lower()]
    return before + (rest if is_doubled else new) + text[difference.end :]


def _fits(text: str, difference: Difference, group: Sequence[Hit]) -> bool:
    """Whether the part stands in the passage before or after the same word as in the sentence, a name between
    the same two: "Vance" can't stand for "Vance's rivals". A bare number stands before the same word: of
    "nine million crowns", "nine million" alone can't take the place of "$9"."""
    source = group[difference.passage or 0].text
    start, end = difference.passage_start or 0, difference.passage_end or 0
    ours = _word_before(text[: difference.start]), _word_after(text[difference.end :])
    same = [
        one == other
        for one, other in zip(ours, (_word_before(source[:start]), _word_after(source[end:])), strict=True)
    ]
    if difference.kind == "number" and _BARE.search(difference.passage_text):
        return same[1] or (not ours[1] and not _FIRST_WORD.match(source[end:]))
    return all(same) if difference.kind == "name" else any(same)


def _word_before(text: str) -> str:
    """The last word of a text, "" at the start of a sentence."""
    last = _LAST_WORD.search(text)
    return last[1].lower() if last else ""


def _word_after(text: str) -> str:
    """The first word of a text, "" at the end of a sentence."""
    first = _FIRST_WORD.match(text)
    return first[1].lower() if first else ""


def _replaced(text: str, hits: Sequence[Hit]) -> CheckedText | None:
    """The quotation that says most of what a failed sentence tried to say."""
    if not hits:
        return None
    alignment = align(text, [dated_passage(hit) for hit in hits])
    for sentence in alignment.sentences[:1]:
        if may_support(sentence.text) and alignment.share(meanings(sentence.text)) >= REPLACED:
            places = _places([sentence], hits)
            if len(places) == 1:
                return CheckedText(places[0].text, "quoted", places)
    return None


def _places(support: Sequence[PassageSentence], hits: Sequence[Hit]) -> tuple[Place, ...]:
    """The whole sentences of the articles that hold the support, in its order."""
    places: dict[Place, None] = {}
    for sentence in support:
        hit = hits[sentence.passage]
        start, end = hit.passage.start + sentence.start, hit.passage.start + sentence.end
        for first, last in hit.passage.sentences:
            if first < end and start < last and (text := hit.article.text[first:last].strip()):
                begin = hit.article.text.index(text, first)
                places[Place(hit, begin, begin + len(text))] = None
    return tuple(places)
