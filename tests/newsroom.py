"""A tiny collection of articles for tests, and functions to store it without reading files."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from storage import Store
from storage.catalog.catalog import Catalog
from storage.models.embedder import Embedder
from storage.records import Article, Passage

if TYPE_CHECKING:
    from assistant import Answer

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SENTENCE = re.compile(r"[^.!?]*[.!?]*\s*")

HARBOUR = Article(
    identity="https://tidings.example/harbour",
    text=(
        "The harbour of Port Elm was closed on Monday. Mayor Ruth Vance said 42 boats were damaged by the "
        "storm. Repairs will cost nine million crowns.\n\nThe lighthouse was not hit."
    ),
    title="Storm closes harbour",
    outlet="Tidings",
    published="2024-03-04",
    url="https://tidings.example/harbour",
    authors=("Ann Lee",),
    language="en",
)
ORCHARD = Article(
    identity="https://courier.example/orchard",
    text="Farmers in Low Vale picked 900 tonnes of apples this autumn. Wasps ruined the pears.",
    title="A good year for apples",
    outlet="The Courier",
    published="2024-10-20T08:30:00Z",
    url="https://courier.example/orchard",
    updated="2024-10-21T10:00:00Z",
    section="Country",
    origins=(("published", "json-ld"), ("title", "meta")),
)
LIBRARY = Article(
    identity="notes/library.txt",
    text="The old library of Port Elm will reopen. Its books were kept in a salt mine.",
)
COLLECTION = (HARBOUR, ORCHARD, LIBRARY)


def cut(article: Article, sentences: int = 2) -> list[Passage]:
    """Passages that cover the article, with this number of sentences each."""
    spans = [match.span() for match in SENTENCE.finditer(article.text) if match.group()]
    groups = [tuple(spans[i : i + sentences]) for i in range(0, len(spans), sentences)]
    return [Passage(article.id, i, group[0][0], group[-1][1], group) for i, group in enumerate(groups)]


def put(place: Store | Catalog, embedder: Embedder, *articles: Article) -> list[str]:
    """Store these articles. Returns the outcome of each."""
    outcomes = []
    for article in articles:
        passages = cut(article)
        vectors = embedder.encode_documents([passage.document(article) for passage in passages])
        outcomes.append(place.add(article, passages, vectors, fingerprint=f"raw {article.version}"))
    return outcomes


def free_port() -> int:
    """A port of this machine without a listener."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment_for_python(**changes: str) -> dict[str, str]:
    """The environment of a fresh interpreter that finds the project and these tests."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {**os.environ, **changes, "PYTHONPATH": paths}


def python(
    *arguments: object,
    cwd: Path = ROOT,
    stdin: str | bytes = "",
    timeout: float = 120,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter, as from a shell in `cwd`. Its output is text."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=environment_for_python(**environment),
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    output, errors = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, output, errors)


def check_answer(answer: Answer, store: Store) -> None:
    """Assert the properties of every answer."""
    from assistant import ABSTAINED
    from assistant.also_in import adds_nothing
    from assistant.language.question import understand

    quotes = [citation.quote for citation in answer.citations]
    assert [citation.number for citation in answer.citations] == list(range(1, len(quotes) + 1))
    most = 6 if understand(answer.question).way.by == "summary" else 3
    assert len(answer.sentences) <= max(most, len(answer.figures))
    for citation in answer.citations:
        stored = store.article(citation.article.id)
        assert stored.text[citation.start : citation.end] == citation.quote == citation.quote.strip() != ""
        assert citation.article == stored
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        spans = citation.passage.sentences
        assert sum(s < citation.end and citation.start < e for s, e in spans) == 1
        if citation.context:
            assert sum(s < citation.context[1] and citation.context[0] < e for s, e in spans) == 1
        assert citation.article not in citation.also_in
    for sentence in answer.sentences:
        assert sentence.text in quotes
    for one, other in combinations(quotes, 2):
        assert not adds_nothing(one, other)
    assert 0 <= answer.confidence <= 1
    assert answer.abstained == (answer.text == ABSTAINED)
    assert (not answer.sentences) == (not answer.citations) == (answer.abstained or answer.reply != "")
    assert answer.timings_ms["total"] >= sum(v for k, v in answer.timings_ms.items() if k != "total")
    json.dumps(answer.to_dict(), ensure_ascii=False).encode()
