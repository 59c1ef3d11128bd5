"""A verdict in one line that a reader understands."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.records import Difference, Kind

LONGEST = 90  # characters of a quoted part

_OPPOSED: dict[Kind, str] = {
    "negation": "Either the claim or the passage denies “{claim}”, not both.",
    "hedge": "For “{claim}”, one side states a fact, the other a plan, a possibility or an allegation.",
    "role": "In the passage, “{claim}” has another part in what happened.",
    "quotation": "The passage doesn't have “{claim}” word for word.",
}
_MISSING: dict[Kind, str] = {
    "quotation": "Nothing here has the words “{claim}”.",
    "speaker": "Nothing here says that this comes from {claim}.",
}
# The same in a cell of a table, beside the part of the claim.
_OPPOSED_IN_SHORT: dict[Kind, str] = {
    "negation": "denied by one side only",
    "hedge": "a fact for one side, for the other a plan, a possibility or an allegation",
    "role": "has another part in what happened",
}
_BACKED = "The passage says so."
_OTHERWISE = "The passages don't say this."


def explanation(is_supported: bool, differences: Sequence[Difference]) -> str:
    """
    >>> explanation(False, [Difference("name", 0, 6, "Amazon", 0, 5, 9, "eBay")])
    'The passage says eBay, not Amazon.'
    >>> explanation(False, [Difference("detail", 20, 36, "after 800 cycles")])
    'Nothing here says “after 800 cycles”.'
    """
    if is_supported:
        return _BACKED
    if not differences:
        return _OTHERWISE
    first = next((d for d in differences if d.contradicts), differences[0])
    claim, passage = _short(first.claim_text), _short(first.passage_text)
    if not first.contradicts:
        return _MISSING.get(first.kind, "Nothing here says “{claim}”.").format(claim=claim)
    if first.kind in _OPPOSED:
        return _OPPOSED[first.kind].format(claim=claim)
    if first.kind == "speaker":
        return f"In the passage, {passage} says so, not {claim}."
    if first.kind in ("antonym", "detail"):
        return f"The passage says “{passage}”, not “{claim}”."
    return f"The passage says {passage}, not {claim}."


def remark(kind: Kind, contradicts: bool) -> str:
    """How a part differs where the passages have no other words for it; "" where they have.

    >>> remark("detail", contradicts=False), remark("number", contradicts=True)
    ('not in the articles', '')
    """
    return _OPPOSED_IN_SHORT.get(kind, "") if contradicts else "not in the articles"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} ..."
