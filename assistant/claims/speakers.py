"""Finds the speakers of a sentence by words such as "said", and compares a claim's with those of passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.compare_parts import against, missing
from assistant.claims.naming import Namesakes, names_of
from assistant.claims.polarity import SAYING
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence
from assistant.entities import parsed

BACK = 4  # sentences before a pronoun in which its speaker is looked for

# The words up to a pause. The full stop of a title or an initial is none.
_UNTIL_PAUSE = r"(?:\b(?:dr|mr|mrs|ms|prof|sen|rep|gov|gen|lt|col|sgt|capt|st|(?-i:[A-Z]))\.|[^,;.“”\"()])+"
_ACCORDING = re.compile(
    rf"\baccording to (?P<who>{_UNTIL_PAUSE})|\bin the words of (?P<of>{_UNTIL_PAUSE})", re.I
)
_CUE = (
    rf"(?:{SAYING}|say|insist|suggest(?:s|ed)?|found|finds|shows?|showed|concluded|concludes|recall(?:s|ed)"
    r"|reveal(?:s|ed))"
)
_AFTER = re.compile(rf"[,”\"’'] {_CUE} (?P<who>{_UNTIL_PAUSE})", re.I)
_BEFORE = re.compile(
    r"(?P<who>[^;:“”\"()]*?)\b(?:has |have |had |also |later )*(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )"
    rf"(?P<cue>{_CUE})\b(?! by\b)",
    re.I,
)
_FINITE = frozenset({"VBD", "VBN", "VBP", "VBZ"})
_BOUNDARY = re.compile(r"\b(?:that|and|but|who|which|as|because|while|when|after|before|if)\b|[;:—]", re.I)
_PRONOUN = re.compile(r"\s*(?:he|she|they|it|i|we|one|some|many|this)\s*", re.I)
_STATEMENT_END = re.compile(r"\b(?:on|in|at|during|to|that|of|last|this|told)\b", re.I)


class Attribution(NamedTuple):
    """`text[start:end]` names who speaks."""

    start: int
    end: int
    is_pronoun: bool


@lru_cache(maxsize=1_024)
def attributions(text: str) -> tuple[Attribution, ...]:
    """The speakers that a sentence names, in order.

    >>> text = "The pier closed, Ida Storm said on Monday, according to the Port Herald."
    >>> [text[a.start : a.end] for a in attributions(text)]
    ['Ida Storm', 'the Port Herald']
    """
    inversions = [match for match in _AFTER.finditer(text) if _is_inverted(text, match)]
    speakers: list[Attribution | None] = [_trimmed(text, m.start("who"), m.end("who")) for m in inversions]
    for match in _ACCORDING.finditer(text):
        group = "who" if match["who"] else "of"
        speakers.append(_trimmed(text, match.start(group), match.end(group)))
    starts = [match.start("who") for match in inversions]
    for match in _BEFORE.finditer(text):
        is_inverted = any(match.end("cue") <= start <= match.end("cue") + 1 for start in starts)
        if not is_inverted and _is_finite(text, match.start("cue")):
            speakers.append(_subject(text, match.start("who"), match.end("who")))
    kept = {speaker for speaker in speakers if speaker and speaker.end > speaker.start}
    return tuple(sorted(kept))


def _is_finite(text: str, start: int) -> bool:
    """Whether a cue is a finite verb: neither the states of "the United States" nor a study's reports. Texts
    that can't be parsed pass."""
    tokens = parsed(text)
    return not tokens or any(token.start == start and token.tag in _FINITE for token in tokens)


def _is_inverted(text: str, match: re.Match[str]) -> bool:
    """Whether the speaker follows the cue, as in "..., said Ida Storm". After an apposition, the speaker
    stands before it: "The mayor, Ida Storm, said boats sank"."""
    tokens = parsed(text) if match[0].startswith(",") else ()
    cues = [n for n, token in enumerate(tokens) if match.start() < token.start < match.start("who")]
    return not any(t.relation == "nsubj" and t.head in cues and t.start < match.start() for t in tokens)


def _trimmed(text: str, start: int, end: int) -> Attribution:
    """A speaker after the cue, without the words that follow: "said Ida Storm on Monday"."""
    names = [name for name in names_of(text) if start <= name.start < end]
    stop = _STATEMENT_END.search(text, start, end)
    limit = stop.start() if stop and stop.start() > start else end
    if names and names[0].start < limit:
        limit = max(limit, names[0].end)
    words = text[start:limit].rstrip()
    return Attribution(start, start + len(words), bool(_PRONOUN.fullmatch(words)))


def _subject(text: str, start: int, end: int) -> Attribution | None:
    """A speaker before the cue: the words of the clause up to the cue."""
    for boundary in _BOUNDARY.finditer(text, start, end):
        start = boundary.end()
    words = text[start:end]
    if re.search(r"[,”\"]\s*$", words) is None and "," in words:
        start = _after_clause(text, start, end)
    stripped = text[start:end].strip(" ,")
    if not stripped:
        return None
    begin = text.index(stripped, start)
    return Attribution(begin, begin + len(stripped), bool(_PRONOUN.fullmatch(stripped)))


def _after_clause(text: str, start: int, end: int) -> int:
    """The start of a speaker after commas: the last piece between commas or, if that is empty, two pieces
    before it: "Ida Storm, the mayor, said"."""
    pieces = [start, *(match.end() for match in re.finditer(r", ?", text[start:end]))]
    places = [pieces[0], *(start + piece for piece in pieces[1:])]
    last = text[places[-1] : end].strip()
    if last:
        return places[-1]
    return places[-3] if len(places) >= 3 else places[0]


def speaker_differences(alignment: Alignment) -> Iterator[Difference]:
    own = [a for a in attributions(alignment.claim) if not a.is_pronoun]
    for attribution in own:
        held = _held(alignment, attribution)
        if held is None:
            continue
        sentence, other = held
        span = (attribution.start, attribution.end)
        if sentence is None or other is None:
            yield missing("speaker", alignment.claim, *span)
        else:
            yield against("speaker", alignment.claim, span, sentence, (other.start, other.end))


def _held(
    alignment: Alignment, attribution: Attribution
) -> tuple[PassageSentence | None, Attribution | None] | None:
    """None when the passages name the speaker; else the sentence and the speaker that they name instead."""
    who = alignment.claim[attribution.start : attribution.end]
    if not meanings(who) or not alignment.sentences or _is_outlet(who, alignment):
        return None
    best = alignment.sentences[0]
    speakers = attributions(best.text)
    if any(_is_same(who, best.text[s.start : s.end]) for s in speakers):
        return None
    if any(not s.is_pronoun and meanings(best.text[s.start : s.end]) for s in speakers):
        other = next(s for s in speakers if not s.is_pronoun and meanings(best.text[s.start : s.end]))
        return best, other
    near = [s.text for s in alignment.everywhere if s.passage == best.passage and _is_near(s, best)]
    return None if any(_is_same(who, text) for text in near) else (None, None)


def _is_near(sentence: PassageSentence, best: PassageSentence) -> bool:
    return best.place - BACK <= sentence.place <= best.place + 1


def _is_outlet(who: str, alignment: Alignment) -> bool:
    outlets = " ".join(alignment.passages[s.passage].outlet for s in alignment.sentences)
    return bool(outlets) and _is_same(who, outlets)


def _is_same(who: str, other: str) -> bool:
    """Whether a text names the speaker: by the same name in any form, or by a word if it isn't a name."""
    names = names_of(who)
    if names:
        namesakes = Namesakes([other])
        return any(namesakes.holds(name) for name in names)
    held = meanings(other)
    return any(holds(held, stem) for stem in meanings(who))
