import pytest

from assistant.language.question import understand
from assistant.language.requests import (
    WAYS,
    Request,
    collection_question,
    is_evidence,
    request_of,
    small_talk,
)


@pytest.mark.parametrize(
    ("text", "kind", "topic"),
    [
        ("Who won the race?", "fact", ""),
        ("Could you tell me who won the race?", "fact", ""),
        ("How many more people died?", "fact", ""),
        ("Who said the ferry was safe?", "speaker", ""),
        ("Which professor warned of floods?", "speaker", ""),
        ("What did Ida Storm say about the ferry?", "statement", "Ida Storm"),
        ("How did the mayor react to the fire?", "statement", "the mayor"),
        ("Which countries joined the boycott?", "list", ""),
        ("Names of the four banks that closed?", "list", ""),
        ("Did the ferry sink?", "yes or no", ""),
        ("Is it true that the ferry sank?", "yes or no", ""),
        ("and was she fined?", "yes or no", ""),
        ("Did more boats sink in 2022 than in 2021?", "comparison", ""),
        ("Is the ferry or the train cheaper?", "comparison", ""),
        ("How did the price of oil change in a year?", "comparison", ""),
        ("Did more than 20 boats sink?", "yes or no", ""),
        ("Who is Ruth Vance?", "definition", "Ruth Vance"),
        ("What is monkeypox?", "definition", "monkeypox"),
        ("What does WHO stand for?", "definition", "WHO"),
        ("Who is the mayor of Port Elm?", "fact", ""),
        ("What is his name?", "fact", ""),
        ("What is Ruth Vance's age?", "fact", ""),
        ("Who is running against Vance?", "fact", ""),
        ("What is the price of oil?", "fact", ""),
        ("turkey quake dead", "keywords", ""),
        ("And the houses?", "fact", ""),
        ("What do the articles say about the harbour?", "about", "the harbour"),
        ("Show me articles about whales", "about", "whales"),
        ("Summarise the affair of the ferry", "summary", "the ferry"),
        ("What happened with the ferry?", "summary", "the ferry"),
        ("Can you give me a short overview of the strike?", "summary", "the strike"),
        ("Explain the row about the pier", "summary", "the pier"),
        ("Explain why the pier closed", "reason", ""),
        ("Why is the ferry cheaper than the train?", "reason", ""),
        ("Who knows why the pier closed?", "fact", ""),
        ("What happened?", "fact", ""),
        ("What's the latest on the strike?", "latest", "the strike"),
        ("Any news on the strike?", "latest", "the strike"),
        ("What is the latest unemployment rate?", "fact", ""),
        ("Timeline of the siege", "timeline", "the siege"),
        ("The siege of Tarn day by day", "timeline", "The siege of Tarn"),
        ("What can you do?", "small talk", ""),
        ("Hello!", "small talk", ""),
        ("How many articles are about the storm?", "collection", "the storm"),
    ],
)
def test_the_kind_of_a_request(text: str, kind: str, topic: str) -> None:
    assert request_of(text) == Request(kind, topic)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("How many articles do you have?", "articles"),
        ("how big is your collection", "articles"),
        ("How many articles mention Port Elm?", "articles about"),
        ("How many stories are there about whales?", "articles about"),
        ("Which outlets do you have?", "outlets"),
        ("list the sources", "outlets"),
        ("What is the oldest article in the collection?", "oldest"),
        ("How far back do the articles go?", "oldest"),
        ("What's the newest article?", "newest"),
        ("How up-to-date is the collection?", "newest"),
        ("What period do the articles cover?", "days"),
        ("What are the articles about?", "contents"),
    ],
)
def test_questions_about_the_collection(text: str, name: str) -> None:
    assert collection_question(text)[0] == name
    assert request_of(text).kind == "collection"


@pytest.mark.parametrize(
    "text",
    [
        "How many articles does the constitution have?",
        "How many articles of the constitution were changed?",
        "How many stories does the tower have?",
        "How many stories are on fire?",
        "How many articles about him did the magazine publish?",
        "Which outlets reported the storm?",
        "What sources does the report cite?",
        "What is the oldest city in Europe?",
        "What is the newest article of clothing in the museum?",
        "What period does the exhibition cover?",
        "Who can help me with taxes?",
        "What can the mayor do?",
        "Who are the rebels?",
        "Thanks to whom did the ferry float?",
        "What is good?",
        "Hello Kitty's inventor",
    ],
)
def test_questions_to_the_articles_are_not_small_talk(text: str) -> None:
    assert (collection_question(text), small_talk(text)) == (("", ""), "")
    assert WAYS[request_of(text).kind].by != "reply"


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What did Ida Storm say?", "Storm called it a disgrace.", True),
        ("What did Ida Storm say?", "“It is a disgrace,” she said.", True),
        ("What did Ida Storm say?", "Jon Vale called it a disgrace.", False),
        ("What did Ida Storm say?", "Storm left early.", False),
        ("Who said it was a disgrace?", "“A disgrace,” Jon Vale told reporters.", True),
        ("Who said it was a disgrace?", "Jon Vale left early.", False),
        ("Who is Ida Storm?", "Ida Storm, the harbour master, left.", True),
        ("Who is Ida Storm?", "Reporters met Ida Storm.", False),
        ("What is monkeypox?", "Monkeypox is a viral disease.", True),
        ("What sank?", "The ferry sank.", True),
    ],
)
def test_the_form_of_the_evidence(question: str, sentence: str, expected: bool) -> None:
    assert is_evidence(request_of(question), sentence) is expected
    assert understand(question).answered_by(sentence) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Did they raid it when they were warned?", "other"),
        ("What did Ida Storm say about who is to blame?", "other"),
        ("Why did the pier close?", "reason"),
        ("Summarise the affair of the ferry", "about"),
    ],
)
def test_the_kind_of_answer_follows_the_request(text: str, kind: str) -> None:
    assert understand(text).kind == kind
