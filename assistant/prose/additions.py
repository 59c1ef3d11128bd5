"""What a sentence adds with small words: "42 more boats", "a day", "again", "closed by the mayor", "is" for
"was".

None of them is a word that could be missed in the source by itself, and each makes another statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.claims import Difference
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import inside, missing
from assistant.claims.numbers import quantities
from assistant.claims.sentences import PassageSentence
from assistant.entities import Token, parsed
from assistant.prose.relations import stems_at

Support = Sequence[PassageSentence]

# Words that a sentence may not add; those of a row say the same.
_ROWS = (
    "again anew twice", "more additional extra another further", "other others else another rest remaining",
    "each apiece every per", "still remain remains remained continue continues continued", "just only merely",
    "even", "yet still", "once twice", "too overly excessively", "much far greatly",
)  # fmt: skip
_ADDED = {row.split()[0]: frozenset(row.split()) for row in _ROWS}
_ADDED["another"] = _ADDED["more"] | _ADDED["other"]
_MORE_THAN = re.compile(r"\b(?:more than|each other|once more|too(?=[,.;]|$))", re.IGNORECASE)

_TIME = r"(?P<unit>second|minute|hour|day|night|week|month|year|time|person|head|kilomet(?:re|er)|mile)s?\b"
_RATE = re.compile(rf"(?:\b(?:an?|per|each|every)[ -]|/ ?)(?:single )?{_TIME}", re.IGNORECASE)
_PERIODS = {
    "hour": "hourly", "day": "daily", "night": "nightly", "week": "weekly", "month": "monthly",
    "year": "yearly annual annually",
}  # fmt: skip
_PART = re.compile(r"\s+of\b")
_NEAR = 30  # characters after a number in which its rate stands: "crowns for each boat a day"

_DAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_HABIT = re.compile(r"\b(?:every|each|weekly|always|usually|regularly)\b", re.IGNORECASE)


def addition_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The small words that limit, repeat or add to something, and that no sentence has."""
    held = {word.text.lower() for sentence in support for word in sentence.words}
    fixed = [match.span() for match in _MORE_THAN.finditer(alignment.claim)]
    for word in alignment.words:
        row = _ADDED.get(word.text.lower())
        if row and not row & held and not inside(word.start, word.end, fixed):
            yield missing("detail", alignment.claim, word.start, word.end)


def rate_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The numbers that the source has without "a day", "per head" or the like, and those that are a part,
    "42 of the boats", where it has a whole."""
    theirs = {rate for sentence in support for rate in _rates(sentence.text).values()}
    words = {word.text.lower() for sentence in support for word in sentence.words}
    own = _rates(alignment.claim)
    for start, unit in own.items():
        if unit not in theirs and words.isdisjoint(_PERIODS.get(unit, "").split()):
            yield missing("number", alignment.claim, start, start + 1)
    parts = {values for s in support for values in _parts(s.text).values()}
    for start, values in _parts(alignment.claim).items():
        if values not in parts:
            yield missing("number", alignment.claim, start, start + 1)
    yield from _days_of_habit(alignment, support)


def _rates(text: str) -> dict[int, str]:
    """Where each number with a rate begins, and its unit: "year" for "3 million crowns a year"."""
    numbers = quantities(text)
    rates: dict[int, str] = {}
    for match in _RATE.finditer(text):
        before = [q for q in numbers if q.end <= match.start() <= q.end + _NEAR]
        if before and not re.search(r"[.,;:]", text[before[-1].end : match.start()]):
            rates[before[-1].start] = match["unit"].lower()
    return rates


def _parts(text: str) -> dict[int, tuple[float, ...]]:
    """Where each number of a part begins, and its values: 42 for "42 of the boats"."""
    return {q.start: q.values for q in quantities(text) if not q.unit and _PART.match(text, q.end)}


def _days_of_habit(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The weekdays of a habit, "on Mondays", where the source tells of one day."""
    theirs = [(s.text, match[0]) for s in support for match in _DAYS.finditer(s.text)]
    for match in _DAYS.finditer(alignment.claim):
        same = [text for text, day in theirs if day.rstrip("s") == match[0].rstrip("s")]
        is_new = match[0].endswith("s") and same and match[0] not in " ".join(same)
        if is_new and not any(_HABIT.search(text) for text in same):
            yield missing("date", alignment.claim, *match.span())


def agent_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """Who did something, "closed by the mayor", where no sentence that tells of the deed names them."""
    for verb, agent in _agents(alignment.claim):
        stems = stems_at(alignment.claim)
        if agent.start not in stems:
            continue
        telling = [s for s in support if stems.get(verb.start) in stems_at(s.text).values()]
        named = any(stems[agent.start] in stems_at(s.text).values() for s in telling)
        if telling and not named and not any(_has_pronoun(s.text) for s in telling):
            yield missing("role", alignment.claim, agent.start, agent.start + len(agent.text))


def _agents(text: str) -> Iterator[tuple[Token, Token]]:
    """Each verb in the passive with the noun after its "by"."""
    tokens = parsed(text)
    for token in tokens:
        by = tokens[token.head]
        verb = tokens[by.head]
        is_noun = token.relation == "pobj" and token.tag.startswith("NN")
        if is_noun and by.text.lower() == "by" and verb.tag == "VBN":
            yield verb, token


def _has_pronoun(text: str) -> bool:
    return any(token.tag == "PRP" for token in parsed(text))


def present_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The deeds that the source tells as past, and the sentence as what is done: "opens" for "opened"."""
    theirs = [tense for sentence in support for tense in _tenses(sentence.text)]
    for verb, is_past, start in _tenses(alignment.claim):
        others = {past for other, past, _ in theirs if other == verb}
        if not is_past and others == {True}:
            yield missing("hedge", alignment.claim, start, start + 1)


def _tenses(text: str) -> Iterator[tuple[str, bool, int]]:
    """The verbs by meaning, each with whether it is past, and its place. Those with "will", "to" and the
    like, and those after "has", are neither past nor present."""
    tokens, stems = parsed(text), stems_at(text)
    for number, token in enumerate(tokens):
        if not token.tag.startswith("VB") or token.start not in stems:
            continue
        if token.relation in ("aux", "auxpass"):
            continue
        helpers = {t.text.lower() for t in tokens if t.head == number and t.relation in ("aux", "auxpass")}
        if not helpers and token.tag in ("VBD", "VBZ", "VBP"):
            yield stems[token.start], token.tag == "VBD", token.start
        elif token.tag in ("VBN", "VBG") and helpers and helpers <= {"was", "were", "is", "are", "'s"}:
            yield stems[token.start], bool(helpers & {"was", "were"}), token.start
