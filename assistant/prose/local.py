"""A model file that runs in this process: llama.cpp, by xllamacpp, behind a server on loopback."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from llama_index.core.llms import LLM

from assistant.prose.connections import client
from assistant.prose.optional import load_class, without_key_in_repr
from storage.errors import ModelError

MAGIC = b"GGUF"  # the first bytes of a model file
EXTRA = "local-llm"
BATCH = 512  # tokens of a prompt that are read before llama.cpp looks whether the reader has left


def open_file(path: Path, context: int, **options: Any) -> LLM:
    """Load a model file into this process. Its `close()` ends the server and frees the memory.

    `context`: the most tokens of a prompt with its answer; a model with fewer keeps its own number.
    `options`: of llama-index's `OpenAILike`. Raises ModelError for a missing file, and for one that
    llama.cpp doesn't read.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise ModelError(f"the model file {path} can't be read ({error.strerror}): give its path") from error
    if magic != MAGIC:
        raise ModelError(f"{path} begins with {magic!r}, expected a GGUF file, which begins with {MAGIC!r}")
    server, key = _serve(path, context)
    address = server.listening_address
    llm = _local_model()(
        model=path.stem,
        api_base=f"{address}/v1",
        api_key=key,
        is_chat_model=True,
        context_window=_asked(address, key, "/props")["default_generation_settings"]["n_ctx"],
        tokenizer=_Tokenizer(address, key),
        http_client=client(),
        **options,
    )
    llm.keep(server)
    return llm


def _serve(path: Path, context: int) -> tuple[Any, str]:
    """A running server, and the key without which it answers nobody: other users of the machine reach
    loopback too."""
    params = load_class("xllamacpp", "CommonParams", EXTRA)()
    key = secrets.token_hex(16)
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = BATCH
    params.api_keys = [key]
    params.endpoint_slots = params.ui = False
    params.cors_origins = ""
    params.verbosity = -1
    try:
        return load_class("xllamacpp", "Server", EXTRA)(params), key
    except RuntimeError as error:
        raise ModelError(f"llama.cpp can't load {path} ({error}): is the file complete?") from error


class _Tokenizer:
    """The model's own tokenizer, as llama-index takes it."""

    def __init__(self, address: str, key: str) -> None:
        self._address = address
        self._key = key

    def encode(self, text: str) -> list[int]:
        tokens: list[int] = _asked(self._address, self._key, "/tokenize", {"content": text})["tokens"]
        return tokens


def _asked(address: str, key: str, path: str, body: dict[str, str] | None = None) -> Any:
    """The JSON at a path of the server; with a body, the answer to it."""
    content = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = Request(f"{address}{path}", content, headers)  # noqa: S310
    with urlopen(request, timeout=60) as response:  # noqa: S310
        return json.load(response)


def _local_model() -> Any:
    """The class of a model with a server of its own."""
    base = without_key_in_repr(load_class("llama_index.llms.openai_like", "OpenAILike", EXTRA))

    class LocalModel(base):  # type: ignore[misc, valid-type]
        _server: Any = None

        def keep(self, server: Any) -> None:
            self._server = server

        def close(self) -> None:
            self._server = None  # llama.cpp ends with the object

    return LocalModel
