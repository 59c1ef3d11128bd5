"""Words that a sentence may use for one another, where numbers, names, days, and who does what are compared
besides.

More than the checker of claims takes for synonyms: the words of one row tell the same of a report, if not in
the same tone.
"""

from __future__ import annotations

from functools import cache, lru_cache

from assistant.claims import synonyms
from storage.text.terms import terms

_ROWS = """
rival competitor
approve pass adopt
support back endorse
top leading
executive exec
bill legislation
get receive earn obtain
wide broad
close shut
die dead death
illness sickness disease
vaccine vaccination
money cash
manager boss
try attempt
plan intend
blame fault
cut reduce
raise hike
ban prohibit outlaw
allow let permit
leave depart
area region
road street
worker employee staffer
pupil student schoolchild
store shop
customer client
contest competition
poll survey
citizen resident inhabitant
lawmaker legislator
rule regulation
prison jail
warn caution warning
criticise criticize denounce
praise hail laud
promise pledge vow
find discover
study examine
yearly annual
percent percentage
blaze fire
quake earthquake
flood flooding
ship vessel
weapon gun
fight battle
soldier troop
believe think
"""


@lru_cache(maxsize=8_192)
def meaning(stem: str) -> str:
    """What the words of a row have in common: one of their stems."""
    plain = synonyms.meaning(stem)
    return _first_of_row().get(plain, plain)


@cache
def _first_of_row() -> dict[str, str]:
    rows = [[synonyms.meaning("".join(terms(word))) for word in row.split()] for row in _ROWS.split("\n")]
    return {stem: row[0] for row in rows for stem in row}
