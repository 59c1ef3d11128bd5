"""Which words of a sentence are denied, planned, possible or alleged."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.claims.sentences import Word, words_of
from assistant.entities import parsed

Mood = Literal["fact", "planned", "possible", "alleged"]

REACH = 3  # content words after a cue that it may govern; the first of them surely

_PLAN = r"(?:deal|plan|bid|effort|attempt|proposal|agreement|offer|merger|talk)s?"
# "pulled the plug on a deal to merge": they didn't merge.
_GIVEN_UP = (
    r"(?:pull(?:s|ed|ing)? the plug on|call(?:s|ed|ing)? off|scrap(?:s|ped|ping)?|abandon(?:s|ed|ing)?"
    r"|drop(?:s|ped|ping)?|back(?:s|ed|ing)? out of|walk(?:s|ed|ing)? away from|terminat(?:es?|ed|ing)"
    r"|cancel(?:s|l?ed|l?ing)?|ditch(?:es|ed|ing)?|shelv(?:es?|ed|ing)|withdr(?:aws?|ew|awn)(?: from)?"
    rf"|end(?:s|ed|ing)?) (?:\w+ ){{0,3}}{_PLAN} to"
)
# "blocked Norway from joining": it didn't join.
_PREVENTED = (
    r"(?:block|prevent|stop|bar|ban|prohibit|exclude|keep|kept)(?:s|d|ed|ped|red|ned|ing|ping|ring|ning)? "
    r"(?:[\w'’.-]+ ){0,5}from(?= \w+ing\b)"
)
_NEGATION = re.compile(
    rf"\b(?:{_GIVEN_UP}|{_PREVENTED})\b|"
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|barely|no longer"
    r"|(?:yet|remains?|remained) to be|(?:fail|failed|fails|failing|refus\w+|declin(?:e|es|ed|ing) to"
    r"|den(?:y|ies|ied|ying)|lack\w*|reject\w*"
    r" claims?|rul(?:e|ed|es|ing) out|unable|stopped short of|instead of|rather than|avoid\w*))\b|n['’]t\b",
    re.IGNORECASE,
)
_MOODS: tuple[tuple[Mood, re.Pattern[str]], ...] = (
    (
        "alleged",
        re.compile(
            r"\b(?:alleg\w+|accus\w+|suspected|suspicion|reportedly|purported\w*|supposed\w*|rumou?r\w*|claim(?:s|ed)?"
            r"|charged with|believed to|thought to|said to)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "possible",
        re.compile(
            r"\b(?:(?-i:may)|might|could|possibl[ey]|perhaps|maybe|potential(?:ly)?|probabl[ey]|likely|unlikely|consider"
            r"(?:s|ed|ing)|mull\w*|threaten\w*|risk\w*|if|whether|propos\w+|suggest\w*|seek(?:s|ing)?|sought|want(?:s"
            r"|ed)?|hop(?:e|es|ed|ing)|tr(?:y|ies|ied|ying) to|call(?:s|ed)? (?:for|on))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "planned",
        re.compile(
            rf"\b(?:{_PLAN}|decision|intention|permission) to\b|"
            r"\b(?:will|would|shall|going to|plan(?:s|ned|ning)?|expect(?:s|ed|ing)?|projected"
            r"|forecast|set to|due to|scheduled|slated|intend\w*|aim(?:s|ed|ing)?|about to|poised"
            r"|prepar(?:e|es|ed|ing) to|pledg\w+|promis\w+|vow\w*|(?<!yet )to be)\b|['’]ll\b",
            re.IGNORECASE,
        ),
    ),
)
# Words that tell who speaks, not what happened.
SAYING = (
    r"said|says|told|tells|announced|announces|claimed|claims|warned|warns|added|adds|argued|argues|stated|states|"
    r"insisted|insists|wrote|writes|tweeted|reported|reports|explained|explains|noted|notes|acknowledged|"
    r"predicted|predicts|testified|alleged|alleges|declared|declares|admitted|confirmed|estimated|estimates|"
    r"believes?|believed"
)
SAYING_VERBS = frozenset(SAYING.replace("believes?", "believe|believes").split("|"))
_SAYING = re.compile(SAYING, re.IGNORECASE)
_PAUSE = re.compile(r"[,;:.!?()“”\"—–]|\b(?:but|and|while|although|though|because|after|when)\b")
_COMPLEMENT = re.compile(r" (?:to|that|of|for|against|by|about|over)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r", (?:however|of course|therefore|though|in fact|as yet|for now), "
)  # "did not, however, win"


class Flags(NamedTuple):
    """What governs a word: whether it is denied, and its mood. `surely`: it is the first word of the cue."""

    denied: bool
    mood: Mood
    denied_surely: bool
    mood_surely: bool


@lru_cache(maxsize=1_024)
def flags(text: str) -> tuple[Flags, ...]:
    """The flags of each word of a sentence.

    >>> text = "It may not open."
    >>> [(word.text, flag.denied, flag.mood) for word, flag in zip(words_of(text), flags(text))
    ...     if word.is_content]
    [('may', False, 'fact'), ('open', True, 'possible')]
    """
    words = words_of(text)
    denied: dict[int, bool] = {}
    for match in _NEGATION.finditer(text):
        for rank, number in enumerate(_governed(text, words, match, is_hedge)):
            denied[number] = denied.get(number, False) or rank == 0
    moods: dict[int, tuple[Mood, bool]] = {}
    for mood, pattern in _MOODS:
        for match in pattern.finditer(text):
            if _is_noun_alone(text, match):
                continue
            for rank, number in enumerate(_governed(text, words, match, is_cue)):
                if number not in moods or (rank == 0 and not moods[number][1]):
                    moods[number] = (mood, rank == 0)
    return tuple(_flags(number, denied, moods) for number in range(len(words)))


def _is_noun_alone(text: str, cue: re.Match[str]) -> bool:
    """Whether a cue is a noun without the words that it governs: "the plan cost millions", not "the plan for
    a bridge"."""
    if " " in cue[0] or _COMPLEMENT.match(text, cue.end()):
        return False
    return any(token.start == cue.start() and token.tag in ("NN", "NNS") for token in parsed(text))


def _flags(number: int, denied: dict[int, bool], moods: dict[int, tuple[Mood, bool]]) -> Flags:
    mood, surely = moods.get(number, ("fact", False))
    return Flags(number in denied, mood, denied.get(number, False), surely)


def _governed(
    text: str, words: tuple[Word, ...], cue: re.Match[str], is_skipped: Callable[[str], bool]
) -> list[int]:
    """The content words after a cue in its clause, the first ones."""
    aside = _ASIDE.match(text, cue.end())
    start = aside.end() if aside else cue.end()
    pause = _PAUSE.search(text, start)
    end = pause.start() if pause and pause.start() > start + 1 else len(text)
    after = [n for n, word in enumerate(words) if start <= word.start < end and word.is_content]
    return [n for n in after if not is_skipped(words[n].text)][:REACH]


def is_cue(word: str) -> bool:
    """Whether a word hedges, tells who speaks, or is an adverb, so that it says nothing by itself."""
    return is_hedge(word) or bool(_SAYING.fullmatch(word)) or word.lower() == "according"


def is_hedge(word: str) -> bool:
    """Whether a word hedges or is an adverb."""
    return word.lower().endswith("ly") or any(pattern.fullmatch(word) for _, pattern in _MOODS)
