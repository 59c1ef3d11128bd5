from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from storage.settings import Settings


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {
            "DATELINE_STORE": "",
            "DATELINE_EMBEDDING_MODEL": "",
            "DATELINE_RANKER": "",
            "DATELINE_FETCH_ALLOW": " ,",
        },
    ],
)
def test_defaults(environment: dict[str, str]) -> None:
    assert Settings.from_environment(environment) == Settings(Path("storage/data"), None, None, ())


def test_from_the_environment() -> None:
    environment = {
        "DATELINE_STORE": "/news",
        "DATELINE_EMBEDDING_MODEL": "a/model",
        "DATELINE_RANKER": "a/ranker",
        "DATELINE_FETCH_ALLOW": "wiki.example, 127.0.0.1:8000,",
        "STORE": "/other",
    }
    hosts = ("wiki.example", "127.0.0.1:8000")
    assert Settings.from_environment(environment) == Settings(Path("/news"), "a/model", "a/ranker", hosts)


def test_the_process_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_STORE", "/elsewhere")
    assert Settings.from_environment().store == Path("/elsewhere")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().store = Path("/other")  # type: ignore[misc]
