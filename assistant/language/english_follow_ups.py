"""English words and patterns for recognising follow-ups and their references."""

from __future__ import annotations

import re

from assistant.language.english import NAME

# The first words of a question that continues the previous one: "And how many houses?".
CONNECTIVE = re.compile(r"(?:and|but|or|so|then|also|what about|how about)\b", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|them|those|these)\b|\bthere(?=\W*$)"
    r"|\bher(?=\W*$|\s+(?:after|again|as|at|before|by|during|for|from|in|on|then|to|when|with)\b)",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"\b(?:his|her|hers|its|their|theirs)\b", re.IGNORECASE)
# "Who lost his job?": "his" refers to "who", not to somebody in an earlier turn.
BOUND_POSSESSIVE = re.compile(r"\bwho\s+(?!(?:is|are|was|were)\b)\w+.*?\b(?:his|her|their)\b", re.IGNORECASE)
DEMONSTRATIVE = re.compile(r"\b(?:that|this|such|else|instead|anyone|anybody|anything)\b", re.IGNORECASE)
# "What did the airline say to that?", "How many flights were cancelled that day?"
REFERRING = re.compile(
    r"\b(?:that|this)(?=\W*$|\s+(?:day|week|month|year|time|night|morning|season|game|match|figure|number)\b)"
    r"|\bthe (?:other|same)\b|\bback then\b|\bthe (?:day|week|month|year) (?:before|after)\W*$",
    re.IGNORECASE,
)
# "Who said that?", "When was that?": the last quotation may answer this as well.
SAME_SENTENCE = re.compile(
    r"\W*(?:(?:and|but|so) )?(?:who|when|where|which \w+)\b(?:(?: \w+){0,3} (?:that|this|it|so))?\W*$",
    re.IGNORECASE,
)
THAT_CLAUSE = re.compile(
    r"\W*(?P<question>why|when|where|how)(?: (?:is|was|did|has|had|would|will)|['’]s) (?:that|this|it)"
    r"(?: (?:be|happen(?:ed|ing)?|so))?\W*$",
    re.IGNORECASE,
)

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

# Elliptical questions

# The pronouns that a name may replace. True: its possessive replaces them.
PERSONAL = {
    **dict.fromkeys(("he", "she", "it", "they", "him", "them"), False),
    **dict.fromkeys(("his", "her", "its", "their"), True),
}

PREPOSITION = r"(?:about|at|after|against|before|by|during|for|from|in|of|off|on|to|under|with)"
AUXILIARY = (
    r"(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)(?:n['’]t)?\b"
)
# A follow-up without these words asks for the same kind of answer as the previous question.
OWN_KIND = re.compile(
    rf"\b(?:what|which|why|how)\b(?! (?:about|of)\b)|^\W*(?:(?:and|but|so) )?{AUXILIARY}", re.IGNORECASE
)
# "Kenya", "Ann Lee in May": a name as the whole question, perhaps with a prepositional phrase.
ONLY_NAME = re.compile(
    rf"(?P<name>(?:[Tt]he )?{NAME}(?: (?:(?:of|de|van|von|bin|al) )?{NAME})*)"
    rf"(?P<more> {PREPOSITION}(?: [\w'’-]+){{1,3}})?"
)
# "how many houses", "which pitcher", "for what price", "when", "how old": a question without a verb.
ONLY_QUESTION_WORDS = re.compile(
    rf"(?:{PREPOSITION} )?(?:when|where|why|how|whom?(?: else)?"
    rf"|how (?!{AUXILIARY}|come\b|so\b|about\b)[a-z]+(?: (?!{AUXILIARY})(?!\w+ed\b)[\w'’-]+){{0,2}}"
    rf"|(?:which|what)(?: (?!{AUXILIARY})(?!\w+ed\b)[\w'’-]+){{1,2}})",
    re.IGNORECASE,
)
# "when", "how old": these never ask for the subject of a question.
ADVERB = re.compile(r"when|where|why|how(?: (?!many|much)\w+)?", re.IGNORECASE)
# The words of a question before its first auxiliary: "How many boats", "When"; none in "Did ...?".
OPENING = re.compile(
    rf"\W*(?:(?:and|but|so) )?(?P<words>(?:{PREPOSITION} )?(?:who(?:m|se)?|what|which|when|where|why|how)\b"
    rf"(?: (?!{AUXILIARY})[\w'’-]+){{0,4}}? )?(?P<auxiliary>{AUXILIARY})",
    re.IGNORECASE,
)
# "his age", "Vance's job": a possessive and a noun as the whole question, without a verb.
ONLY_POSSESSION = re.compile(
    rf"(?:(?i:his|her|its|their)|(?i:the )?(?:{NAME} )*[A-Z][\w-]+['’]s?) (?!{AUXILIARY})[a-z-]+(?: [a-z-]+)?"
)

# "And soldiers?", after a question that counts civilians
HOW_MANY = re.compile(r"\W*how many\b", re.IGNORECASE)
ONLY_COUNTED = re.compile(
    r"(?:the )?(?!(?:his|her|its|our|your|their|this|that|these|those|who|what|when|where|why|how|yes)\b)"
    r"(?:[a-z-]+ ){0,2}?(?:[a-z-]+[a-rt-z]s|people|men|women|children|police)"
)
