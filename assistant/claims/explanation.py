"""A verdict in one line that a reader understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.claims.records import Difference, Kind
from assistant.own_words import OwnWords

LONGEST = 90  # characters of a quoted part

# What a reader is told, by its code.
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "backed": "The passage says so.",
        "not_backed": "The passages don't say this.",
        "nothing_to_compare": "There is no passage to check this against.",
        "negation_differs": "Either the claim or the passage denies “{claim}”, not both.",
        "hedge_differs": (
            "For “{claim}”, one side states a fact, the other a plan, a possibility or an allegation."
        ),
        "role_differs": "In the passage, “{claim}” has another part in what happened.",
        "quotation_differs": "The passage doesn't have “{claim}” word for word.",
        "speaker_differs": "In the passage, {passage} says so, not {claim}.",
        "words_differ": "The passage says “{passage}”, not “{claim}”.",
        "value_differs": "The passage says {passage}, not {claim}.",
        "quotation_missing": "Nothing here has the words “{claim}”.",
        "speaker_missing": "Nothing here says that this comes from {claim}.",
        "words_missing": "Nothing here says “{claim}”.",
        # The same in a cell of a table, beside the part of the claim.
        "negation_in_brief": "denied by one side only",
        "hedge_in_brief": "a fact for one side, for the other a plan, a possibility or an allegation",
        "role_in_brief": "has another part in what happened",
        "missing_in_brief": "not in the articles",
    }
)
_OPPOSED: frozenset[Kind] = frozenset(("negation", "hedge", "role"))  # the passage has the same words


def explanation(is_supported: bool, differences: Sequence[Difference]) -> OwnWords:
    """
    >>> explanation(False, [Difference("name", 0, 6, "Amazon", 0, 5, 9, "eBay")])
    'The passage says eBay, not Amazon.'
    >>> explanation(False, [Difference("detail", 20, 36, "after 800 cycles")])
    'Nothing here says “after 800 cycles”.'
    """
    if is_supported:
        return said("backed")
    if not differences:
        return said("not_backed")
    first = next((d for d in differences if d.contradicts), differences[0])
    claim, passage = _short(first.claim_text), _short(first.passage_text)
    if not first.contradicts:
        part = first.kind if first.kind in ("quotation", "speaker") else "words"
        return said(f"{part}_missing", claim=claim)
    if first.kind in _OPPOSED or first.kind == "quotation":
        return said(f"{first.kind}_differs", claim=claim)
    if first.kind == "speaker":
        return said("speaker_differs", passage=passage, claim=claim)
    is_phrase = first.kind in ("antonym", "detail")
    return said("words_differ" if is_phrase else "value_differs", passage=passage, claim=claim)


def remark(kind: Kind, contradicts: bool) -> str:
    """How a part differs where the passages have no other words for it; "" where they have.

    >>> remark("detail", contradicts=False), remark("number", contradicts=True)
    ('not in the articles', '')
    """
    if not contradicts:
        return said("missing_in_brief")
    return said(f"{kind}_in_brief") if kind in _OPPOSED else ""


def said(code: str, **parts: str) -> OwnWords:
    """The text with this code, with its parts filled in."""
    return OwnWords(TEXTS[code].format(**parts), code, **parts)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} ..."
