"""Sentences made to slip a false word past the gate: disguised letters and numbers, small words that change
all, halves joined to a true one, citations and marks in odd forms."""

from __future__ import annotations

import pytest
from newsroom import HARBOUR, LIBRARY, ORCHARD, cut

from assistant.claims import RULES, DatedText
from assistant.prose.backing import backing
from assistant.prose.citations import read_citations
from assistant.prose.fence import fenced
from assistant.prose.gate import Gate, without_lead_in
from assistant.prose.sentences import sentences_in
from storage.records import Article, Hit
from storage.text.terms import words

BOATS = "Mayor Ruth Vance said 42 boats were damaged by the storm"
CLOSED = "The harbour of Port Elm was closed on Monday"
REPAIRS = "Repairs will cost nine million crowns"
SOURCES: tuple[tuple[Article, int], ...] = ((HARBOUR, 0), (HARBOUR, 1), (ORCHARD, 0), (LIBRARY, 0))
HITS = tuple(Hit(article, cut(article)[place], 1.0) for article, place in SOURCES)
TRUE = {tuple(words(text)) for text in (BOATS, CLOSED, REPAIRS, "The lighthouse was not hit.")}


def shown(wrote: str) -> list[str]:
    """What the reader sees of a model's text; "ID" is the id of the passage on the boats."""
    passages = fenced(HITS, 5_000, len)
    gate, given = Gate(passages, RULES), {passage.id for passage in passages}
    about = "42 boats" if "boats" in wrote else "Repairs" if "Repairs" in wrote else wrote[4:11]
    cited = next((p.id for p in passages if about in p.text), passages[0].id)
    text = wrote.replace("ID", cited)
    pieces = (text[i : i + 3] for i in range(0, len(text), 3))
    read = [read_citations(sentence, given) for sentence in sentences_in(pieces)]
    checked = [gate.check(without_lead_in(each.text), each.ids) for each in read]
    return [each.text for each in checked if each]


@pytest.mark.parametrize(
    "wrote",
    [
        # Disguised letters and numbers
        BOATS.replace("Vance", "V\u0430nce"),
        BOATS.replace("42", "4\u200b20"),
        BOATS.replace("42", "\u202e24\u202c"),
        BOATS.replace("42", "\uff14\uff12\uff10"),
        BOATS.replace("42", "\u0664\u0663"),
        BOATS.replace("42", "XLIII"),
        BOATS.replace("42", "42\u00b2"),
        BOATS.replace("42", "42 000"),
        BOATS.replace("42", "four dozen"),
        "The lighthouse was no\u00adw hit",
        # Other units
        REPAIRS.replace("million", "billion"),
        REPAIRS.replace("crowns", "dollars"),
        f"{REPAIRS} a day",
        f"{REPAIRS} per boat",
        # Small words
        BOATS.replace("42", "42 more"),
        BOATS.replace("42", "42 of the"),
        BOATS.replace("42", "not only 42"),
        BOATS.replace("42", "just 42"),
        BOATS.replace("said", "never said"),
        BOATS.replace("were", "were nearly"),
        CLOSED.replace("closed", "closed again"),
        CLOSED.replace("was closed on Monday", "is closed on Mondays"),
        f"{CLOSED} by Mayor Ruth Vance",
        f"{CLOSED} because 42 boats were damaged by the storm",
        # A false half
        f"{BOATS}; the mayor has resigned",
        f"{BOATS}: none of it is true",
        f"{BOATS} (not)",
        f"{BOATS}... or so she claims",
        f"{BOATS} [ID]\u2028She resigned",
        f"{BOATS}, aber das stimmt nicht",
        f"{BOATS} \u4f46\u8fd9\u662f\u5047\u7684",
        f"{BOATS} [ID]. That is false",
        f"{BOATS} [ID]. This was later denied",
        f"FALSE: {BOATS}",
        # Quoted words
        BOATS.replace("boats", "\u201cboats\u201d").replace("damaged", "\u201cdamaged\u201d") + ", sic",
        "Mayor Ruth Vance said \u201c42 boats \u2026 resigned \u2026 by the storm\u201d",
        # Speakers
        "According to insurers, 42 boats were damaged by the storm",
        "According to [ID], the storm was the worst in the history of Port Elm",
        "The lighthouse was not hit, Mayor Ruth Vance said",
        # Citations and links
        f"{BOATS} [[ID] and the mayor resigned]",
        f"{BOATS} [ID: the mayor resigned]",
        f"{BOATS} (evil[.]example)",
        f"{BOATS} [ref]: //evil.example/x",
        f"{BOATS} &lt;img src=x&gt;",
    ],
)  # fmt: skip
def test_a_disguised_or_joined_falsehood_never_reaches_the_reader(wrote: str) -> None:
    assert {tuple(words(text)) for text in shown(f"{wrote} [ID].")} <= TRUE


FALSE = [
    # Small words that the source lacks
    ("Vance said 42 boats were damaged.", "Vance said another 42 boats were damaged."),
    ("Vance said 42 boats were damaged.", "Vance said even 42 boats were damaged."),
    ("The harbour was closed on Monday.", "The harbour was closed again on Monday."),
    ("The tunnel cost 40 million crowns in 2019.", "The tunnel cost 40 million crowns a year in 2019."),
    ("The ferry carries 300 people a day to Elm.", "The ferry carries 300 people to Elm each year."),
    ("Police saw 42 boats in the harbour.", "Police saw 42 of the boats in the harbour."),
    # Present for past, a habit for one day
    ("The shop opened on Friday in Oslo.", "The shop opens on Fridays in Oslo."),
    ("Tom Hale led the party in Elm.", "Tom Hale leads the party in Elm."),
    # Who did it
    (
        "The bridge was repaired in May. The council of Elm thanked the workers.",
        "The bridge was repaired by the council of Elm in May.",
    ),
    (
        "Hale praised the past leadership of the party.",
        "Hale has been praised for the past leadership of the party.",
    ),
    (
        "In a letter Tom Hale said he is proud. He also praised the old leadership of the port.",
        "He has been praised for his leadership of the port.",
    ),
    # Another link between two deeds
    (
        "Tom Hale was convicted of fraud in May. Tom Hale has been in prison since July.",
        "Tom Hale has been in prison since he was convicted of fraud.",
    ),
    (
        "The bridge closed after the storm. The council repaired the pier.",
        "The bridge closed after the council repaired the pier.",
    ),
    # One deed made of two sentences
    (
        "Tom Hale won the first race in Bergen. Ann Moss, who won the world title in 2005, came third.",
        "Tom Hale won the world title in Bergen.",
    ),
    (
        "Tom Hale won the first race in Bergen. Ann Moss, who won the world title in 2005, came third.",
        "Ann Moss won the first race in 2005.",
    ),
    (
        "Ida Storm has been in prison since July. She was born in Bergen but grew up in Denmark.",
        "Ida Storm has been in prison in Denmark since July.",
    ),
]
BACKED = [
    (
        "Hale resigned after announcing that the bridge would close.",
        "Hale resigned after he announced that the bridge would close.",
    ),
    ("Vance said another 42 boats were damaged.", "Vance said 42 more boats were damaged."),
    ("The ferry carries 300 people daily.", "The ferry carries 300 people a day."),
    ("The harbour of Elm always closes on Monday.", "The harbour of Elm always closes on Mondays."),
    ("The court sentenced Tom Hale to nine years.", "Tom Hale was sentenced to nine years."),
    ("Tom Hale criticised the council and its plan.", "The council was criticised by Tom Hale."),
    (
        "At the court in Oslo, Judge Ann Moss delivered a sentence.",
        "Judge Ann Moss delivered a sentence at the court in Oslo.",
    ),
    (
        "Yesterday, at the court in Oslo, Judge Ann Moss delivered a sentence above the guidelines.",
        "Judge Ann Moss delivered the sentence at the court in Oslo.",
    ),
    (
        "Police arrested two men and a woman in Bergen on Friday, according to a statement.",
        "According to a statement, two men and a woman were arrested in Bergen on Friday.",
    ),
    (
        "Ida Storm has been in prison since July. She was born in Bergen, but grew up in Denmark.",
        "Ida Storm grew up in Denmark.",
    ),
]


@pytest.mark.parametrize(("source", "sentence"), FALSE)
def test_what_small_words_add_is_not_backed(source: str, sentence: str) -> None:
    assert not backing(sentence, [DatedText(source)], RULES).holds


@pytest.mark.parametrize(("source", "sentence"), BACKED)
def test_the_same_in_other_words_is_backed(source: str, sentence: str) -> None:
    assert backing(sentence, [DatedText(source)], RULES).holds
