"""A draft checked against the articles: verdicts, citations and differences, with offsets on both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import HARBOUR, LIBRARY, put

from assistant import Assistant
from assistant.claims import Checker
from assistant.draft import Report, read_draft
from assistant.draft.report import CheckedSentence, CitedDifference
from storage import Store
from storage.errors import QuestionError, UsageError
from storage.records import Article

pytestmark = pytest.mark.no_index

DRAFT = (
    "Mayor Ruth Vance said 24 boats were damaged by the storm.\n\n"
    "The old library of Port Elm will reopen. Who will pay for it?"
)
GERMAN = Article(
    identity="https://bote.example/hafen",
    text="Der Hafen von Port Elm ist seit Montag wegen des Sturms gesperrt. Die Schule ist offen.",
    outlet="Bote",
    language="de",
)


@pytest.fixture
def assistant(newsroom: Store) -> Assistant:
    return Assistant(newsroom)


def only(report: Report) -> CheckedSentence:
    (sentence,) = report.sentences
    return sentence


def check_report(report: Report, store: Store) -> None:
    """Assert the properties of every report."""
    for sentence in report.sentences:
        assert report.text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert (sentence.verdict == "no claim") <= (not sentence.citations and not sentence.differences)
        by_number = {citation.number: citation for citation in sentence.citations}
        for citation in sentence.citations:
            assert store.article(citation.article.id).text[citation.start : citation.end] == citation.quote
        for d in sentence.differences:
            assert report.text[d.start : d.end] == d.text
            if d.citation is not None:
                text = by_number[d.citation].article.text
                assert text[d.article_start : d.article_end] == d.article_text
    assert [c.number for c in report.citations] == list(range(1, len(report.citations) + 1))


def test_each_sentence_gets_a_verdict(assistant: Assistant) -> None:
    report = assistant.check(DRAFT)
    check_report(report, assistant.store)
    assert [s.verdict for s in report.sentences] == ["contradicted", "supported", "no claim"]
    wrong, right, question = report.sentences
    (difference,) = wrong.differences
    assert (difference.text, difference.article_text) == ("24", "42")
    assert wrong.citations[0].quote == "Mayor Ruth Vance said 42 boats were damaged by the storm."
    assert right.citations[0].quote == "The old library of Port Elm will reopen."
    assert question.explanation == "This is a question."
    assert report.counts == {"supported": 1, "contradicted": 1, "not said": 0, "no claim": 1}
    assert report.share_supported == 0.5
    assert (wrong.start, wrong.end) == (0, 57)


def test_what_no_article_is_near_to_is_not_said(assistant: Assistant) -> None:
    sentence = only(assistant.check("Ida Storm won the chess tournament in Oslo in 1997."))
    assert (sentence.verdict, sentence.citations, sentence.differences) == ("not said", (), ())
    assert sentence.explanation == "No sentence in the articles comes close to this."


def test_a_detail_that_the_articles_lack_is_named(assistant: Assistant) -> None:
    sentence = only(
        assistant.check("The harbour of Port Elm was closed on Monday for eleven weeks by divers.")
    )
    assert sentence.verdict == "not said"
    assert sentence.differences
    assert not any(d.contradicts for d in sentence.differences)
    assert sentence.citations[0].quote == "The harbour of Port Elm was closed on Monday."


def test_a_pronoun_is_checked_as_the_person_before_it(store: Store, embedder: HashingEmbedder) -> None:
    text = "Mayor John Vale spoke in Port Elm. John Vale promised 300 new homes."
    put(store, embedder, replace(HARBOUR, text=text))
    report = Assistant(store).check("Mr. John Vale spoke.\nHe promised 200 new homes.")
    check_report(report, store)
    sentence = report.sentences[1]
    assert (sentence.verdict, sentence.refers_to) == ("contradicted", "John Vale")
    assert [(d.text, d.article_text) for d in sentence.differences] == [("200", "300")]


def test_they_is_checked_only_where_the_names_before_it_are(store: Store, embedder: HashingEmbedder) -> None:
    put(
        store,
        embedder,
        replace(HARBOUR, text="Two divers of Oslo came. They found nine old coins in the mud."),
    )
    assistant = Assistant(store)
    alone = only(assistant.check("They found nine old coins in the mud."))
    elsewhere = assistant.check("The Tarn Navy sent a ship. They found nine old coins in the mud.").sentences[
        1
    ]
    assert (alone.verdict, elsewhere.verdict) == ("supported", "not said")


def test_one_quotation_has_one_number(assistant: Assistant) -> None:
    report = assistant.check("The lighthouse was not hit. So the lighthouse was not hit.")
    assert [[c.number for c in s.citations] for s in report.sentences] == [[1], [1]]
    assert len(report.citations) == 1


def test_filters_and_progress(assistant: Assistant) -> None:
    told: list[tuple[int, int]] = []
    report = assistant.check(
        DRAFT, outlets=["The Courier"], since="2024-01-01", progress=lambda done, of: told.append((done, of))
    )
    assert told == [(1, 2), (2, 2)]
    assert report.counts["supported"] == report.counts["contradicted"] == 0
    with pytest.raises(QuestionError, match="swap them"):
        assistant.check(DRAFT, since="2024-02-01", until="2024-01-01")
    nobody = assistant.check(DRAFT, outlets=["Nobody"])
    assert nobody.notices == ("No article passes the filters.",)
    assert nobody.counts["not said"] == 2


def test_an_empty_collection_is_told(store: Store) -> None:
    (notice,) = Assistant(store).check("The harbour was closed.").notices
    assert notice.startswith("The collection is empty")


def test_another_language_counts_only_word_for_word(store: Store, embedder: HashingEmbedder) -> None:
    put(store, embedder, GERMAN)
    report = Assistant(store).check(
        "Der Hafen von Port Elm ist seit Montag wegen des Sturms gesperrt. "
        "Der Hafen von Port Elm ist seit Dienstag wegen des Sturms gesperrt."
    )
    check_report(report, store)
    same, changed = report.sentences
    assert (same.verdict, same.explanation) == ("supported", "The article has this sentence.")
    assert (changed.verdict, changed.citations) == ("not said", ())
    assert changed.explanation.startswith("This isn't English.")
    assert report.notices == ("2 sentences not in English: only the same words in an article count.",)


@pytest.mark.parametrize("text", ["", "  \n ", "...", "# \n\n- \n- "])
def test_an_empty_text_is_refused(assistant: Assistant, text: str) -> None:
    with pytest.raises(UsageError, match="the text is empty"):
        assistant.check(text)


def test_what_is_no_text_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="expected a string"):
        assistant.check(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="over 1,000,000: check it in parts"):
        assistant.check("word " * 200_001)


def test_tables_and_endless_sentences_are_left_out_and_told(assistant: Assistant) -> None:
    endless = "boats and " * 160 + "boats were damaged."
    report = assistant.check(f"boats\t42\tstorm\n\n{endless}\n\nThe lighthouse was not hit.")
    assert [s.verdict for s in report.sentences] == ["no claim", "no claim", "supported"]
    assert [notice[:18] for notice in report.notices] == ["1 cell of tables: ", "A sentence of more"]


def test_quotations_in_quotations(store: Store, embedder: HashingEmbedder) -> None:
    text = "“We were told ‘never again’ by the port of Elm,” the mayor said."
    put(store, embedder, replace(HARBOUR, text=text))
    assistant = Assistant(store)
    assert only(assistant.check(text)).verdict == "supported"
    changed = only(assistant.check("“We were told ‘once again’ by the port of Elm,” the mayor said."))
    assert (changed.verdict, changed.differences[0].kind) == ("contradicted", "quotation")


def test_json_holds_the_whole_report(assistant: Assistant) -> None:
    report = assistant.check(DRAFT)
    printed = report.to_dict()
    assert list(printed) == [
        "text", "counts", "share_supported", "sentences", "citations", "notices", "timings_ms",
    ]  # fmt: skip
    assert list(printed["sentences"][0]) == [
        "text", "start", "end", "verdict", "probability", "explanation", "refers_to", "citations",
        "differences",
    ]  # fmt: skip
    assert printed["sentences"][0]["differences"][0]["article_text"] == "42"
    assert printed["citations"][1]["article"]["id"] == LIBRARY.id


def test_a_report_without_its_evidence_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        CheckedSentence("It rained.", 0, 10, "supported")
    with pytest.raises(ValueError, match="not inside"):
        CheckedSentence("It rained.", 0, 10, "not said", differences=(CitedDifference("name", 3, 9, "It"),))
    wrong = CitedDifference("name", 0, 2, "It", 1, 0, 2, "He")
    with pytest.raises(ValueError, match="no citation"):
        CheckedSentence("It rained.", 0, 10, "contradicted", differences=(wrong,))
    with pytest.raises(ValueError, match="is not at"):
        Report("It snowed.", (CheckedSentence("It rained.", 0, 10, "not said"),))


def test_drafts_of_other_formats_are_checked_as_their_readers_see_them(assistant: Assistant) -> None:
    draft = read_draft(
        "# The *pier*\n\nMayor [Ruth Vance](http://elm.example) said **24** boats were damaged.", "markdown"
    )
    report = assistant.check(draft)
    assert report.text == "The pier\n\nMayor Ruth Vance said 24 boats were damaged."
    assert [s.verdict for s in report.sentences] == ["no claim", "contradicted"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Fact check", "The claim: Sharks swam through the streets of Port Elm after the storm."),
        ("Sharks", "A false post says that sharks swam through the streets of Port Elm after the storm."),
        (
            "Sharks",
            "Sharks swam through the streets of Port Elm after the storm, a post says. That is a hoax.",
        ),
    ],
)
def test_what_an_article_reports_as_false_is_no_support(
    store: Store, embedder: HashingEmbedder, title: str, text: str
) -> None:
    put(store, embedder, replace(HARBOUR, title=title, text=text))
    assistant = Assistant(store)
    claim = only(assistant.check("Sharks swam through the streets of Port Elm after the storm."))
    assert claim.verdict == "contradicted"
    assert claim.citations[0].quote in text
    report = assistant.check("It is a hoax that sharks swam through the streets of Port Elm after the storm.")
    assert only(report).explanation != "The article reports this as false."


def test_a_figure_that_no_article_has_is_never_supported(assistant: Assistant) -> None:
    believing = Checker(threshold=0.0)  # finds all claims supported
    assistant = Assistant(assistant.store, checker=believing)
    fitting = only(assistant.check("The storm damaged 42 boats, Mayor Ruth Vance said."))
    changed = only(assistant.check("The storm damaged 24 boats, Mayor Ruth Vance said."))
    added = only(assistant.check("The harbour of Port Elm was closed on Monday by 19 divers."))
    assert (fitting.verdict, changed.verdict, added.verdict) == ("supported", "contradicted", "not said")
    assert [d.text for d in (*changed.differences, *added.differences)] == ["24", "19"]
