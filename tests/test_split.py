"""Article -> sentences -> passages: exact tiling, boundaries, sizes."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import pytest
from doubles import NarrowEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import SHARED, python

from ingest.clean.article import clean
from ingest.formats.text import parse_text
from ingest.sentences import PIECE, sentence_model, sentences
from ingest.split import FEWEST_TOKENS, even_runs, split
from storage.errors import DatelineError
from storage.models.sentence_transformer import SentenceTransformerEmbedder
from storage.records import Article, Passage


def cut(text: str, language: str = "", piece: int = PIECE) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language, piece=piece)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. government met on Jan. 5 with Sen. Lee at 5 p.m. Tuesday. ", "It failed."],
        ["“We will go to the end.” ", "He left."],
        ["“Why?” ", "“Because.” ", "She smiled."],
        ["Gov. Lee met Lt. Gov. Chan and Sgt. Ray. ", "Dr. J. K. Lee of St. Louis came."],
        ["It cost $1.5 million. ", "The U.N. Security Council met."],
        ["It is No. 1 on the list. ", "He said no. ", "Then he left."],
        ["Headline without an end\n\n", "The first sentence.\n\n", "The second"],
        ["“We … will go to the end,” he said. ", "He left … It was over. ", "Nobody came."],
        ["“Why not?” she asked. ", "“Never!” the minister said."],
        ["Rep. Buddy Carter met Sens. Lisa Lee and Bo Chan. ", "It was 8 a.m. ET on Sunday."],
        ["3. Ukraine"],
        ["It was her last U.S. Open.” ", "It is the final."],
        ["The U.S. Senate voted. ", "They climbed Mt. Elm on Nov. 1."],
        ["The winner of match 1 vs. Winner of match 2 was No. 1 in St. Louis. ", "She won."],
        ["Oil cost $80 in 2019. ", "It fell."],
        ["The company, Apple Inc., said so. ", "(It lost.) ", "It ended!"],
        ["\n\n Leading space. ", "More."],
        ["One.\n \n\n", "Two."],
    ],
)
def test_sentences(parts: list[str]):
    assert cut("".join(parts)) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("de", ["Der Hafen wurde am 5. März geschlossen. ", "Er sagte nichts."]),
        ("de", ["Das kostet z. B. neun Millionen. ", "Der 1. FC Köln gewann. ", "Dr. Meier kam um 5 Uhr."]),
        ("de", ["Sie spielten 3:1. ", "Dann kam das Jahr 2020. ", "Es war vorbei."]),
        ("fr", ["M. Dupont a rencontré Mme. Martin lundi. ", "Il est parti."]),
        ("fr", ["Le prix, env. 5 euros, a baissé. ", "C'est fini."]),
        ("es", ["El Sr. López llegó a EE. UU. el lunes. ", "La Sra. Ruiz no vino."]),
        ("it", ["Il sig. Rossi è arrivato. ", "Il dott. Bianchi no."]),
        ("pt", ["O Sr. Silva chegou. ", "A Dra. Souza não veio."]),
        ("ru", ["Иванов родился в 1950 г. в г. Москве. ", "Он умер."]),
        ("ru", ["Это стоит 5 тыс. руб. в месяц. ", "Всё."]),
        ("en", ["She won the U.S. Open. ", "He lost to the U.S. Navy. ", "It was over."]),
        ("en", ["They met in the U.S. ", "He was late."]),
        ("en", ["He said “It is Open.” ", "Then he left."]),
        ("zh", ["会谈结束了。", "没有达成协议！", "为什么？", "他说：“没有。”", "走了。"]),
        ("ja", ["地震が発生した。", "42人が死亡した。", "「大変だ。」と市長は述べた。"]),
        ("ar", ["أغلق الميناء. ", "متى يفتح؟ ", "غدا."]),
        ("hi", ["बंदरगाह बंद है। ", "वह आया।"]),
        (
            "th",
            [
                "พายุรุนแรงพัดถล่มเมืองท่าเมื่อวันจันทร์ที่ผ่านมาในตอนเช้า ",
                "นายกเทศมนตรีกล่าวว่าเรือเสียหาย 42 ลำ การซ่อมแซมจะใช้เงินเก้าล้านบาท ",
                "โรงเรียนจะปิด",
            ],
        ),
    ],
)
def test_sentences_of_other_languages(language: str, parts: list[str]):
    assert cut("".join(parts), language) == parts


def test_an_empty_text_has_no_sentences():
    assert cut("") == []
    assert cut(" \n\n ") == [" \n\n "]


# Any text: all characters except surrogates, the ends of sentences, white space alone, words of any length.
ANY_TEXT = st.one_of(
    st.text(max_size=200),
    st.text(st.sampled_from("aB .!?…“”\"'\n\t1é漢😀,-\u2028\x85"), max_size=400),
    st.text(st.characters(categories=["Zs", "Zl", "Zp", "Cc"]), max_size=40),
    st.builds(str.__mul__, st.text(min_size=1, max_size=3), st.integers(1, 300)),
)


@given(ANY_TEXT)
def test_sentences_tile_any_text(text: str):
    spans = list(sentences(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert all(start < end for start, end in spans)


WORDS = (
    'The U.S. met on Jan. 5 “Why?” she asked. Gov. Lee (It lost.) No. 1 — …  A! "J. K." 8 a.m. ET ... end.It'
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=150).map(" ".join), st.integers(1, 200))
def test_the_size_of_the_pieces_does_not_change_the_sentences(text: str, piece: int):
    assert cut(text, piece=piece) == cut(text)


@pytest.mark.parametrize(("sentence", "most"), [("The boat sank. ", 1.01), ("The boat sank, ", 2.5)])
def test_a_long_paragraph_is_read_in_pieces_with_little_overlap(sentence: str, most: float):
    read: list[str] = []
    model = sentence_model()
    spy = SimpleNamespace(span_tokenize=lambda text: read.append(text) or model.span_tokenize(text))
    text = sentence * 10_000
    assert len(list(sentences(text, model=spy))) == max(1, text.count(". "))
    assert len(text) <= sum(map(len, read)) <= most * len(text)
    assert len(read[0]) < PIECE + len(sentence)


@given(ANY_TEXT, st.text(max_size=40), st.sampled_from([2, 3, 12, 60]))
def test_passages_tile_any_article(text: str, title: str, limit: int):
    embedder = NarrowEmbedder()
    embedder.max_tokens = limit
    article = Article("x", text, title)
    passages = split(article, embedder)
    assert_tiles(article, passages)
    most = max(limit - embedder.count_tokens([f"{title[:200]}\n" if title else ""])[0], FEWEST_TOKENS)
    for passage in passages:
        tokens = embedder.count_tokens([text[start:end] for start, end in passage.sentences])
        assert sum(tokens) <= most or passage.end - passage.start == 1


@given(st.lists(ANY_TEXT, max_size=4))
def test_the_order_of_articles_does_not_change_their_passages(texts: list[str]):
    articles = [Article(f"identity {number}", text) for number, text in enumerate(texts)]
    there = {article: split(article, NarrowEmbedder()) for article in articles}
    back = {article: split(article, NarrowEmbedder()) for article in reversed(articles)}
    assert there == back
    ids = [passage.id for passages in there.values() for passage in passages]
    assert len(set(ids)) == len(ids)
    assert ids == [f"{a.id}:{n}" for a, passages in there.items() for n in range(len(passages))]


def test_passages_are_the_same_in_another_process_which_imports_no_llama_index():
    fields = ("https://tidings.example/harbour", "Number 1. “Why?” \U0001f600 she asked. " * 40, "Title")
    passages = split(Article(*fields), NarrowEmbedder())
    assert len(passages) > 9
    assert [passage.id for passage in passages[:2]] == ["f713aca1ca0a0553:0", "f713aca1ca0a0553:1"]
    code = (
        "import sys; sys.modules['scipy'] = None;"  # as in a worker: with it, nltk takes seconds to import
        "from doubles import NarrowEmbedder; from ingest.split import split;"
        f"from storage.records import Article; passages = split(Article(*{fields!r}), NarrowEmbedder());"
        "print([(p.id, p.start, p.end, p.sentences) for p in passages]);"
        "assert 'llama_index.core' not in sys.modules"
    )
    other = python("-c", code, PYTHONHASHSEED="7").stdout
    assert other == f"{[(p.id, p.start, p.end, p.sentences) for p in passages]}\n"


def assert_tiles(article: Article, passages: list[Passage]) -> None:
    """Assert that passages and sentences cover the text without gaps or overlaps, and that none is empty."""
    spans = [span for passage in passages for span in passage.sentences]
    assert [end for _, end in [(0, 0), *spans]] == [start for start, _ in [*spans, (len(article.text), 0)]]
    assert all(start < end for start, end in spans)
    assert "".join(article.text[p.start : p.end] for p in passages) == article.text
    assert [p.position for p in passages] == list(range(len(passages)))
    for passage in passages:
        assert passage.article_id == article.id
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])


@pytest.mark.parametrize(
    ("sizes", "limit", "runs"),
    [
        ([], 9, []),
        ([5], 9, [(0, 1)]),
        ([3, 3, 3, 3], 9, [(0, 2), (2, 4)]),
        ([8, 1, 8, 1], 9, [(0, 2), (2, 4)]),
        ([1, 8, 1, 8], 9, [(0, 2), (2, 4)]),
        ([20, 1], 5, [(0, 1), (1, 2)]),
        ([2, 2, 2, 2, 2, 2, 2], 10, [(0, 4), (4, 7)]),
        ([0, 0, 0], 5, [(0, 3)]),
    ],
)
def test_even_runs(sizes: list[int], limit: int, runs: list[tuple[int, int]]):
    assert even_runs(sizes, limit) == runs


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(30, 60))
def test_even_runs_fit_and_are_as_few_as_possible(sizes: list[int], limit: int):
    runs = even_runs(sizes, limit)
    sums = [sum(sizes[first:last]) for first, last in runs]
    assert [index for first, last in runs for index in range(first, last)] == list(range(len(sizes)))
    assert all(total <= limit for total in sums)
    # With the fewest runs, a greedy run never has room for the next item.
    fewest, total = 1, 0
    for size in sizes:
        fewest, total = (fewest + 1, size) if total + size > limit else (fewest, total + size)
    assert len(runs) == (fewest if sizes else 0)


def test_the_headline_counts_towards_the_passage_size():
    text = "One two three four five. Six seven eight nine ten."
    embedder = NarrowEmbedder()
    embedder.max_tokens = FEWEST_TOKENS + 8
    text = " ".join([text] * 3)  # 36 tokens
    assert len(split(Article("x", text), embedder)) == 1
    passages = split(Article("x", text, "a b c d e f"), embedder)
    counts = embedder.count_tokens([p.document(Article("x", text, "a b c d e f")) for p in passages])
    assert counts == [24, 24]


def test_tokens_of_an_article_are_counted_in_one_call():
    embedder = NarrowEmbedder()
    split(Article("x", "One two. Three four. Five six.", "Title"), embedder)
    assert embedder.calls == 1


def test_a_long_sentence_is_cut_at_white_space():
    text = " ".join(f"w{n}" for n in range(100))
    article = Article("x", text)
    embedder = NarrowEmbedder()
    embedder.max_tokens = 40
    passages = split(article, embedder)
    assert_tiles(article, passages)
    assert [text[p.start : p.end].split()[0] for p in passages] == ["w0", "w27", "w51", "w75"]
    assert max(embedder.count_tokens([p.document(article) for p in passages])) <= 40


def test_a_long_word_is_cut_at_the_limit():
    article = Article("x", "-" * 100)
    embedder = NarrowEmbedder()
    embedder.max_tokens = 40
    passages = split(article, embedder)
    assert_tiles(article, passages)
    assert [p.end - p.start for p in passages] == [25, 25, 25, 25]


def test_a_missing_sentence_model_says_what_to_do():
    with pytest.raises(DatelineError, match="pip install --force-reinstall llama-index-core"):
        sentence_model("nowhere")


@settings(max_examples=40)
@given(
    st.text(st.sampled_from("aBce .!?“”'\n1é漢한😀,-ﬁ"), max_size=3000),
    st.text(st.sampled_from("aB. é,-"), max_size=250),
)
def test_the_bundled_model_reads_every_token(minilm: SentenceTransformerEmbedder, text: str, title: str):
    article = Article("x", text, title)
    passages = split(article, minilm)
    assert_tiles(article, passages)
    assert max(minilm.count_tokens([p.document(article) for p in passages]), default=0) <= minilm.max_tokens


@pytest.mark.shared
def test_the_two_reports_are_split(minilm: SentenceTransformerEmbedder):
    counts = []
    for path in sorted((SHARED / "articles").iterdir()):
        article = clean(parse_text(path.read_bytes())).article
        passages = split(article, minilm)
        assert_tiles(article, passages)
        counts.append((len(passages), sum(len(p.sentences) for p in passages)))
        assert max(minilm.count_tokens([p.document(article) for p in passages])) <= 254
        whole = [article.text[start:end].strip() for p in passages for start, end in p.sentences]
        assert "Three ceasefires agreed so far have failed to hold." in whole or path.name.startswith("000")
    assert counts == [(2, 13), (3, 26)]
