"""The main paths without a network, in a folder and an environment with misleading settings."""

import json
from pathlib import Path

import pytest
from ingesting import ingest
from newsroom import ROOT, python

from assistant import Assistant
from storage import Store
from storage.models.sentence_transformer import SentenceTransformerEmbedder

ARTICLE = ROOT / "ingest" / "samples" / "herald-update.json"
QUESTION = "How many of its soldiers does Armenia say have been killed?"

# Settings that the libraries would read from the environment or from a `.env` file in the working directory.
HOSTILE = {
    "ALLOW_RESET": "perhaps",
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_SERVER_HOST": "chroma.invalid",
    "CHROMA_SERVER_HTTP_PORT": "no number",
    "CHROMA_SERVER_NOFILE": "12",
    "CHROMA_SYSDB_IMPL": "no.such.module",
    "IS_PERSISTENT": "FALSE",
    "PERSIST_DIRECTORY": "chroma",
    "HF_ENDPOINT": "http://hub.invalid",
    "HF_HOME": "hub",
    "HF_HUB_CACHE": "hub",
    "HF_HUB_OFFLINE": "0",
    "HF_TOKEN": "none",
    "SENTENCE_TRANSFORMERS_HOME": "models",
    "TRANSFORMERS_CACHE": "models",
    "TRANSFORMERS_OFFLINE": "0",
    "NLTK_DATA": "nltk",
    "OPENAI_API_BASE": "http://model.invalid",
    "OPENAI_API_KEY": "none",
    "TIKTOKEN_CACHE_DIR": "tiktoken",
}

PROGRAM = """
import json, socket, sys
attempts = []

def refuse(*arguments, **_):
    attempts.append(repr(arguments[-1]))
    raise OSError("there is no network here")

class Socket(socket.socket):
    def connect(self, address):
        return super().connect(address) if self.family == socket.AF_UNIX else refuse(address)
    connect_ex = connect
    def sendto(self, *arguments):
        return refuse(*arguments)

socket.socket = Socket
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse

from assistant import Assistant
from ingest import ingest
from storage import Store

article, folder, question = sys.argv[1:]
with Store.open(folder) as store:
    report = ingest([article], store)
    store.follow()
    check = store.check()
    assistant = Assistant.open(store)
    answer = assistant.ask(question)
    talk = assistant.conversation([(question, answer)])
    print(json.dumps({
        "added": report.added,
        "rejected": report.rejected,
        "problems": check.problems,
        "index": check.index.phase,
        "answer": answer.to_dict() | {"timings_ms": {}},
        "follow-up": talk.ask("And how many civilians?").text,
        "nodes": [hit.node.text for hit in assistant.as_retriever(similarity_top_k=3).retrieve(question)],
        "response": str(assistant.as_query_engine().query(question)),
        "attempts": attempts,
    }))
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a `.env` file, and with a folder named like the bundled model."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in HOSTILE.items()))
    (folder / "all-MiniLM-L6-v2").mkdir()
    return folder


@pytest.mark.slow
def test_folder_and_environment_do_not_change_the_result(
    minilm: SentenceTransformerEmbedder, elsewhere: Path, tmp_path: Path
) -> None:
    done = python("-c", PROGRAM, ARTICLE, tmp_path / "store", QUESTION, cwd=elsewhere, **HOSTILE)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)

    assert printed["attempts"] == []
    assert (printed["added"], printed["rejected"], printed["problems"], printed["index"]) == (
        1,
        [],
        [],
        "ready",
    )

    with Store.open(tmp_path / "undisturbed", embedder=minilm) as store:
        ingest([ARTICLE], store)
        assistant = Assistant.open(store)
        expected = assistant.ask(QUESTION)
        assert "1,166" in expected.text
        answer = printed["answer"]
        assert (answer["text"], answer["citations"]) == (expected.text, expected.to_dict()["citations"])
        assert answer["confidence"] == pytest.approx(expected.confidence, abs=1e-3)
        follow_up = assistant.conversation([(QUESTION, expected)]).ask("And how many civilians?")
        assert printed["follow-up"] == follow_up.text
        assert printed["nodes"] == [hit.text for hit in assistant.search(QUESTION, k=3)]
        assert printed["response"] == expected.text

    # Nothing was written where the environment pointed.
    assert sorted(path.name for path in elsewhere.iterdir()) == [".env", "all-MiniLM-L6-v2"]
