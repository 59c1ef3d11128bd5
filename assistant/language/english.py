"""English words and patterns for understanding questions."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["number", "date", "person", "place", "name", "reason", "about", "other"]

MEASURE = r"\bhow (?:many|much|far|old|long|big|large|tall|high|deep|fast|often)\b"
# Keywords without a question word, as typed into a search box: "rosalynn carter age".
_KEY_WORDS = (
    r"^(?!.*\b(?:who|whom|whose|what|when|where|why|how|which)\b)"
    r"(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b).*"
)
# The start of a question up to its first question word: "Who was mayor when it burned?" doesn't ask when.
FIRST = r"^(?:(?!\b(?:who|whom|whose|what|when|where|why|how|which)\b).)*"
# The kind of answer that a question asks for; the first matching pattern decides.
KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            MEASURE
            + r"|\b(?:what|which) (?:number|percent(?:age)?|share|proportion|amount|price|distance|age)\b"
            + rf"|{_KEY_WORDS}\b(?:age|price|cost|salary|attendance|population|death toll|number)\b"
            + r"|\bwhat (?:is|was) (?:\S+ ){1,3}age\b"
        ),
    ),
    (
        "date",
        re.compile(rf"{FIRST}\bwhen\b|\b(?:what|which) (?:day|date|year|month|week|time)\b|\bhow long ago\b"),
    ),
    (
        "reason",
        re.compile(
            rf"{FIRST}\bwhy\b|\bwhat (?:caused|led to|was the (?:cause|reason))\b|\bfor what reason\b"
        ),
    ),
    ("person", re.compile(rf"{FIRST}\bwho(?:m|se)?\b|{_KEY_WORDS}\bname$")),
    (
        "place",
        re.compile(
            rf"{FIRST}\bwhere\b"
            r"|\b(?:what|which) (?:[\w-]+ )?(?:country|countries|city|cities|town|village|state|place|region"
            r"|continent|capital|province|county|island|nation)\b"
        ),
    ),
)
NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"million|billion|trillion|dozens?|half|quarter|third)s?"
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
NAME = r"(?:[A-Z][\w'’-]+|[A-Z]{2,})"
# The words in a sentence that may answer each kind of question.
ANSWERS: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(rf"\d[\d,.]*|\b{NUMBER_WORD}\b", re.IGNORECASE),
    "date": re.compile(
        rf"\b{MONTH}\b|\b(?:19|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:yesterday|today|tomorrow|tonight)\b"
        r"|\b(?:last|next|this) (?:week|month|year|spring|summer|autumn|fall|winter)\b"
    ),
    "person": re.compile(rf"{NAME}(?: (?:{NAME}|de|van|von|bin|al))*"),
    "place": re.compile(rf"{NAME}(?: {NAME})*"),
    "name": re.compile(rf"{NAME}(?: (?:{NAME}|of|the|de|van|von|bin|al))*"),
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|thanks to|as a result|in response|in order|so that|citing|amid"
        r"|after|following|over|caus(?:ed?|ing)|blam(?:ed?|ing)|reasons?|led to|prompted|sparked|to)\b"
    ),
}

NAMED = re.compile(r"(?<=\s)[A-Z][\w'’-]*|\b\d[\d,.]*")

CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december""".split()
)  # capitalised words that name neither a person nor a place

WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
# "When and where did it start?"; "What happened there, and who reported it?"
SHARED = re.compile(rf"({WH})\s+and\s+({WH})\s+(.+)", re.IGNORECASE)
JOINED = re.compile(
    rf"(.*\b{WH}\b.+?),?\s+and\s+((?:(?:by|for|from|in|at|to|with)\s+)?{WH}\b.+)", re.IGNORECASE
)
SEVERAL = re.compile(
    r"^(?:names?|list)\b|\b(?:who|what) (?:are|were)\b"
    r"|\b(?:which|what)(?: [\w-]+){0,2} (?:people|men|women|children|countries|\w{3,}[^aiusy\W]s)"
    r" (?:are|were|have|do|did|will|can|came|got|held|left|lost|made|met|ran|said|took|went|won|\w+ed)\b",
    re.IGNORECASE,
)
LATEST = re.compile(
    r"\b(?:latest|newest|most recent|(?<!usa )today|tonight|right now|at the moment|so far|up to date)\b",
    re.IGNORECASE,
)
