"""Resolves the first word of a quotation ("He", "The ministry") to a person or an institution.

A name is given only when the preceding text leaves no doubt. It appears in brackets before a checked
quotation, so a wrong name would be a false statement: no name is better than a likely one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.language.english_people import (
    CALENDAR,
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    NO_PERSON,
    RANKS,
    SOMEBODY,
    TITLES,
)

Gender = Literal["he", "she"]

_OPENING = r"^\W*"
_HE_OR_SHE = re.compile(_OPENING + r"(he|she)\b", re.IGNORECASE)
_OTHER = re.compile(
    _OPENING + r"(?:(?:they|it|his|her|its|their|this|that|these|those|both|neither)\b"
    r"|(?:hers|theirs)\b(?! (?-i:[A-Z])))",  # "Hers Bay" is a place
    re.IGNORECASE,
)
_INSTITUTION = (
    "ministry|company|agency|department|group|army|court|government|commission|committee|council|party|union|"
    "university|airline|bank"
)
_PERSON_OR_PAPER = (
    "minister|president|team|spokesman|spokeswoman|spokesperson|statement|report|study|suspect|actor|actress|"
    "singer|senator|governor|mayor"
)
_BODY = re.compile(_OPENING + rf"the ({_INSTITUTION}|{_PERSON_OR_PAPER})\b", re.IGNORECASE)
# "The ministry of defence", "The company Boeing": named in the sentence itself.
_NAMED_HERE = re.compile(r" (?:of\b|[A-Z]|,? (?:which|whose))")

_WORD = r"[A-Z][\w'’.-]*\w"
_NAME = rf"{_WORD}(?: (?:de|del|van|von|bin|al|la|el))*(?: {_WORD})+"
_TITLE = (
    rf"(?:{_WORD} )?(?:(?:{RANKS})\.? )*"
    rf"(?:(?P<male>{MALE_TITLES})|(?P<female>{FEMALE_TITLES})|(?P<title>{TITLES}))\.? "
)
_PERSON = rf"(?:{_TITLE})?(?P<name>{_NAME})"
_SAID = r"(?:said|says|told|added|wrote|announced|argued|warned|insisted|replied)"
# The subject of a sentence: a name at its start, perhaps after "On Monday,", or the name of the speaker.
_SUBJECTS = (
    re.compile(rf"^\W*(?:(?:On|In|At|After|By|Last|Yesterday|Today)\b[^,.]{{0,40}}, )?{_PERSON}\b"),
    re.compile(rf"[,”\"] {_SAID} {_PERSON}\b"),
    re.compile(rf"[,”\"] {_PERSON} {_SAID}\b"),
)
_FULL_NAME = re.compile(rf"\b{_NAME}")
_SOMEBODY = re.compile(rf"\b(?:{SOMEBODY})\b", re.IGNORECASE)
_NO_PERSON = re.compile(rf"\b(?:{CALENDAR}|{NO_PERSON})\b")
_CALENDAR = re.compile(rf"\b(?:{CALENDAR})\b")
_POSSESSIVE = re.compile(r"['’]s\b")
_LEADING = re.compile(r"^(?:The|On|In|At|After|By|For|From) ")
SENTENCES_BACK = 3  # preceding sentences that are searched for a name


def refers_back(sentence: str) -> bool:
    """Whether the first word of a sentence refers to somebody or something named before it.

    >>> refers_back("“He said no,” she added."), refers_back("The mayor said no.")
    (True, True)
    >>> refers_back("The mayor of Port Elm said no.")
    False
    """
    if opens_with_pronoun(sentence):
        return True
    body = _BODY.match(sentence)
    return body is not None and not _NAMED_HERE.match(sentence, body.end())


def opens_with_pronoun(sentence: str) -> bool:
    """Whether the first word is "he", "she", "it", "this" or the like.

    >>> opens_with_pronoun("“It is over,” she said."), opens_with_pronoun("The mayor said no.")
    (True, False)
    """
    return bool(_HE_OR_SHE.match(sentence) or _OTHER.match(sentence))


def referent(sentence: str, before: Sequence[str], article: str = "") -> str:
    """The name that the first word of a sentence refers to; "" when the sentences `before` it are ambiguous.
    `article`: the whole text, which may determine "he" or "she".

    >>> referent("He asked for help.", ["Mr. John Vale wrote to Moscow."])
    'John Vale'
    >>> referent("The ministry said no.", ["Reporters asked the Defence Ministry of Tarn."])
    'Defence Ministry of Tarn'
    >>> referent("He said no.", ["Fighting went on in Nagorno Karabakh."])
    ''
    """
    if pronoun := _HE_OR_SHE.match(sentence):
        return _person(pronoun[1].lower(), before[-SENTENCES_BACK:], article)
    body = _BODY.match(sentence)
    if body and body[1].lower() in _INSTITUTION.split("|"):
        return _institution(body[1].capitalize(), " ".join(before[-2:]))
    return ""


def _person(pronoun: str, before: Sequence[str], article: str) -> str:
    """The name behind "he" or "she", from the last sentence that doesn't open with the same pronoun."""
    for sentence in reversed(before):
        opening = _HE_OR_SHE.match(sentence)
        if opening is None:
            return _subject(pronoun, sentence, article)
        if opening[1].lower() != pronoun or _FULL_NAME.search(sentence):
            return ""
    return ""


def _subject(pronoun: str, sentence: str, article: str) -> str:
    """The person who is the subject of a sentence, if the pronoun fits; "" when it may refer to somebody
    else."""
    person = next(filter(None, (pattern.search(sentence) for pattern in _SUBJECTS)), None)
    if person is None or _NO_PERSON.search(person["name"]) or _POSSESSIVE.search(person["name"]):
        return ""
    rest = sentence[: person.start()] + " " + sentence[person.end("name") :]
    others = [name for name in _FULL_NAME.findall(rest) if not _NO_PERSON.search(name)]
    if others or _SOMEBODY.search(rest) or _gender(person, article) != pronoun:
        return ""
    return person["name"]


def _gender(person: re.Match[str], article: str) -> Gender | None:
    """The pronoun of a person: by the title, else by the given name, else, after a neutral title, by the rest
    of the article ("Aliyev said he ..."). None when all of these leave it open."""
    given, surname = person["name"].split()[0], person["name"].split()[-1]
    if person["male"] or person["female"]:
        return "he" if person["male"] else "she"
    if given in MALE_NAMES or given in FEMALE_NAMES:
        return "he" if given in MALE_NAMES else "she"
    if person["title"]:
        pronouns = set(re.findall(rf"\b{re.escape(surname)} {_SAID}(?: that)? (he|she)\b", article))
        if len(pronouns) == 1:
            return "he" if "he" in pronouns else "she"
    return None


def _institution(noun: str, before: str) -> str:
    """The "... Ministry" or "Ministry of ..." in the text before, if it names only one."""
    before = before.replace(" & ", " &")  # it joins two words of a name: "Storm & Vale Company"
    names = re.findall(rf"\b(?:{_WORD} )*{noun} of (?:the )?{_WORD}(?: {_WORD})*", before)
    names = names or re.findall(rf"\b(?:&?{_WORD} )+{noun}\b", before)
    names = [_LEADING.sub("", name).replace(" &", " & ") for name in names if not _CALENDAR.search(name)]
    return names[0] if len(set(names)) == 1 else ""
