"""Questions about articles in languages of six scripts are answered, with the bundled models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant
from ingest.split import split
from storage import Store
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.records import Article

# Language -> headline, text, a question, and the words that the quotation must contain.
REPORTS = {
    "zh": (
        "会谈无果而终",
        "两国代表周日举行了会谈。会谈没有达成协议。据官方统计，战斗造成1166名士兵死亡。下一轮会谈将于十一月举行。",
        "战斗造成多少士兵死亡？",
        "1166名士兵",
    ),
    "ja": (
        "地震で42人が死亡",
        "北部の町で月曜日の朝、強い地震が発生した。市長によると、この地震で42人が死亡した。学校は金曜日まで休校となる。",
        "地震で何人が死亡したか？",
        "42人",
    ),
    "th": (
        "พายุปิดท่าเรือ",
        "พายุรุนแรงพัดถล่มเมืองท่าเมื่อวันจันทร์ นายกเทศมนตรีกล่าวว่าพายุทำให้เรือเสียหาย 42 ลำ โรงเรียนจะปิดจนถึงวันศุกร์",
        "พายุทำให้เรือเสียหายกี่ลำ",
        "เรือเสียหาย 42 ลำ",
    ),
    "de": (
        "Sturm schließt Hafen",
        "Der Hafen von Elmstadt wurde am 5. März geschlossen. Die Bürgermeisterin sagte, dass 42 Boote "
        "beschädigt wurden. Die Schulen bleiben bis Freitag zu.",
        "Wann wurde der Hafen von Elmstadt geschlossen?",
        "am 5. März geschlossen",
    ),
    "ru": (
        "Шторм закрыл порт",
        "Порт был закрыт в понедельник из-за шторма. Мэр заявил, что шторм повредил 42 лодки. Школы закрыты "
        "до пятницы.",
        "Что сказал мэр о шторме?",
        "42 лодки",
    ),
    "ar": (
        "العاصفة تغلق الميناء",
        "أغلق الميناء يوم الاثنين بسبب العاصفة. وقال رئيس البلدية إن 42 قاربا تضررت. "
        "المدارس مغلقة حتى الجمعة.",
        "كم قاربا تضررت في الميناء؟",
        "42 قاربا",
    ),
}


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, minilm: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    """An assistant over a report in each language."""
    with Store.open(tmp_path_factory.mktemp("world"), embedder=minilm) as store:
        for language, (title, text, _, _) in REPORTS.items():
            article = Article(language, text, title, language=language)
            passages = split(article, minilm)
            vectors = minilm.encode_documents([passage.document(article) for passage in passages])
            store.add(article, passages, vectors)
        yield Assistant.open(store)


@pytest.mark.parametrize("language", REPORTS)
def test_a_question_is_answered_from_an_article_in_its_language(world: Assistant, language: str) -> None:
    _, text, question, words = REPORTS[language]
    answer = world.ask(question)
    assert not answer.abstained
    citations = [c for c in answer.citations if c.article.language == language]
    assert all(c.quote == text[c.start : c.end] for c in citations)
    assert any(words in c.quote for c in citations)
    assert len(citations[0].quote) < len(text)
