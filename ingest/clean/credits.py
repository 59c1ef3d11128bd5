"""Who wrote a text or took a picture, and for which agency: lines and ends of lines that say only that."""

from __future__ import annotations

import re

LONGEST_CREDIT = 160  # characters
LONGEST_CAPTION = 400  # a longer paragraph before a picture's credit is taken for one of the report

AGENCY = re.compile(
    r"(?:the )?(?:Reuters|Associated Press|AP(?: Photo| Images)?|AFP|Agence France-Presse|EFE|EPA(?:-EFE)?"
    r"|Anadolu(?: Agency)?|Getty(?: Images)?(?: \w+){0,2}|Xinhua(?: News Agency)?|TASS|Bloomberg|iStock|UPI"
    r"|Shutterstock|Alamy(?: Stock Photo)?|PA (?:Media|Wire|Images)|NurPhoto|Sipa(?: USA)?|dpa|CNBC|NASA"
    r"|ZUMA(?: Press)?(?: Wire)?|picture alliance|USA ?TODAY(?: (?:Sports|Network|Images))*|Imagn(?: Images)?"
    r"|Maxar(?: Technologies)?|CNN(?: Weather)?|Everett Collection|Adobe Stock"
    r"|US (?:Navy|Army|Air Force|Coast Guard))",
    re.IGNORECASE,
)
# "Photo: Ann Lee" and "Image credit: Ann Lee" may name nobody else.
LABEL = re.compile(
    r"(?:(?:photo|image|picture)(?:graph)?s?(?: credit| courtesy)?(?: of| by)?|credit|courtesy(?: of)?)"
    r"\s*[:/]\s*|photo(?:graph)?s? by ",
    re.IGNORECASE,
)
COURTESY = re.compile(r"(?:[Pp]hoto )?(?:[Cc]ourtesy(?: of)?|[Pp]rovided by) [A-ZÀ-Þ][^.!?:]{2,60}")
PARTS = re.compile(r"\s*(?:[/|,]|\bvia\b|\band\b|&|\s-\s)\s*")
NAME = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]*|[a-z]{1,3}|\d{4})(?: (?:[A-ZÀ-Þ][\w.’'-]*|[a-z]{1,3}|\d{4})){0,5}")
ROLE = re.compile(r"(?:pool|file|files|handout|file photo|contributor|staff|special)", re.IGNORECASE)

SENTENCE_THEN = re.compile(r"[.!?][\"”’')]?\s+")
LABELLED_END = re.compile(r"\s*\((?:image|photo|picture) credit:[^)]{1,120}\)$", re.IGNORECASE)
INITIAL = re.compile(r"\b[A-Z]\.\s+$")
BRACKETED_END = re.compile(r"\s*\(([^()]{1,160})\)$")
CREDITED = re.compile(r"/| via |photo by |courtesy ", re.IGNORECASE)  # not the short name of NASA, "(NASA)"
AGENCY_END = re.compile(r"(?<=[.!?”\"]) (?:CNN(?: Weather)?|Reuters|AP|AFP|NASA|Getty Images)$")
# "(CNN) The popular ..." / "(Reuters) - ...". A place before the agency is part of the report.
LEADING_AGENCY = re.compile(r"\((?:CNN|CNN Business|Reuters|AP|AFP)\)\s*[—–-]{0,2}\s*")
# The place and agency of a first sentence that lies in the next paragraph: "London CNN Business —"
DATELINE = re.compile(r"(?:[A-Z][\w.,’' -]{1,40}\s)?\(?(?:CNN|AP|Reuters|AFP)(?: \w+)?\)?\s*[—–-]{1,2}")


def is_credit(line: str) -> bool:
    """Whether a line says nothing but where a picture or the text comes from.

    True for "Reuters", "Leon Neal/Getty Images", "(Image credit: Ann Lee)", "London CNN —"; False for any
    sentence.
    """
    if len(line) > LONGEST_CREDIT:
        return False
    inner = line.strip("()[] ").removesuffix(".")
    if label := LABEL.match(inner):
        return all(map(_is_name, PARTS.split(inner[label.end() :])))
    if COURTESY.fullmatch(inner):
        return True
    parts = PARTS.split(inner)
    named = any(map(AGENCY.fullmatch, parts)) and all(map(_is_name, parts))
    return named or is_dateline(line)


def is_dateline(line: str) -> bool:
    """Whether a line is the place and agency of the sentence that follows: "London CNN —"."""
    return bool(DATELINE.fullmatch(line))


def _is_name(part: str) -> bool:
    return bool(NAME.fullmatch(part) or AGENCY.fullmatch(part) or ROLE.fullmatch(part)) or not part


def without_credits(paragraph: str) -> str:
    """A paragraph without the agency before it and the credit after it; "" for the caption of a picture.

    "(Reuters) - The talks failed." -> "The talks failed."; "Guards in 2018. Ann Lee/AP" -> ""
    """
    if paragraph.startswith("(") and (found := LEADING_AGENCY.match(paragraph)):
        paragraph = paragraph[found.end() :]
    text = _before_picture_credit(paragraph)
    if len(text) < len(paragraph):
        return text if len(text) > LONGEST_CAPTION else ""
    return AGENCY_END.sub("", paragraph)


def _before_picture_credit(paragraph: str) -> str:
    text = LABELLED_END.sub("", paragraph)
    while (found := BRACKETED_END.search(text)) and CREDITED.search(found[1]) and is_credit(found[1]):
        text = text[: found.start()]
    tail = text[-LONGEST_CREDIT:]
    if not CREDITED.search(tail):
        return text
    # "... in St. Petersburg. A. B. Lee/AP": behind the last sentence, which no initial ends
    ends = [found.end() for found in SENTENCE_THEN.finditer(tail)]
    for end in reversed([end for end in ends if not INITIAL.search(tail, 0, end)]):
        if CREDITED.search(tail[end:]) and is_credit(tail[end:]):
            return text[: len(text) - len(tail) + end].rstrip()
    return text
