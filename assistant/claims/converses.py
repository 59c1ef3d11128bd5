"""Says a claim from the other side: "Oslo lost to Rome" for "Rome beat Oslo"."""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = r"(?:[Tt]he )?[a-z]?[A-Z][\w’'&-]*(?: [a-z]?[A-Z][\w’'&-]*)*"
_THING = r"(?P<thing>[^,;]+?)"
_TO, _FROM = rf"{_THING} to", rf"{_THING} from"
# Two ways to tell one deed: the forms of a verb with what follows before the second name, and the words that
# turn the first name into the second. Of each way, the first form is the one that is written.
_PAIRS = (
    (("beat", "beats", "defeated", "defeats"), "", ("lost to", "loses to", "fell to"), ""),
    (("succeeded", "followed", "replaced"), "", ("preceded",), ""),
    (("bought", "purchased", "acquired"), _FROM, ("sold",), _TO),
    (("borrowed", "borrows"), _FROM, ("lent", "lends", "loaned"), _TO),
    (("received", "got"), _FROM, ("gave", "sent", "handed"), _TO),
)


def converse(claim: str, passage: str) -> str | None:
    """The claim as the passage tells it, from the other side. None where the claim names no two sides of such
    a verb, or where the passage has no verb for the other side.

    >>> converse("Rome beat Oslo in the final.", "Oslo lost to Rome.")
    'Oslo lost to Rome in the final.'
    >>> converse("Ida sold the boat to Tom.", "Tom bought a boat.")
    'Tom bought the boat from Ida.'
    >>> [converse("Rome beat Oslo.", "Oslo beat Rome."), converse("Rome beat eggs.", "Ida lost to Tom.")]
    [None, None]
    >>> converse("Tom bought the boat from Ida.", "Two soldiers bought it.") is None
    True
    """
    for one, between, other, between_others in _PAIRS:
        for ours, our_words, theirs, their_words in (
            (one, between, other, between_others),
            (other, between_others, one, between),
        ):
            match = _pattern(ours, our_words).match(claim)
            if match and re.search(rf"\b(?:{'|'.join(theirs)})\b", passage):
                words = their_words.replace(_THING, match["thing"]) if their_words else ""
                middle = " ".join(filter(None, (theirs[0], words)))
                return f"{match['whom']} {middle} {match['who']}{match['rest']}"
    return None


@lru_cache
def _pattern(verbs: tuple[str, ...], words: str) -> re.Pattern[str]:
    between = f" {words}" if words else ""
    first, last = rf"(?P<who>{_NAME}) (?:{'|'.join(verbs)}){between} ", r"(?P<rest>(?:[ .,;].*)?)$"
    return re.compile(rf"{first}(?P<whom>{_NAME}){last}", re.DOTALL)
