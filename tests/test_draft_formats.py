"""Drafts in plain text, Markdown and HTML: the text as a reader sees it, its blocks and its statements."""

from __future__ import annotations

import pytest

from assistant.draft import Draft, read_bytes, read_draft
from assistant.draft.statements import statements, why_no_claim
from storage.errors import UsageError


def blocks(draft: Draft) -> list[tuple[str, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pier\n\nIt closed.", [("heading", "The pier"), ("paragraph", "It closed.")]),
        ("The pier closed", [("paragraph", "The pier closed")]),
        (
            "A line that an editor broke because it had become too\nlong ends here. Next.",
            [("paragraph", "A line that an editor broke because it had become too\nlong ends here. Next.")],
        ),
        ("It closed.\nHe left.", [("paragraph", "It closed."), ("paragraph", "He left.")]),
        (
            "- It closed.\n* He left.\n3. End.",
            [("item", "It closed."), ("item", "He left."), ("item", "End.")],
        ),
        ("dead | 3 | 4\nIt closed.", [("table", "dead | 3 | 4"), ("paragraph", "It closed.")]),
        ("- \n\nIt closed.", [("paragraph", "It closed.")]),
    ],
)
def test_blocks_of_plain_text(text: str, expected: list[tuple[str, str]]) -> None:
    draft = read_draft(text)
    assert blocks(draft) == expected
    assert draft.text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# The *pier*\n\nIt **closed**.", [("heading", "The pier"), ("paragraph", "It closed.")]),
        ("The pier\n===\nIt\nclosed.", [("heading", "The pier"), ("paragraph", "It closed.")]),
        ("---\ntitle: x\n---\nIt closed.", [("paragraph", "It closed.")]),
        ("> It closed.\n> He left.", [("paragraph", "It closed. He left.")]),
        (
            "- It closed\n  on Monday.\n- [x] He left.",
            [("item", "It closed on Monday."), ("item", "He left.")],
        ),
        (
            "The [pier](http://a.example/b_(c)) ![x](y.png)of <b>Elm</b>.[^1]\n\n[^1]: x",
            [("paragraph", "The pier of Elm.")],
        ),
        (
            "A snake_case \\*star\\* 2*3*4 &amp; ~~more~~.",
            [("paragraph", "A snake_case *star* 2*3*4 & more.")],
        ),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", [("table", "a"), ("table", "b"), ("table", "1"), ("table", "2")]),
        ("```py\n# no heading\n```\nIt closed.", [("code", "# no heading"), ("paragraph", "It closed.")]),
        ("<!-- not\nseen -->It closed.\n\n***\n", [("paragraph", "It closed.")]),
    ],
)
def test_blocks_of_markdown(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(read_draft(source, "markdown")) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<title>x</title><h2>The <i>pier</i></h2><p>It&nbsp;closed.",
         [("heading", "The pier"), ("paragraph", "It closed.")]),
        ("<p>The pier<br>closed.<br>He left.",
         [("paragraph", "The pier closed."), ("paragraph", "He left.")]),
        ("<ul><li>It closed.<li>He left.</ul>", [("item", "It closed."), ("item", "He left.")]),
        ("<script>x</script><p hidden>x</p><div style='display: none'><div>x</div></div>It closed.",
         [("paragraph", "It closed.")]),
        ("<table><tr><th>dead<td>3</tr><tr><td>The pier of Elm was closed.</table>",
         [("table", "dead"), ("table", "3"), ("paragraph", "The pier of Elm was closed.")]),
        ("<pre>x = 1</pre><p>a &lt; b</p>", [("code", "x = 1"), ("paragraph", "a < b")]),
    ],
)  # fmt: skip
def test_blocks_of_html(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(read_draft(source, "html")) == expected


def test_a_file_is_read_by_its_ending() -> None:
    assert read_bytes(b"# It\n\nclosed.", "a.md").blocks[0].kind == "heading"
    assert read_bytes(b"<p>It <b>closed</b>.", "a.HTM").text == "It closed."
    assert read_bytes(b"<p>It closed.", "a.txt").text == "<p>It closed."
    assert read_bytes(b"\xef\xbb\xbfIt closed.\r\nHe left.").text == "It closed.\nHe left."
    assert read_bytes("It closed.".encode("utf-16")).text == "It closed."
    assert read_bytes(b"<!doctype html><p>It <b>closed</b>.").text == "It closed."


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        (b"", "a.txt", "the text is empty"),
        (b"%PDF-1.7", "a.pdf", "give a file of .txt"),
        (b"It\0closed.", "a.txt", "binary"),
        (b"It \xe9t closed.", "a.txt", "UTF-8"),
        (b"word " * 200_001, "a.txt", "more than 1,000,000 bytes: check it in parts"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_reason(raw: bytes, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_bytes(raw, name)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Who won the race?", "This is a question."),
        ("“Will it end?”", "This is a question."),
        ("I think the council made a mistake.", "This is an opinion."),
        ("In my view, Ida Storm won the debate.", "This is an opinion."),
        ("The council should reject the plan.", "This is an opinion."),
        ("It must act now.", "This is an opinion."),
        ("It was a disgrace.", "This is an opinion."),
        ("What a day for Port Elm!", "This is an opinion."),
        ("Read more about the pier in our guide.", "This asks the reader for something."),
        ("Let us look at the figures.", "This asks the reader for something."),
        ("A long day in Elm.", "This isn't a whole sentence."),
        ("Yes.", "This isn't a whole sentence."),
    ],
)
def test_what_states_nothing_is_no_claim(sentence: str, reason: str) -> None:
    assert why_no_claim(sentence) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "He left.",
        "Ida Storm won.",
        "The mayor said the council should reject the plan.",
        "“I think it was a disgrace,” Ida Storm said.",
        "I think 42 boats were damaged.",
        "The good ship sank.",
        "Is it over? No: the pier was closed on Monday.",
        "Readers sent 300 letters to the council.",
    ],
)
def test_what_articles_may_report_is_a_claim(sentence: str) -> None:
    assert why_no_claim(sentence) == ""


def test_statements_are_whole_sentences() -> None:
    text = "The pier\n\nSen. Ida Storm of the U.S. Senate left. A line that an editor broke for its\nlength."
    read = list(statements(read_draft(text)))
    assert [text[one.start : one.end] for one in read] == [one.text for one in read] == [
        "The pier",
        "Sen. Ida Storm of the U.S. Senate left.",
        "A line that an editor broke for its\nlength.",
    ]  # fmt: skip
    assert [bool(one.no_claim) for one in read] == [True, False, False]
