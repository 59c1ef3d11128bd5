import pytest
from newsroom import SENTENCE

from assistant.answer import Citation
from assistant.checked import Contradiction
from assistant.contradictions import with_contradictions
from benchmarks.conflicts import measure
from storage.records import Article, Hit, Passage


def hit(name: str, text: str, published: str = "2024-03-12") -> Hit:
    spans = tuple(m.span() for m in SENTENCE.finditer(text) if m.group())
    article = Article(name, text, outlet=name.title(), published=published)
    return Hit(article, Passage(name, 0, 0, len(text), spans), 1.0)


def contradicted_by(quote: str, other: str, published: str = "2024-03-12") -> tuple[Contradiction, ...]:
    quoted = hit("quoted", quote)
    citation = Citation(1, quoted.article, quoted.passage, 0, len(quote))
    (checked,) = with_contradictions([citation], [quoted, hit("other", other, published)])
    return checked.contradicted_by


@pytest.mark.parametrize(
    ("quote", "other"),
    [
        ("The storm damaged 42 boats in Port Elm.", "The storm damaged 57 boats in Port Elm."),
        ("The site eBay agreed to buy Depop on Monday.", "The site Etsy agreed to buy Depop on Monday."),
        ("The council approved the harbour plan.", "The council did not approve the harbour plan."),
        ("The council approved the harbour plan.", "The council rejected the harbour plan."),
        ("The mill in Port Elm closed in March 1921.", "The mill in Port Elm closed in March 1955."),
    ],
)
def test_sentences_that_agree_but_for_one_part_contradict_each_other(quote: str, other: str) -> None:
    (contradiction,) = contradicted_by(quote, other)
    assert contradiction.quote == other
    assert contradiction.explanation


@pytest.mark.parametrize(
    ("quote", "other"),
    [
        ("The storm damaged 42 boats in Port Elm.", "The storm damaged 42 boats in Port Elm."),
        (
            "Armenia says that 45 civilians have been killed.",
            "Azerbaijan says that 91 civilians have been killed.",
        ),
        ("The storm damaged 42 boats in Port Elm.", "The storm damaged 57 cars in Port Elm."),
        ("The storm damaged 42 boats in Port Elm.", "In 1998, a storm damaged 57 boats in the port of Oslo."),
        ("He said 42 boats were damaged.", "He said 57 boats were damaged."),
        ("The council of Port Elm met on March 3.", "The council of Port Elm met on March 10."),
    ],
)
def test_sentences_about_different_things_do_not(quote: str, other: str) -> None:
    assert contradicted_by(quote, other) == ()


@pytest.mark.parametrize(
    ("published", "kind"),
    [("2024-03-14", "later"), ("2024-03-01", "earlier"), ("2024-03-12", "differs"), ("", "differs")],
)
def test_a_later_report_is_told_from_one_that_differs(published: str, kind: str) -> None:
    (contradiction,) = contradicted_by(
        "The storm damaged 42 boats in Port Elm.", "The storm damaged 57 boats in Port Elm.", published
    )
    assert contradiction.kind == kind


def test_the_benchmark_counts_what_is_shown_and_false_alarms() -> None:
    mill = "The mill in Port Elm closed in {}."
    documents = [("correct", "1921"), ("correct", "1921"), ("misinfo", "1955"), ("noise", "unknown")]
    row = {
        "question": "When did the mill close?",
        "documents": [
            {"text": mill.format(answer), "type": kind, "answer": answer} for kind, answer in documents
        ],
    }
    assert measure(row)._asdict() == {
        "opposed": 2, "shown": 2, "also_in": 0, "agreeing": 2, "false_alarms": 0,
    }  # fmt: skip
