"""Documents that harm the process that reads them, and the other documents of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from doubles import HashingEmbedder
from files import PATIENT
from ingesting import ingest
from newsroom import environment_for_python
from processes import is_running, wait_until_gone
from traps import parse_trap, trap_record

from ingest import DocumentLimits, Rejection, Workers
from ingest.formats import read
from ingest.formats.stream import whole
from ingest.workers.prepare import PreparedArticle
from storage import Store
from storage.errors import ModelError
from storage.models.embedder import TokenCounter
from storage.models.tokens import TokenizerCounter

CHILD = Path(__file__).with_name("child_with_a_worker.py")
SENTENCE = "The ferry to Port Elm sails again on Monday."
SHORT = 1.0  # seconds, for a document that never ends


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(count=1, limits=DocumentLimits(seconds=PATIENT.seconds, megabytes=200)) as made:
        yield made


@pytest.fixture
def _traps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that end in .trap are read by `parse_trap`."""
    monkeypatch.setitem(read.FORMATS, ".trap", whole(parse_trap))


def text_of(workers: Workers, store: Store, trap: str) -> str:
    ready = workers.submit(trap_record(trap), store).result()
    assert isinstance(ready, PreparedArticle), ready
    return ready.article.text


@pytest.mark.usefixtures("_traps")
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_document_that_kills_its_reader_is_rejected_and_the_rest_is_read(
    tmp_path: Path, store: Store, workers: Workers
):
    reasons = {
        "b hoard": "needed more than 200 MB of memory to read",
        "d exit": "the process that read it was ended (status 5)",
        "e kill": "the process that read it was ended (SIGKILL)",
        "f fail": "its reader failed (ValueError: an odd page)",
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for name in reasons:
        (folder / f"{name}.trap").write_text(f"{name[2:]} {SENTENCE}")
    for name in "cg":
        (folder / f"{name}.txt").write_text(SENTENCE)
    report = ingest(folder, store, workers=workers)
    assert report.rejected == tuple(
        Rejection(str(folder / f"{name}.trap"), reason) for name, reason in reasons.items()
    )
    assert report.added == store.count().articles == 2


@pytest.mark.usefixtures("_traps")
def test_a_document_that_never_ends_is_rejected(tmp_path: Path, store: Store):
    path = tmp_path / "a.trap"
    path.write_text(f"spin {SENTENCE}")
    with Workers(count=1, limits=DocumentLimits(seconds=SHORT)) as workers:
        report = ingest(path, store, workers=workers)
    assert report.rejected == (Rejection(str(path), "took longer than 1 s to read"),)


@pytest.mark.usefixtures("_traps")
def test_results_come_in_the_order_of_reading(tmp_path: Path, store: Store):
    (tmp_path / "a.trap").write_text("slow but")
    (tmp_path / "b.trap").write_text(f"slow {SENTENCE}")
    (tmp_path / "c.trap").write_text(f"quick {SENTENCE} It is late.")
    (tmp_path / "d.trap").write_text("quick but")
    with Workers(count=2) as workers:
        report = ingest(sorted(tmp_path.glob("*.trap")), store, workers=workers)
    assert [Path(path).name for path, _ in report.rejected] == ["a.trap", "d.trap"]
    (info,) = store.articles()
    assert store.article(info.id).text == f"{SENTENCE} It is late."


def test_output_and_input_of_a_library_do_not_disturb_the_messages(store: Store, kept_workers: Workers):
    assert text_of(kept_workers, store, f"talk {SENTENCE}") == SENTENCE
    assert text_of(kept_workers, store, f"quick {SENTENCE}") == SENTENCE


def test_a_worker_that_dies_between_documents_rejects_none(store: Store, workers: Workers):
    first, again = (int(text_of(workers, store, "process").split()[-1]) for _ in range(2))
    assert first == again
    os.kill(first, signal.SIGKILL)
    wait_until_gone(first)
    assert int(text_of(workers, store, "process").split()[-1]) != first


def test_leftovers_of_a_document_do_not_affect_the_next_one(tmp_path: Path, store: Store, workers: Workers):
    assert text_of(workers, store, f"quick {SENTENCE}") == SENTENCE
    marker = tmp_path / "tried"
    assert text_of(workers, store, f"once {marker}") == f"This was tried again after {marker}"


@pytest.mark.parametrize(("processors", "count"), [(1, 1), (2, 1), (6, 3), (64, 4)])
def test_the_number_of_workers(processors: int, count: int):
    assert Workers(processors=processors).count == count


def test_closing_ends_running_and_waiting_documents(tmp_path: Path, store: Store):
    with ThreadPoolExecutor(1) as thread, Workers(count=1) as workers:
        running = workers.submit(trap_record(f"hang {tmp_path / 'pid'}"), store)
        waiting = workers.submit(trap_record(f"quick {SENTENCE}"), store)
        process = pid_in(tmp_path / "pid")
        # Only a few documents are in memory; the next one waits in the thread that reads.
        another = thread.submit(workers.submit, trap_record(f"quick {SENTENCE}"), store)
        with pytest.raises(TimeoutError):
            another.result(timeout=0.2)
    assert not is_running(process)
    assert isinstance(another.exception(), RuntimeError)
    assert running.result() == Rejection("a.trap", "line 7: the process that read it was ended (SIGKILL)")
    assert waiting.cancelled()


def test_a_worker_that_cannot_start_is_an_error(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with Workers() as workers, pytest.raises(Exception, match=r"ended while starting \(status 1\)"):
        workers.submit(trap_record(SENTENCE), store).result()


# What counts tokens


class Tokenizing(HashingEmbedder):
    """Counts tokens as the embedding models do, with a vocabulary of one word."""

    name = "tokenizing"

    def __init__(self) -> None:
        from tokenizers import Tokenizer, models, pre_tokenizers

        tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
        tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        tokenizer.enable_truncation(3)
        self.counter: TokenCounter = TokenizerCounter.of(tokenizer, 40)


def test_a_worker_splits_for_the_model_of_each_store_and_loads_none(
    tmp_path: Path, store: Store, kept_workers: Workers
):
    assert text_of(kept_workers, store, "modules").endswith("loaded []")
    text = f"{SENTENCE} " * 20
    with Store.open(tmp_path / "other", embedder=Tokenizing()) as other:
        ready = kept_workers.submit(trap_record(f"quick {text}"), other).result()
        assert isinstance(ready, PreparedArticle)
        assert [len(p.sentences) for p in ready.passages] == [4] * 5  # 9 words each, at most 40
        assert text_of(kept_workers, other, "modules").endswith("loaded []")
    ready = kept_workers.submit(trap_record(f"quick {text}"), store).result()
    assert isinstance(ready, PreparedArticle)
    assert [len(p.sentences) for p in ready.passages] == [20]  # 10 pieces each, at most 254


class Broken(HashingEmbedder):
    name = "broken"

    @property
    def counter(self) -> TokenCounter:  # type: ignore[override]
        raise ModelError("the model is broken")


def test_a_failing_model_does_not_reject_documents(tmp_path: Path, store: Store, kept_workers: Workers):
    with Store.open(tmp_path / "broken", embedder=Broken()) as broken:
        with pytest.raises(ModelError, match="the model is broken"):
            kept_workers.submit(trap_record(f"quick {SENTENCE}"), broken).result()
        rejected = kept_workers.submit(trap_record("quick but"), broken).result()
        assert isinstance(rejected, Rejection), "where there is nothing to split, no model is asked for"
    assert text_of(kept_workers, store, f"quick {SENTENCE}") == SENTENCE


# The process that started them

PARENT = """
import signal
import sys
from doubles import HashingEmbedder
from traps import parse_trap
from ingest import DocumentLimits, Workers, ingest
from ingest.formats import read
from ingest.formats.stream import whole
from storage import Store

signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background may ignore it
read.FORMATS[".trap"] = whole(parse_trap)
limits = DocumentLimits(seconds=float(sys.argv[3]))
with Store.open(sys.argv[1], embedder=HashingEmbedder()) as store, Workers(1, limits) as workers:
    progress = lambda progress: print(progress.articles, flush=True)
    report = ingest(sys.argv[2], store, workers=workers, progress=progress)
    print(report.added, report.interrupted)
"""


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """A folder with an article, and with a document that writes the process id of its reader and makes it
    hang."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCE)
    (folder / "b.trap").write_text(f"hang {folder / 'pid'}")
    return folder


def start(tmp_path: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a script that ingests, without a `__main__` guard, in its own process group."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    return subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "store"), *map(str, arguments)],
        env=environment_for_python(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def pid_in(file: Path) -> int:
    deadline = time.monotonic() + 90
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline, "no worker began to read"
        time.sleep(0.05)
    return int(file.read_text())


def test_ctrl_c_while_a_document_hangs_keeps_earlier_articles(tmp_path: Path, hanging: Path):
    with start(tmp_path, hanging, 300) as parent:
        worker = pid_in(hanging / "pid")
        assert parent.stdout
        assert "1\n" in iter(parent.stdout.readline, ""), "it ended before it stored the article"
        os.killpg(parent.pid, signal.SIGINT)  # as a terminal does
        out, err = parent.communicate(timeout=60)
    assert (out.splitlines()[-1], err, parent.returncode) == ("1 True", "", 0)
    assert not is_running(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="a thread can't end a process that Python hangs in")
def test_a_worker_ends_with_its_killed_parent(tmp_path: Path, hanging: Path):
    with start(tmp_path, hanging, 300) as parent:
        worker = pid_in(hanging / "pid")
        parent.kill()
        parent.wait()
        wait_until_gone(worker)


def test_an_idle_worker_ends_with_its_parent(tmp_path: Path):
    command = [sys.executable, str(CHILD), str(tmp_path)]
    with subprocess.Popen(command, env=environment_for_python(), stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.kill()
        parent.wait()
        wait_until_gone(worker)
