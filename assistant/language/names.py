"""The names of a sentence as whole expressions, from the recogniser and from capital letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from assistant.entities import entities
from assistant.language.english import NAME
from assistant.language.english_people import CALENDAR, FEMALE_NAMES, MALE_NAMES, TITLES
from storage.text.terms import words

# Labels of the recogniser that are names; OTHER is a capitalised name that it doesn't label.
PERSON, ORGANISATION, GROUP, OTHER, QUOTED = "PERSON", "ORG", "NORP", "", "QUOTED"
PLACES = frozenset(("GPE", "LOC", "FAC"))
NAMES = PLACES | {PERSON, ORGANISATION, GROUP, "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "LANGUAGE"}

_INITIAL = r"[A-Z]\."
_RUN = re.compile(
    rf"\b(?:{_INITIAL}|{NAME})(?:[ -](?:{_INITIAL}|{NAME}|[A-Z]\b|(?:de|del|van|von|der|bin|al|el|la"
    rf"|du)(?= [A-Z])))*"
)
_SUFFIX = re.compile(r",? (?:Jr|Sr)\.|,? (?:Jr|Sr|II|III|IV)\b")
_POSSESSIVE = re.compile(r"['’]s?$")
# "Macy's said": the name of a company, since nothing follows that it could possess.
_OF_NOTHING = re.compile(
    r" (?:said|says|announced|is|was|has|had|will|would|can|could|plans|and|or|to)\b|[.;:?!)”\"]|$"
)
_SAINT = re.compile(
    r"(?:St\.?|Saint) [A-Z]\w+['’]s(?: [A-Z][\w-]+)*"
)  # "St. Paul's Church", a name as a whole
_ARTICLE = re.compile(r"(?:The|the|A|a|An|an) ")
_NO_NAME = re.compile(rf"(?:{CALENDAR}|(?:{TITLES})|Mr|Mrs|Ms|I|AP|Reuters|AFP|CNN|BBC)")
# "NEW YORK (AP) — ", and the party and state after a politician's name: "D-Minn.", "(R-Texas)".
_DATELINE = re.compile(
    r"^(?:[A-Z][\w.'’-]*[ ,]*){1,6}(?:\([^)]{2,20}\) ?)?[—–-]{1,2} |^[A-Z][A-Z .,-]+\([^)]{2,20}\)"
)
PARTY = re.compile(r"\(?\b[DRI]-[A-Z][\w.]*(?: [A-Z][a-z]+\.?)?\)?")
_SOURCE = re.compile(r"\([A-Z]\w+\)|\b(?:told|tells) (?:the )?[A-Z][\w ]*?(?=[a-z.,;])")
# "his lawyer, Ida Storm," and "Ida Storm, Vance's spokeswoman,": somebody named beside the subject.
_ROLES = (
    "lawyer|attorney|wife|husband|mother|father|son|daughter|brother|sister|spokesman|spokeswoman|spokesperson|"
    "agent|manager|girlfriend|boyfriend|friend|neighbou?r|colleague|predecessor|successor|rival|deputy|biographer"
)
_WHOSE = r"(?:his|her|their|its|whose|[A-Z][\w.-]+['’]s?)"
_ROLE_BEFORE = re.compile(rf"\b{_WHOSE} (?:[\w-]+ ){{0,3}}?(?P<role>{_ROLES}),? $")
_ROLE_AFTER = re.compile(rf", {_WHOSE} (?:[\w-]+ ){{0,3}}?(?P<role>{_ROLES})\b")

# The text between two names of a list, "Kent, Devon and Dorset", "Ida Storm (left) and Tom Hale", and a title
# between two names, "California Supreme Court Justice Ida Storm".
_JOINT = re.compile(
    rf"(?: \([^)]{{1,30}}\))?(?:, and |, or |,? & |, | and | or |; )(?:the )?(?:(?:{TITLES})s?\.? )*"
    rf"| (?:{TITLES})\.? "
)
_QUOTED = re.compile(r"[“\"‘]([^“”\"]{2,80}?)[,.]?[”\"’](?!\w)")


class NameMention(NamedTuple):
    """A name, `text[start:end]`, with its label."""

    label: str
    start: int
    end: int


def names(text: str, mentioned: Collection[str] = ()) -> list[NameMention]:
    """The names in order, without datelines, party labels, sources, and persons named only beside another.
    `mentioned`: the words of the question; a role among them makes its person count.

    >>> text = "LONDON (AP) — Rep. Ida Storm, D-Minn., met Desmond Mills Jr. in Oslo."
    >>> [text[name.start : name.end] for name in names(text)]
    ['Ida Storm', 'Desmond Mills Jr.', 'Oslo']
    """
    zones = [match.span() for pattern in (_DATELINE, PARTY, _SOURCE) for match in pattern.finditer(text)]
    chosen: list[NameMention] = []
    for mention in _all(text):
        if any(mention.start < end and start < mention.end for start, end in zones):
            continue
        if any(mention.start < other.end and other.start < mention.end for other in chosen):
            continue
        if not _is_beside(text, mention, mentioned):
            chosen.append(mention)
    return sorted(chosen, key=lambda mention: mention.start)


def mentions(text: str) -> list[NameMention]:
    """Every name in order, those of sources, datelines and bystanders, too.

    >>> text = "Ida Storm met Vance's lawyer, Tom Mills."
    >>> [text[mention.start : mention.end] for mention in mentions(text)]
    ['Ida Storm', 'Vance', 'Tom Mills']
    """
    chosen: list[NameMention] = []
    for mention in _all(text):
        if not any(mention.start < other.end and other.start < mention.end for other in chosen):
            chosen.append(mention)
    return sorted(chosen, key=lambda mention: mention.start)


def joined(text: str, mentions: Sequence[NameMention], first: int, last: int) -> tuple[int, int]:
    """Widen the run of mentions `first` to `last` to the whole list that they are in.

    >>> text = "It is found in Kent, Devon and Dorset."
    >>> joined(text, names(text), 1, 1)
    (0, 2)
    """
    while first and _JOINT.fullmatch(text[mentions[first - 1].end : mentions[first].start]):
        first -= 1
    while last + 1 < len(mentions) and _JOINT.fullmatch(text[mentions[last].end : mentions[last + 1].start]):
        last += 1
    return first, last


def longest_list(text: str) -> int:
    """The number of names in the longest enumeration of a text; 1 when its names stand alone.

    >>> longest_list("Storm met Norway, Sweden and Denmark in Oslo.")
    3
    """
    mentions = sorted(names(text), key=lambda mention: mention.start)
    sizes = [last - first + 1 for first, last in (joined(text, mentions, i, i) for i in range(len(mentions)))]
    return max(sizes, default=0)


def quoted_titles(text: str) -> list[NameMention]:
    """The quoted words that may be a title: they start with a capital letter and are at most ten."""
    return [
        NameMention(QUOTED, *match.span(1))
        for match in _QUOTED.finditer(text)
        if match[1][0].isupper() and len(match[1].split()) <= 10
    ]


def _all(text: str) -> Iterator[NameMention]:
    for entity in entities(text):
        if entity.label in NAMES and not _NO_NAME.fullmatch(text[entity.start : entity.end]):
            yield _trimmed(text, entity.label, entity.start, entity.end)
    for run in _RUN.finditer(text):
        is_one_word_at_start = not text[: run.start()].strip(" “\"'‘(") and " " not in run[0]
        if (
            not is_one_word_at_start
            and not _NO_NAME.fullmatch(run[0])
            and not re.search(rf"\b(?:{CALENDAR})\b", run[0])
        ):
            yield _trimmed(text, OTHER, *run.span())


def _trimmed(text: str, label: str, start: int, end: int) -> NameMention:
    """A name without its article and possessive, with "Jr." after it. "St. Paul's" and "Macy's" stay."""
    if article := _ARTICLE.match(text, start, end):
        start = article.end() if label != "WORK_OF_ART" else start
    if saint := _SAINT.match(text, start):
        end = max(end, saint.end())
    elif label == PERSON or not _OF_NOTHING.match(text, end):
        end -= len(text[start:end]) - len(_POSSESSIVE.sub("", text[start:end]))
    if suffix := _SUFFIX.match(text, end):
        end = suffix.end()
    given = text[start:end].split(" ")[0]
    is_person = " " in text[start:end] and (given in MALE_NAMES or given in FEMALE_NAMES)
    return NameMention(PERSON if is_person and label in (OTHER, "GPE", "LOC") else label, start, end)


def _is_beside(text: str, mention: NameMention, mentioned: Collection[str]) -> bool:
    role = _ROLE_BEFORE.search(text[: mention.start]) or _ROLE_AFTER.match(text, mention.end)
    return (
        role is not None and role["role"] not in mentioned and not set(words(role["role"])) & set(mentioned)
    )
