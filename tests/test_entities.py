from assistant.entities import LONGEST, Entity, entities


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
