"""Copies of a sentence, and different statements that look like copies."""

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import cut, put

from assistant import Assistant
from assistant.also_in import adds_nothing, is_same_sentence, printed_in
from assistant.claims import Checker
from assistant.rank import Ranker
from storage import Store
from storage.records import Article, Passage

OPPOSITES = [
    ("El papá de la alcaldesa visitó Roma el lunes.", "El papa de la alcaldesa visitó Roma el lunes."),
    ("Die Männer schössen auf das Rathaus.", "Die Männer schossen auf das Rathaus."),
    ("Armenia did not attack the town of Barda.", "Armenia attacked the town of Barda."),
    ("Armenia didn't attack the town of Barda.", "Armenia did attack the town of Barda."),
    ("The council approved the budget on Monday.", "The council rejected the budget on Monday."),
    ("Oil prices rose sharply on Monday in London.", "Oil prices fell sharply on Monday in London."),
    ("The ministry denied the report on Sunday night.", "The ministry confirmed the report on Sunday night."),
    ("The jury found the man guilty on all counts.", "The jury found the man not guilty on all counts."),
    ("Armenia attacked Azerbaijan on Sunday.", "Azerbaijan attacked Armenia on Sunday."),
    ("It is false that Armenia attacked Barda.", "Armenia attacked Barda."),
    ("Nobody said Armenia attacked the town of Barda.", "Somebody said Armenia attacked the town of Barda."),
    ("Armenia said 1,166 soldiers died in the war.", "Armenia said 1,177 soldiers died in the war."),
    ("The bridge cost $5 million to build there.", "The bridge cost £5 million to build there."),
    ("The temperature fell to -5 degrees in the town.", "The temperature fell to 5 degrees in the town."),
    ("Austria voted against the plan on Monday night.", "Australia voted against the plan on Monday night."),
    ("The storm hit Iran on Monday, the ministry said.", "The storm hit Iraq on Monday, the ministry said."),
    ("The president, said the minister, is very ill.", "The president said the minister is very ill."),
    ("No, boats were damaged in the harbour.", "No boats were damaged in the harbour."),
    ("The mayor of Port Elm will resign on Monday.", "The mayor of Port Elm will resign on Monday?"),
    ("FALSE — The mayor of Port Elm will resign.", "The mayor of Port Elm will resign."),
    ("NATO said it was untrue — Russia attacked the town.", "Russia attacked the town."),
    ("DEBUNKED — The mayor of Port Elm will resign.", "The mayor of Port Elm will resign."),
    ("UNVERIFIED (Telegram) — The mayor will resign.", "The mayor will resign."),
    ("PORT ELM (falsely) — The mayor will resign.", "The mayor will resign."),
    ("The council cut Port Elm's rating to AA-.", "The council cut Port Elm's rating to AA+."),
    ("The storm killed >10 people in Port Elm.", "The storm killed <10 people in Port Elm."),
    ("The morning was cold (-5) in Port Elm.", "The morning was cold (5) in Port Elm."),
    ("The council elected Claudia Roth on Monday.", "The council elected Claudio Roth on Monday."),
    ("Minister Johnson was arrested on Monday night.", "Minister Johnsen was arrested on Monday night."),
    ("The Nigerien army left the town on Monday.", "The Nigerian army left the town on Monday."),
    ("NATO DENIES IT — Russia attacked the town.", "Russia attacked the town."),
    ("TRUMP — Biden lost.", "Biden lost."),
    ("TRUMP - Biden lost.", "Biden lost."),
    ("TRUMP (Republican) — Biden lost.", "Biden lost."),
    ("TRUMP (AP) — Biden lost.", "Biden lost."),
    ("TRUMP, May 5 — Biden lost.", "Biden lost."),
    ("TRUMP, Monday (AP) — Biden lost.", "Biden lost."),
    ("TRUMP (AP) — Biden lost.", "VANCE (AP) — Biden lost."),
    ("No. Ministers resigned.", "No ministers resigned."),
    ("No! Ministers resigned.", "No ministers resigned."),
    ("The ticket costs $70-$80.", "The ticket costs $70 $80."),
    ("The ticket costs $70–$80.", "The ticket costs $70, $80."),
    ("The town lost 70-80 houses.", "The town lost 70 80 houses."),
    ("The ticket costs A$5.", "The ticket costs $5."),
    ("不。部长辞职了。", "不部长辞职了。"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_a_different_statement_is_not_a_copy(one: str, other: str) -> None:
    assert not is_same_sentence(one, other)
    assert not is_same_sentence(other, one)
    assert not adds_nothing(one, other)
    assert not adds_nothing(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mayor said 42 boats sank.", "The mayor said 42 boats sank"),
        (
            "The talks with Erdoğan ended on Monday in Ankara.",
            "The talks with Erdogan ended on Monday in Ankara.",
        ),
        ("The mayor said 42 boats sank.", "THE MAYOR SAID 42 BOATS SANK."),
        ("“The town was flooded,” she said.", '"The town was flooded", she said.'),
        ("The town’s harbour is closed.", "The town's harbor is closed."),
        ("PORT ELM (Wire) — The ferry ran aground.", "PORT ELM, May 5 — The ferry ran aground."),
        ("PORT ELM, May 5 (Wire) — The ferry ran aground.", "The ferry ran aground."),
        ("PORT ELM, Elmland (Wire) — The ferry ran aground.", "The ferry ran aground."),
        ("ST. LOUIS (AP) — The ferry ran aground.", "HOUSTON, May 5 — The ferry ran aground."),
        ("LONDON - Rain fell on the town all night.", "Rain fell on the town all night."),
        ("The ticket costs $70–$80, Mr Vance said.", "The ticket costs $70-$80, Mr. Vance said."),
        ("The tax rose by 5%.", "The tax rose by 5%"),
        ("WASHINGTON, D.C. (AP) -- Rain fell all night.", "BAKU, Nov 1, 2020 — Rain fell all night."),
        (
            "BAKU, Azerbaijan (AP) — Rain fell all night.",
            "LONDON/PARIS, 1 November (Wire) – Rain fell all night.",
        ),
        ("Boats, nets, and ferries were lost.", "Boats, nets and ferries were lost."),
        ("It lost 1,166 men.", "It lost 1166 men."),
        (
            "Nikol Pashinyan asked Moscow for help on Sunday.",
            "Nikol Pashinian asked Moscow for help on Sunday.",
        ),
        ("Zelensky asked Berlin for help on Sunday.", "Zelenskiy asked Berlin for help on Sunday."),
    ],
)
def test_a_copy_differs_only_in_spelling_and_dateline(one: str, other: str) -> None:
    assert is_same_sentence(one, other)
    assert is_same_sentence(other, one)


def test_a_copy_is_a_whole_sentence_of_the_other_text() -> None:
    sentence = "Armenia attacked the town of Barda."
    denial = Article("a", "It is untrue that Armenia attacked the town of Barda. Nobody did.")
    assert sentence in denial.text
    assert not printed_in(denial, cut(denial), sentence)
    printed = Article("b", "All ran. BAKU (Wire) - Armenia attacked the town of Barda. It was night.")
    assert printed_in(printed, cut(printed), sentence)
    whole = Passage("b", 0, 0, len(printed.text), ((0, len(printed.text)),))
    assert not printed_in(printed, [whole], sentence)


WIRE = """Armenia attacked the town of Tovuz on Sunday night with rockets and drones. Officials in Baku said
that six people were wounded and that two houses were destroyed. Schools in the town were closed.
Trains to the north were stopped, and the road to the border was closed to all traffic. The hospital
asked people to give blood. The army said that it had shot down two drones over the river. Talks are
to begin in Geneva."""
DENIAL = WIRE.replace("Armenia attacked", "Armenia did not attack")


OTHER_NUMBER = WIRE.replace("six people", "nine people")


@pytest.mark.parametrize(
    ("other", "question", "words", "is_named"),
    [
        (WIRE, "Did Armenia attack Tovuz with rockets and drones?", "attacked the town of Tovuz", True),
        (DENIAL, "Did Armenia attack Tovuz with rockets and drones?", "attacked the town of Tovuz", False),
        (WIRE, "How many people were wounded?", "six people were wounded", True),
        (OTHER_NUMBER, "How many people were wounded?", "six people were wounded", False),
    ],
)
def test_also_in_names_only_the_articles_that_print_the_sentence(
    store: Store, embedder: HashingEmbedder, other: str, question: str, words: str, is_named: bool
) -> None:
    """The whole articles are copies of each other: they differ in one word of a hundred."""
    wire, courier = Article("wire", WIRE, outlet="Wire"), Article("courier", other, outlet="Courier")
    put(store, embedder, wire, courier)
    assert store.copies(wire.id) == [courier]
    assistant = Assistant(store, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]
    answer = assistant.ask(question)
    (citation,) = (c for c in answer.citations if words in c.quote)
    assert citation.article == wire
    assert citation.also_in == ((courier,) if is_named else ())
    assert all(
        printed_in(copy, store.passages_of(copy.id), c.quote) for c in answer.citations for copy in c.also_in
    )


def test_a_copy_is_named_only_where_each_sentence_supports_the_other(
    store: Store, embedder: HashingEmbedder
) -> None:
    wire, courier = (
        Article("wire", WIRE, outlet="Wire"),
        Article("courier", WIRE.replace("wounded and", "wounded, and"), outlet="Courier"),
    )
    put(store, embedder, wire, courier)
    question = "How many people were wounded?"
    for checker, number in ((Checker(), 1), (Checker(threshold=1.1), 0)):
        assistant = Assistant(store, Ranker(EvenReader()), threshold=0.0, checker=checker)  # type: ignore[arg-type]
        (citation,) = (c for c in assistant.ask(question).citations if "six people" in c.quote)
        assert len(citation.also_in) == number
