"""Misspelt words of a question are repaired from the collection's vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from assistant.language.spelling import Speller, Spelling, nearest_form, sound
from storage.text.terms import terms

TEXTS = [
    "Hakeem Jeffries, 52, leads the Democrats in the House.",
    "The earthquake in Turkey and Syria killed thousands.",
    "Rosalynn Carter died at the age of 96.",
    "Azerbaijan says its soldiers won. Azerbaijan won.",
    "The police chief of Uvalde was fired. The attacker was shot.",
    "A vote in Slovakia. Australia voted, too.",
    "The context of the vote was clear.",
    "Scally went to the court with a judge.",
    "Alaska held a vote. Sachs called the police. Nobody defers to the police.",
    "Marlon Hansen wrote a letter. Martin Hanson wrote a letter.",
    "The president met the Prime Minister. The Ministry of Justice resigned.",
    "The election lasted a day, and unemployment fell.",
    "Mr. Zelensky visited Paris. Zelensky spoke in the Louvre.",
    "Mr. Zelenskyy spoke in Paris.",
]


class Collection:
    """The vocabulary of a few texts, one passage each."""

    def __init__(self, texts: Sequence[str] = TEXTS) -> None:
        self.texts = list(texts)

    def sequence(self) -> int:
        return len(self.texts)

    def vocabulary(self) -> dict[str, int]:
        return dict(Counter(stem for text in self.texts for stem in set(terms(text))))

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        return {stem: count for stem, count in self.vocabulary().items() if stem in terms}

    def texts_with(self, stem: str, beside: Sequence[str], k: int) -> list[str]:
        stems = {text: set(terms(text)) for text in self.texts}
        return [
            text
            for text in self.texts
            if stem in stems[text] and (not beside or not stems[text].isdisjoint(beside))
        ][:k]


@pytest.mark.parametrize(
    ("typed", "repaired", "repairs"),
    [
        ("turky earthquke", "Turkey earthquake", ("Turkey earthquake",)),
        ("Where did Zelenskiy speak?", "Where did Zelensky speak?", ("Zelensky",)),
        ("How old is Hakim Jeffreys?", "How old is Hakeem Jeffries?", ("Hakeem Jeffries",)),
        ("hakim jefries age", "Hakeem Jeffries age", ("Hakeem Jeffries",)),
        ("azerbaijian", "Azerbaijan", ("Azerbaijan",)),
        ("rosalyn carter age died", "Rosalynn carter age died", ("Rosalynn",)),
        ("Who is the presidnt?", "Who is the president?", ("president",)),  # "presid" is its stem
        ("did the minister resigend", "did the minister resigned", ("resigned",)),
        ("unemploymnet rate", "unemployment rate", ("unemployment",)),  # a long word, whatever is beside it
        ("uvalde police cheif and attaker", "uvalde police chief and attacker", ("chief", "attacker")),
    ],
)
def test_a_misspelt_word_is_repaired(typed: str, repaired: str, repairs: tuple[str, ...]) -> None:
    assert Speller(Collection()).repair(typed) == Spelling(repaired, repairs)


@pytest.mark.parametrize(
    "typed",
    [
        "Who leads the Democrats?",  # every word is known
        "Who won the vote in Slovenia?",  # another country, which sounds different
        "Did Austria vote?",
        "Who won in the contest?",  # "context" is in no passage beside another word of the question
        "Who is Syra?",  # too short
        "How long is the electron?",  # an English word that is no misspelling of "election"
        "How many died in 2o23?",
        "Who wrote the letter of Hansan?",  # Hansen or Hanson
        "Who is Jeffreys of the police?",  # Jeffries isn't in a passage about the police
        "Which judge of the court is Scalia?",  # Scally differs in two letters, and no name stands beside it
        "Did the Alaskan vote?",
        "Who was sacked by the police?",  # not Sachs
        "How many years was he with Dover police?",  # a name isn't a verb
        "战斗造成多少士兵死亡？",
    ],
)
def test_an_uncertain_word_is_unchanged(typed: str) -> None:
    assert Speller(Collection()).repair(typed) == Spelling(typed)


def test_the_vocabulary_follows_the_collection() -> None:
    collection = Collection([])
    speller = Speller(collection)
    assert speller.repair("colarado") == Spelling("colarado")
    collection.texts.append("Snow in Colorado.")
    assert speller.repair("colarado") == Spelling("Colorado", ("Colorado",))


def test_a_question_of_unknown_words_is_unchanged() -> None:
    typed = "turky earthquke azerbaijian colarado pensylvania"
    assert Speller(Collection()).repair(typed) == Spelling(typed)


def test_words_that_sound_alike() -> None:
    assert sound("matthew") == sound("mathew")
    assert sound("sargassum") == sound("sargasum")
    assert sound("austria") != sound("australia")


def test_the_form_of_the_texts_is_used() -> None:
    assert nearest_form("keybryan", "ke'bryan", ["Ke'Bryan Hayes signed."]) == "Ke'Bryan"
    assert nearest_form("turky", "turkey", ["TURKEY", "Turkey's army", "Turkey"]) == "Turkey"
    assert nearest_form("turky", "turkey", []) == ""
