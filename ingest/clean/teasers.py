"""Links to other articles that stand among the paragraphs as lines of their own, by how they are set."""

from __future__ import annotations

import re

LONGEST = 200  # characters
LONGEST_SENTENCE = 150  # of one that ends as a sentence does

SENTENCE = re.compile(r"[.!…][\"”'’)]*$")
SPOKEN = re.compile(r"[.!?…:][\"”'’)]*$")  # as what an interviewer asks ends, too

# Two links that were set as one line keep no space between them: "Food recalls:How a stamp could tell you"
ABBREVIATED = r"\b(?:vs|[A-Z]|St|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Gov|Sen|Rep|Dr|Mr|Mrs|Ms)\."
GLUED = re.compile(
    rf"[^\w\"“•]*(?P<label>(?=[\w'‘])(?:[^:.“]|{ABBREVIATED}){{0,77}}[^\W_]{{3}}['’!)]?):['‘]?"
    r"(?P<text>[^\W\d_]\S*(?: \S+)+)"
)
GLUED_TO_NUMBER = re.compile(
    r"[^\w\"“•]*(?=[\w'‘])[^:.“]{2,57}[^\W\d_]['’]?:\d[\d,.]*(?:[%k+-]\S*)? (?![ap]\.?m\b)\S+(?: \S+){2,}"
)
GLUED_TO_QUESTION = re.compile(
    r"[^:.“]{3,90}\?(?:['’]?:\S+(?: \S+){2,}|['’]?\s?:\s(?!.*[.!…][\"”’')]*$)\S+(?: \S+){2,}"
    r"|[^\W\d_]\S+(?: \S+){4,})"
)
# What isn't a link but a list of facts, or of days
FACT = re.compile(
    r"\W*(?:author|answer|question|where|when|who|what|why|how|price|details|address|hours|director|starring"
    r"|cast|rating|genre|title|winner|song|album|film|known for"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d+)",
    re.IGNORECASE,
)
# "WORLD CUP FINAL: Six things to know"
SHOUTED = re.compile(
    r"[^\w\"“•]*(?!(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY:|WEEK \d)"
    r"(?:[A-Z]{6,}|[A-Z][A-Z'’]*(?: [A-Z\d'’&-]+)+): ?\S+(?: \S+){4,}"
)
SHOUTED_QUESTION = re.compile(r"[A-Z][A-Z'’]*(?: [A-Z\d'’$&-]+){3,}\? \S+(?: \S+){3,}")
POINTED_AT = re.compile(r"[►▶]\ufe0f? ?[^:]{3,60}: ?\S+(?: \S+){2,}")


def is_teaser(paragraph: str) -> bool:
    """Whether a paragraph is set as a link to something else: "FLOOD MAP: Where the river rose tonight"."""
    if len(paragraph) > LONGEST or not (":" in paragraph or "?" in paragraph) or "://" in paragraph:
        return False
    glued = GLUED.fullmatch(paragraph)
    if glued and _is_long(glued["label"].split(), glued["text"].split()):
        return not FACT.fullmatch(glued["label"]) and (
            len(paragraph) <= LONGEST_SENTENCE or not SENTENCE.search(paragraph)
        )
    if GLUED_TO_NUMBER.fullmatch(paragraph) or GLUED_TO_QUESTION.fullmatch(paragraph):
        return True
    if SHOUTED.fullmatch(paragraph):
        return not SPOKEN.search(paragraph)
    asked = SHOUTED_QUESTION.fullmatch(paragraph) or POINTED_AT.fullmatch(paragraph)
    return bool(asked) and not SENTENCE.search(paragraph)


def _is_long(label: list[str], text: list[str]) -> bool:
    return len(text) >= 5 or (len(label) >= 3 and len(label) + len(text) >= 8)


def label_of(paragraph: str) -> str:
    """What the lines of a list have alike before their colon, as two links of one article hardly do:
    "WINNER"; for reports from several places ("Port Elm:The council voted on Monday."), "a place"."""
    label, colon, text = paragraph.partition(":")
    if text.startswith(" "):
        return " ".join(label.split()[:2]).rstrip("0123456789 ")
    return "a place" if colon and SENTENCE.search(text) and _may_be_a_place(label) else ""


def _may_be_a_place(label: str) -> bool:
    words = label.split()
    return len(words) < 3 and all(word[0].isupper() and not word.isupper() for word in words)
