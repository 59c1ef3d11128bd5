"""Questions in other languages are translated by small dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from assistant.language.dictionary import LANGUAGES, Translation, dictionary_of, translate

COLLECTION = frozenset("elmstadt vale inflation situation capacity nadal 2022 12".split())


def contained(words: Sequence[str]) -> Collection[str]:
    return COLLECTION.intersection(words)


@pytest.mark.parametrize(
    ("language", "question", "english"),
    [
        ("de", "Wie viele Bäckereien schließen in Elmstadt?", "how many bakery close in Elmstadt?"),
        ("de", "Wann wurde die Brücke geschlossen?", "when was the bridge close?"),
        ("de", "Wie viel kostet das Brot?", "how much cost the bread?"),
        ("de", "In welcher Stadt starben 12 Menschen?", "in which city die 12 people?"),
        ("de", "Was sagte der US-Präsident?", "what say the US president?"),
        ("fr", "Combien de personnes sont mortes dans l'incendie ?", "how many people is die in the fire?"),
        ("fr", "Qui a gagné l'élection à Elmstadt ?", "who has win the election at Elmstadt?"),
        ("es", "¿Cuántos niños murieron en el incendio?", "how many children die in the fire?"),
        ("es", "¿Cuántos años tiene Nadal?", "how old Nadal?"),
        ("pt", "Quem ganhou a eleição em 2022?", "who win the election in 2022?"),
        ("it", "Quando ha chiuso il ponte?", "when has close the bridge?"),
        ("de", "Wer hat den Vertrag unterschrieben?", "who has the treaty sign?"),
        ("de", "Wie viele Rebellen wurden festgenommen?", "how many rebel was arrest?"),
        ("fr", "Où l'accord a-t-il été signé ?", "where the agreement has sign?"),
        ("es", "¿Quién secuestró al embajador?", "who kidnap to ambassador?"),
        ("pt", "Quantos bombeiros ficaram feridos?", "how many firefighter stay injure?"),
        ("pt", "Por quem o ministro foi nomeado?", "by who the minister was appoint?"),
        ("fr", "Quel âge a le maire à Elmstadt ?", "how old has the mayor at Elmstadt?"),
        ("it", "Chi ha vinto la medaglia d'oro?", "who win the gold medal?"),
    ],
)
def test_a_question_is_translated(language: str, question: str, english: str) -> None:
    assert translate(question, language, contained) == Translation(english, (), True)


@pytest.mark.parametrize(
    ("language", "question", "english"),
    [
        ("fr", "Quelle est la situation ?", "which is the situation?"),
        ("es", "¿Cuál es la capacidad?", "which is the capacity?"),
        ("it", "Quale capacità ha il porto?", "which capacity has the port?"),
        ("de", "Wie hoch ist die Kapazität?", "how high is the capacity?"),
    ],
)
def test_a_cognate_is_recognised_by_its_ending(language: str, question: str, english: str) -> None:
    assert translate(question, language, contained) == Translation(english, (), True)


def test_a_compound_is_translated_by_its_parts() -> None:
    assert translate("Wie lange dauerte der Wintersturm?", "de", contained) == Translation(
        "how long last the winter storm?", (), True
    )


def test_a_function_word_that_is_the_stem_of_another_word_is_left_out() -> None:
    assert translate("Qui danse dans l'école ?", "fr", contained).text == "who dance in the school?"


def test_countries_are_translated() -> None:
    translated = translate("Wie viele Soldaten starben in Aserbaidschan?", "de", lambda forms: ())
    assert "Azerbaijan" in translated.text
    assert not translated.missing


def test_a_name_that_the_collection_lacks_stays_in_the_search() -> None:
    assert translate("Qui a gagné à Zarqua ?", "fr", contained) == Translation(
        "who has win at Zarqua?", ("Zarqua",), True
    )


def test_nothing_is_translated() -> None:
    assert translate("Wer ist Zarqua?", "de", contained) == Translation("who is Zarqua?", ("Zarqua",), False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_dictionary_knows_the_question_words(language: str) -> None:
    english = {"who", "what", "which", "when", "where", "why", "how", "how many", "how much", "how old"}
    assert english <= set(dictionary_of(language).questions.values())
    assert len(set(dictionary_of(language).words.values())) >= 1_700
