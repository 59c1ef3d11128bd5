"""What a page says to its reader within a paragraph: "Keep reading." behind the last sentence of it."""

from __future__ import annotations

import re

LONGEST = 130  # characters of such an end

ANYWHERE = re.compile(r"(?:^|(?<=[.!?”\"’')]))\s*Skip advert(?:\s+|$)")
# After the end of a sentence, in no quotation
TRAILING = re.compile(
    r"""(?<=[.!?”"’')])\s*(?:
          \(?(?:[Cc]lick|[Tt]ap)(?:\ here)?(?:\ to\ (?:view|watch|see|read|listen|sign\ up|subscribe))?\)?\.?
        | Read\ (?:more|on)\.? | Keep\ reading\.? | Answers\ here\.? | See\ the\ (?:full\ )?list\.?
        | (?:Read|View)\ (?:more|all)\ (?:about|on|from|opinion)\b[^.!?:"“]{0,60}\.?
        | Read\ the\ (?:full\ |complete\ )?(?:story|report|article|interview|review)\.?
        | (?:Read|See|Watch|Listen|Find|Get|Check|Click|Go|Learn|View|Sign[ -]up|Subscribe|Follow|Register
          |Send|Message)\b[^.!?:"“]{0,80}\bhere[.!]?
        )$""",
    re.VERBOSE,
)


def without_pointers(paragraph: str) -> str:
    """A paragraph without what points away from it.

    "The pier was closed. Read more here." -> "The pier was closed."
    """
    paragraph = ANYWHERE.sub(" ", paragraph).strip()
    while found := TRAILING.search(paragraph, max(0, len(paragraph) - LONGEST)):
        paragraph = paragraph[: found.start()]
    return paragraph
