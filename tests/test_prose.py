"""Answers in a language model's words: the whole path, with scripted models."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from doubles import EvenReader, HashingEmbedder
from newsroom import put

from assistant import ABSTAINED, Answer, Assistant, Sentence
from assistant.rank import Ranker
from assistant.saved_answers import from_json, to_json
from assistant.text import to_text
from benchmarks.scripted_llm import ScriptedLLM, citing, ids_of
from storage import Store
from storage.errors import UsageError
from storage.records import Article

BOATS = "How many boats were damaged by the storm in Port Elm?"
QUOTE = "Mayor Ruth Vance said 42 boats were damaged by the storm."
TRUE = "Mayor Vance said that the storm damaged 42 boats"


def answering(newsroom: Store, text: str, threshold: float = 0.0) -> tuple[Assistant, ScriptedLLM]:
    """An assistant whose model answers with this text; "ID" is the id of the passage on the boats."""
    llm = ScriptedLLM(script=citing(text, "42 boats"), prompts=[])
    return Assistant(newsroom, Ranker(EvenReader()), threshold=threshold, llm=llm), llm  # type: ignore[arg-type]


def shown(newsroom: Store, text: str) -> Answer:
    return answering(newsroom, text)[0].ask(BOATS)


def kinds(answer: Answer) -> list[str]:
    return [sentence.kind for sentence in answer.sentences]


def test_a_backed_sentence_is_shown_with_our_offsets(newsroom: Store) -> None:
    answer = shown(newsroom, f"{TRUE} [ID].")
    assert answer.text == f"{TRUE}. [1]"
    assert (answer.prose, kinds(answer)) == (True, ["prose"])
    assert [citation.quote for citation in answer.citations] == [QUOTE]


def test_without_a_model_and_with_prose_off_the_answer_is_the_quoted_one(newsroom: Store) -> None:
    assistant, llm = answering(newsroom, f"{TRUE} [ID].")
    plain = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]
    assert assistant.ask(BOATS, prose=False) == plain.ask(BOATS)
    assert llm.prompts == []
    with pytest.raises(UsageError, match="prose needs a language model"):
        plain.ask(BOATS, prose=True)


def test_an_abstention_never_reaches_the_model(newsroom: Store) -> None:
    assistant, llm = answering(newsroom, "42 boats were damaged [ID].", threshold=1.1)
    assert assistant.ask(BOATS).text == ABSTAINED
    assert llm.prompts == []


def test_the_answer_grows_sentence_by_sentence(newsroom: Store) -> None:
    assistant, _ = answering(newsroom, f"{TRUE} [ID]. The harbour was closed on Monday [ID].")
    steps = list(assistant.ask_stream(BOATS))
    assert [len(step.sentences) for step in steps] == [1, 2, 2]
    for before, after in pairwise(steps):
        assert after.text.startswith(before.text)


@pytest.mark.parametrize(
    ("wrote", "kind", "text"),
    [
        (f"{QUOTE[:-1]} [ID].", "quoted", QUOTE),
        ("Mayor Vance said that the storm damaged 57 boats [ID].", "repaired", f"{TRUE}."),
        ("Mayor Tom Hale said that the storm damaged 42 boats [ID].", "repaired", None),
        ("The boats were damaged by the storm in a night of horror and fire [ID].", "quoted", QUOTE),
        ("42 boats were damaged by the storm [ID].", "quoted", QUOTE),  # the mayor is missing
    ],
)
def test_a_failing_sentence_is_repaired_or_replaced(
    newsroom: Store, wrote: str, kind: str, text: str | None
) -> None:
    answer = shown(newsroom, wrote)
    assert kinds(answer) == [kind]
    assert "Hale" not in answer.text
    assert "57" not in answer.text
    if text:
        assert answer.sentences[0].text == text


def test_what_fails_otherwise_is_dropped_and_counted(newsroom: Store) -> None:
    answer = shown(
        newsroom, f"{TRUE} [ID]. Oslo declared war on Peru [ID]. Ida Storm won the chess cup [ID]."
    )
    assert answer.text == f"{TRUE}. [1]"
    assert answer.notices[-1:] == (
        "2 sentences of the language model were left out: the articles don't say so.",
    )


@pytest.mark.parametrize(
    ("wrote", "notice"),
    [
        ("Oslo declared war on Peru [ID].", "wrote nothing that the articles say"),
        (f"{TRUE}.", "cited none of the passages"),
        (f"{TRUE} [1]. {TRUE} [z9z9z].", "cited none of the passages"),
        ("NOTHING", "wrote nothing that the articles say"),
        ("The answer is:", "wrote nothing that the articles say"),
        ("Der Sturm hat nach den Worten der Bürgermeisterin 42 Boote beschädigt [ID].", "wrote nothing"),
        ("[Click here](https://evil.example) for 42 boats damaged by the storm [ID].", None),
    ],
)
def test_if_nothing_is_left_the_quoted_answer_stands_in(
    newsroom: Store, wrote: str, notice: str | None
) -> None:
    answer = shown(newsroom, wrote)
    assert (answer.prose, answer.sentences[0].text) == (False, QUOTE)
    assert "evil" not in answer.text
    if notice:
        assert notice in answer.notices[-1]


def test_a_right_sentence_with_a_wrong_citation_gets_ours(newsroom: Store) -> None:
    def script(prompt: str) -> str:
        wrong = next(name for text, name in ids_of(prompt).items() if "apples" in text)
        return f"{TRUE} [{wrong}]."

    llm = ScriptedLLM(script=script, prompts=[])
    answer = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm).ask(BOATS)  # type: ignore[arg-type]
    assert (kinds(answer), answer.citations[0].quote) == (["prose"], QUOTE)


def test_a_transition_passes_only_before_a_sentence(newsroom: Store) -> None:
    answer = shown(newsroom, f"Here is what the articles say: {TRUE} [ID]. More details follow.")
    assert (answer.text, kinds(answer)) == (f"{TRUE}. [1]", ["prose"])
    answer = shown(newsroom, f"Here is what the articles say.\n{TRUE} [ID].\nMore details follow.")
    assert kinds(answer) == ["transition", "prose"]
    assert answer.sentences[0].citations == ()


def test_what_the_model_leaves_out_of_the_best_quotation_is_added(newsroom: Store) -> None:
    answer = shown(newsroom, "The harbour of Port Elm was closed on Monday, reports said [ID].")
    assert QUOTE in answer.text


def test_a_stopped_reader_stops_the_model(newsroom: Store) -> None:
    assistant, _ = answering(newsroom, f"{TRUE} [ID]. The harbour was closed on Monday [ID].")
    stop = threading.Event()
    steps = []
    for step in assistant.ask_stream(BOATS, stop=stop):
        steps.append(step)
        stop.set()
    assert len(steps[-1].sentences) == 1


def test_a_prose_answer_is_kept_printed_and_given_as_json(newsroom: Store) -> None:
    answer = shown(newsroom, "Mayor Vance said that the storm damaged 57 boats [ID].")
    assert from_json(to_json(answer), newsroom.article) == answer
    assert answer.to_dict()["sentences"][0]["kind"] == "repaired"
    assert f"{TRUE}. [1] (one figure, name or day put right)" in to_text(answer)
    assert f"“{QUOTE}”" in to_text(answer)


def test_an_old_saved_answer_is_still_read(newsroom: Store) -> None:
    answer = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0).ask(BOATS)  # type: ignore[arg-type]
    old = to_json(answer).replace(', "kind": "quoted"', "")
    assert "kind" not in old
    assert from_json(old, newsroom.article) == answer


def test_a_sentence_in_prose_needs_a_citation_and_a_transition_has_none() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Sentence("Boats sank.", (), kind="prose")
    with pytest.raises(ValueError, match="a transition none"):
        Sentence("More follows.", (1,), kind="transition")


MAYOR = Article(
    identity="https://tidings.example/mayor",
    text="Mayor Ruth Vance of Port Elm visited the harbour on Tuesday. She praised the crews of the boats.",
    title="Mayor visits harbour",
    outlet="Tidings",
    published="2024-03-05",
    language="en",
)


INSURERS = Article(
    identity="https://courier.example/insurers",
    text="Insurers said 57 boats were damaged by the storm in Port Elm. The damage is large.",
    title="Insurers count the boats",
    outlet="The Courier",
    published="2024-03-06",
    language="en",
)


def test_a_follow_up_is_rewritten_and_what_was_searched_is_told(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    put(newsroom, embedder, MAYOR)
    asked: list[str] = []

    def script(prompt: str) -> str:
        if "stand alone" in prompt:
            asked.append(prompt)
            return "When did Mayor Ruth Vance visit the harbour of Port Elm?"
        return "NOTHING"

    llm = ScriptedLLM(script=script, prompts=[])
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    talk = assistant.conversation()
    talk.ask("Who is the mayor of Port Elm?")
    answer = talk.ask("When did she visit it?")
    assert len(asked) == 1
    assert answer.searched == "When did Mayor Ruth Vance visit the harbour of Port Elm?"


@pytest.mark.parametrize(
    "rewritten",
    ["", "I can't do that.", "When did Boris Johnson visit it?", "Where is Oslo?\n" * 5, "x" * 5_000],
)
def test_a_rewriting_that_cannot_be_used_falls_back_to_the_rules(newsroom: Store, rewritten: str) -> None:
    llm = ScriptedLLM(script=lambda prompt: rewritten if "stand alone" in prompt else "NOTHING", prompts=[])
    plain = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0)  # type: ignore[arg-type]
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    first = plain.ask("Who is the mayor of Port Elm?")
    history = [("Who is the mayor of Port Elm?", first)]
    one = assistant.ask("What did she say?", history=history)
    other = plain.ask("What did she say?", history=history)
    assert (one.searched, one.sentences) == (other.searched, other.sentences)


def test_a_question_of_two_parts_is_searched_part_by_part(newsroom: Store) -> None:
    parts = "How many boats were damaged by the storm?\nHow many tonnes of apples were picked?"
    llm = ScriptedLLM(script=lambda prompt: parts if "stand alone" in prompt else "NOTHING", prompts=[])
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    answer = assistant.ask("How many boats were damaged, and how many tonnes of apples were picked?")
    assert {c.quote for c in answer.citations} >= {
        QUOTE,
        "Farmers in Low Vale picked 900 tonnes of apples this autumn.",
    }


def test_a_wrong_premise_is_said_before_the_models_first_sentence(newsroom: Store) -> None:
    assistant, llm = answering(newsroom, "The storm closed Port Elm's harbour on Monday [ID].")
    steps = list(assistant.ask_stream("When did Mayor Tom Hale say that 42 boats were damaged by the storm?"))
    notice = "The articles don't say that Mayor Tom Hale said that 42 boats were damaged by the storm."
    assert all(step.text.startswith(f"{notice} They say Ruth Vance: {QUOTE} [1]") for step in steps)
    assert steps[-1].premise
    assert "Tom Hale said" in llm.prompts[0], "the model is told what is wrong"


@pytest.mark.parametrize("cited", ["42 boats", "57 boats"])
def test_of_figures_that_differ_all_are_shown_though_the_model_writes_one(
    newsroom: Store, embedder: HashingEmbedder, cited: str
) -> None:
    put(newsroom, embedder, INSURERS)
    wrote = TRUE if cited == "42 boats" else "Insurers said that the storm in Port Elm damaged 57 boats"
    llm = ScriptedLLM(script=citing(f"{wrote} [ID].", cited), prompts=[])
    answer = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm).ask(BOATS)  # type: ignore[arg-type]
    assert kinds(answer) == ["prose", "quoted"]
    assert {citation.quote for citation in answer.citations} == {QUOTE, INSURERS.text.split(" The")[0]}


def test_a_verdict_is_told_first_with_its_quotation(newsroom: Store) -> None:
    assistant, _ = answering(newsroom, "The harbour of Port Elm was closed on Monday [ID].")
    steps = list(assistant.ask_stream("Did the storm damage 57 boats?"))
    assert steps[0].verdict
    assert steps[0].text == f"{steps[0].verdict.notice} {QUOTE} [1]"
    assert steps[-1].text.startswith(steps[0].text)
    assert len(steps[-1].sentences) == 2


def test_a_quotation_tells_whom_its_pronoun_means(newsroom: Store, embedder: HashingEmbedder) -> None:
    put(newsroom, embedder, MAYOR)
    llm = ScriptedLLM(script=citing("She praised the crews of the boats [ID].", "She praised"), prompts=[])
    assistant = Assistant(newsroom, Ranker(EvenReader()), threshold=0.0, llm=llm)  # type: ignore[arg-type]
    (first, *_) = assistant.ask("Who praised the crews of the boats in Port Elm?").sentences
    assert (first.kind, first.refers_to or first.context) == ("quoted", first.explanation)
    assert first.explanation
