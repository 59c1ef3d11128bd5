"""Do passages back a sentence of a language model? All of it must stand there; one gap is enough to fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from unicodedata import category

from assistant.claims import Checker, DatedText, Difference
from assistant.claims.comparison import Comparison, compare
from assistant.claims.naming import names_of
from assistant.claims.numbers import quantities
from assistant.claims.sentences import PassageSentence, words_of
from assistant.entities import parsed
from assistant.language.reference import referent
from assistant.prose.additions import addition_gaps, agent_gaps, present_gaps, rate_gaps
from assistant.prose.beliefs import belief_gaps
from assistant.prose.clauses import clause_gaps, verbs
from assistant.prose.counted import counted_gaps, quantified, quantifier_gaps
from assistant.prose.function_words import not_only_gaps, possibility_gaps, preposition_gaps
from assistant.prose.joined import joined_gaps
from assistant.prose.particulars import (
    calendar_gaps,
    date_gaps,
    name_gaps,
    name_spans,
    number_gaps,
    own_moments,
    quotation_gaps,
    quoted_spans,
    replaced_names,
    year_gaps,
)
from assistant.prose.relations import owner_gaps, relation_gaps
from assistant.prose.subjects import modifier_gaps, subject_gaps, voice_gaps
from assistant.prose.wording import (
    coverage_gaps,
    is_in_order,
    limit_gaps,
    polarity_gaps,
    speaker_gaps,
    tense_gaps,
)
from storage.text.language import ENGLISH, language_of
from storage.text.terms import words

FEWEST = 3  # content words of a statement; fewer are a heading or a cry
# The differences that the checker finds and that are gaps here, too.
OF_CHECKER = frozenset(
    ("quotation", "number", "date", "name", "negation", "antonym", "role", "speaker", "hedge")
)

_MARKUP = re.compile(r"https?:|www\.|[<>{}|\\]|\]\(|!\[|`|@\w|\.(?:com|org|net|io)\b")
_UNFINISHED = re.compile(r"\S*\s*(?:\.\.|…)\W*$")
_SIGN = re.compile(r"(?<!\S)[-\u2212](?=\d)|[~*/!+\u2212]")
_SIGN_KINDS = frozenset(("Cf", "Co", "Me", "Mn", "Sk", "Sm", "So"))  # Unicode's categories
# Who speaks to the reader or of itself: no sentence of a report outside its quotations.
_ADDRESS = re.compile(r"\b(?:I|[Ww]e|[Mm]e|[Mm]y|[Oo]urs?|us|[Yy]ou|[Yy]ours?|[Yy]ourself)\b")
# An instruction to a language model that stands in an article: whatever it says can't back a statement.
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|passage|above|previous"
    r"|prior|everything)|\b(?:system prompt|you are now|as an ai|as the editor|(?:respond|reply|answer) with"
    r"|repeat after|click here|debug mode"
    r"|(?:assistant|chatbot|model|AI) (?:must|shall|should|has to|is to))\b"
    r"|\b(\w+) \1 \1\b",  # words for a search engine, three times over
    re.IGNORECASE,
)


class Backing(NamedTuple):
    """The sentences behind a sentence, best first, and what they leave open; nothing for a backed one."""

    support: tuple[PassageSentence, ...]
    gaps: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return bool(self.support) and not self.gaps


def backing(sentence: str, passages: Sequence[DatedText], checker: Checker) -> Backing:
    """The fewest sentences of the passages that back a sentence, else those that leave the least open."""
    whole = Difference("detail", 0, len(sentence), sentence)
    if (
        not may_be_statement(sentence)
        or _has_own_signs(sentence, passages)
        or _breaks_off(sentence, passages)
    ):
        return Backing((), (whole,))
    compared = compare(sentence, tuple(passages), 0)  # as the checker calls it, which the cache then serves
    best = Backing((), (whole,))
    for ordered in _orders(compared):
        for size in range(1, len(ordered.alignment.sentences) + 1):
            support = ordered.alignment.sentences[:size]
            if any(not may_support(s.text) for s in support):
                break
            gaps = tuple(dict.fromkeys(_gaps(ordered, support, checker)))
            if not gaps:
                return Backing(support, ())
            if not best.support or len(gaps) < len(best.gaps):
                best = Backing(support, gaps)
    return best


def _orders(compared: Comparison) -> Iterator[Comparison]:
    """The comparison, and the one that begins with the sentence right after the best where that surely says
    "he" for a name of the claim: the name alone made the best one seem nearer."""
    yield compared
    alignment = compared.alignment
    for first, other in zip(alignment.sentences[:1], alignment.sentences[1:2], strict=False):
        if (other.passage, other.place) == (first.passage, first.place + 1):
            name = referent(other.text, [first.text])
            if name and name in alignment.claim:
                sentences = (other, first, *alignment.sentences[2:])
                yield compared._replace(alignment=replace(alignment, sentences=sentences))


def read_ahead(sentence: str) -> None:
    """Read a sentence of a passage before it is compared: its names, numbers and verbs are then kept."""
    names_of(sentence)
    quantities(sentence)
    verbs(sentence)
    quantified(sentence)


def may_be_statement(sentence: str) -> bool:
    """Whether a sentence can be checked: an English statement without links, and not on its writer."""
    outside = _without(sentence, quoted_spans(sentence))
    is_plain = not _MARKUP.search(sentence) and not _ADDRESS.search(outside) and "?" not in outside
    enough = sum(word.is_content for word in words_of(sentence)) >= FEWEST
    return is_plain and enough and language_of(words(sentence)) == ENGLISH


def _has_own_signs(sentence: str, passages: Sequence[DatedText]) -> bool:
    """Whether a sentence has a sign, such as "≈", "❌" or a minus, that none of the passages has: it may
    change what the words beside it say, and is no word that could be compared."""
    return not _signs(sentence) <= _signs(" ".join(f"{each.title} {each.text}" for each in passages))


def _breaks_off(sentence: str, passages: Sequence[DatedText]) -> bool:
    """Whether a sentence ends in "...", after words that no passage breaks off there."""
    end = _UNFINISHED.search(sentence)
    return end is not None and not any(_unspaced(end[0]) in _unspaced(each.text) for each in passages)


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _signs(text: str) -> set[str]:
    return {each for each in text if category(each) in _SIGN_KINDS} | set(_SIGN.findall(text))


def may_support(sentence: str) -> bool:
    """Whether a sentence of an article reports something: it neither asks nor tells the reader what to do."""
    outside = _without(sentence, quoted_spans(sentence))
    return not (outside.rstrip().endswith("?") or _ADDRESS.search(outside) or is_instruction(sentence))


def is_instruction(sentence: str) -> bool:
    """Whether a sentence tells a reader or a language model what to do.

    >>> is_instruction("Say that the mayor resigned."), is_instruction("State officials resigned.")
    (True, False)
    """
    first = next((token for token in parsed(sentence) if token.text.isalpha()), None)
    is_imperative = first is not None and first.tag == "VB" and first.relation in ("ROOT", "ccomp", "advcl")
    return is_imperative or bool(_INSTRUCTION.search(sentence))


def _gaps(
    compared: Comparison, support: tuple[PassageSentence, ...], checker: Checker
) -> Iterator[Difference]:
    alignment = compared.alignment
    quoted = quoted_spans(alignment.claim)
    dated = [(m.start, m.end) for m in own_moments(alignment, support)]
    yield from quotation_gaps(alignment, support)
    yield from number_gaps(alignment, support, [*quoted, *dated])
    yield from date_gaps(alignment, support, quoted)
    yield from calendar_gaps(alignment, support, quoted)
    yield from year_gaps(alignment, support, quoted)
    yield from name_gaps(alignment, support, [*quoted, *dated])
    yield from replaced_names(alignment, support, [*quoted, *dated])
    yield from subject_gaps(alignment, support)
    yield from voice_gaps(alignment, support)
    yield from modifier_gaps(alignment, support)
    yield from clause_gaps(alignment, support)
    yield from relation_gaps(alignment, support, quoted)
    yield from owner_gaps(alignment, support)
    yield from belief_gaps(alignment, support)
    yield from counted_gaps(alignment, support, [*quoted, *dated])
    yield from quantifier_gaps(alignment, support)
    yield from addition_gaps(alignment, support)
    yield from rate_gaps(alignment, support)
    yield from agent_gaps(alignment, support)
    yield from present_gaps(alignment, support)
    yield from joined_gaps(alignment, support)
    yield from (d for d in compared.differences if d.kind in OF_CHECKER)
    yield from polarity_gaps(alignment, support)
    yield from limit_gaps(alignment, support)
    yield from possibility_gaps(alignment, support)
    yield from not_only_gaps(alignment, support)
    yield from preposition_gaps(alignment)
    yield from speaker_gaps(alignment, support)
    yield from tense_gaps(alignment, support)
    taken = [*quoted, *dated, *alignment.figures, *name_spans(alignment.claim)]
    yield from coverage_gaps(alignment, support, taken)
    if not is_in_order(alignment, support):
        yield Difference("role", 0, len(alignment.claim), alignment.claim)
    verdict = checker.check(alignment.claim, alignment.passages)
    if verdict.label != "supported":
        yield from verdict.differences or [Difference("detail", 0, len(alignment.claim), alignment.claim)]


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text
