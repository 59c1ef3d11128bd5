import threading

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Article
from storage.text.language import (
    FUNCTION_WORDS,
    LANGUAGES_OF_SCRIPTS,
    STEMMERS,
    STOP_WORDS,
    language_of,
)
from storage.text.terms import article_terms, content_terms, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\0\ud800 🚢 …", []),
        ("U.S. and U.S.A.", ["us", "and", "usa"]),
        (
            "1,166 soldiers, 1.5 million, 2,5 Prozent",
            ["1166", "soldiers", "1.5", "million", "2,5", "prozent"],
        ),
        ("Armenia's and Aliyev’s", ["armenia", "and", "aliyev"]),
        ("O'Neill didn't", ["o'neill", "didn't"]),
        ("Café Zoë façade", ["cafe", "zoe", "facade"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("snake_case e-mail", ["snake", "case", "e", "mail"]),
        ('NEAR("a" OR b*) AND title:c', ["near", "a", "or", "b", "and", "title", "c"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_keep_order_and_stop_words() -> None:
    assert terms("The soldiers said the soldier fled") == ["the", "soldier", "said", "the", "soldier", "flee"]


def test_content_terms_are_distinct_and_without_stop_words() -> None:
    assert content_terms("Who said the soldiers and the soldier fled?") == ["soldier", "flee"]
    assert content_terms(" ".join(STOP_WORDS)) == []


@given(st.text())
def test_words_are_whole_and_lower_case(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.lower()
        assert not any(character.isspace() for character in word)


def test_threads_get_the_same_terms() -> None:
    text = [f"running{i} runners{i} nationalities{i}" for i in range(300)]
    results: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: results.append([terms(t) for t in text])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[terms(t) for t in text]] * 4


# Other languages than English


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("Wie viele Häuser sind zerstört?", "Das Haus wurde zerstört.", "de"),
        ("Combien de soldats sont morts ?", "Un soldat est mort.", "fr"),
        ("¿Cuántas ciudades fueron atacadas?", "La ciudad fue atacada por la noche.", "es"),
        ("Сколько солдат погибло в городе?", "В городах погиб солдат.", "ru"),
        ("متى دمرت المدينة؟", "دمرت المدينة.", "ar"),
        ("कितने गाँव नष्ट हुए?", "गाँव नष्ट हो गया।", "hi"),
        ("会谈何时结束？", "会谈在周日结束。", "zh"),
        ("会談はいつ終わったか", "会談は日曜日に終わった。", "ja"),
        ("การเจรจาสิ้นสุดเมื่อไร", "การเจรจาสิ้นสุดในวันอาทิตย์", "th"),
        ("회담은 언제 끝났습니까?", "회담이 일요일에 끝났다.", "ko"),
    ],
)
def test_a_question_matches_a_report_in_its_language(question: str, sentence: str, language: str) -> None:
    report = Article("x", sentence, language=language)
    assert len(set(content_terms(question)) & set(article_terms(report, sentence))) >= 2


def test_a_question_in_english_finds_the_names_in_a_report_in_another_language() -> None:
    report = Article("x", "Les élections de Paris ont été annulées, et le maire a dit non.")
    assert set(content_terms("Were the elections in Paris cancelled?")) & set(
        article_terms(report, report.text)
    ) == {"elect", "pari"}


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The minister said that the talks had failed.", "", "en"),
        ("The minister said that the talks had failed.", "de", "en"),
        ("Der Minister sagte, dass die Gespräche gescheitert sind.", "", "de"),
        ("Der Minister sagte, dass die Gespräche gescheitert sind.", "en-US", "de"),
        ("Haushalt Bundestag Merkel", "", "en"),
        ("Haushalt Bundestag Merkel", "de-AT", "de"),
        ("Haushalt Bundestag Merkel", "xx", "en"),
        ("Le ministre a dit que les discussions ont échoué.", "", "fr"),
        ("El ministro dijo que las conversaciones no han tenido éxito.", "", "es"),
        ("O ministro disse que as conversas não foram um sucesso.", "", "pt"),
        ("Il ministro ha detto che le trattative non sono riuscite.", "", "it"),
        ("Bakan, görüşmelerin başarısız olduğunu ve bu nedenle bir daha olmayacağını söyledi.", "", "tr"),
    ],
)
def test_the_language_of_a_text(text: str, declared: str, language: str) -> None:
    assert language_of(words(text), declared) == language


def test_every_language_with_function_words_except_vietnamese_has_a_stemmer() -> None:
    assert set(FUNCTION_WORDS) - set(STEMMERS) == {"vi"}
    assert set(LANGUAGES_OF_SCRIPTS.values()) <= set(STEMMERS)
    assert set(STEMMERS.values()) <= set(Stemmer.algorithms())


def test_function_words_are_normalised() -> None:
    for language, function_words in FUNCTION_WORDS.items():
        for word in function_words.split():
            assert words(word) == [word], f"{language}: {word}"


def test_words_of_scripts_with_marks_are_whole() -> None:
    assert words("हिन्दी भाषा") == ["हिनदी", "भाषा"]
    assert words("วันที่ 5") == ["วั", "น", "ที่", "5"]
