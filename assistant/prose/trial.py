"""Tries out a language model on two made-up passages."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.prose import chat
from assistant.prose.citable import tokenizer_of
from assistant.prose.citations import read_citations
from assistant.prose.fence import counter, fenced
from assistant.prose.guarded import LIMITS, Limits, context_window, stream
from assistant.prose.sentences import sentences_in
from storage.records import Article, Hit, Passage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

QUESTION = "How many boats were damaged, and who closed the harbour?"
REPORTS = (
    "Mayor Ruth Vance said on Monday that 42 boats were damaged by the storm in Port Elm.",
    "The coast guard closed the harbour of Port Elm on Sunday evening.",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a model did. `first`: seconds until its first text. `speed`: characters a second after that.
    `context`: tokens that are used of its context. `cited`: its sentences with a right id, of `sentences`."""

    first: float
    speed: float
    context: int
    cited: int
    sentences: int

    @property
    def is_usable(self) -> bool:
        return self.cited > 0

    def __str__(self) -> str:
        follows = "follows" if self.cited == self.sentences else "follows only in part"
        form = f"{follows if self.cited else 'does not follow'} the citation format"
        counted = f"{self.cited} of {self.sentences} sentences"
        return (
            f"answers, first text after {self.first:.1f} s, then {self.speed:.0f} characters a second, "
            f"context {self.context:,} tokens, {form} ({counted})"
        )


def try_out(llm: LLM, limits: Limits = LIMITS) -> Trial:
    """Ask a model a question on two made-up passages. Raises LanguageModelError when it doesn't answer."""
    context = context_window(llm)
    passages = fenced([_hit(report) for report in REPORTS], context, counter(tokenizer_of(llm)))
    begun = time.monotonic()
    text, first = "", 0.0
    for piece in stream(llm, chat.writing(llm, QUESTION, "", passages), limits):
        first = first or time.monotonic() - begun
        text += piece
    seconds = max(time.monotonic() - begun - first, 0.001)
    ids = [passage.id for passage in passages]
    read = [read_citations(sentence, ids) for sentence in sentences_in([text])]
    cited = sum(bool(sentence.ids) for sentence in read)
    return Trial(first, len(text) / seconds, context, cited, len(read))


def _hit(report: str) -> Hit:
    """A passage that holds one made-up report."""
    article = Article(identity=report, text=report, outlet="Sample Herald", published="2020-11-01")
    passage = Passage(article.id, 0, 0, len(report), ((0, len(report)),))
    return Hit(article, passage, 1.0)
