import doctest
from dataclasses import replace
from itertools import accumulate

import pytest
from newsroom import SENTENCE

import assistant.compose
import assistant.evidence
from assistant.compose import SENTENCES, compose, says_the_same
from assistant.evidence import MIN_WORDS, Evidence, split
from assistant.question import understand
from storage.records import Article, Hit, Passage

ASKED = understand("How many boats were damaged?")


def article(identity: str, text: str) -> Article:
    return Article(identity, text, outlet=identity.title())


def evidence(source: Article, *scores: float) -> list[Evidence]:
    """Each sentence of an article with its score."""
    spans = tuple(m.span() for m in SENTENCE.finditer(source.text) if m.group())
    hit = Hit(source, Passage(source.id, 0, 0, len(source.text), spans), 1.0)
    found = split(hit)
    assert len(found) == len(scores)
    return [replace(sentence, score=score) for sentence, score in zip(found, scores, strict=True)]


def ranked(*groups: list[Evidence]) -> list[Evidence]:
    return sorted((e for group in groups for e in group), key=lambda e: -e.score)


@pytest.mark.parametrize("module", [assistant.compose, assistant.evidence])
def test_examples_in_the_documentation(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_one_sentence() -> None:
    (best,) = evidence(article("a", "  The mayor said 42 boats were damaged.  "), 1.0)
    (sentence,), (citation,) = compose(ASKED, [best])
    assert sentence.text == citation.quote == "The mayor said 42 boats were damaged."
    assert (sentence.citations, citation.number) == ((1,), 1)
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert citation.also_in == ()


def test_no_evidence_no_sentence() -> None:
    assert compose(ASKED, []) == ((), ())


def test_the_best_first_and_three_at_most() -> None:
    texts = [
        "The mayor counted 42 boats in the harbour.",
        "Fishermen spoke of 50 ships lost at sea.",
        "Insurers expect 60 claims from owners.",
        "The navy saw 70 wrecks drift past.",
    ]
    found = [evidence(article(f"outlet {n}", text), 1.0 - n / 100)[0] for n, text in enumerate(texts)]
    sentences, citations = compose(ASKED, found)
    assert SENTENCES == 3
    assert [s.text for s in sentences] == texts[:3] == [c.quote for c in citations]
    assert [c.number for c in citations] == [1, 2, 3]
    assert [s.citations for s in sentences] == [(1,), (2,), (3,)]


def test_a_weak_sentence_is_not_quoted() -> None:
    strong = evidence(article("a", "The mayor counted 42 boats in the harbour."), 9.0)
    weak = evidence(article("b", "Fishermen spoke of 50 ships lost at sea."), -9.0)
    assert len(compose(ASKED, [*strong, *weak])[0]) == 1


def test_a_sentence_without_the_kind_of_answer_is_not_added() -> None:
    strong = evidence(article("a", "The mayor counted 42 boats in the harbour."), 1.0)
    empty = evidence(article("b", "Fishermen spoke of many ships lost at sea."), 0.99)
    assert [s.text for s in compose(ASKED, [*strong, *empty])[0]] == [
        "The mayor counted 42 boats in the harbour."
    ]


def test_wire_copies_are_one_citation() -> None:
    first = article("first", "The mayor said 42 boats were damaged.")
    copy = article("copy", "The mayor said that 42 boats were damaged!")
    other = article("other", "Insurers expect 60 claims from owners.")
    sentences, citations = compose(
        ASKED, ranked(evidence(first, 1.0), evidence(copy, 0.9), evidence(other, 0.8))
    )
    assert [s.text for s in sentences] == [first.text, other.text]
    assert [c.article for c in citations] == [first, other]
    assert [c.also_in for c in citations] == [(copy,), ()]


def test_a_copy_within_one_article_is_not_named_as_another() -> None:
    twice = article("a", "The mayor said 42 boats were damaged. The mayor said 42 boats were damaged.")
    sentences, (citation,) = compose(ASKED, evidence(twice, 1.0, 0.9))
    assert len(sentences) == 1
    assert citation.also_in == ()


def test_an_article_is_named_once_in_also_in() -> None:
    first = article("first", "The mayor said 42 boats were damaged.")
    copy = article("copy", "The mayor said 42 boats were damaged. The mayor said 42 boats were damaged.")
    _, (citation,) = compose(ASKED, ranked(evidence(first, 1.0), evidence(copy, 0.9, 0.8)))
    assert citation.also_in == (copy,)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The mayor said 42 boats sank.", "The mayor said 42 boats sank.", True),
        ("The mayor said 42 boats sank.", "the mayor says 42 boats sank", True),
        (
            "“The town of Port Elm was flooded,” she said.",
            '"The town of Port Elm was flooded", she said.',
            True,
        ),
        ("Armenia lost 1,166 soldiers.", "Azerbaijan lost 3,000 troops.", False),
        ("...", "...", True),
    ],
)
def test_sentences_that_say_the_same(one: str, other: str, expected: bool) -> None:
    assert says_the_same(one, other) is expected
    assert says_the_same(other, one) is expected


def test_fragments_cannot_be_quoted() -> None:
    text = "Read more here. Loading. The mayor counted 42 boats in the harbour. "
    source = article("a", text)
    spans = tuple(m.span() for m in SENTENCE.finditer(text) if m.group())
    found = split(Hit(source, Passage(source.id, 0, 0, len(text), spans), 1.0))
    assert MIN_WORDS == 4
    assert [e.text for e in found] == ["The mayor counted 42 boats in the harbour."]
    assert source.text[found[0].start : found[0].end] == found[0].text


def test_a_differing_figure_is_quoted_beside_the_first_however_far_behind() -> None:
    (first,) = evidence(article("a", "The mayor counted 42 boats damaged."), 9.0)
    (second,) = evidence(article("b", "Insurers spoke of 70 boats damaged."), 1.0)
    first = replace(first, coverage=1.0, cosine=0.8)
    comparable = replace(second, coverage=0.9, cosine=0.7)
    assert [c.quote for c in compose(ASKED, [first, comparable])[1]] == [first.text, second.text]
    for other in (replace(comparable, coverage=0.5), replace(comparable, cosine=0.4)):
        assert len(compose(ASKED, [first, other])[1]) == 1
    assert len(compose(understand("Tell us of the boats damaged"), [first, comparable])[1]) == 1


def test_a_longer_sentence_that_holds_the_first_is_no_copy_of_it() -> None:
    start = "Storm damaged 42 boats in harbour"
    (short,) = evidence(article("a", f"{start}."), 2.0)
    (long,) = evidence(article("b", f"{start}, sank three ferries and flooded two railway tunnels."), 1.9)
    (citation,) = compose(ASKED, [short, long])[1]
    assert citation.also_in == ()


def test_a_question_in_an_article_is_not_quoted() -> None:
    pieces = ["How many boats were damaged there? ", 'He asked: "How many boats?" ', "The mayor counted 42."]
    ends = list(accumulate(map(len, pieces)))
    source = article("a", "".join(pieces))
    spans = tuple(zip([0, *ends[:-1]], ends, strict=True))
    hit = Hit(source, Passage(source.id, 0, 0, ends[-1], spans), 1.0)
    assert [sentence.text for sentence in split(hit)] == ["The mayor counted 42."]
