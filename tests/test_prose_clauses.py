"""The gate keeps conditions, what numbers count, and who stands beside which verb."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.claims import RULES, DatedText
from assistant.prose.backing import backing

NEWS = DatedText(
    "Norway would provide help if the conflict spilled over into its territory, Mayor Ruth Vance said. "
    "The council should rebuild the pier unless the state refuses to pay, the report says. About 20 "
    "percent of Norway's land has been flooded since 1991. As many as 40 sailors and their 12 officers "
    "left the harbour on Monday. Ruth Vance praised the crews, while Tom Hale blamed the coast guard. If "
    "elected, Storm would close the port. More than half of the voters in Low Vale backed the plan. "
    "Vance, 61, who was mayor until 2019, beat Hale by 300 votes. Some residents returned home, and all "
    "schools stayed closed. The ship had left Oslo before the storm hit Port Elm. Police arrested two men "
    "and questioned five women. Tom Hale criticised Ann Moss, who sold the docks. Storm said the council "
    "had asked the state to close the bridge. The fund plans to buy 12 ships and has sold 3 ferries. "
    "Almost all passengers of the ferry were saved. Ida Storm, who beat Ann Moss in May, met the crew. "
    "Mobs of men razed thousands of homes, leaving hundreds of families without shelter. On a visit to "
    "Elm, Hale thanked those who cleaned the beach. The paper appeared from 1902 to 1915 and again in "
    "1918.",
    date(2024, 3, 6),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ruth Vance said Norway would provide help.",  # a condition dropped
        "The council should rebuild the pier, the report says.",
        "Storm would close the port.",
        "The council rebuilt the pier, the report says.",  # a duty told as a deed
        "The council closed the bridge, Storm said.",  # what was asked for, as a deed
        "The state closed the bridge, Storm said.",
        "The fund bought 12 ships.",
        "The fund sold 12 ships.",  # a number at another verb
        "About 20 percent of Norway's people have been flooded since 1991.",  # of another whole
        "About 20 percent of the harbour has been flooded since 1991.",  # of another sentence
        "As many as 40 officers left the harbour on Monday.",
        "Fewer than 40 sailors left the harbour on Monday.",  # a bound that leaves out the number
        "Tom Hale praised the crews.",  # merged clauses
        "Ruth Vance praised the coast guard.",
        "Ruth Vance and Tom Hale praised the crews.",
        "Tom Hale sold the docks.",
        "Police questioned two men.",
        "Police arrested two men and five women.",
        "Two men were questioned by police.",
        "Storm would close the port, voters said.",  # a speaker of another sentence
        "Vance, 61, is mayor.",  # the past told as the present
        "All residents returned home.",
        "Residents returned home.",
        "The storm hit Port Elm before the ship had left Oslo.",
        "Ida Storm met Ann Moss in May.",
        "The paper appeared from 1902 to 1918 and again in 1918.",  # another year, which stands there, too
    ],
)
def test_what_is_joined_from_other_clauses_is_not_backed(sentence: str) -> None:
    assert not backing(sentence, [NEWS], RULES).holds


@pytest.mark.parametrize(
    "sentence",
    [
        "If the conflict spilled over into its territory, Norway would provide help, Mayor Ruth Vance said.",
        "According to the report, the council should rebuild the pier unless the state refuses to pay.",
        "Storm would close the port if elected.",
        "Since 1991, about 20 percent of Norway's land has been flooded.",
        "Up to 40 sailors left the harbour on Monday.",
        "Tom Hale blamed the coast guard.",
        "Ann Moss sold the docks.",
        "Two men were arrested by police.",
        "Police questioned five women.",
        "The fund plans to buy 12 ships.",
        "The fund sold 3 ferries.",
        "Vance was mayor until 2019.",
        "Some residents returned home.",
        "The ship had left Oslo before the storm hit Port Elm.",
        "Nearly all passengers of the ferry were saved.",
        "Ida Storm met the crew.",  # "May" is a month
        "Thousands of homes were razed by mobs of men, leaving hundreds of families without shelter.",
        "Hale thanked those who cleaned the beach on a visit to Elm.",
    ],
)
def test_one_clause_of_a_sentence_is_backed(sentence: str) -> None:
    assert backing(sentence, [NEWS], RULES).holds
