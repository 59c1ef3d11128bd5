"""English words and patterns for understanding questions."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["number", "date", "person", "place", "reason", "about", "other"]

MEASURE = r"\bhow (?:many|much|far|old|long|big|large|tall|high|deep|fast|often)\b"
# The kind of answer that a question asks for; the first matching pattern decides.
KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            MEASURE
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
# "What do the articles say about X?": a request for all reports, not for one fact.
ABOUT = re.compile(
    r"(?:(?:what|anything)\s+(?:(?:do|does|did|have|has)\s+(?:the|these|those|your)\s+"
    r"(?:articles?|reports?|outlets?|papers?|news|sources?|collection|media)\s+"
    r"(?:say|said|report(?:ed)?|writ(?:e|ten)|tell(?:\s+us)?|mention(?:ed)?|know)"
    r"|(?:is|was|has\s+been)\s+(?:reported|said|known|written|there))\s+(?:about|on|of)"
    r"|what(?:['’]s|\s+is)\s+(?:the\s+)?(?:latest|newest)(?:\s+news)?\s+(?:about|on|of|from|in)"
    r"|what\s+(?:has\s+)?happened\s+(?:in|at|to|with|during|on)"
    r"|tell\s+(?:me|us)\s+(?:\w+\s+)?about|what\s+is\s+(?:the\s+)?news\s+(?:about|on|of))\s+(.+)",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"^(?:name|list)\b|\b(?:who|what) (?:are|were)\b"
    r"|\b(?:which|what)(?: [\w-]+){0,2} (?:people|men|women|children|countries|\w{3,}[^aiusy\W]s)"
    r" (?:are|were|have|do|did|will|can|came|got|held|left|lost|made|met|ran|said|took|went|won|\w+ed)\b",
    re.IGNORECASE,
)
LATEST = re.compile(
    r"\b(?:latest|newest|most recent|today|tonight|right now|at the moment|so far|up to date)\b",
    re.IGNORECASE,
)

# Follow-ups

# The first words of a question that continues the previous one: "And how many houses?".
LEANING = re.compile(r"(?:and|but|or|so|then|also|what about|how about)\b", re.IGNORECASE)
# A follow-up without these words asks for the same kind of answer as the previous question.
OWN_KIND = re.compile(r"\b(?:what|which|why|how)\b(?! (?:about|of)\b)")
PRONOUN = re.compile(r"\b(?:he|she|it|they|him|them|those|these)\b|\bthere(?=\W*$)", re.IGNORECASE)
POSSESSIVE = re.compile(r"\b(?:his|her|hers|its|their|theirs)\b", re.IGNORECASE)
# "Who lost his job?": "his" refers to "who", not to somebody in an earlier turn.
BOUND_POSSESSIVE = re.compile(r"\bwho\s+(?!(?:is|are|was|were)\b)\w+.*?\b(?:his|her|their)\b", re.IGNORECASE)
DEMONSTRATIVE = re.compile(r"\b(?:that|this|such|else|instead|anyone|anybody|anything)\b", re.IGNORECASE)
DEFINITE = re.compile(r"\bthe((?:\s+[\w'’-]+){1,3})", re.IGNORECASE)

_JUDGED = (
    r"(?:legal|illegal|lawful|safe|dangerous|risky|possible|impossible|true|false|likely|unlikely|necessary|"
    r"allowed|permitted|forbidden|banned|hard|easy|difficult|common|normal|usual|rare|expensive|cheap|free|"
    r"worth|right|wrong|ok|okay|fair|important|mandatory|compulsory|good|bad|better|best|clear|too late|"
    r"too early|time|like|up)"
)
# "How much does it cost to park?", "Is it legal to fly drones?": this "it" refers to nothing.
EXPLETIVE = re.compile(
    r"\bit\s+(?:costs?|takes?|took|needs?|requires?|makes?\s+sense)\b(?=(?:\s+\S+){0,4}?\s+to\s+\w)"
    rf"|\b(?:is|was|be|been|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?{_JUDGED}\b(?=.*\b(?:to|that|for|if|when)\b)"
    rf"|\bit\s+(?:is|was|will\s+be|would\s+be|be)\s+(?:\w+\s+)?{_JUDGED}\b(?=.*\b(?:to|that|for|if|when)\b)"
    r"|\bit\s+(?:rain|snow|hail)(?:s|ed|ing)?\b|\bis\s+it\s+(?:raining|snowing|from)\b|\btime\s+is\s+it\b",
    re.IGNORECASE,
)
