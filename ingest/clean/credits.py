"""Finds credits: lines, beginnings and ends of paragraphs that only name the source of a picture or text."""

from __future__ import annotations

import re

from ingest.clean.lookup import rule_of
from ingest.clean.names import are_names, is_agency, is_person, is_role, parts_of
from storage.text.sentences import sentence_breaks

LONGEST_CREDIT = 160  # characters
LONGEST_CAPTION = 400  # a longer paragraph before a picture's credit belongs to the report

CREDITED = re.compile(r"/|©|:|\b(?:via|by|courtesy)\b")  # not the short name in "(NATO)"
BRACKETED_END = re.compile(r"\s*[(\[]([^()\[\]]{1,160})[)\]]$")
INITIAL = re.compile(r"\b[^\W\d_]\.\s+$|^\d{1,3}\.\s+$")  # or the number of a list's entry
# "(CNN) The popular ..." / "(Reuters) - ...". A place before the agency is part of the report.
LEADING_SOURCE = re.compile(r"\(([^\W\d_][\w -]{1,30})\)\s*(?P<dash>[—–-]{0,2})\s*(?=[^\W_“\"‘'])")
LONGEST_AGENCY = 40  # characters
DATELINE_WORDS = 8
DATELINE_END = re.compile(r"\s*(?:[—–]+|--)$")


def is_credit(line: str) -> bool:
    """Whether a line only names the source of a picture or of the text.

    True for "Reuters", "Leon Neal/Getty Images", "(Ann Lee/AFP)"; False for any sentence.
    """
    if len(line) > LONGEST_CREDIT:
        return False
    inner = line.strip("()[] ").removesuffix(".").removeprefix("©").strip()
    parts = parts_of(inner)
    if not parts or not all(is_agency(part) or is_role(part) or are_names(part) for part in parts):
        return False
    return any(map(is_agency, parts))


def is_dateline(line: str) -> bool:
    """Whether a line is a dateline: "London CNN —". Unlike the datelines of `find_dateline`, it may have
    words in lower case, and it is the whole line."""
    names = DATELINE_END.sub("", line)
    return names != line and len(names.split()) <= DATELINE_WORDS and bool(names) and are_names(names)


def without_credits(paragraph: str) -> str:
    """A paragraph without the source before it and the credit after it; "" for the caption of a picture.

    "(Reuters) - The talks failed." -> "The talks failed."; "Guards in 2018. Ann Lee/AP" -> ""
    """
    source = LEADING_SOURCE.match(paragraph)
    if source and _is_source(source[1], source["dash"]):
        paragraph = paragraph[source.end() :]
    text = _before_credit(paragraph)
    if len(text) < len(paragraph):
        return text if len(text) > LONGEST_CAPTION else ""
    return _before_agency(paragraph)


def _is_source(name: str, dash: str) -> bool:
    """Whether a name in brackets before the first word is that of an agency or, in capitals, of an outlet."""
    return is_agency(name) or name.split()[0].isupper() or bool(dash and are_names(name))


def _before_credit(paragraph: str) -> str:
    text = paragraph
    while (
        (bracket := BRACKETED_END.search(text)) and CREDITED.search(bracket[1]) and _is_labelled(bracket[1])
    ):
        text = text[: bracket.start()]
    tail = text[-LONGEST_CREDIT:]
    if not CREDITED.search(tail):
        return text
    # "... in St. Petersburg. A. B. Lee/AP": behind the last sentence, which no initial ends
    for end in reversed([end for end in sentence_breaks(tail) if not INITIAL.search(tail, 0, end)]):
        if CREDITED.search(tail[end:]) and _is_labelled(tail[end:]):
            return text[: len(text) - len(tail) + end].rstrip()
    return text


def _is_labelled(text: str) -> bool:
    if is_credit(text) or rule_of(text) == "credit":
        return True
    person, slash, owner = text.strip("()[] .").partition("/")
    return bool(slash) and is_person(person) and are_names(owner)  # "Ann Lee/University of Port Elm"


def _before_agency(paragraph: str) -> str:
    """ "The family watched. Reuters" -> "The family watched." """
    for end in sentence_breaks(paragraph, max(0, len(paragraph) - LONGEST_AGENCY)):
        if is_agency(paragraph[end:]):
            return paragraph[:end].rstrip()
    return paragraph
