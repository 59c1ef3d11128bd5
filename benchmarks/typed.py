"""A question as people type it: lower case, without its question mark, misspelt or in keywords."""

from __future__ import annotations

import random

# The share of the questions that get each change.
LOWER = 0.25
KEYWORDS = 0.08
MISSPELT = 0.1

# Words that a question in keywords leaves out.
_SMALL = frozenset(
    "a an the is are was were be been being do does did has have had will would can could of to in on at for "
    "by with that this there it its and".split()
)


def as_typed(question: str, dice: random.Random) -> str:
    """The question, in some cases changed as a hurried reader would type it.

    >>> as_typed("Who won the race in Paris?", random.Random(2))
    'who won the race in paris'
    """
    changed = question
    if dice.random() < KEYWORDS:
        changed = keywords(changed)
    if dice.random() < MISSPELT:
        changed = misspelt(changed, dice)
    if dice.random() < LOWER:
        changed = changed.lower().rstrip("?").rstrip()
    return changed


def keywords(question: str) -> str:
    """The question without function words; unchanged when fewer than three words would be left.

    >>> keywords("When did the strike at the mill end?")
    'When strike mill end'
    """
    kept = [word for word in question.rstrip("?").split() if word.lower() not in _SMALL]
    return " ".join(kept) if len(kept) > 2 else question


def misspelt(question: str, dice: random.Random) -> str:
    """The question with one letter of one long word left out, doubled or swapped with the next one."""
    parts = question.split()
    places = [i for i, word in enumerate(parts) if len(word.strip("?,.'’")) > 5]
    if not places:
        return question
    place = dice.choice(places)
    word = parts[place]
    i = dice.randrange(1, len(word) - 2)
    parts[place] = dice.choice(
        (
            word[:i] + word[i + 1 :],
            word[: i + 1] + word[i:],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        )
    )
    return " ".join(parts)
