import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from doubles import EvenReader, HashingEmbedder
from llm_servers import llm_serving, words
from newsroom import HARBOUR, ORCHARD, python

from assistant.__main__ import Opener, main
from assistant.assistant import Assistant
from assistant.rank import Ranker
from assistant.text import to_text
from benchmarks.scripted_llm import ScriptedLLM, citing, ids_of
from storage import Store
from storage.settings import VERSION, Settings

BOATS = "How many boats were damaged by the storm in Port Elm?"
EVEN = Ranker(EvenReader())  # type: ignore[arg-type]


@pytest.fixture
def folder(newsroom: Store) -> Path:
    """A store of three articles."""
    newsroom.close()
    return newsroom.folder


@contextmanager
def opened(folder: Path, _: Settings | None = None, ranker: Ranker = EVEN) -> Iterator[Assistant]:
    """The assistant of the command in `run`, which quotes its best sentences at any confidence."""
    with Store.open(folder, embedder=HashingEmbedder(), create=False) as store:
        yield Assistant(store, ranker, threshold=0.0)


with_the_reader = partial(opened, ranker=Ranker())


def run(
    capsys: pytest.CaptureFixture[str], *arguments: object, opener: Opener = opened
) -> tuple[int, str, str]:
    """Run the command. Returns its exit status, its output, and its errors after the line with the store."""
    status = main([str(argument) for argument in arguments], opener)
    captured = capsys.readouterr()
    first, _, errors = captured.err.partition("\n")
    assert first.startswith("store: ")
    return status, captured.out, errors


def test_an_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with with_the_reader(folder) as assistant:
        expected = to_text(assistant.ask(BOATS))
    status, output, errors = run(capsys, BOATS, "--store", folder, opener=with_the_reader)
    assert (status, output, errors) == (0, expected + "\n", "")
    assert output.startswith("42 [1]\n\nMayor Ruth Vance said 42 boats were damaged by the storm. [1]")


def test_json_is_the_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, _ = run(capsys, BOATS, "--store", folder, "--json")
    printed = json.loads(output)
    assert status == 0
    assert list(printed) == [
        "question",
        "text",
        "abstained",
        "confidence",
        "premise",
        "verdict",
        "short",
        "reply",
        "sentences",
        "figures",
        "citations",
        "passages",
        "notices",
        "timings_ms",
    ]
    with opened(folder) as assistant:
        expected = assistant.ask(BOATS).to_dict()
    assert {**printed, "timings_ms": {}} == {**expected, "timings_ms": {}}
    citation = printed["citations"][0]
    assert HARBOUR.text[citation["start"] : citation["end"]] == citation["quote"]


def test_filters_and_k(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def outlets(*options: str) -> list[str]:
        _, output, _ = run(capsys, "boats apples library", "--store", folder, "--json", *options)
        return [passage["article"]["outlet"] for passage in json.loads(output)["passages"]]

    assert set(outlets("--outlet", "tidings")) == {"Tidings"}
    assert set(outlets("--outlet", "tidings", "--outlet", "The Courier")) == {"Tidings", "The Courier"}
    assert set(outlets("--since", "2024-10-20")) == {"The Courier"}
    assert set(outlets("--until", "2024-03-04")) == {"Tidings"}
    assert set(outlets("--language", "en")) == {"Tidings"}
    assert set(outlets("--section", "country")) == {"The Courier"}
    assert set(outlets("--article", HARBOUR.id, "--article", ORCHARD.id)) == {"Tidings", "The Courier"}
    assert len(outlets("-k", "2")) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "error: the question '' has no words"),
        (["x" * 50_000], "error: the question has 50,000 characters"),
    ],
)
def test_an_invalid_question_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, output, errors = run(capsys, *arguments, "--store", folder)
    assert (status, output) == (1, "")
    assert errors.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["boats", "--none"], "unrecognized arguments: --none"),
        (["boats", "apples"], "unrecognized arguments: apples"),
        (["boats", "-k", "many"], "argument -k: 'many' is not a number of passages: give 1 or more"),
        (["boats", "-k", "0"], "argument -k: '0' is not a number of passages: give 1 or more"),
        (["boats", "-k", "-3"], "argument -k"),
        (["boats", "--since", "foo"], "argument --since: 'foo' is not a day such as 2020-10-01"),
        (
            ["boats", "--until", "2020-02-30"],
            "argument --until: '2020-02-30' is not a day such as 2020-10-01",
        ),
        (
            ["boats", "--since", "2024-02-02", "--until", "2024-02-01"],
            "--since 2024-02-02 is after --until 2024-02-01: swap them",
        ),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    errors = capsys.readouterr().err
    assert "usage: python -m assistant" in errors
    assert message in errors


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["--version"])
    assert (raised.value.code, capsys.readouterr().out) == (0, f"python -m assistant {VERSION}\n")


def converse(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    typed: bytes,
    *options: str,
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
    return run(capsys, "--store", folder, *options)


def test_a_conversation(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = f"{BOATS}\n?!\nAnd apples?\n".encode()
    status, output, errors = converse(monkeypatch, capsys, folder, typed, "--json")
    first, second = map(json.loads, output.splitlines())
    assert status == 0
    assert (first["question"], second["question"]) == (BOATS, "And apples?")
    assert errors.startswith("error: the question '?!' has no words")
    with opened(folder) as assistant:
        talk = assistant.conversation()
        talk.ask(BOATS)
        assert second["passages"] == talk.ask("And apples?").to_dict()["passages"]
        assert second["passages"] != assistant.ask("And apples?").to_dict()["passages"]


def test_a_conversation_as_text(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, output, _ = converse(monkeypatch, capsys, folder, b"What did wasps ruin?")
    assert status == 0
    assert output.startswith("> What did wasps ruin?\n\nWasps ruined the pears. [1]")
    assert ORCHARD.title in output


@pytest.mark.parametrize("farewell", ["exit", "quit", " Exit "])
def test_a_farewell_ends_a_conversation(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, farewell: str
) -> None:
    typed = f"{BOATS}\n\n{farewell}\nAnd apples?\n".encode()
    status, output, errors = converse(monkeypatch, capsys, folder, typed, "--json")
    assert (status, json.loads(output)["question"], errors) == (0, BOATS, "")
    _, output, _ = converse(monkeypatch, capsys, folder, f"Where is the exit?\n{BOATS}".encode())
    assert [line for line in output.splitlines() if line.startswith("> ")] == [
        "> Where is the exit?",
        f"> {BOATS}",
    ]


def test_a_terminal_does_not_repeat_the_question(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("What did wasps ruin?\n\nAnd apples?\n"))
    status, output, errors = run(capsys, "--store", folder)
    assert (status, output.startswith("Wasps ruined the pears. [1]")) == (0, True)
    assert errors.count("> ") == 2, "the second ends it"
    assert "an empty line or exit ends the conversation" in errors


def test_input_with_invalid_bytes_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, output, _ = converse(monkeypatch, capsys, folder, b"boats \xff\xfe damaged?\n", "--json")
    assert status == 0
    assert json.loads(output)["question"] == "boats \ufffd\ufffd damaged?"


def test_an_argument_with_invalid_bytes_is_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, _ = run(capsys, "boats \udcff damaged?", "--store", folder, "--json")
    assert status == 0
    assert json.loads(output)["question"] == "boats ? damaged?"


def test_the_environment(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_STORE", str(folder))
    assert run(capsys, "What did wasps ruin?")[1].startswith("Wasps ruined the pears. [1]")
    monkeypatch.setenv("DATELINE_EMBEDDING_MODEL", "another")
    assert main(["What did wasps ruin?"]) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert "holds vectors of 'hashing-64', not of 'another'" in errors


def test_a_damaged_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog.sqlite3").write_bytes(b"x" * 5000)
    status, output, errors = run(capsys, "boats", "--store", folder)
    assert (status, output) == (1, "")
    assert errors.startswith(f"error: {folder / 'catalog.sqlite3'} is not a readable catalog")


@pytest.mark.slow
def test_from_a_shell(samples: Assistant) -> None:
    """The whole command, with the bundled model."""
    folder = str(samples.store.folder)
    question = "How many of its soldiers does Armenia say have been killed?"
    done = python("-m", "assistant", question, "--json", "--store", folder)
    assert (done.returncode, done.stderr) == (0, f"store: {folder}\n")
    expected = samples.ask(question)
    assert json.loads(done.stdout)["text"] == expected.text
    assert "1,166" in expected.text


def test_prose_needs_a_language_model(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--prose", "--check-llm"):
        with pytest.raises(SystemExit) as stopped:
            main([option, "--store", str(folder)])
        assert stopped.value.code == 2
        assert "DATELINE_LLM is not set" in capsys.readouterr().err


def test_check_llm_says_in_one_line_whether_a_model_can_be_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cites(prompt: str) -> list[str]:
        first, second = ids_of(prompt).values()
        return words(f"42 boats were damaged [{first}]. The coast guard closed it [{second}].")

    with llm_serving() as server:
        monkeypatch.setenv("DATELINE_LLM", server.spec())
        for model, status, words_of_line in (
            (cites, 0, "follows the citation format (2 of 2 sentences)"),
            ("42 boats were damaged [1].", 1, "does not follow the citation format (0 of 1 sentences)"),
            ("", 1, "The language model gave no text."),
        ):
            server.play(model)
            assert main(["--check-llm"]) == status
            line = capsys.readouterr().out
            assert line.count("\n") == 1
            assert line.startswith(f"{server.spec()}: ")
            assert words_of_line in line


def test_prose_and_quotations(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = citing("Mayor Vance said that the storm damaged 42 boats [ID].", "42")
    monkeypatch.setenv("DATELINE_LLM", "openai-like/x@http://127.0.0.1:9/v1")

    @contextmanager
    def with_llm(folder: Path, _: Settings) -> Iterator[Assistant]:
        with Store.open(folder, embedder=HashingEmbedder(), create=False) as store:
            yield Assistant(store, EVEN, threshold=0.0, llm=ScriptedLLM(script=script, prompts=[]))

    for option, is_prose in (("--prose", True), ("--no-prose", False)):
        status, output, _ = run(capsys, BOATS, option, "--json", "--store", folder, opener=with_llm)
        assert status == 0
        assert ("Mayor Vance said that" in json.loads(output)["text"]) is is_prose
