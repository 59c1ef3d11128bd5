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
        ("de", "Wie viele Bäckereien schließen in Elmstadt?", "how many bakery close Elmstadt?"),
        ("de", "Wann wurde die Brücke geschlossen?", "when bridge close?"),
        ("de", "Wie viel kostet das Brot?", "how much cost bread?"),
        ("de", "In welcher Stadt starben 12 Menschen?", "which city die 12 people?"),
        ("de", "Was sagte der US-Präsident?", "what say US president?"),
        ("fr", "Combien de personnes sont mortes dans l'incendie ?", "how many people die fire?"),
        ("fr", "Qui a gagné l'élection à Elmstadt ?", "who win election Elmstadt?"),
        ("es", "¿Cuántos niños murieron en el incendio?", "how many children die fire?"),
        ("es", "¿Cuántos años tiene Nadal?", "how old Nadal?"),
        ("pt", "Quem ganhou a eleição em 2022?", "who win election 2022?"),
        ("it", "Quando ha chiuso il ponte?", "when close bridge?"),
        ("de", "Wer hat den Vertrag unterschrieben?", "who treaty sign?"),
        ("de", "Wie viele Rebellen wurden festgenommen?", "how many rebel arrest?"),
        ("fr", "Où l'accord a-t-il été signé ?", "where agreement sign?"),
        ("es", "¿Quién secuestró al embajador?", "who kidnap ambassador?"),
        ("pt", "Quantos bombeiros ficaram feridos?", "how many firefighter stay injure?"),
        ("it", "Chi ha vinto la medaglia d'oro?", "who win gold medal?"),
    ],
)
def test_a_question_is_translated(language: str, question: str, english: str) -> None:
    assert translate(question, language, contained) == Translation(english, (), True)


@pytest.mark.parametrize(
    ("language", "question", "english"),
    [
        ("fr", "Quelle est la situation ?", "which situation?"),
        ("es", "¿Cuál es la capacidad?", "which capacity?"),
        ("it", "Quale capacità ha il porto?", "which capacity port?"),
        ("de", "Wie hoch ist die Kapazität?", "how high capacity?"),
    ],
)
def test_a_cognate_is_recognised_by_its_ending(language: str, question: str, english: str) -> None:
    assert translate(question, language, contained) == Translation(english, (), True)


def test_a_compound_is_translated_by_its_parts() -> None:
    assert translate("Wie lange dauerte der Wintersturm?", "de", contained) == Translation(
        "how long last winter storm?", (), True
    )


def test_a_function_word_that_is_the_stem_of_another_word_is_left_out() -> None:
    assert translate("Qui danse dans l'école ?", "fr", contained).text == "who dance school?"


def test_countries_are_translated() -> None:
    translated = translate("Wie viele Soldaten starben in Aserbaidschan?", "de", lambda forms: ())
    assert "Azerbaijan" in translated.text
    assert not translated.missing


def test_a_name_that_the_collection_lacks_stays_in_the_search() -> None:
    assert translate("Qui a gagné à Zarqua ?", "fr", contained) == Translation(
        "who win Zarqua?", ("Zarqua",), True
    )


def test_nothing_is_translated() -> None:
    assert translate("Wer ist Zarqua?", "de", contained) == Translation("who Zarqua?", ("Zarqua",), False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_dictionary_knows_the_question_words(language: str) -> None:
    english = {"who", "what", "which", "when", "where", "why", "how", "how many", "how much", "how old"}
    assert english <= set(dictionary_of(language).questions.values())
    assert len(set(dictionary_of(language).words.values())) >= 1_700
