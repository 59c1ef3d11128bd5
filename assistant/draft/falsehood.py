"""What an article reports as false, such as a rumour that it checks, supports nothing."""

from __future__ import annotations

import re

from assistant.draft.context import Claim
from assistant.language.english_falsehood import FALSE
from storage.records import Hit

# Of the words for what is false, those that may speak of another part of the same sentence: "the wrongly
# convicted man was freed".
_MAY_BE_ANOTHER_PART = re.compile(
    r"wrongly|mistaken|fabricat|inaccura|incorrect|misleading|doctored|fake|myth", re.I
)
_SAYS_OF_IT = re.compile(
    r"\W*(?:(?:but |however, |in fact, )?(?:this|that|it|these|those|they)\b|the (?:claim|rumou?r|story|post"
    r"|video|photo|image|statement|allegation|report)s?\b|there (?:is|was) no evidence"
    r"|(?:our |the )?(?:rating|ruling|verdict|conclusion):)",
    re.IGNORECASE,
)
_CHECKED = re.compile(r"\W*(?:the )?(?:claim|rumou?r|myth):", re.IGNORECASE)  # what a fact check checks


def is_reported_as_false(claim: Claim, hit: Hit, start: int, end: int) -> bool:
    """Whether an article calls false what its sentence `hit.article.text[start:end]` says, there or in the
    next sentence. A claim that says so itself agrees. Headlines don't count: that of a fact check may state
    what is true."""
    text = hit.article.text
    if FALSE.search(claim.text):
        return False
    if _CHECKED.match(text[start:end]) or any(map(_is_sure, FALSE.finditer(text[start:end]))):
        return True
    after = next((text[s:e] for s, e in hit.passage.sentences if s >= end - 1 and text[s:e].strip()), "")
    return bool(_SAYS_OF_IT.match(after) and FALSE.search(after))


def _is_sure(cue: re.Match[str]) -> bool:
    return _MAY_BE_ANOTHER_PART.match(cue[0]) is None
