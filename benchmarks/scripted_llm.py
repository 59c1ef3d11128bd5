"""A language model of llama-index whose answers are written by a function, for tests and benchmarks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata

PASSAGE = re.compile(r"<passage (\w+) \[(\w+)\] ([^>]*)>\n(.*?)\n</passage \1>", re.DOTALL)

Script = Callable[[str], str]


class ScriptedLLM(CustomLLM):  # type: ignore[misc]
    """Answers each prompt by a function, a few characters at a time. `prompts`: all that it was asked."""

    script: Any
    prompts: list[str]
    context: int = 4_000

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=self.context, num_output=200, model_name="scripted")

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        raise AssertionError("answers are always streamed")

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:
        self.prompts.append(prompt)
        text = self.script(prompt)

        def pieces() -> CompletionResponseGen:
            for end in range(3, len(text) + 3, 3):
                yield CompletionResponse(text=text[:end], delta=text[end - 3 : end])

        return pieces()


def ids_of(prompt: str) -> dict[str, str]:
    """The text of each passage of a prompt -> its id."""
    return {text: name for _, name, _, text in PASSAGE.findall(prompt)}


def citing(sentence: str, words: str) -> Script:
    """Writes a sentence with the id of the passage that has these words."""

    def script(prompt: str) -> str:
        return sentence.replace("ID", next(name for text, name in ids_of(prompt).items() if words in text))

    return script
