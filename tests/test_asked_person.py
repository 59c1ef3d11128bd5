"""A name answers "who" only if it is the speaker, or the holder of the office, that the question asks for."""

import pytest

from assistant.asked_person import is_asked_person


@pytest.mark.parametrize(
    ("question", "sentence", "name", "expected"),
    [
        (
            "Who is the president of Norway?",
            "Sweden's President Tom Hale met Norway's team.",
            "Tom Hale",
            False,
        ),
        ("Who is Norway's president?", "Norwegian President Ida Storm left.", "Ida Storm", True),
        ("Who is the mayor of Oslo?", "Ida Storm, the mayor of the city of Oslo, left.", "Ida Storm", True),
        ("Who is the CEO of Calder?", "Depop CEO Ida Storm praised Calder.", "Ida Storm", False),
        ("Who is the president?", "President Storm left.", "Storm", True),
        ("Who said that Oslo was wrong?", "Ida Storm said that Oslo was wrong.", "Oslo", False),
        ("Who said that Oslo was wrong?", "Ida Storm said that Oslo was wrong.", "Ida Storm", True),
        ("Who left Oslo?", "Ida Storm left Oslo.", "Ida Storm", True),
    ],
)
def test_who(question: str, sentence: str, name: str, expected: bool) -> None:
    start = sentence.index(name)
    assert is_asked_person(question, sentence, start, start + len(name)) is expected
