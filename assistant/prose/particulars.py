"""The numbers, days, names and quoted words of a sentence that the sentences behind it don't have.

Stricter than the checker of claims: a part must stand in the very sentences that are cited, or in the
headline, outlet or day of their article. A name may also stand right before them where they only say "he".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from assistant.claims import Difference, moments, numbers
from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against, inside, missing
from assistant.claims.naming import Name, Namesakes, kinds_agree, names_of
from assistant.claims.quotations import is_verbatim
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.entities import parsed
from assistant.language.reference import refers_back
from assistant.prose.counted import is_bound_alike
from assistant.prose.synonyms import meaning
from assistant.prose.wording import ALIKE
from storage.text.language import STOP_WORDS
from storage.text.terms import words

Support = Sequence[PassageSentence]
Spans = Sequence[tuple[int, int]]

LONGEST_NAME = 6  # words of a stretch in which one name replaces another
BACK = 2  # sentences before a pronoun in which its name is looked for

_QUOTED = re.compile(r"[“\"«]([^“”\"«»]*)(?:[”\"»]|(?=[“«])|$)|^([^“”\"«»]*)[”»]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*")
_WEEKDAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:days?|sdays?|nesdays?|rsdays?|urdays?)\b")
_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]*\b|\.)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_POSSESSIVE = re.compile(r"['’]s?$")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The places of all quoted words, of marks that are never closed, too.

    >>> quoted_spans('He said “it is over, the “end”.')
    [(9, 25), (26, 29)]
    """
    matches = (match for match in _QUOTED.finditer(text) if (match[1] or match[2] or "").strip())
    return [match.span(1 if match[1] is not None else 2) for match in matches]


def quotation_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The quoted words that no passage has word by word."""
    used = [alignment.passages[number] for number in dict.fromkeys(s.passage for s in support)]
    for start, end in quoted_spans(alignment.claim):
        if not is_verbatim(alignment.claim[start:end], used):
            yield missing("quotation", alignment.claim, start, end)


def number_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    theirs = [(s, q) for s in support for q in numbers.quantities(s.text)]
    titles = [q for text in _titles(alignment, support) for q in numbers.quantities(text)]
    own = [q for q in numbers.quantities(alignment.claim) if not inside(q.start, q.end, taken)]
    for quantity in own:
        if quantity.unit in ("", "ordinal") and quantity.values == (1.0,):
            continue  # "one of them", "at first"
        agreeing = [q for s, q in theirs if _agrees(quantity, q, alignment.claim, s.text)]
        if agreeing and not _counts_others(quantity, agreeing, [q for _, q in theirs]):
            continue
        if not agreeing and any(numbers.agree(quantity, q) for q in titles):
            continue
        span = (quantity.start, quantity.end)
        rivals = [(s, q) for s, q in theirs if _may_replace(quantity, q, own)]
        same = [rival for rival in rivals if _same_noun(rival[1], quantity)] or rivals
        if len(same) == 1:
            yield against("number", alignment.claim, span, same[0][0], (same[0][1].start, same[0][1].end))
        else:
            yield missing("number", alignment.claim, *span)
    rounded = [(q.start, q.end) for q in own if q.low != q.high and q.unit != "percent"]
    yield from _digit_gaps(alignment, support, [*taken, *rounded], [q for _, q in theirs])


def _agrees(quantity: numbers.Quantity, other: numbers.Quantity, claim: str, source: str) -> bool:
    """Whether the number says the same; two bounds of one kind, "up to 300", must be equal, and a bound stays
    one."""
    if quantity.direction and quantity.direction == other.direction:
        bounds = claim[quantity.start : quantity.end], source[other.start : other.end]
        is_same = quantity.values == other.values and is_bound_alike(*bounds)
        return is_same and numbers.agree(quantity, other)
    return numbers.agree(quantity, other) and not other.direction


def _counts_others(
    quantity: numbers.Quantity, agreeing: Sequence[numbers.Quantity], theirs: Sequence[numbers.Quantity]
) -> bool:
    """Whether the number counts other things there, and these are counted by another number."""
    if not quantity.noun or any(_same_noun(q, quantity) or not q.noun for q in agreeing):
        return False
    return any(_same_noun(q, quantity) for q in theirs)


def _same_noun(one: numbers.Quantity, other: numbers.Quantity) -> bool:
    return bool(one.noun) and meaning(one.noun) == meaning(other.noun)


def _may_replace(
    quantity: numbers.Quantity, other: numbers.Quantity, own: Sequence[numbers.Quantity]
) -> bool:
    return numbers.comparable(quantity, other) and not any(numbers.agree(one, other) for one in own)


def _digit_gaps(
    alignment: Alignment, support: Support, taken: Spans, theirs: Sequence[numbers.Quantity]
) -> Iterator[Difference]:
    """The digits that the sentences have neither in digits nor in words; those of "Boeing 737", too."""
    held = {word for text in _texts(alignment, support) for word in words(text)}
    held |= {digits for word in held for digits in _DIGITS.findall(word)}
    held |= {f"{value / q.scale:.10g}" for q in theirs for value in q.values}
    for match in _DIGITS.finditer(alignment.claim):
        is_taken = inside(*match.span(), taken)
        if not is_taken and not held.issuperset(words(match[0])):
            yield missing("number", alignment.claim, *match.span())


def date_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    theirs = [(s, m) for s in support for m in moments.moments(s.text, _day(alignment, s))]
    own = own_moments(alignment, support)
    # The best sentence, where the claim leaves out its days, doesn't tell of the day of another sentence.
    left_out = [(s, m) for s, m in theirs if s is support[0] and not any(moments.agree(o, m) for o in own)]
    for moment in own:
        replaced = [(s, m) for s, m in left_out if moments.differ(moment, m)]
        holding = support[:1] if replaced else support
        is_held = any(moments.agree(moment, m) for s, m in theirs if s in holding)
        if inside(moment.start, moment.end, taken) or is_held:
            continue
        rivals = replaced or [(s, m) for s, m in theirs if moments.differ(moment, m)]
        span = (moment.start, moment.end)
        if len(rivals) == 1:
            yield against("date", alignment.claim, span, rivals[0][0], (rivals[0][1].start, rivals[0][1].end))
        elif rivals or not _is_day_of_report(moment, alignment, support):
            yield missing("date", alignment.claim, *span)


def calendar_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    """The weekdays and months in whose place the sentences have others: of "Monday, 29 November", the day
    decides when it is, and the weekday may still be wrong."""
    for pattern in (_WEEKDAY, _MONTH):
        held = {match[1].lower() for s in support for match in pattern.finditer(s.text)}
        for match in pattern.finditer(alignment.claim):
            if held and match[1].lower() not in held and not inside(*match.span(), taken):
                yield missing("date", alignment.claim, *match.span())


def year_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    """The years that the sentence has once more than its source, which has another year in that place: "from
    2002 to 2018, and again in 2018"."""
    held = Counter(year for s in support for year in _YEAR.findall(s.text))
    own = [match for match in _YEAR.finditer(alignment.claim) if not inside(*match.span(), taken)]
    used = Counter(match[0] for match in own)
    if set(held) - set(used):
        for match in own:
            if used[match[0]] > held[match[0]] > 0:
                yield missing("date", alignment.claim, *match.span())


def own_moments(alignment: Alignment, support: Support) -> list[moments.Moment]:
    return moments.moments(alignment.claim, _day(alignment, support[0]) if support else None)


def _is_day_of_report(moment: moments.Moment, alignment: Alignment, support: Support) -> bool:
    days = [_day(alignment, s) for s in support]
    return any(day and moment.first and moment.last and moment.first <= day <= moment.last for day in days)


def _day(alignment: Alignment, sentence: PassageSentence) -> date | None:
    return alignment.passages[sentence.passage].published


def name_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    """The names that aren't in the sentences: those in whose place they name others, and those that nothing
    near them names."""
    own = [name for name in _names(alignment.claim) if not inside(name.start, name.end, taken)]
    if not own:
        return
    held, used = Namesakes(s.text for s in support), Namesakes([alignment.claim])
    titles = Namesakes(_titles(alignment, support))
    before = Namesakes(_before(alignment, support))
    for name in own:
        if held.holds(name):
            continue
        rivals = [
            (s, other)
            for s in support
            for other in names_of(s.text)
            if not used.holds(other) and kinds_agree(name.label, other.label)
        ]
        span = (name.start, name.end)
        if not rivals and (titles.holds(name) or before.holds(name)):
            continue
        if len(rivals) == 1:
            sentence, other = rivals[0]
            yield against("name", alignment.claim, span, sentence, (other.start, other.end))
        else:
            yield missing("name", alignment.claim, *span)


def replaced_names(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    """The names in whose place, between the same words, the best sentence has another one."""
    if not support or support[0] != alignment.sentences[0]:
        return
    theirs = support[0].words
    held, wanted = Counter(words(alignment.claim)), Counter(words(support[0].text))
    for kind, first, last, start, end in alignment.stretches:
        if kind != "replace" or max(last - first, end - start) > LONGEST_NAME:
            continue
        if theirs[start].text.lower() in _PRONOUNS:  # the name stands for it
            continue
        ours = [
            w for w in alignment.words[first:last] if _may_be_named(w) and not inside(w.start, w.end, taken)
        ]
        rivals = [w for w in theirs[start:end] if _may_be_named(w)]
        ours, rivals = _without_opening(alignment.claim, ours), _without_opening(support[0].text, rivals)
        if not ours or not rivals:
            continue
        span, place = (ours[0].start, ours[-1].end), (rivals[0].start, rivals[-1].end)
        name, other = _plain(alignment.claim, span), _plain(support[0].text, place)
        is_elsewhere = all(held[word] >= wanted[word] for word in other.words)
        if not is_elsewhere and not Namesakes([support[0].text[slice(*place)]]).holds(name):
            yield against("name", alignment.claim, span, support[0], place)


def _may_be_named(word: Word) -> bool:
    return word.is_content and word.text[0].isupper() and word.text.lower() not in ALIKE


def _without_opening(text: str, chosen: Sequence[Word]) -> list[Word]:
    """These words without the first of the sentence where that is no name: "Yesterday", "According"."""
    first = next((token for token in parsed(text) if token.text.isalpha()), None)
    is_plain = first is not None and (first.tag in _NO_NAME or first.text.lower() in _DAYS)
    return [word for word in chosen if not (is_plain and first and word.start == first.start)]


def _plain(text: str, span: tuple[int, int]) -> Name:
    return Name("", *span, tuple(words(text[slice(*span)])))


def name_spans(text: str) -> list[tuple[int, int]]:
    return [(name.start, name.end) for name in _names(text)]


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[Name, ...]:
    """The names, and the capitalised words that are none of the recogniser's, except the first word."""
    named = names_of(text)
    spans = [(name.start, name.end) for name in named]
    others = []
    for match in _CAPITALISED.finditer(text):
        plain = _POSSESSIVE.sub("", match[0])
        is_first = not any(map(str.isalnum, text[: match.start()]))
        if is_first or inside(*match.span(), spans) or plain.lower() in STOP_WORDS or len(plain) < 2:
            continue
        others.append(Name("", match.start(), match.start() + len(plain), tuple(words(plain))))
    return (*named, *(name for name in others if name.words))


def _before(alignment: Alignment, support: Support) -> list[str]:
    """The sentences before those that open with a pronoun or the like, whose names it may stand for."""
    return [
        other.text
        for s in support
        if refers_back(s.text) or _has_pronoun(s.text)
        for other in alignment.everywhere
        if other.passage == s.passage and s.place - BACK <= other.place < s.place
    ]


def _has_pronoun(text: str) -> bool:
    return any(word.text.lower() in _PRONOUNS for word in words_of(text)[:12])


_NO_NAME = ("VBG", "VBN", "RB", "IN")  # tags
_DAYS = frozenset("yesterday today tomorrow tonight".split())
_PRONOUNS = frozenset("he she it they his her its their him them".split())


def _titles(alignment: Alignment, support: Support) -> list[str]:
    used = [alignment.passages[number] for number in dict.fromkeys(s.passage for s in support)]
    return [text for passage in used for text in (passage.title, passage.outlet) if text]


def _texts(alignment: Alignment, support: Support) -> list[str]:
    days = [str(day.year) for s in support if (day := _day(alignment, s))]
    return [*(s.text for s in support), *_titles(alignment, support), *days]
