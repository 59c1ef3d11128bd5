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


def test_a_text_that_is_not_english_has_none() -> None:
    assert entities("Angela Merkel besuchte gestern Berlin.") == ()


def test_a_long_table_is_not_read() -> None:
    assert entities("The sum of " + "Ida Storm, " * LONGEST) == ()
