import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from newsroom import ROOT

from storage.settings import Settings, default_store, store_line


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
    assert Settings.from_environment(environment) == Settings(ROOT / "storage" / "data", None, None, ())


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


def test_the_default_store_of_a_checkout_lies_in_it_whatever_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings().store == default_store() == ROOT / "storage" / "data"


def test_the_default_store_of_an_installed_package_is_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert default_store(tmp_path / "site-packages") == tmp_path / "dateline" / "store"
    assert default_store(tmp_path / "site-packages").is_absolute()


def test_a_command_says_where_its_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert store_line("news") == f"store: {tmp_path / 'news'}"
    assert store_line(tmp_path) == f"store: {tmp_path}"
