"""Classes of packages that are installed only for language models."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from storage.errors import ModelError


def load_class(module: str, name: str, extra: str) -> Any:
    """A class of an optional package. Raises ModelError with the command that installs it."""
    try:
        return getattr(import_module(module), name)
    except ImportError as error:
        raise ModelError(
            f"{module} can't be imported ({error}): run pip install 'dateline[{extra}]'"
        ) from error


def without_key_in_repr(cls: Any) -> Any:
    """A subclass of an LLM class whose repr leaves out the key, which the class's own shows."""

    def shown(llm: Any) -> list[tuple[str, Any]]:
        return [pair for pair in cls.__repr_args__(llm) if pair[0] != "api_key"]

    return type(cls.__name__, (cls,), {"__repr_args__": shown, "__module__": cls.__module__})
