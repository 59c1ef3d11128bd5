"""Repairs misspelt words of a question from the collection's vocabulary. The only importer of rapidfuzz.

A wrong repair is worse than none. A word that the collection contains is never replaced, nor is a short word
or a number, nor an English word by another one. The repaired word must occur in a passage beside another word
of the question, unless it is a long English word with one wrong letter.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.english_words import english_words
from storage.text.terms import content_terms, terms

SHORTEST = 5  # minimum letters of a word to repair
LONG = 9  # letters of a word that may differ in two letters, or in three when it sounds the same
MOST_UNKNOWN = 4  # unknown words; a question with more of them isn't about the collection
EXAMINED = 8  # the most similar terms, whose passages are examined
PASSAGES = 5  # examined per term
CLEARLY = 0.15  # minimum lead of the best term over the second

# Bonuses in the rank of a candidate, in edits.
SOUNDS_ALIKE = 0.5
IS_NAME = 0.25
PER_FREQUENCY = 0.1  # for each power of ten passages

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_FIRST = ("ck", "cs", "sz", "xz", "gj", "fp", "ckq", "iey", "ou")  # letters that are confused at the start
_SOUNDS = (
    (re.compile("ph"), "f"),
    (re.compile("gh"), ""),
    (re.compile("[cg](?=[eiy])"), "s"),
    (re.compile("ck|[cq]"), "k"),
    (re.compile("[zj]"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("(?<=.)[aeiouyhw']"), ""),
    (re.compile("^[aeiouy]"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Vocabulary(Protocol):
    """The part of `Store` that spelling needs."""

    def sequence(self) -> int: ...
    def vocabulary(self) -> dict[str, int]: ...
    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]: ...
    def texts_with(self, stem: str, beside: Sequence[str], k: int) -> list[str]: ...


class Spelling(NamedTuple):
    """A text after repair. `repairs`: the phrases of the new text that replace misspelt words."""

    text: str
    repairs: tuple[str, ...] = ()


class _Candidate(NamedTuple):
    """A term that may have been meant. `edits`: the number of letters to change. `rank`: lower is
    likelier. `word`: the frequent English word with this stem that is most like the typed one, if any."""

    stem: str
    edits: int
    rank: float
    word: str = ""


class Speller:
    """Repairs questions from the vocabulary of a collection, which it reads at the first unknown word, and
    again after changes."""

    def __init__(self, collection: Vocabulary) -> None:
        self._collection = collection
        self._read: tuple[int, dict[str, int]] = (-1, {})

    def repair(self, text: str) -> Spelling:
        """Replace the words that the collection doesn't contain by similar ones that it contains."""
        content = set(content_terms(text))
        typed = _WORD.findall(text)
        stems = {word: terms(word)[0] for word in typed}
        frequencies = self._collection.document_frequencies(list(content.intersection(stems.values())))
        unknown = [
            word
            for word, stem in stems.items()
            if stem in content and stem not in frequencies and len(word) >= SHORTEST and word.isascii()
        ]
        if not 0 < len(unknown) <= MOST_UNKNOWN:
            return Spelling(text)
        candidates = {word: self._candidates(word) for word in unknown}
        meant = {word: [stem] for word, stem in stems.items() if stem in frequencies}
        meant |= {word: [each.stem for each in similar[:2]] for word, similar in candidates.items()}
        repairs: dict[str, str] = {}
        for word, similar in candidates.items():
            position = typed.index(word)
            beside = [*typed[max(position - 1, 0) : position], *typed[position + 1 : position + 2]]
            near = [stem for other in beside for stem in meant.get(other, ())]
            anywhere = [stem for other in meant if other != word for stem in meant[other]]
            if form := self._chosen(word, similar, near, anywhere):
                repairs[word] = form
        return _replaced(text, repairs)

    def _candidates(self, word: str) -> list[_Candidate]:
        """The terms that a word may be a misspelling of, likeliest first."""
        counts = self._vocabulary()
        stems = list(counts)
        most = 3 if len(word) >= LONG else 2
        edits: dict[str, int] = {}
        for form in dict.fromkeys((word.lower(), terms(word)[0])):
            for stem, distance, _ in process.extract(
                form, stems, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                edits[stem] = min(edits.get(stem, most), distance)
        likely = _english_candidates(word.lower(), counts)
        likely += [_candidate(word.lower(), stem, stem, distance, counts) for stem, distance in edits.items()]
        best: dict[str, _Candidate] = {}
        for each in sorted(filter(None, likely), key=lambda each: each.rank):
            best.setdefault(each.stem, each)
        return list(best.values())[:EXAMINED]

    def _chosen(
        self, word: str, candidates: Sequence[_Candidate], near: Sequence[str], anywhere: Sequence[str]
    ) -> str:
        """The word that was meant; "" when no term is likely, or several are.

        `anywhere`: the stems of the other words; a passage must contain one of them. `near`: the stems of the
        words beside it; a passage must contain one of these when the term differs in several letters. A long
        English word with one wrong letter needs neither."""
        ranked = []
        for candidate in candidates:
            if candidate.edits > 1 and not near:
                continue
            is_plain = bool(candidate.word) and candidate.edits == 1 and len(word) >= LONG
            context = near if candidate.edits > 1 else () if is_plain else anywhere
            texts = self._collection.texts_with(candidate.stem, context, PASSAGES)
            form = nearest_form(word, candidate.stem, texts, candidate.word)
            if form and _may_be_meant(word, form):
                is_name = form[0].isupper() and not candidate.word
                ranked.append((candidate.rank - IS_NAME * is_name, form))
        if not ranked:
            return ""
        best, form = min(ranked)
        rivals = (rank for rank, other in ranked if not is_same_name(form, other))
        return form if min(rivals, default=math.inf) - best >= CLEARLY else ""

    def _vocabulary(self) -> dict[str, int]:
        sequence = self._collection.sequence()
        if self._read[0] != sequence:
            vocabulary = self._collection.vocabulary()
            self._read = sequence, {s: n for s, n in vocabulary.items() if len(s) > 3 and not s[0].isdigit()}
        return self._read[1]


def _english_candidates(word: str, counts: dict[str, int]) -> list[_Candidate | None]:
    """The frequent English words that a word may be a misspelling of and whose stem the collection contains.
    They find what the stems alone don't: "presidnt" is far from "presid"."""
    if word in english_words():
        return []
    similar = process.extract(
        word, english_words(), scorer=OSA.distance, score_cutoff=2 if len(word) >= LONG else 1, limit=None
    )
    return [
        _candidate(word, form, stem, distance, counts, form)
        for form, distance, _ in similar
        if (stem := terms(form)[0]) in counts
    ]


def _candidate(
    word: str, form: str, stem: str, edits: int, counts: dict[str, int], english: str = ""
) -> _Candidate | None:
    """A term whose `form` was compared with the word, and its rank; None when it is unlikely to have been
    meant."""
    if not _may_start_alike(word, form):
        return None
    sounds_alike = sound(form) in (sound(word), sound(terms(word)[0]))
    if not sounds_alike and not _is_slip(word, form, edits):
        return None
    rank = edits - SOUNDS_ALIKE * sounds_alike - PER_FREQUENCY * math.log10(counts[stem])
    return _Candidate(stem, edits, rank, english)


def _may_be_meant(word: str, form: str) -> bool:
    """Whether a word of the texts may replace the typed one. "Alaskan" isn't a misspelling of "Alaska", nor a
    capitalised word one of a verb; a short word that differs in two letters must be a name, and so must the
    replacement of an English word."""
    if form[0].islower() and word.lower() in english_words():
        return False
    edits = OSA.distance(word.lower(), form.lower())
    if edits > 2 or word.lower().startswith(form.lower()):
        return False
    return form[0].isupper() or not (word[0].isupper() or (edits == 2 and len(word) == SHORTEST))


def _may_start_alike(word: str, stem: str) -> bool:
    first, second = word[0], stem[0]
    swapped = word[:2] == stem[1::-1]
    return first == second or swapped or any(first in pair and second in pair for pair in _FIRST)


def _is_slip(word: str, stem: str, edits: int) -> bool:
    """Whether a word that sounds different may be a typing error: one letter left out, added, swapped or
    hit beside the right key; in a long word, any one letter."""
    forms = [form for form in (word, terms(word)[0]) if OSA.distance(form, stem) == 1]
    if edits != 1 or len(word) < SHORTEST + 1 or not forms:
        return False
    return len(word) >= LONG or any(len(form) != len(stem) or _neighbours(form, stem) for form in forms)


def _neighbours(word: str, stem: str) -> bool:
    """Whether the letters that differ are swapped, or neighbours on a keyboard."""
    differing = [(a, b) for a, b in zip(word, stem, strict=True) if a != b]
    return len(differing) == 2 or any(a + b in row or b + a in row for a, b in differing for row in _KEYS)


def sound(word: str) -> str:
    """The consonants of a word as they sound in English, roughly.

    >>> sound("jeffreys") == sound("jeffries"), sound("hakim") == sound("hakeem"), sound("slovenia")
    (True, True, 'slvn')
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def is_same_name(one: str, other: str) -> bool:
    """Whether two words are one name, written with other double letters, or with -y or -i at its end.

    >>> is_same_name("Zelensky", "Zelenskiy"), is_same_name("Hansen", "Hanson")
    (True, False)
    """
    are_names = one[0].isupper() and other[0].isupper()
    return one == other or (are_names and _plain(one) == _plain(other))


def _plain(name: str) -> str:
    return re.sub(r"[iy]+$", "y", re.sub(r"(.)\1+", r"\1", name.lower()))


def nearest_form(word: str, stem: str, texts: Sequence[str], english: str = "") -> str:
    """The word with this stem in the texts that is most like a misspelt one, in its most frequent case; the
    `english` word with this stem when that is more like it; "" when the texts have none.

    >>> nearest_form("attaker", "attack", ["The attacker attacks.", "No attack."])
    'attacker'
    """
    forms = Counter(form for text in texts for form in _words_with(stem, text))
    if not forms:
        return ""
    lowered = min(
        {form.lower() for form in forms},
        key=lambda form: (OSA.distance(word.lower(), form), form),
    )
    if english and OSA.distance(word.lower(), english) < OSA.distance(word.lower(), lowered):
        return english
    return max((form for form in forms if form.lower() == lowered), key=lambda form: (forms[form], form))


def _words_with(stem: str, text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        form = re.sub(r"['’]s$", "", match[0])
        if form[:1].lower() == stem[:1] and terms(form)[:1] == [stem]:
            yield form


def _replaced(text: str, repairs: dict[str, str]) -> Spelling:
    """The text with the repairs in place; repairs beside each other are one phrase."""
    phrases: list[str] = []
    pieces: list[str] = []
    end, previous = 0, -2
    for match in _WORD.finditer(text):
        if form := repairs.get(match[0]):
            if match.start() - previous == 1:
                phrases[-1] += f" {form}"
            else:
                phrases.append(form)
            pieces += [text[end : match.start()], form]
            end = previous = match.end()
    return Spelling("".join([*pieces, text[end:]]), tuple(dict.fromkeys(phrases)))
