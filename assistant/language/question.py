"""What a question asks for: its terms, the kind of its answer, and what it leans on from the turn before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.answer import Answer
from storage.errors import QuestionError
from storage.text.terms import content_terms, words

MAX_CHARACTERS = 4_000  # of a question; a pasted article is not one
DEFINITE = 3  # terms, at most, of a question that leans by a mere "the"
MAX_TURNS = 8  # before a question that it may lean on, each on the one before

Kind = Literal["number", "date", "person", "place", "reason", "about", "other"]

_MEASURE = r"\bhow (?:many|much|far|old|long|big|large|tall|high|deep|fast|often)\b"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            _MEASURE
            + r"|\b(?:what|which) (?:number|percent(?:age)?|share|proportion|amount|price|distance|age)\b"
        ),
    ),
    ("date", re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|week|time)\b|\bhow long ago\b")),
    (
        "reason",
        re.compile(r"\bwhy\b|\bwhat (?:caused|led to|was the (?:cause|reason))\b|\bfor what reason\b"),
    ),
    ("person", re.compile(r"\bwho(?:m|se)?\b")),
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:[\w-]+ )?(?:country|countries|city|cities|town|village|state|"
            r"place|region|continent|capital|province|county|island|nation)\b"
        ),
    ),
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"million|billion|trillion|dozens?|half|quarter|third)s?"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_NAME = r"(?:[A-Z][\w'’-]+|[A-Z]{2,})"
_ANSWERS: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(rf"\d[\d,.]*|\b{_NUMBER_WORD}\b", re.IGNORECASE),
    "date": re.compile(
        rf"\b{_MONTH}\b|\b(?:19|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:yesterday|today|tomorrow|tonight)\b"
        r"|\b(?:last|next|this) (?:week|month|year|spring|summer|autumn|fall|winter)\b"
    ),
    "person": re.compile(rf"{_NAME}(?: (?:{_NAME}|de|van|von|bin|al))*"),
    "place": re.compile(rf"{_NAME}(?: {_NAME})*"),
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|thanks to|as a result|in response|in order|so that|citing|amid"
        r"|after|following|over|caus(?:ed?|ing)|blam(?:ed?|ing)|reasons?|led to|prompted|sparked|to)\b"
    ),
}

_NAMED = re.compile(r"(?<=\s)[A-Z][\w'’-]*|\b\d[\d,.]*")

_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december""".split()
)  # capitalised, and neither who nor where

_WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
# "When and where did it start?"; "What happened there, and who reported it?"
_SHARED = re.compile(rf"({_WH})\s+and\s+({_WH})\s+(.+)", re.IGNORECASE)
_JOINED = re.compile(
    rf"(.*\b{_WH}\b.+?),?\s+and\s+((?:(?:by|for|from|in|at|to|with)\s+)?{_WH}\b.+)", re.IGNORECASE
)
# "What do the articles say about X?": a request for whatever is reported, not for one fact.
_ABOUT = re.compile(
    r"(?:(?:what|anything)\s+(?:(?:do|does|did|have|has)\s+(?:the|these|those|your)\s+"
    r"(?:articles?|reports?|outlets?|papers?|news|sources?|collection|media)\s+"
    r"(?:say|said|report(?:ed)?|writ(?:e|ten)|tell(?:\s+us)?|mention(?:ed)?|know)"
    r"|(?:is|was|has\s+been)\s+(?:reported|said|known|written|there))\s+(?:about|on|of)"
    r"|what(?:['’]s|\s+is)\s+(?:the\s+)?(?:latest|newest)(?:\s+news)?\s+(?:about|on|of|from|in)"
    r"|what\s+(?:has\s+)?happened\s+(?:in|at|to|with|during|on)"
    r"|tell\s+(?:me|us)\s+(?:\w+\s+)?about|what\s+is\s+(?:the\s+)?news\s+(?:about|on|of))\s+(.+)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^(?:name|list)\b|\b(?:who|what) (?:are|were)\b"
    r"|\b(?:which|what)(?: [\w-]+){0,2} (?:people|men|women|children|countries|\w{3,}[^aiusy\W]s)"
    r" (?:are|were|have|do|did|will|can|came|got|held|left|lost|made|met|ran|said|took|went|won|\w+ed)\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|today|tonight|right now|at the moment|so far|up to date)\b",
    re.IGNORECASE,
)

_LEANING = re.compile(r"(?:and|but|or|so|then|also|what about|how about)\b", re.IGNORECASE)
_OWN_KIND = re.compile(r"\b(?:what|which|why|how)\b(?! (?:about|of)\b)")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|them|those|these)\b|\bthere(?=\W*$)", re.IGNORECASE)
# "How big was the fine?": something that has been spoken of, when nobody and nothing is named.
_DEFINITE = re.compile(r"\b(?:the|that|this|such|else|instead|anyone|anybody|anything)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:his|her|hers|its|their|theirs)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: `text` is what was asked, `search_text` that and what it leans on.

    `parts`: the questions that it joins, "What happened there, and who reported it?"; empty when it is one.
    `quoted`: what was quoted for the question that it leans on, empty when it leans on none.
    """

    text: str
    search_text: str
    kind: Kind
    parts: tuple[Question, ...] = ()
    quoted: tuple[str, ...] = ()

    @property
    def asks_for_several(self) -> bool:
        """Whether it asks for a list: "Which countries joined?"."""
        return bool(_SEVERAL.search(self.text))

    @property
    def prefers_latest(self) -> bool:
        """Whether the newest report is wanted: "What is the latest on the strike?"."""
        return bool(_LATEST.search(self.text))

    @property
    def terms(self) -> list[str]:
        """Stems of what the reader asked, without stop words; "far" of "how far" is one, too."""
        return _asked_terms(self.text)

    @property
    def named_terms(self) -> list[str]:
        """Stems of the names and numbers in it, the word it begins with aside.

        >>> understand("Did Ida Storm win in 2022?").named_terms
        ['ida', 'storm', '2022']
        """
        return content_terms(" ".join(_NAMED.findall(self.search_text)))

    @property
    def search_terms(self) -> list[str]:
        return _asked_terms(self.search_text)

    def answered_by(self, sentence: str) -> bool:
        """Whether a sentence holds something of the kind asked for that the question doesn't name itself.

        >>> understand("How many soldiers were killed?").answered_by("It said 1,166 soldiers were killed.")
        True
        >>> understand("Who was killed?").answered_by("Soldiers were killed.")
        False
        """
        if self.kind in ("other", "about"):
            return True
        if self.kind == "reason":
            return bool(_ANSWERS["reason"].search(sentence))
        asked = set(words(self.search_text))
        if self.kind in ("person", "place"):
            asked |= _CALENDAR
        return any(
            not asked.issuperset(words(match.group()))
            for match in _ANSWERS[self.kind].finditer(sentence)
            if match.start() > 0 or self.kind in ("number", "date") or " " in match.group()
        )

    def is_of_kind(self, words_of_answer: str) -> bool:
        """Whether a short answer is a number, a name or a date when that is asked for.

        >>> understand("How many soldiers were killed?").is_of_kind("1,166 soldiers")
        True
        >>> understand("How many soldiers were killed?").is_of_kind("soldiers")
        False
        """
        pattern = _ANSWERS.get(self.kind)
        return pattern is None or bool(pattern.search(words_of_answer))


def _asked_terms(text: str) -> list[str]:
    return content_terms(re.sub(_MEASURE, "", text, flags=re.IGNORECASE))


def understand(text: str, history: Sequence[tuple[str, Answer]] = ()) -> Question:
    """Read a question in the light of the turns before it. Raises QuestionError without one."""
    text = " ".join(readable(text).split())
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read: "
            "ask it more briefly"
        )
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            f"the question {text!r} has no words: ask about something that the articles may report"
        )
    history = history[-MAX_TURNS:]
    search_text = _in_context(text, history)
    parts = _parts(text, search_text)
    if not parts and (about := _ABOUT.match(text)):
        named = content_terms(about[1]) and not _pronouns(about[1])
        return Question(text, about[1] if named else _in_context(about[1], history), "about")
    quoted = tuple(c.quote for c in history[-1][1].citations) if search_text != text else ()
    return Question(text, search_text, _kind(text, history), parts, quoted)


def _parts(text: str, search_text: str) -> tuple[Question, ...]:
    """The questions that a question joins with "and", each searched with all of it.

    >>> [part.text for part in understand("When and where was the ferry built?").parts]
    ['When was the ferry built?', 'where was the ferry built?']
    >>> [part.text for part in understand("Who won, and how many voted?").parts]
    ['Who won?', 'how many voted?']
    """
    if shared := _SHARED.match(text):
        texts = [f"{shared[1]} {shared[3]}", f"{shared[2]} {shared[3]}"]
        return tuple(Question(part, part, _kind(part, ())) for part in texts)
    if not (joined := _JOINED.match(text)):
        return ()
    before = search_text.removesuffix(text)
    first, second = joined[1].rstrip(" ?") + "?", joined[2]
    return (
        _first_part(first, before),
        Question(second, f"{before}{first} {second}", _kind(second, ())),
    )


def _first_part(text: str, before: str) -> Question:
    if about := _ABOUT.match(text):
        return Question(text, before + about[1], "about")
    return Question(text, before + text, _kind(text, ()))


def readable(text: str) -> str:
    """A text without what none can hold or print: NUL, and halves of characters (lone surrogates).

    >>> readable("Who\\0won\\ud800?")
    'Who won??'
    """
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def leans(text: str) -> bool:
    """Whether a question can't be understood without the one before it.

    >>> leans("And how many civilians?"), leans("What did he ask Moscow for?")
    (True, True)
    >>> leans("How many of its soldiers does Armenia say have been killed?")
    False
    >>> leans("How long did the strike last, and what did it cost?")  # "it" is in its first half
    False
    """
    said = len(content_terms(text))
    joined = _JOINED.match(text)
    if _pronouns(joined[1] if joined else text) or (said <= 3 and _LEANING.match(text)):
        return True
    if _names_somebody(text):
        return False
    return said <= 1 or (said <= DEFINITE and bool(_DEFINITE.search(text)))


def _pronouns(text: str) -> bool:
    """Whether it speaks of somebody or something that it doesn't name."""
    return bool(_PRONOUN.search(text) or (_POSSESSIVE.search(text) and not _names_somebody(text)))


def _names_somebody(text: str) -> bool:
    """Whether a word past the first is a name."""
    return bool(re.search(rf"(?<=\s){_NAME}", text))


def _in_context(text: str, history: Sequence[tuple[str, Answer]]) -> str:
    if not history or not leans(text):
        return text
    question, answer = history[-1]
    named = " ".join(_names(answer)) if _pronouns(text) else ""
    before = _in_context(question, history[:-1])
    return " ".join(filter(None, (before, named, text)))[-MAX_CHARACTERS:]


def _names(answer: Answer) -> list[str]:
    """The names in the first sentence of an answer: what "he" or "there" may mean."""
    if answer.abstained:
        return []
    found = re.findall(rf"{_NAME}(?: {_NAME})+", answer.sentences[0].text)
    return list(dict.fromkeys(found))[:3]


def _kind(text: str, history: Sequence[tuple[str, Answer]]) -> Kind:
    lowered = text.lower()
    for kind, pattern in _KINDS:
        if pattern.search(lowered):
            return kind
    if not history or not leans(text) or _OWN_KIND.search(lowered):
        return "other"
    return _kind(history[-1][0], history[:-1])


def day(value: str | date | None, name: str) -> date | None:
    """An ISO day such as "2020-10-01" -> date. Raises QuestionError naming the filter."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise QuestionError(f"{name} is {value!r}, wanted a day such as 2020-10-01") from error
