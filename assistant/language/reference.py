"""Who "he" or "the ministry" at the start of a quotation is, when the passage makes it plain."""

from __future__ import annotations

import re

_OPENING = r"^\W*"
_HE_OR_SHE = re.compile(_OPENING + r"(?:he|she)\b", re.IGNORECASE)
_OTHER = re.compile(
    _OPENING + r"(?:they|it|his|her|hers|its|their|theirs|this|that|these|those|both|neither)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    _OPENING + r"the (ministry|minister|president|company|agency|department|group|army|court|government|"
    r"commission|committee|council|party|union|university|airline|bank|team|spokesman|spokeswoman|"
    r"spokesperson|statement|report|study|suspect|actor|actress|singer|senator|governor|mayor)\b",
    re.IGNORECASE,
)

_WORD = r"[A-Z][\w'’.-]*[\w]"
_FULL_NAME = re.compile(rf"\b{_WORD}(?: (?:de|del|van|von|bin|al|la|el|{_WORD}))* {_WORD}\b")
_NO_PERSON = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|United|North|South|East|West|New|Saint|St|The|University|House|"
    r"Court|Ministry|Department|Party|Union|Street|City|County|State|Council|Committee|Company|Inc|Press|News|"
    r"Times|Post|League|Cup|Award|Awards|Games|Act|Day|War|Republic|Kingdom|Bank|Center|Centre|College|School|"
    r"Hospital|Museum|Airport|Airlines|Agency|Office|Service|National|International|World|American)\b"
)


def leans_on_what_came_before(sentence: str) -> bool:
    """Whether a sentence opens with a word that stands for somebody or something named before it.

    >>> leans_on_what_came_before("“He said no,” she added."), leans_on_what_came_before("The mayor said no.")
    (True, True)
    >>> leans_on_what_came_before("The mayor of Port Elm said no.")
    False
    """
    if _HE_OR_SHE.match(sentence) or _OTHER.match(sentence):
        return True
    found = _BODY.match(sentence)
    # "The ministry of defence", "the company Boeing": named right here.
    return bool(found and not re.match(r" (?:of\b|[A-Z]|,? (?:which|whose))", sentence[found.end() :]))


def referent(sentence: str, before: str) -> str:
    """The name in the text before a sentence that its first word stands for; empty unless it is plain.

    >>> referent("He asked for help.", "Prime Minister Nikol Pashinyan spoke on Sunday.")
    'Nikol Pashinyan'
    >>> referent("The ministry said no.", "Reporters asked the Defence Ministry of Tarn.")
    'Defence Ministry of Tarn'
    >>> referent("He asked for help.", "Nikol Pashinyan wrote to Vladimir Putin.")
    ''
    """
    if _HE_OR_SHE.match(sentence):
        found = [_without_titles(name) for name in _FULL_NAME.findall(before) if not _NO_PERSON.search(name)]
    elif body := _BODY.match(sentence):
        noun = body[1].capitalize()
        found = re.findall(rf"\b(?:{_WORD} )*{noun} of (?:the )?{_WORD}(?: {_WORD})*", before)
        found = found or re.findall(rf"\b(?:{_WORD} )+{noun}\b", before)
    else:
        found = []
    names = set(filter(None, found))
    return names.pop() if len(names) == 1 else ""


_TITLES = re.compile(
    r"^(?:(?:Prime|Foreign|Defen[cs]e|Interior|Finance|Health|Vice|Deputy|Former|Chief|Attorney|US|U\.S|UN)\s+)*"
    r"(?:President|Minister|Chancellor|Secretary|Senator|Sen|Rep|Governor|Gov|Mayor|King|Queen|Prince|Princess|Pope|"
    r"General|Gen|Colonel|Captain|Dr|Mr|Mrs|Ms|Sir|Judge|Justice|Director|Executive|Coach|Officer|Sheriff|Lt)\b\.?\s+"
)


def _without_titles(name: str) -> str:
    while (shorter := _TITLES.sub("", name)) != name:
        name = shorter
    return name if " " in name else ""
