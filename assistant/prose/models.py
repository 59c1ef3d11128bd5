"""A language model by its name: "ollama/llama3.2" -> a llama-index LLM."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llama_index.core.llms import LLM

from assistant.prose.connections import client, client_options
from assistant.prose.guarded import LARGEST_CONTEXT
from assistant.prose.local import open_file
from assistant.prose.optional import load_class, without_key_in_repr
from storage.errors import UsageError
from storage.settings import ENVIRONMENT, LLM_KEY

LONGEST_ANSWER = 1_024  # tokens
SILENCE = 90.0  # seconds that a server may be silent before its connection is closed
SPEC = re.compile(r"(?P<provider>[a-z-]+)/(?P<name>.+?)(?:@(?P<address>https?://\S+))?")


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of the table of providers.

    `module`, `cls`: the llama-index class. `make`: makes an object of it from its arguments, with a client
    whose connections can be closed. `extra`: what installs it. `key`: the environment variable that holds the
    key, "" for a provider without keys. `address`: the argument for a server's address. `options`: the other
    arguments. `needs_key`, `needs_address`: whether it can't do without.
    """

    module: str
    cls: str
    make: Callable[[Any, Mapping[str, Any]], LLM]
    extra: str
    key: str
    address: str
    options: Mapping[str, Any]
    needs_key: bool = False
    needs_address: bool = False


def _openai(cls: Any, arguments: Mapping[str, Any]) -> LLM:
    llm: LLM = cls(http_client=client(), **arguments)
    return llm


def _ollama(cls: Any, arguments: Mapping[str, Any]) -> LLM:
    host = arguments.get("base_url", cls.model_fields["base_url"].default)
    ollama = load_class("ollama", "Client", "ollama")
    llm: LLM = cls(client=ollama(host, timeout=SILENCE, **client_options()), **arguments)
    return llm


def _anthropic(cls: Any, arguments: Mapping[str, Any]) -> LLM:
    """The class takes no client, so a subclass gives its own one another connection."""

    class Anthropic(cls):  # type: ignore[misc]
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._client = self._client.with_options(http_client=client())  # type: ignore[has-type]

    llm: LLM = Anthropic(**arguments)
    return llm


_BOUNDED: Mapping[str, Any] = {
    "temperature": 0.0,
    "max_tokens": LONGEST_ANSWER,
    "timeout": SILENCE,
    "max_retries": 0,  # `guarded.stream` tries again, within its own limits
}
_CHAT: Mapping[str, Any] = {**_BOUNDED, "context_window": LARGEST_CONTEXT, "is_chat_model": True}
PROVIDERS: Mapping[str, Provider] = {
    "ollama": Provider(
        module="llama_index.llms.ollama",
        cls="Ollama",
        make=_ollama,
        extra="ollama",
        key="",
        address="base_url",
        options={
            "temperature": 0.0,
            "request_timeout": SILENCE,
            "context_window": LARGEST_CONTEXT,
            "additional_kwargs": {"num_predict": LONGEST_ANSWER},
        },
    ),
    "openai": Provider(
        module="llama_index.llms.openai",
        cls="OpenAI",
        make=_openai,
        extra="openai",
        key="OPENAI_API_KEY",
        address="api_base",
        options=_BOUNDED,
        needs_key=True,
    ),
    "anthropic": Provider(
        module="llama_index.llms.anthropic",
        cls="Anthropic",
        make=_anthropic,
        extra="anthropic",
        key="ANTHROPIC_API_KEY",
        address="base_url",
        options=_BOUNDED,
        needs_key=True,
    ),
    "openai-like": Provider(
        module="llama_index.llms.openai_like",
        cls="OpenAILike",
        make=_openai,
        extra="openai-like",
        key=LLM_KEY,
        address="api_base",
        options=_CHAT,
        needs_address=True,
    ),
}
FORMS = "ollama/NAME, openai/NAME, anthropic/NAME, openai-like/NAME@http://HOST:PORT/v1 or gguf/PATH"


def open_llm(spec: str, environment: Mapping[str, str] = ENVIRONMENT) -> LLM:
    """Make the llama-index LLM that a spec names. Nothing is sent before the first question.

    "gguf/PATH" is a model file that runs in this process. The others name a model of a provider, and may end
    in "@http://..." for a server at another address than the provider's own. `environment`: holds the keys.
    Raises UsageError for an unknown form or a missing key, ModelError for a missing package or file.
    """
    if spec.startswith("gguf/"):
        path = Path(spec.removeprefix("gguf/")).expanduser()
        return open_file(path, LARGEST_CONTEXT, **_BOUNDED)
    parts = SPEC.fullmatch(spec)
    provider = PROVIDERS.get(parts["provider"]) if parts else None
    if parts is None or provider is None:
        raise UsageError(f"the language model is {spec!r}, expected {FORMS}")
    arguments = {"model": parts["name"], **provider.options, **_key(provider, spec, environment)}
    if parts["address"]:
        arguments[provider.address] = parts["address"]
    elif provider.needs_address:
        raise UsageError(f"{spec!r} names no server, expected {spec}@http://HOST:PORT/v1")
    cls = without_key_in_repr(load_class(provider.module, provider.cls, provider.extra))
    return provider.make(cls, arguments)


def close_llm(llm: LLM) -> None:
    """End what `open_llm` started for a model: the server of a model file. Other models have nothing to
    end."""
    close: Callable[[], None] = getattr(llm, "close", lambda: None)
    close()


def _key(provider: Provider, spec: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The argument with the key; no error shows it."""
    if not provider.key:
        return {}
    key = environment.get(provider.key, "").strip()
    if not key and provider.needs_key:
        raise UsageError(f"{provider.key} is not set, expected the key for {spec}: set it in the environment")
    if not (key.isascii() and key.isprintable()):
        raise UsageError(
            f"{provider.key} holds characters that no key has: set it again, without line breaks"
        )
    return {"api_key": key or "none"}
