import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from newsroom import ROOT

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from storage.__main__ import main as storage
from storage.errors import UsageError
from storage.settings import Settings, default_store, store_line
from ui import main as ui


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {
            "DATELINE_STORE": "",
            "DATELINE_EMBEDDING_MODEL": "",
            "DATELINE_RANKER": "",
            "DATELINE_FETCH_ALLOW": " ,",
            "DATELINE_DEVICE": "",
            "DATELINE_BATCH_SIZE": "",
        },
    ],
)
def test_defaults(environment: dict[str, str]) -> None:
    expected = Settings(ROOT / "storage" / "data", None, None, (), "auto", None)
    assert Settings.from_environment(environment) == expected


def test_from_the_environment() -> None:
    environment = {
        "DATELINE_STORE": "/news",
        "DATELINE_EMBEDDING_MODEL": "a/model",
        "DATELINE_RANKER": "a/ranker",
        "DATELINE_FETCH_ALLOW": "wiki.example, 127.0.0.1:8000,",
        "DATELINE_DEVICE": "cuda",
        "DATELINE_BATCH_SIZE": "64",
        "STORE": "/other",
    }
    hosts = ("wiki.example", "127.0.0.1:8000")
    expected = Settings(Path("/news"), "a/model", "a/ranker", hosts, "cuda", 64)
    assert Settings.from_environment(environment) == expected


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5", "²"])
def test_an_invalid_batch_size_is_wrong_usage(size: str) -> None:
    with pytest.raises(
        UsageError, match=f"DATELINE_BATCH_SIZE is '{size}', expected a whole number of at least 1"
    ):
        Settings.from_environment({"DATELINE_BATCH_SIZE": size})


@pytest.mark.parametrize("main", [ingest, assistant, storage, ui])
def test_every_command_refuses_a_wrong_setting(
    main: Callable[[list[str]], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_BATCH_SIZE", "many")
    assert main(["list"]) == 2
    assert capsys.readouterr().err.startswith("error: DATELINE_BATCH_SIZE is 'many'")


def test_the_process_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_STORE", "/elsewhere")
    assert Settings.from_environment().store == Path("/elsewhere")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().store = Path("/other")  # type: ignore[misc]


def test_the_default_store_of_a_checkout_does_not_depend_on_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings().store == default_store() == ROOT / "storage" / "data"


def test_the_default_store_of_an_installed_package_is_in_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert default_store(tmp_path / "site-packages") == tmp_path / "dateline" / "store"
    assert default_store(tmp_path / "site-packages").is_absolute()


def test_a_command_names_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert store_line("news") == f"store: {tmp_path / 'news'}"
    assert store_line(tmp_path) == f"store: {tmp_path}"
