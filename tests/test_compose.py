from dataclasses import replace

import pytest
from newsroom import SENTENCE

from assistant.compose import SENTENCES, Composed, compose, compose_parts
from assistant.evidence import Evidence, candidate_sentences
from assistant.language.question import understand
from assistant.language.requests import MARGIN, MARGIN_OF_SEVERAL
from assistant.reader import Reading
from assistant.short_answer import SURE, certainty, short_candidate
from storage.records import Article, Hit, Passage

ASKED = understand("How many boats were damaged?")
UNREAD = Reading(0.0, 0.0, 0, 0)


def article(identity: str, text: str) -> Article:
    return Article(identity, text, outlet=identity.title())


def evidence(source: Article, *scores: float) -> list[Evidence]:
    """Each sentence of an article with its score."""
    spans = tuple(m.span() for m in SENTENCE.finditer(source.text) if m.group())
    hit = Hit(source, Passage(source.id, 0, 0, len(source.text), spans), 1.0)
    return [
        Evidence(candidate, score, UNREAD, 0.0)
        for candidate, score in zip(candidate_sentences(hit), scores, strict=True)
    ]


def reading(evidence: float, span: float = -9.0, start: int = 0, end: int = 0) -> Reading:
    return Reading(evidence, span, start, end)


def ranked(*groups: list[Evidence]) -> list[Evidence]:
    return sorted((e for group in groups for e in group), key=lambda e: -e.score)


def test_one_sentence() -> None:
    (best,) = evidence(article("a", "  The mayor said 42 boats were damaged.  "), 1.0)
    (sentence,), (citation,), *_ = compose(ASKED, [best])
    assert sentence.text == citation.quote == "The mayor said 42 boats were damaged."
    assert (sentence.citations, citation.number) == ((1,), 1)
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert citation.also_in == ()


def test_no_evidence_gives_no_sentence() -> None:
    assert compose(ASKED, []) == Composed()


def test_the_best_sentence_comes_first_of_at_most_three() -> None:
    texts = [
        "The mayor counted 42 boats in the harbour.",
        "Fishermen spoke of 50 ships lost at sea.",
        "Insurers expect 60 claims from owners.",
        "The navy saw 70 wrecks drift past.",
    ]
    candidates = [evidence(article(f"outlet {n}", text), 1.0 - n / 100)[0] for n, text in enumerate(texts)]
    sentences, citations, *_ = compose(ASKED, candidates)
    assert SENTENCES == 3
    assert [s.text for s in sentences] == texts[:3] == [c.quote for c in citations]
    assert [c.number for c in citations] == [1, 2, 3]
    assert [s.citations for s in sentences] == [(1,), (2,), (3,)]


def test_the_sentence_that_names_all_comes_first_when_a_list_is_asked_for() -> None:
    best = evidence(article("a", "Voters in Norway voted by mail last week."), 3.0)
    whole = evidence(article("b", "Norway, Sweden, Denmark and Finland vote by mail."), 1.0)
    for question, first in (("Which countries voted by mail?", whole), ("Who voted by mail?", best)):
        sentences = compose(understand(question), [*best, *whole]).sentences
        assert sentences[0].text == first[0].text
    far = [replace(whole[0], score=0.4)]
    assert (
        compose(understand("Which countries voted by mail?"), [*best, *far]).sentences[0].text == best[0].text
    )


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
    copy = article("copy", "LONDON (Wire) - “The mayor said 42 boats were damaged”!")
    other = article("other", "Insurers expect 60 claims from owners.")
    sentences, citations, *_ = compose(
        ASKED, ranked(evidence(first, 1.0), evidence(copy, 0.9), evidence(other, 0.8))
    )
    assert [s.text for s in sentences] == [first.text, other.text]
    assert [c.article for c in citations] == [first, other]
    assert [c.also_in for c in citations] == [(copy,), ()]


def test_copies_about_a_topic_are_quoted_once() -> None:
    asked = understand("What do the articles say about the boats in the harbour?")
    texts = ("The boats in the harbour sank on Monday.", "Divers found two boats in the harbour mud.")
    first, second = (evidence(article(name, text), 1.0) for name, text in zip("ab", texts, strict=True))
    for copy in (False, True):
        group = first[0].hit.article.id if copy else ""
        grouped, own = (
            [replace(e, candidate=replace(e.candidate, hit=replace(e.hit, group=group))) for e in each]
            for each in (second, first)
        )
        assert len(compose(asked, [*own, *grouped]).sentences) == (1 if copy else 2)


def test_also_in_leaves_out_the_cited_article() -> None:
    twice = article("a", "The mayor said 42 boats were damaged. The mayor said 42 boats were damaged.")
    sentences, (citation,), *_ = compose(ASKED, evidence(twice, 1.0, 0.9))
    assert len(sentences) == 1
    assert citation.also_in == ()


def test_an_article_is_named_once_in_also_in() -> None:
    first = article("first", "The mayor said 42 boats were damaged.")
    copy = article("copy", "The mayor said 42 boats were damaged. The mayor said 42 boats were damaged.")
    _, (citation,), *_ = compose(ASKED, ranked(evidence(first, 1.0), evidence(copy, 0.9, 0.8)))
    assert citation.also_in == (copy,)


def test_a_different_figure_is_quoted_despite_a_low_score() -> None:
    (first,) = evidence(article("a", "The mayor counted 42 boats damaged."), 9.0)
    (second,) = evidence(article("b", "Insurers spoke of 70 boats damaged."), 1.0)
    first = replace(first, coverage=1.0, reading=reading(3.0))
    comparable = replace(second, coverage=0.9, reading=reading(1.5))
    assert [c.quote for c in compose(ASKED, [first, comparable]).citations] == [first.text, second.text]
    for other in (replace(comparable, coverage=0.5), replace(comparable, reading=reading(0.5))):
        assert len(compose(ASKED, [first, other]).citations) == 1
    assert len(compose(understand("Tell us of the boats damaged"), [first, comparable]).citations) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Armenia attacked the town of Barda.", "Armenia did not attack the town of Barda."),
        ("The council approved the budget.", "The council rejected the budget."),
        ("Armenia attacked Azerbaijan, it said.", "Azerbaijan attacked Armenia, it said."),
        ("Storm damaged 42 boats in harbour.", "Storm damaged 42 boats in harbour and sank three ferries."),
    ],
)
def test_a_different_statement_is_quoted_too(one: str, other: str) -> None:
    asked = understand("What happened?")
    candidates = [*evidence(article("a", one), 2.0), *evidence(article("b", other), 1.9)]
    sentences, citations, *_ = compose(asked, candidates)
    assert [sentence.text for sentence in sentences] == [one, other]
    assert [citation.also_in for citation in citations] == [(), ()]


def test_a_redundant_sentence_is_left_out_but_is_not_a_copy() -> None:
    first = evidence(article("a", "The mayor said 42 boats were damaged on Monday."), 2.0)
    second = evidence(article("b", "A mayor says that 42 boats were damaged Monday."), 1.9)
    (citation,) = compose(ASKED, [*first, *second]).citations
    assert (citation.article, citation.also_in) == (first[0].hit.article, ())


def test_pronouns_of_two_reports_may_refer_to_different_people() -> None:
    one = evidence(article("a", "He counted 42 boats."), 2.0)
    other = evidence(article("b", "He counted 42 boats."), 1.9)
    assert len(compose(ASKED, [*one, *other]).citations) == 2
    copies = [
        replace(e, candidate=replace(e.candidate, hit=replace(e.hit, group="wire"))) for e in (*one, *other)
    ]
    (citation,) = compose(ASKED, copies).citations
    assert citation.also_in == (other[0].hit.article,)


def in_passage(sentence: str, before: str, score: float = 1.0) -> Evidence:
    """A sentence that follows another in its passage."""
    return evidence(article("a", f"{before} {sentence}"), score - 1, score)[1]


def test_the_other_quotations_follow_newest_first() -> None:
    texts = {
        "2024-01-02": "The mayor counted 42 boats in the harbour.",
        "": "Insurers expect 60 claims soon.",
    }
    texts["2024-01-09"] = "Fishermen spoke of 50 ships lost at sea."
    candidates = [
        evidence(replace(article(f"outlet {n}", text), published=day), 1.0 - n / 100)[0]
        for n, (day, text) in enumerate(texts.items())
    ]
    assert [c.article.published for c in compose(ASKED, candidates).citations] == [
        "2024-01-02",
        "2024-01-09",
        "",
    ]


def test_an_unambiguous_pronoun_gets_its_referent() -> None:
    plain = in_passage("He counted 42 boats.", "Mr Jon Vale came to the harbour on Monday.")
    (sentence,), (citation,), *_ = compose(ASKED, [plain])
    assert (sentence.refers_to, sentence.context, sentence.text) == ("Jon Vale", "", "He counted 42 boats.")
    assert str(sentence) == "[Jon Vale] He counted 42 boats. [1]"
    assert (citation.quote, citation.context) == (sentence.text, None)


def test_an_ambiguous_pronoun_gets_the_sentence_before_as_context() -> None:
    before = "Mayor Ida Storm came with Jon Vale on Monday."
    two_people = in_passage("He counted 42 boats.", before)
    (sentence,), (citation,), *_ = compose(ASKED, [two_people])
    assert (sentence.refers_to, sentence.context, sentence.text) == ("", before, "He counted 42 boats.")
    assert str(sentence) == f"[{before}] He counted 42 boats. [1]"
    assert citation.context_quote == before
    assert (citation.quote, citation.start) == (sentence.text, len(before) + 1)


def test_a_quoted_sentence_is_not_a_context() -> None:
    text = "The mayors of Port Elm and Low Vale counted the boats on Monday. They found 42 boats damaged."
    before, they = evidence(article("a", text), 0.9, 1.0)
    asked = understand("What did the mayors of the towns find?")
    both = compose(asked, [they, before])
    assert [citation.quote for citation in both.citations] == [they.text, before.text]
    assert [sentence.context for sentence in both.sentences] == ["", ""]
    (alone,) = compose(asked, [they]).sentences
    assert (alone.text, alone.context) == (they.text, before.text)


@pytest.mark.parametrize(
    "before", ["Boats counted", "Who counted the boats?", "A long day. " + "So it was " * 40 + "."]
)
def test_a_heading_or_a_very_long_sentence_is_not_a_context(before: str) -> None:
    text = f"{before}\n\nThey found 42 boats damaged."
    start = text.index("They")
    spans = ((0, start), (start, len(text)))
    hit = Hit(article("a", text), Passage("a", 0, 0, len(text), spans), 1.0)
    (they,) = [candidate for candidate in candidate_sentences(hit) if candidate.start == start]
    (citation,) = compose(ASKED, [Evidence(they, 1.0, UNREAD, 0.0)]).citations
    assert (citation.quote, citation.context) == ("They found 42 boats damaged.", None)


def test_the_first_sentence_of_a_passage_has_no_context() -> None:
    (first,) = evidence(article("a", "They counted 42 boats."), 1.0)
    (sentence,), (citation,), *_ = compose(ASKED, [first])
    assert (sentence.text, sentence.explanation, citation.start) == ("They counted 42 boats.", "", 0)


def test_a_sure_short_answer_is_the_span_of_the_reader() -> None:
    (best,) = evidence(article("a", "The mayor counted 42 boats."), 1.0)
    sure = replace(best, reading=reading(2.0, 2.0, 18, 20))
    short = compose(ASKED, [sure]).short
    assert short is not None
    assert (short.text, short.citation, short.start, short.end) == ("42", 1, 18, 20)
    unsure = replace(best, reading=reading(2.0, -6.0, 18, 20))
    certainties = [certainty(short_candidate(ASKED, each).signals) for each in (unsure, sure)]
    assert certainties[0] < SURE < certainties[1]
    assert compose(ASKED, [unsure]).short is None
    assert compose(ASKED, [unsure], sure=0.0).short == short
    words = replace(best, reading=reading(2.0, 2.0, 21, 26))
    assert compose(ASKED, [words]).short == short  # "boats" is no number, and there is only one
    assert compose(understand("Why were boats counted?"), [sure]).short is None


def test_a_weekday_is_resolved_from_the_day_of_publication() -> None:
    source = replace(article("a", "The mayor counted the boats on Tuesday."), published="2024-03-14")
    (best,) = evidence(source, 1.0)
    short = compose(
        understand("When were boats counted?"), [replace(best, reading=reading(2.0, 2.0, 31, 38))]
    ).short
    assert short is not None
    assert (short.text, short.resolved) == ("Tuesday", "2024-03-12")


def test_a_context_does_not_move_the_short_answer() -> None:
    candidates = in_passage("They counted 42 boats.", "Two mayors came on Monday.")
    (_, (citation,), short, _) = compose(ASKED, [replace(candidates, reading=reading(2.0, 2.0, 13, 15))])
    assert short is not None
    assert citation.context == (0, 26)
    assert citation.article.text[short.start : short.end] == short.text == "42"


def test_a_sure_answer_is_one_sentence_and_an_unsure_one_three() -> None:
    texts = ("Boats hit the pier.", "A crane fell on the fence.", "Hail broke the old church window.")
    question = understand("What was damaged in Port Elm?")

    def quoted(distance: float) -> int:
        best, *others = [
            evidence(article(name, text), 1.0)[0] for name, text in zip("abc", texts, strict=True)
        ]
        return len(compose(question, [best, *(replace(e, score=1.0 - distance) for e in others)]).sentences)

    assert quoted(0.9 * MARGIN) == 3
    assert quoted(1.1 * MARGIN) == 1


def test_a_list_quotes_sentences_with_lower_scores() -> None:
    first = evidence(article("a", "France joined the boycott on Monday."), 2.0)
    second = evidence(
        article("b", "Its neighbour Spain followed with a boycott."), 2.0 - (MARGIN + MARGIN_OF_SEVERAL) / 2
    )
    one, several = (
        understand("Which country joined the boycott?"),
        understand("Which countries joined the boycott?"),
    )
    assert len(compose(one, [*first, *second]).sentences) == 1
    assert len(compose(several, [*first, *second]).sentences) == 2


def test_about_quotes_each_article_once() -> None:
    asked = understand("What do the articles say about the harbour?")
    a = article("a", "The harbour of Port Elm was flooded. Divers searched the whole harbour.")
    b = article("b", "Builders want a wider harbour.")
    candidates = ranked(evidence(a, 3.0, 2.9), evidence(b, -2.0))
    assert [c.article for c in compose(asked, candidates).citations] == [a, b]
    first, second = (
        replace(sentence, coverage=share) for sentence, share in ((candidates[0], 1.0), (candidates[-1], 0.5))
    )
    assert [c.article for c in compose(asked, [first, second]).citations] == [a]  # not of the harbour


def test_each_part_gets_its_sentence_and_a_shared_one_is_quoted_once() -> None:
    opened, cost = understand("When was it opened and how much did it cost?").parts
    (when,) = evidence(article("a", "It was opened on Monday."), 1.0)
    (price,) = evidence(article("b", "It cost 83 million crowns."), 1.0)
    both = compose_parts([(opened, [when, price]), (cost, [price, when])])
    assert [s.text for s in both.sentences] == [when.text, price.text]
    assert len(compose_parts([(opened, [when]), (cost, [when])]).sentences) == 1
    assert compose_parts([(opened, []), (cost, [price])]).sentences[0].text == price.text
