import gc

from assistant.entities import LONGEST, Entity, entities, parsed


def test_the_entities_of_a_sentence() -> None:
    text = "Angela Merkel spent $5 million in Berlin on Tuesday."
    assert [(entity.label, text[entity.start : entity.end]) for entity in entities(text)] == [
        ("PERSON", "Angela Merkel"),
        ("MONEY", "$5 million"),
        ("GPE", "Berlin"),
        ("DATE", "Tuesday"),
    ]
    assert entities(text)[0] == Entity("PERSON", 0, 13)


def test_a_text_in_another_language_has_no_entities() -> None:
    assert entities("Angela Merkel besuchte gestern Berlin.") == ()


def test_a_very_long_text_has_no_entities() -> None:
    assert entities("The sum of " + "Ida Storm, " * LONGEST) == ()


def test_the_words_of_a_text_are_forgotten() -> None:
    """A server reads new words for as long as it runs."""

    def kept() -> list[bool]:
        from spacy.lang.en import English

        return ["Zyxomat" in each.vocab.strings for each in gc.get_objects() if type(each) is English]

    for read in (entities, parsed):
        assert read("The Zyxomat was sold in Berlin on Tuesday.")
    assert kept() == [False, False]
