"""Finds links to other articles: whole paragraphs, and pointers at the end of a paragraph."""

from __future__ import annotations

import re

from ingest.clean.lookup import rule_of
from ingest.clean.tables import word_lists
from storage.text.sentences import ends_sentence

LONGEST = 200  # characters
LONGEST_SENTENCE = 150  # of a link that ends as a sentence does
FEWEST_WORDS = 5  # behind the label, or
FEWEST_TOGETHER = 8  # with a label of
LONG_LABEL = 3

# Two links on one line have no space between them: "Food recalls:How a stamp could tell you"
GLUED = re.compile(
    r"[^\w\"“•]*(?P<label>(?=[\w'‘$])[^:“]{0,85}[^\W_]{3}['’!)]?):(?P<text>['‘]?[^\W_]\S*(?: \S+)+)"
)
GLUED_TO_QUESTION = re.compile(r"[^:.“]{3,90}\?(?:['’]?:\s?(?=\w)\S+(?: \S+){3,}|[^\W\d_]\S+(?: \S+){4,})")
DAY = re.compile(r"[^\W\d_]{3,9}\.? \d+")  # "March 19:The council voted."

LONGEST_POINTER = 130  # characters
FEWEST_POINTER_WORDS = 2
POINTERS = frozenset({"read also", "newsletter", "follow us", "page furniture"})
# There may be no space after a sentence: "The pier is closed.Read more here."
SENTENCE_START = re.compile(r"(?<=[.!?…”\"’')。！？])\s*(?=[(]?[^\W\d_])")


def is_link(paragraph: str) -> bool:
    """Whether a paragraph is a link to another article: "Harbour closures:Which piers are open"."""
    if len(paragraph) > LONGEST or not (":" in paragraph or "?" in paragraph) or "://" in paragraph:
        return False
    if len(paragraph) > LONGEST_SENTENCE and ends_sentence(paragraph):
        return False
    glued = GLUED.fullmatch(paragraph)
    if glued and not _is_fact(glued["label"]):
        label, text = len(glued["label"].split()), len(glued["text"].split())
        return text >= FEWEST_WORDS or (label >= LONG_LABEL and label + text >= FEWEST_TOGETHER)
    asked = GLUED_TO_QUESTION.fullmatch(paragraph)
    return bool(asked) and not (": " in paragraph and ends_sentence(paragraph))


def _is_fact(label: str) -> bool:
    """Whether the text after a label is a fact or an event of a day, and not a link."""
    return label.casefold() in word_lists()["facts"] or bool(DAY.fullmatch(label))


def label_of(paragraph: str) -> str:
    """The label before a colon, such as "WINNER"; lines with the same label are a list, and no links. The
    label of a report from a place ("Port Elm:The council voted on Monday.") is "a place"."""
    label, colon, text = paragraph.partition(":")
    if text.startswith(" "):
        return " ".join(label.split()[:2]).rstrip("0123456789 ")
    return "a place" if colon and ends_sentence(text) and _may_be_a_place(label) else ""


def _may_be_a_place(label: str) -> bool:
    words = label.split()
    return len(words) < 3 and all(word[0].isupper() and not word.isupper() for word in words)


def without_pointers(paragraph: str) -> str:
    """A paragraph without the pointers to other articles at its end.

    "The pier was closed. Read more here." -> "The pier was closed."
    """
    first = max(0, len(paragraph) - LONGEST_POINTER)
    starts = [match for match in SENTENCE_START.finditer(paragraph, first) if match.start()]
    for start in reversed(starts):
        pointer = paragraph[start.end() :].lstrip("(")
        if (
            pointer[0].islower()
            or len(pointer.split()) < FEWEST_POINTER_WORDS
            or rule_of(pointer) not in POINTERS
        ):
            break
        paragraph = paragraph[: start.start()]
    return paragraph
