"""The gate keeps the preposition and the owner of each number, name and noun, and who only believes it."""

from __future__ import annotations

import pytest

from assistant.claims import RULES, DatedText
from assistant.prose.backing import backing

FALSE = [
    # A speaker dropped who tells of somebody else's mind
    (
        "Tom Hale said Ruth Vance suspects that the letters were forged.",
        "Ruth Vance suspects that the letters were forged.",
    ),
    ("Ruth Vance said she suspects that the letters were forged.", "Ruth Vance suspects Hale of forgery."),
    # Another preposition
    ("Profits rose 5 percent from $40 million in 2022.", "Profits rose to $40 million in 2022."),
    ("Sales fell by 5 percent to 40 boats.", "Sales fell to 5 percent."),
    ("Sales fell by 5 percent to 40 boats.", "Sales fell by 40 boats."),
    ("The army withdrew from Port Elm to Low Vale on Monday.", "The army withdrew to Port Elm on Monday."),
    ("The army withdrew from Port Elm to Low Vale on Monday.", "The army withdrew from Low Vale on Monday."),
    (
        "Voters rejected the plan of the council against the mayor.",
        "Voters rejected the plan of the mayor.",
    ),
    (
        "The ferry sailed from Oslo to Bergen with 40 passengers.",
        "The ferry sailed to Oslo with 40 passengers.",
    ),
    (
        "The harbour police moved 12 boats from the pier to the dock.",
        "The harbour police moved 12 boats to the pier.",
    ),
    ("The union voted for the contract and against the strike.", "The union voted for the strike."),
    ("Norway sold gas to Denmark after buying oil from Sweden.", "Norway sold gas to Sweden."),
    ("The court ruled against Ann Moss in favour of Tom Hale.", "The court ruled in favour of Ann Moss."),
    ("Rents rose from 900 crowns to 1,200 crowns in May.", "Rents rose to 900 crowns in May."),
    (
        "The minister resigned over the leak of letters to the press.",
        "The minister resigned over letters of the press.",
    ),
    (
        "The city paid 3 million crowns to the builder for repairs.",
        "The builder paid 3 million crowns to the city for repairs.",
    ),
    (
        "Ida Storm arrived from Oslo with letters for the mayor.",
        "Ida Storm arrived with letters from the mayor.",
    ),
    ("The team won 3-1 against Elm in the final.", "The team won 3-1 with Elm in the final."),
    ("The rebels marched towards the capital from the north.", "The rebels marched towards the north."),
    # Another owner, or none
    ("Police said the man was shot by his wife's brother.", "Police said the man was shot by his brother."),
    (
        "The brother of Ida Storm's lawyer was arrested in Oslo.",
        "The brother of Ida Storm was arrested in Oslo.",
    ),
    (
        "The mayor's daughter was elected to the council on Sunday.",
        "The mayor was elected to the council on Sunday.",
    ),
    (
        "Tom Hale's company was fined 40 million crowns in May.",
        "Tom Hale was fined 40 million crowns in May.",
    ),
    ("The son of the minister crashed the car near the port.", "The minister crashed the car near the port."),
    (
        "Storm's lawyer told the court that Hale's driver had lied.",
        "Hale's lawyer told the court that the driver had lied.",
    ),
    (
        "The owner of the ferry's sister ship was jailed in Bergen.",
        "The owner of the ferry was jailed in Bergen.",
    ),
    ("The lawyer of the mayor's wife resigned on Friday.", "The lawyer of the mayor resigned on Friday."),
    # What is owned dropped after a preposition, or another owner of "her plan"
    ("The letters were found at Tom Hale's house in Oslo.", "The letters were found at Tom Hale in Oslo."),
    (
        "The strike began after the death of Ida Storm in custody.",
        "The strike began after Ida Storm in custody.",
    ),
    (
        "Ruth Vance met Tom Hale and put the blame on Hale's tax plan.",
        "Ruth Vance met Tom Hale and put the blame on Hale.",
    ),
    (
        "Ruth Vance defended her brother's harbour project on Friday.",
        "Ruth Vance defended her harbour project on Friday.",
    ),
    # A range with another end, the second year of two
    ("Patients recover in four to seven days.", "Patients recover in two to seven days."),
    ("The club won the cup in 2008 and 2012.", "The club won the cup in 2008 and 2010."),
    (
        "The study covers June 2019 through May 2021.",
        "The study covers June 2019 through May 2022.",
    ),
    # A belief dropped
    ("Police said they believe the man was shot in Oslo.", "Police said the man was shot in Oslo."),
    ("Investigators think the fire started in the kitchen.", "The fire started in the kitchen."),
    (
        "Ruth Vance said she suspects that the letters were forged.",
        "Ruth Vance said the letters were forged.",
    ),
    ("Doctors fear that the virus has reached the islands.", "The virus has reached the islands."),
    (
        "Officials assume the ship sank near the island, Vance said.",
        "The ship sank near the island, Vance said.",
    ),
    ("Experts doubt that the bridge will last ten years.", "The bridge will last ten years, experts say."),
    ("The family hopes the boy has survived the storm.", "The boy has survived the storm."),
    # Written after the rules were fixed
    (
        "Exports rose from 12 million tonnes to 15 million tonnes last year.",
        "Exports rose to 12 million tonnes last year.",
    ),
    ("The bank cut its rate by half a point to 4 percent.", "The bank cut its rate by 4 percent."),
    (
        "Refugees fled from Elmland to Norway after the war began.",
        "Refugees fled to Elmland after the war began.",
    ),
    (
        "Hale lost to Vance in the first round and beat Moss in the second.",
        "Hale lost to Moss in the second round.",
    ),
    (
        "The company received 3 million crowns from the state for the docks.",
        "The company received 3 million crowns for the state.",
    ),
    (
        "Lawyers for the city argued with the judge over the fine.",
        "Lawyers argued over the city with the judge.",
    ),
    (
        "Protesters marched against the law with teachers from Bergen.",
        "Protesters marched with teachers against Bergen.",
    ),
    ("The minister apologised to the families for the delay.", "The minister apologised for the families."),
    (
        "The nurse was attacked by a patient's father on Friday.",
        "The nurse was attacked by a patient on Friday.",
    ),
    (
        "Police searched the home of Tom Hale's sister in Low Vale.",
        "Police searched the home of Tom Hale in Low Vale.",
    ),
    (
        "The prime minister's adviser met the king at the palace.",
        "The prime minister met the king at the palace.",
    ),
    (
        "Reporters questioned Vance's deputy about the missing money.",
        "Reporters questioned Vance about the missing money.",
    ),
    (
        "Analysts suspect the company hid its losses, the paper said.",
        "The company hid its losses, the paper said.",
    ),
    (
        "Ida Storm believes that the council has misled the voters.",
        "Ida Storm said that the council has misled the voters.",
    ),
    ("The neighbours thought the house was empty.", "The house was empty."),
    ("The navy feared that two of its sailors had drowned.", "Two of the navy's sailors had drowned."),
    ("It is widely believed that the painting was stolen by guards.", "The painting was stolen by guards."),
    ("The wife of the former mayor sold the house in June.", "The former mayor sold the house in June."),
]

TRUE = [
    (
        "The army withdrew from Port Elm to Low Vale on Monday.",
        "On Monday the army withdrew to Low Vale from Port Elm.",
    ),
    ("Profits rose 5 percent from $40 million in 2022.", "In 2022, profits rose 5 percent from $40 million."),
    ("Sales fell by 5 percent to 40 boats.", "Sales fell by 5 percent."),
    ("The army withdrew from Port Elm to Low Vale on Monday.", "The army withdrew from Port Elm on Monday."),
    (
        "The ferry sailed from Oslo to Bergen with 40 passengers.",
        "The ferry sailed to Bergen with 40 passengers.",
    ),
    (
        "The harbour police moved 12 boats from the pier to the dock.",
        "The harbour police moved 12 boats from the pier.",
    ),
    ("The union voted for the contract and against the strike.", "The union voted against the strike."),
    ("Norway sold gas to Denmark after buying oil from Sweden.", "Norway sold gas to Denmark."),
    ("The court ruled against Ann Moss in favour of Tom Hale.", "The court ruled in favour of Tom Hale."),
    ("Rents rose from 900 crowns to 1,200 crowns in May.", "Rents rose to 1,200 crowns in May."),
    (
        "The city paid 3 million crowns to the builder for repairs.",
        "The builder was paid 3 million crowns by the city.",
    ),
    (
        "Ida Storm arrived from Oslo with letters for the mayor.",
        "Ida Storm arrived with letters for the mayor.",
    ),
    (
        "The rebels marched towards the capital from the north.",
        "The rebels marched toward the capital from the north.",
    ),
    (
        "Police said the man was shot by his wife's brother.",
        "The man was shot by his wife's brother, police said.",
    ),
    (
        "The brother of Ida Storm's lawyer was arrested in Oslo.",
        "Ida Storm's lawyer's brother was arrested in Oslo.",
    ),
    (
        "The mayor's daughter was elected to the council on Sunday.",
        "The daughter of the mayor was elected to the council on Sunday.",
    ),
    (
        "Tom Hale's company was fined 40 million crowns in May.",
        "Tom Hale's company was fined 40 million crowns.",
    ),
    (
        "The son of the minister crashed the car near the port.",
        "The minister's son crashed the car near the port.",
    ),
    (
        "Storm's lawyer told the court that Hale's driver had lied.",
        "The lawyer of Storm told the court that Hale's driver had lied.",
    ),
    ("The lawyer of the mayor's wife resigned on Friday.", "The lawyer of the mayor's wife resigned."),
    (
        "The poll shows Ruth Vance ahead of Tom Hale by 3 points.",
        "The poll reveals Ruth Vance ahead of Tom Hale by 3 points.",
    ),
    (
        "Ruth Vance defended her brother's harbour project on Friday.",
        "On Friday, Ruth Vance defended her brother's harbour project.",
    ),
    ("Ida Storm defended Ida Storm's harbour project.", "Ida Storm defended her harbour project."),
    ("The club won the cup in 2008 and 2012.", "The club won the cup in 2012."),
    ("Patients recover in four to seven days.", "Patients recover in 4 to 7 days."),
    (
        "Police said they believe the man was shot in Oslo.",
        "Police said they think the man was shot in Oslo.",
    ),
    (
        "Investigators think the fire started in the kitchen.",
        "Investigators believe the fire started in the kitchen.",
    ),
    (
        "Doctors fear that the virus has reached the islands.",
        "The virus has reached the islands, doctors fear.",
    ),
    (
        "The family hopes the boy has survived the storm.",
        "The family hopes that the boy has survived the storm.",
    ),
    (
        "Norway's land along the coast of Elm was flooded in May.",
        "The land of Norway along the coast of Elm was flooded in May.",
    ),
    (
        "A spokesman for the company said 40 workers were hurt.",
        "A spokesman of the company said 40 workers were hurt.",
    ),
    (
        "The storm damaged 42 boats in Port Elm on Monday.",
        "The storm damaged 42 boats at Port Elm on Monday.",
    ),
    (
        "The council of Low Vale approved a budget of 9 million crowns.",
        "The Low Vale council approved a budget of 9 million crowns.",
    ),
    # Written after the rules were fixed
    (
        "Exports rose from 12 million tonnes to 15 million tonnes last year.",
        "Exports rose to 15 million tonnes last year.",
    ),
    ("The bank cut its rate by half a point to 4 percent.", "The bank cut its rate to 4 percent."),
    (
        "Refugees fled from Elmland to Norway after the war began.",
        "After the war began, refugees fled to Norway.",
    ),
    (
        "The company received 3 million crowns from the state for the docks.",
        "The company received 3 million crowns from the state.",
    ),
    (
        "Protesters marched against the law with teachers from Bergen.",
        "Protesters and teachers from Bergen marched against the law.",
    ),
    ("The minister apologised to the families for the delay.", "The minister apologised for the delay."),
    (
        "The nurse was attacked by a patient's father on Friday.",
        "On Friday the nurse was attacked by the father of a patient.",
    ),
    (
        "Police searched the home of Tom Hale's sister in Low Vale.",
        "The home of Tom Hale's sister was searched by police.",
    ),
    (
        "Reporters questioned Vance's deputy about the missing money.",
        "Reporters questioned the deputy of Vance about the missing money.",
    ),
    (
        "Analysts suspect the company hid its losses, the paper said.",
        "According to the paper, analysts suspect the company hid its losses.",
    ),
    ("The neighbours thought the house was empty.", "The neighbours believed the house was empty."),
    (
        "The wife of the former mayor sold the house in June.",
        "The former mayor's wife sold the house in June.",
    ),
    (
        "Ruth Vance said she suspects that the letters were forged.",
        "Ruth Vance suspects that the letters were forged.",
    ),
]
# True, too, and refused by other rules of the gate.
REFUSED = [
    ("Sales fell by 5 percent to 40 boats.", "Sales fell to 40 boats."),
    (
        "Voters rejected the plan of the council against the mayor.",
        "Voters rejected the council's plan against the mayor.",
    ),
    ("Voters believe in Ruth Vance, who rebuilt the pier.", "Ruth Vance rebuilt the pier."),
]


@pytest.mark.parametrize(("source", "sentence"), FALSE)
def test_another_relation_owner_or_a_dropped_belief_is_not_backed(source: str, sentence: str) -> None:
    assert not backing(sentence, [DatedText(source)], RULES).holds


@pytest.mark.parametrize(
    ("source", "sentence"),
    [*TRUE, *(pytest.param(*row, marks=pytest.mark.xfail(strict=True)) for row in REFUSED)],
)
def test_the_same_relation_owner_and_belief_are_backed(source: str, sentence: str) -> None:
    assert backing(sentence, [DatedText(source)], RULES).holds
