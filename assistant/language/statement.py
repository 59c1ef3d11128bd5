"""Question -> the statement that it takes for granted, or, for a question of yes or no, asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.entities import Token, parsed
from assistant.language.declarative import Declarative, Piece, end_of, joined
from assistant.language.english_requests import POLITE
from assistant.language.english_verbs import past, third_person

_WORD = re.compile(r"(?:who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_PREPOSITION = r"(?:by|for|from|in|at|to|with|on|of|under|after|since|until|against|into|about|through|over)"
_LED = re.compile(rf"^\W*(?:(?:and|but|so|then),? )?(?:{_PREPOSITION} )?", re.IGNORECASE)
_IS_IT_TRUE = re.compile(
    r"^\W*(?:(?:is|was) it (?:really |actually )?(?:true|right|correct|a fact|the case|so)|can you confirm"
    r"|do(?:es)? (?:the |these |your )?(?:articles?|reports?|sources?|papers?) (?:say|report|confirm|claim))"
    r"(?: that)? ",
    re.IGNORECASE,
)
_DO = frozenset(("do", "does", "did"))
_BE = frozenset(("is", "are", "was", "were", "am"))
_OTHER = frozenset("has have had can could will would should may might must".split())
_AUXILIARIES = _DO | _BE | _OTHER
_NOMINAL = re.compile(r"(?:DT|PDT|PRP\$?|JJ[RS]?|NNP?S?|CD|POS|HYPH|VBG|CC|\$|FW|UH|ADD|XX|NFP)")
_NOUN = re.compile(r"NNP?S?|PRP|CD|FW|EX|XX|POS")
_NUMBER = frozenset(("many", "much", "few"))


def without_opening(question: str) -> str:
    """A question without the words that only ask whether something is true.

    >>> without_opening("Is it true that Ida won?")
    'Ida won?'
    """
    return _IS_IT_TRUE.sub("", question)


@lru_cache(maxsize=256)
def statement(question: str) -> Declarative | None:
    """What a question takes for granted; of a question of yes or no, what it asks about. The unknown part is
    "anyone", "anything" or "any" with its noun. None when the question has no such form, or isn't English.

    >>> statement("When did Spirit merge with Frontier?").text
    'Spirit merged with Frontier'
    >>> statement("Which song did Ida win the prize for?").text
    'Ida won the prize for any song'
    """
    if match := _IS_IT_TRUE.match(question):
        end = end_of(question)
        return joined(question, [(match.end(), end)]) if match.end() < end else None
    tokens = parsed(question)
    opening = _LED.match(question)
    start = POLITE.sub("", question)
    first = len(question) - len(start) if start != question else (opening.end() if opening else 0)
    number = next((i for i, token in enumerate(tokens) if token.start >= first), None)
    if number is None:
        return None
    if tokens[number].text.lower() in _AUXILIARIES:
        return _inverted(question, tokens, number, "")
    if not _WORD.match(question, tokens[number].start):
        return None
    return _asked(question, tokens, number)


def _asked(question: str, tokens: Sequence[Token], first: int) -> Declarative | None:
    """The statement of a question with a question word at token `first`."""
    auxiliary = next(
        (
            i
            for i, token in enumerate(tokens[first + 1 : first + 9], first + 1)
            if token.text.lower() in _AUXILIARIES
        ),
        None,
    )
    verb = next(
        (i for i, token in enumerate(tokens) if i > first and token.tag in ("VBD", "VBZ", "VBP", "MD")), None
    )
    unknown = _unknown(
        question, tokens, first, min((n for n in (auxiliary, verb) if n is not None), default=first + 1)
    )
    if auxiliary is None or (verb is not None and verb < auxiliary):
        return _with_unknown_subject(question, tokens, verb, unknown)
    if tokens[auxiliary].text.lower() not in _DO and _is_subject(tokens, first, auxiliary):
        return _with_unknown_subject(question, tokens, auxiliary, unknown)
    return _inverted(question, tokens, auxiliary, unknown)


def _is_subject(tokens: Sequence[Token], first: int, auxiliary: int) -> bool:
    """Whether the question word is the subject: "Who was hurt?", not "Where was he hurt?"."""
    word = tokens[first].text.lower()
    if word in ("when", "where", "why") or (word == "how" and auxiliary == first + 1):
        return False
    after = tokens[auxiliary + 1] if auxiliary + 1 < len(tokens) else None
    return after is None or not _NOMINAL.fullmatch(after.tag) or after.tag in ("VBG", "JJ", "JJR")


def _unknown(question: str, tokens: Sequence[Token], first: int, end: int) -> str:
    """The words for the unknown part: "anyone", "any song"; "" for a time, place, reason or manner."""
    word = tokens[first].text.lower()
    text = question[tokens[first].start + len(word) : tokens[end].start].strip() if end < len(tokens) else ""
    if word in ("who", "whom"):
        return "anyone"
    if word in ("which", "what") or (word == "whose" and text):
        return f"any {text}" if text else "anything"
    if word == "how" and text.split(" ")[0].lower() in _NUMBER:
        noun = " ".join(text.split(" ")[1:])
        return f"any {noun}" if noun else "anything"
    return ""


def _with_unknown_subject(
    question: str, tokens: Sequence[Token], verb: int | None, unknown: str
) -> Declarative | None:
    if verb is None or not unknown or not tokens[verb].text.isalpha():
        return None
    return joined(
        question, [_before(question, unknown, tokens[verb].start), (tokens[verb].start, end_of(question))]
    )


def _inverted(question: str, tokens: Sequence[Token], auxiliary: int, unknown: str) -> Declarative | None:
    """The statement of a question whose subject stands after its auxiliary."""
    last = _subject_end(tokens, auxiliary)
    is_negated = auxiliary + 1 < len(tokens) and tokens[auxiliary + 1].text.lower() in ("n't", "not")
    if last is None or last + 1 >= len(tokens) or is_negated:
        return None
    subject = (tokens[auxiliary + 1].start, _token_end(tokens, last))
    word = tokens[auxiliary].text.lower()
    if word in _DO:
        return _with_main_verb(question, tokens, subject, last + 1, word, unknown)
    if unknown and word in _BE and not _opens_with_verb(tokens[last + 1 :]):
        return None  # "Who is the mayor of Port Elm?" takes no event for granted
    auxiliary_piece = (word, tokens[auxiliary].start, _token_end(tokens, auxiliary))
    rest = _with_object(question, tokens, last + 1, tokens[last + 1].start, end_of(question), unknown)
    return joined(question, [subject, auxiliary_piece, *rest])


def _with_main_verb(
    question: str, tokens: Sequence[Token], subject: tuple[int, int], first: int, auxiliary: str, unknown: str
) -> Declarative | None:
    """The statement without "did" or "does", whose tense the verb at or after token `first` takes over."""
    verb = _base_verb(tokens, first)
    if verb is None:
        return None
    place = (tokens[verb].start, _token_end(tokens, verb))
    form = question[slice(*place)]
    inflected = past(form) if auxiliary == "did" else third_person(form) if auxiliary == "does" else form
    pieces: list[Piece] = [subject, (tokens[first].start, tokens[verb].start), (inflected, *place)]
    if verb + 1 < len(tokens):
        after = tokens[verb + 1].start
        pieces += _with_object(
            question, tokens, verb + 1, after, end_of(question), unknown, is_after_verb=True
        )
    return joined(question, pieces)


def _base_verb(tokens: Sequence[Token], first: int) -> int | None:
    """The verb that "did" left in its base form: the first word after the subject that may be one."""
    for number in range(first, min(first + 3, len(tokens))):
        if tokens[number].tag in ("VB", "VBP"):
            return number
    if first >= len(tokens):
        return None
    is_likely = tokens[first].tag in ("VBD", "VBN", "NN", "NNP", "JJ") and tokens[first].text.isalpha()
    return first if is_likely else None


def _opens_with_verb(tokens: Sequence[Token]) -> bool:
    """Whether a participle follows, before or after adverbs: "accused of", "still being held"."""
    plain = next((token for token in tokens if token.tag not in ("RB", "RBR")), None)
    return plain is not None and plain.tag in ("VBN", "VBG")


def _with_object(
    question: str,
    tokens: Sequence[Token],
    number: int,
    start: int,
    end: int,
    unknown: str,
    *,
    is_after_verb: bool = False,
) -> list[Piece]:
    """The rest of the clause with the unknown object: last after a preposition, else behind the verb."""
    if start >= end or not unknown:
        return [(unknown, -1, -1)] if unknown else [(start, end)]
    last = question[:end].rsplit(" ", 1)[-1].lower()
    if re.fullmatch(_PREPOSITION, last):
        return [(start, end), (unknown, -1, -1)]
    if is_after_verb and (
        tokens[number].tag in ("IN", "TO", "RB", "WRB") or tokens[number].relation == "prep"
    ):
        return [(unknown, -1, -1), (start, end)]
    return [(start, end)]


def _subject_end(tokens: Sequence[Token], auxiliary: int) -> int | None:
    """The last token of the subject after an auxiliary."""
    is_do = tokens[auxiliary].text.lower() in _DO
    if is_do and (by_parse := _parsed_subject(tokens, auxiliary)) is not None:
        return by_parse
    last = _nominal_end(tokens, auxiliary + 1)
    if last is None:  # "more than 100 people"
        count = next((n for n in range(auxiliary + 2, auxiliary + 5) if _has_tag(tokens, n, "CD")), None)
        last = _nominal_end(tokens, count) if count is not None else None
    while last is not None and last + 1 < len(tokens) and tokens[last + 1].text.lower() == "of":
        owner = _nominal_end(tokens, last + 2)  # "members of Congress"
        if owner is None or (is_do and _base_verb(tokens, owner + 1) is None):
            break  # "Did Ida talk of war?"
        last = owner
    is_all = last is not None and (last + 1 == len(tokens) or tokens[last + 1].text == "?")
    asks_yes_or_no = not any(_WORD.fullmatch(token.text) for token in tokens[:auxiliary])
    if last is not None and is_all and asks_yes_or_no and last > auxiliary + 1:
        last -= 1  # "Is the mayor ill?": its last word was taken for a noun
    takes_base = is_do or tokens[auxiliary].tag == "MD"
    if is_do and (verb := _between_names(tokens, auxiliary, last)) is not None:
        return verb - 1
    if last is not None and takes_base and last > auxiliary + 1 and _base_verb(tokens, last + 1) is None:
        return last - 1  # the verb was taken for a noun: "did the storm sink"
    return last


def _nominal_end(tokens: Sequence[Token], first: int) -> int | None:
    """The last noun of the phrase that begins with token `first`; None where none does."""
    last = None
    for number in range(first, len(tokens)):
        token = tokens[number]
        is_new = last is not None and number - 1 == last and token.tag in ("DT", "PRP$") and number > first
        if not _NOMINAL.fullmatch(token.tag) or is_new:
            break
        if _NOUN.fullmatch(token.tag):
            last = number
    return last


def _between_names(tokens: Sequence[Token], auxiliary: int, last: int | None) -> int | None:
    """The verb that was taken for a noun between two names: "did Ostrava Air buy Gull Air"."""
    inside = range(auxiliary + 2, last or 0)
    return next((n for n in inside if _is_likely_verb(tokens, n)), None)


def _is_likely_verb(tokens: Sequence[Token], number: int) -> bool:
    before, word, after = (tokens[n].text for n in (number - 1, number, number + 1))
    is_beside_names = before[0].isupper() and after[0].isupper()
    return (
        is_beside_names and word.islower() and word.isalpha() and tokens[number].tag[:2] in ("NN", "JJ", "VB")
    )


def _has_tag(tokens: Sequence[Token], number: int, tag: str) -> bool:
    return number < len(tokens) and tokens[number].tag == tag


def _parsed_subject(tokens: Sequence[Token], auxiliary: int) -> int | None:
    heads = [
        number
        for number, token in enumerate(tokens)
        if number > auxiliary
        and token.relation in ("nsubj", "nsubjpass", "csubj")
        and token.head == tokens[auxiliary].head
    ]
    if not heads:
        return None
    inside = {heads[0]}
    for _ in range(len(tokens)):
        more = {n for n, token in enumerate(tokens) if token.head in inside and n > auxiliary} - inside
        if not more:
            break
        inside |= more
    last = max(inside)
    return last if last < tokens[auxiliary].head else None


def _token_end(tokens: Sequence[Token], number: int) -> int:
    return tokens[number].start + len(tokens[number].text)


def _before(question: str, unknown: str, end: int) -> Piece:
    """The unknown subject, whose noun stands before `end` in the question."""
    noun = unknown.removeprefix("any ")
    place = question.rfind(noun, 0, end)
    return (unknown, place, place + len(noun)) if noun != unknown and place >= 0 else (unknown, -1, -1)
