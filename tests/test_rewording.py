"""A question is repaired or translated before it is searched, and a notice says how."""

from __future__ import annotations

from doubles import HashingEmbedder
from newsroom import put

from assistant import Assistant
from assistant.language.rewording import Reworder, Rewording
from storage import Store
from storage.records import Article

GERMAN = Article(
    identity="hafen",
    text="Der Hafen wurde am Montag nach dem Sturm geschlossen. Die Schulen sind bis Freitag nicht offen.",
    language="de",
)


def test_a_misspelt_name_is_searched_as_the_collection_spells_it(newsroom: Store) -> None:
    assert Reworder(newsroom).reword("Who is Ruth Vannce?") == Rewording(
        "Who is Ruth Vance?", ("Searched for “Vance”.",)
    )


def test_a_question_of_known_words_is_unchanged(newsroom: Store) -> None:
    question = "Why was the harbour closed?"
    assert Reworder(newsroom).reword(question) == Rewording(question)


def test_a_question_in_another_language_is_translated(newsroom: Store) -> None:
    text = "how many Kutter is in storm in Port Elm?"
    mismatch = "The question is in German, the articles are in English"
    assert Reworder(newsroom).reword("Wie viele Kutter sind im Sturm in Port Elm?") == Rewording(
        text, (f"{mismatch}: searched for “{text}”. Not translated: Kutter.",)
    )


def test_the_dictionary_distinguishes_languages_with_the_same_function_words(newsroom: Store) -> None:
    (notice,) = Reworder(newsroom).reword("Quanto aumentou o preço da farinha?").notices
    assert notice == (
        "The question is in Portuguese, the articles are in English: "
        "searched for “how much raise the price of flour?”."
    )


def test_a_notice_reports_a_question_without_translation(newsroom: Store) -> None:
    question = "Wer ist Zarqua und wo ist Xylit?"
    notice = (
        "The question is in German, the articles are in English: none of its words are known. Ask in English."
    )
    assert Reworder(newsroom).reword(question) == Rewording(question, (notice,))


def test_a_question_in_the_language_of_an_article_is_unchanged(
    newsroom: Store, embedder: HashingEmbedder
) -> None:
    put(newsroom, embedder, GERMAN)
    question = "Wann wurde der Hafen nach dem Sturm geschlossen?"
    assert Reworder(newsroom).reword(question) == Rewording(question)


def test_words_shared_by_english_and_german_are_not_german(store: Store, embedder: HashingEmbedder) -> None:
    text = "The war was long and all the men will die. The war was lost, and all of them will die of it."
    put(store, embedder, Article(identity="war", text=text))
    (notice,) = Reworder(store).reword("Wie viele Soldaten starben im Krieg?").notices
    assert notice.startswith("The question is in German, the articles are in English")


def test_an_empty_collection_rewords_nothing(store: Store) -> None:
    for question in ("turky earthquke", "Wie viele Boote sind gesunken?"):
        assert Reworder(store).reword(question) == Rewording(question)


def test_a_notice_of_the_answer_names_the_searched_text(newsroom: Store) -> None:
    answer = Assistant(newsroom).ask("Who is mayor Ruth Vannce?")
    assert answer.question == "Who is mayor Ruth Vannce?"
    assert answer.notices == ("Searched for “Vance”.",)


def test_a_search_is_repaired_as_well(newsroom: Store) -> None:
    assert Assistant(newsroom).search("Vannce") == Assistant(newsroom).search("Vance")


def test_a_follow_up_is_read_after_the_repaired_question(newsroom: Store) -> None:
    conversation = Assistant(newsroom).conversation()
    conversation.ask("Who is Ruth Vannce?")
    assert conversation.ask("What did she say?").passages[0].article.title == "Storm closes harbour"


def test_what_gets_a_reply_is_not_translated(newsroom: Store) -> None:
    reworder = Reworder(newsroom)
    for request in ("Wie viele Artikel gibt es hier?", "Was kannst du?", "Vielen Dank!"):
        assert reworder.reword(request) == Rewording(request)
