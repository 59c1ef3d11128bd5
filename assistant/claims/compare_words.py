"""The words of a claim that are denied, opposite, hedged or exchanged, or that the passages don't contain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.compare_parts import against, inside, is_in_place, missing
from assistant.claims.polarity import Flags, flags, is_cue
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.claims.synonyms import are_opposites, meaning
from assistant.entities import parsed

_NEVER_BEFORE = re.compile(r"\b(?:no|never|not)\b.*\bbefore\b|\bnever before\b", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst\b", re.IGNORECASE)
_LASTING = frozenset(map(meaning, ("remain", "continu", "keep")))  # they are and will be the same
CLOSE = 3  # words of an exchanged stretch at most, on either side


def negation_differences(alignment: Alignment) -> Iterator[Difference]:
    """The words that one side denies and the other doesn't."""
    if any(
        _is_first(alignment.claim, s.text) or _is_first(s.text, alignment.claim)
        for s in alignment.sentences[:1]
    ):
        return
    for word, ours, sentence, other, theirs in _pairs(alignment):
        is_opposed = (ours.denied_surely and not theirs.denied) or (theirs.denied_surely and not ours.denied)
        if is_opposed:
            span, place = (word.start, word.end), (other.start, other.end)
            yield against("negation", alignment.claim, span, sentence, place)
            return


def _is_first(text: str, other: str) -> bool:
    """Whether two denials and affirmations mean the same: "no woman had led it before", "the first woman"."""
    return bool(_NEVER_BEFORE.search(text) and _FIRST.search(other))


def hedge_differences(alignment: Alignment) -> Iterator[Difference]:
    """The words that are a fact on one side, and planned, possible or alleged on the other."""
    for word, ours, sentence, other, theirs in _pairs(alignment):
        is_lasting = meaning(word.stem) in _LASTING and {ours.mood, theirs.mood} == {"fact", "planned"}
        is_opposed = ours.mood != theirs.mood and (ours.mood_surely or theirs.mood_surely) and not is_lasting
        if is_opposed and _are_comparable(word, alignment, other, sentence):
            span, place = (word.start, word.end), (other.start, other.end)
            yield against("hedge", alignment.claim, span, sentence, place)
            return


def _are_comparable(word: Word, alignment: Alignment, other: Word, sentence: PassageSentence) -> bool:
    """Whether two words stand for one deed: any words of an edited copy, but only verbs where the claim tells
    it in its own words."""
    if alignment.is_copy:
        return True
    return _is_verb(alignment.claim, word) and _is_verb(sentence.text, other)


def _is_verb(text: str, word: Word) -> bool:
    """Whether a word tells what is done or happens; where nothing is known of the grammar, any word may."""
    tokens = parsed(text)
    return not tokens or any(t.start == word.start and t.tag.startswith("VB") for t in tokens)


def _pairs(alignment: Alignment) -> Iterator[tuple[Word, Flags, PassageSentence, Word, Flags]]:
    """The content words that the claim and the best sentence share, with the flags of both: once each and,
    in longer runs of the same words, each time."""
    own = flags(alignment.claim)
    done: set[str] = set()
    for sentence in alignment.sentences[:1]:
        theirs = flags(sentence.text)
        for number, word in enumerate(alignment.words):
            if not word.is_content:
                continue
            place = _in_run(number, alignment)
            if place is None and word.stem not in done:
                place = _counterpart(word, sentence, theirs)
            if place is not None:
                done.add(word.stem)
                yield word, own[number], sentence, sentence.words[place], theirs[place]


def _counterpart(word: Word, sentence: PassageSentence, theirs: Sequence[Flags]) -> int | None:
    """The number of the same word in a sentence, else of one with the same meaning; None for several which
    aren't all denied or hedged alike."""
    same = [n for n, other in enumerate(sentence.words) if other.is_content and other.stem == word.stem]
    wanted = meaning(word.stem)
    alike = same or [n for n, o in enumerate(sentence.words) if o.is_content and meaning(o.stem) == wanted]
    return alike[0] if len({theirs[n] for n in alike}) == 1 else None


def _in_run(number: int, alignment: Alignment) -> int | None:
    """The number of the same word in the best sentence, if a word beside it is the same, too."""
    place = alignment.paired.get(number)
    if place is None:
        return None
    beside = ((number - 1, place - 1), (number + 1, place + 1))
    return place if any(alignment.paired.get(ours) == theirs for ours, theirs in beside) else None


def antonym_differences(alignment: Alignment) -> Iterator[Difference]:
    """The words whose opposite stands in one of the best sentences and not in the claim."""
    ours, own = flags(alignment.claim), {word.stem for word in alignment.words}
    for sentence in alignment.sentences:
        theirs = flags(sentence.text)
        for number, word in enumerate(alignment.words):
            for place, other in enumerate(sentence.words):
                if (
                    are_opposites(word.stem, other.stem)
                    and ours[number].denied == theirs[place].denied
                    and (
                        _is_exchanged(word, other, alignment, sentence)
                        or (other.stem not in own and _follow_the_same(number, place, alignment, sentence))
                        or (word.is_content and other.stem not in own and _is_new(word, alignment.nearest))
                    )
                ):
                    span, where = (word.start, word.end), (other.start, other.end)
                    yield against("antonym", alignment.claim, span, sentence, where)
                    return


def _follow_the_same(number: int, place: int, alignment: Alignment, sentence: PassageSentence) -> bool:
    """Whether the last content words before two words are the same: "the dollar is falling" and "the dollar
    rose"; and the sentence hasn't both."""
    if alignment.words[number].stem in sentence.stems:
        return False
    before = (alignment.words[:number], sentence.words[:place])
    one, other = (next((w for w in reversed(words) if w.is_content), None) for words in before)
    return one is not None and other is not None and meaning(one.stem) == meaning(other.stem)


def _is_exchanged(word: Word, other: Word, alignment: Alignment, sentence: PassageSentence) -> bool:
    spans = (word.start, word.end), (other.start, other.end)
    return sentence == alignment.sentences[0] and is_in_place(*spans, alignment)


def exchanged_words(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """The content words that the best sentence replaces by others: "direct" by "star"."""
    if not alignment.sentences:
        return
    sentence, own = alignment.sentences[0], alignment.near
    held = meanings(alignment.claim)
    for kind, first, last, start, end in alignment.stretches:
        if kind != "replace" or last - first > CLOSE or end - start > CLOSE:
            continue
        ours = [
            w for w in alignment.words[first:last] if _is_new(w, own) and not inside(w.start, w.end, taken)
        ]
        theirs = [w for w in sentence.words[start:end] if _is_new(w, held)]
        if ours and theirs:
            span = (ours[0].start, ours[-1].end)
            yield against("detail", alignment.claim, span, sentence, (theirs[0].start, theirs[-1].end))


def _is_new(word: Word, held: frozenset[str]) -> bool:
    return word.is_content and not is_cue(word.text) and not holds(held, meaning(word.stem))


def uncovered(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    """The stretches of the claim whose words no near sentence has. A preposition or conjunction before a
    stretch belongs to it."""
    run: list[Word] = []
    before: Word | None = None
    for word in (*alignment.words, None):
        if word is not None and inside(word.start, word.end, taken):
            new = False
        else:
            new = word is not None and _is_new(word, alignment.near) and not _is_elsewhere(word, alignment)
        if new and word is not None:
            run.append(word)
        elif run and (word is None or word.is_content or inside(word.start, word.end, taken)):
            yield missing("detail", alignment.claim, _start(run[0], before), run[-1].end)
            run = []
        if not run:
            before = word


def _start(first: Word, before: Word | None) -> int:
    is_joint = before is not None and not before.is_content and before.text.lower() in _JOINTS
    return before.start if before is not None and is_joint else first.start


_JOINTS = frozenset(
    "after before in on at with without for by from during under over against because".split()
)


def _is_elsewhere(word: Word, alignment: Alignment) -> bool:
    """Whether another sentence has the word, in passages that are short enough to be read as a whole."""
    return len(alignment.everywhere) <= 12 and holds(alignment.anywhere, meaning(word.stem))


def longest_run(differences: Sequence[Difference]) -> int:
    """The number of content words in the longest of these parts of a claim."""
    return max((sum(w.is_content for w in words_of(d.claim_text)) for d in differences), default=0)
