"""Finds the sentences of the passages that a claim is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from assistant.claims.numbers import quantities
from assistant.claims.polarity import is_cue
from assistant.claims.records import DatedText
from assistant.claims.sentences import PassageSentence, Word, sentences_of, stems_of, words_of
from assistant.claims.synonyms import meaning

MOST = 3  # sentences that one claim is compared with
NEIGHBOUR = 0.3  # of the weight of a word that stands beside the sentence instead of in it
SHORTEST_ROOT = 4  # letters that the words of one family share
_QUOTES = str.maketrans("“”‘’", "\"\"''")
COPIED = 0.7  # of a claim's words are in the best sentence in the same order: an edited copy
GAIN = 0.12  # of the claim's weight that a second sentence must add


@dataclass(frozen=True)
class Alignment:
    """A claim of one sentence, and the `sentences` of the passages that are nearest to it, best first.

    `context`: these sentences and their neighbours, in the order of the passages. `everywhere`: all
    sentences. `weights`: the weight of each content word of the claim, by its meaning; rare ones weigh more.
    """

    claim: str
    passages: Sequence[DatedText]
    sentences: tuple[PassageSentence, ...]
    context: tuple[PassageSentence, ...]
    everywhere: tuple[PassageSentence, ...]
    weights: Mapping[str, float]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.claim)

    @cached_property
    def nearest(self) -> frozenset[str]:
        """The meanings in the best sentences, and in the headlines and outlets of their passages."""
        return self._meanings(self.sentences)

    @cached_property
    def near(self) -> frozenset[str]:
        """The meanings in the context, and in the headlines and outlets of its passages."""
        return self._meanings(self.context)

    @cached_property
    def anywhere(self) -> frozenset[str]:
        """The meanings in the passages, and in their headlines and outlets."""
        return self._meanings(self.everywhere)

    def _meanings(self, sentences: Sequence[PassageSentence]) -> frozenset[str]:
        used = [self.passages[number] for number in {sentence.passage for sentence in sentences}]
        texts = [text for passage in used for text in (passage.title, passage.outlet)]
        texts += [sentence.text for sentence in sentences]
        return frozenset(stem for text in texts for stem in meanings(text))

    @cached_property
    def stretches(self) -> Sequence[tuple[str, int, int, int, int]]:
        """The edits that turn the claim's words into those of the best sentence, as difflib's opcodes."""
        if not self.sentences:
            return []
        one = [meaning(word.stem) for word in self.words]
        other = [meaning(word.stem) for word in self.sentences[0].words]
        return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()

    @cached_property
    def same(self) -> PassageSentence | None:
        """The sentence that is the claim, but for spaces and the form of quotation marks."""
        own = _plain(self.claim)
        return next((each for each in self.everywhere if _plain(each.text) == own), None)

    @cached_property
    def paired(self) -> Mapping[int, int]:
        """The words that the claim shares with the best sentence in the same order: the number of each in the
        claim, with its number in the sentence."""
        return {
            first + n: start + n
            for kind, first, last, start, _ in self.stretches
            if kind == "equal"
            for n in range(last - first)
        }

    @cached_property
    def is_copy(self) -> bool:
        """Whether nearly all words of the claim are in the best sentence, in the same order. In a claim that
        tells it in its own words, another word in a place needn't be another fact."""
        return len(self.paired) >= COPIED * len(self.words)

    @cached_property
    def figures(self) -> tuple[tuple[int, int], ...]:
        """The spans of the claim's numbers, which are compared by value."""
        return tuple((quantity.start, quantity.end) for quantity in quantities(self.claim))

    def share(self, held: frozenset[str]) -> float:
        """The share of the claim's words with one of these meanings, by weight, 0 to 1, without numbers."""
        plain = [w for w in self.words if not any(s <= w.start < e for s, e in self.figures)]
        stems = {meaning(word.stem) for word in plain} & set(self.weights)
        total = sum(self.weights[stem] for stem in stems)
        return sum(self.weights[stem] for stem in stems if holds(held, stem)) / total if total else 1.0


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split()).rstrip(".!")


@lru_cache(maxsize=1_024)
def meanings(text: str) -> frozenset[str]:
    """The meanings of the content words of a text. A meaning is a stem; synonyms share one."""
    return frozenset(meaning(stem) for stem in stems_of(text))


def holds(stems: frozenset[str], stem: str) -> bool:
    """Whether `stems` contain this one or a related one: "decis" for "decid", "israel" for "isra"."""
    if stem in stems:
        return True
    size = max(SHORTEST_ROOT, (2 * len(stem) + 2) // 3)
    if len(stem) < SHORTEST_ROOT or stem[0].isdigit():
        return False
    root = stem[:size]
    return any(other.startswith(root) and abs(len(other) - len(stem)) <= 4 for other in stems)


def align(claim: str, passages: Sequence[DatedText]) -> Alignment:
    sentences = sentences_of(passages)
    frequencies = Counter(stem for sentence in sentences for stem in meanings(sentence.text))
    weights = {
        stem: math.log(1 + (len(sentences) + 1) / (frequencies[stem] or 0.5)) for stem in _weighed(claim)
    }
    best = _best(weights, sentences)
    beside = [
        sentence
        for sentence in sentences
        if any(s.passage == sentence.passage and abs(s.place - sentence.place) <= 1 for s in best)
    ]
    return Alignment(claim, passages, tuple(best), tuple(beside), tuple(sentences), weights)


def _weighed(claim: str) -> frozenset[str]:
    """The meanings of a claim's content words, except those that only hedge."""
    return frozenset(meaning(w.stem) for w in words_of(claim) if w.is_content and not is_cue(w.text))


def _best(weights: Mapping[str, float], sentences: Sequence[PassageSentence]) -> list[PassageSentence]:
    """The sentences that together contain most of the claim. Each must add something to those before it."""
    held = [{stem for stem in meanings(sentence.text) if stem in weights} for sentence in sentences]
    total = sum(weights.values())
    open_stems, chosen = set(weights), list[PassageSentence]()
    while len(chosen) < MOST and open_stems:
        scores = [_score(number, held, open_stems, weights, sentences) for number in range(len(sentences))]
        number = max(range(len(scores)), key=lambda n: scores[n], default=-1)
        if number < 0 or sum(weights[stem] for stem in held[number] & open_stems) <= GAIN * total:
            break
        chosen.append(sentences[number])
        open_stems -= held[number]
    return chosen


def _score(
    number: int,
    held: Sequence[set[str]],
    open_stems: set[str],
    weights: Mapping[str, float],
    sentences: Sequence[PassageSentence],
) -> float:
    own = held[number] & open_stems
    if not own:
        return 0.0
    beside: set[str] = set()
    for other in (number - 1, number + 1):
        if 0 <= other < len(held) and sentences[other].passage == sentences[number].passage:
            beside |= held[other] & open_stems - own
    longer = 0.001 * len(sentences[number].text) / 100  # of two equal sentences, the shorter one
    return sum(weights[s] for s in own) + NEIGHBOUR * sum(weights[s] for s in beside) - longer
