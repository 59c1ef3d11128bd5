"""English words for the office or the part in which somebody acts, one group of equal words a line."""

from __future__ import annotations

# The other forms stand for the first one: "Gov. Ida Storm" is a governor.
OFFICES = tuple(
    tuple(line.split())
    for line in """governor gov
    senator sen
    representative rep congressman congresswoman
    mayor
    president
    minister
    secretary
    chancellor premier
    king
    queen
    prince
    princess
    ambassador
    judge
    justice
    sheriff
    prosecutor
    attorney lawyer
    detective
    treasurer
    auditor
    commissioner
    adviser advisor
    spokesman spokeswoman spokesperson
    executive ceo
    chairman chairwoman chair
    founder cofounder
    owner
    manager
    coach
    captain
    goalkeeper keeper goalie
    striker forward
    quarterback
    director
    producer
    screenwriter writer author
    actor actress
    singer
    guitarist
    drummer
    professor
    doctor
    nurse
    pilot
    editor
    reporter journalist
    analyst
    economist""".splitlines()
)
