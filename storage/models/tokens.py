"""Counts tokens with a model's own tokenizer, in any process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TokenizerCounter:
    """Counts tokens with a tokenizer (of the library tokenizers) that neither truncates nor pads."""

    tokenizer: Any
    max_tokens: int

    @classmethod
    def of(cls, tokenizer: Any, max_tokens: int) -> TokenizerCounter:
        """Create a counter from a copy of a model's tokenizer without truncation and padding."""
        return cls(untruncated(tokenizer), max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(e.ids) for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def untruncated(tokenizer: Any) -> Any:
    """A copy of a tokenizer that neither truncates nor pads."""
    copy = type(tokenizer).from_str(tokenizer.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy
