"""A question with its passages -> an answer in a language model's words, sentence by sentence."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.claims import Checker
from assistant.own_words import OwnWords
from assistant.prose import chat, prompts
from assistant.prose.citable import tokenizer_of
from assistant.prose.citations import read_citations
from assistant.prose.draft_answer import Complete, DraftAnswer
from assistant.prose.failures import own_words
from assistant.prose.fence import FencedPassage, counter, fenced, room
from assistant.prose.gate import CheckedText, Gate, without_lead_in
from assistant.prose.guarded import LIMITS, Limits, context_window, stream
from assistant.prose.sentences import sentences_in
from storage.errors import ModelError
from storage.records import Hit
from storage.text.wording import count

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

UNCITED = OwnWords("The language model cited none of the passages, so these are quotations.", "uncited")
UNSAID = OwnWords(
    "The language model wrote nothing that the articles say, so these are quotations.", "unsaid"
)
NO_ROOM = OwnWords(
    "The language model's context is too small for a passage, so these are quotations.", "no_room"
)


def write(
    llm: LLM,
    quoted: Answer,
    hits: Sequence[Hit],
    checker: Checker,
    complete: Complete,
    limits: Limits | None = None,
    stop: threading.Event | None = None,
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows, each with one more checked sentence, and return the finished one.

    `quoted`: the answer in quotations; not one that abstains. `hits`: the passages to write from, best first.
    `complete`: adds its copies to a citation. `limits`: of the model's time and text. `stop`: once set, the
    model is stopped, and the answer is finished with what is there.
    """
    try:
        passages = _passages(llm, quoted, hits)
    except ModelError as error:  # the server doesn't tell the size of its context
        return replace(quoted, notices=(*quoted.notices, own_words(error)))
    if not passages:
        return replace(quoted, notices=(*quoted.notices, NO_ROOM))
    gate = Gate(passages, checker)
    writer = _Writer(quoted, gate, passages, complete)
    if not writer.draft.is_empty:
        yield writer.draft.answer()
    failure = None
    messages = chat.writing(llm, quoted.question, quoted.about_question, passages)
    try:
        with _reading_ahead(gate), closing(stream(llm, messages, limits or LIMITS, stop)) as pieces:
            for sentence in sentences_in(pieces):
                if writer.take(sentence):
                    yield writer.draft.answer()
                if writer.draft.is_full or (stop and stop.is_set()):
                    break
    except ModelError as error:
        failure = own_words(error)
    return writer.finished(failure)


@contextmanager
def _reading_ahead(gate: Gate) -> Iterator[None]:
    """Read the passages in another thread, while the model reads its prompt."""
    done = threading.Event()
    thread = threading.Thread(target=gate.read_passages, args=(done,))
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class _Writer:
    """Takes the model's sentences one after the other. Until the model has cited a passage that exists, what
    it wrote waits: it may not have understood the task at all."""

    def __init__(
        self, quoted: Answer, gate: Gate, passages: Sequence[FencedPassage], complete: Complete
    ) -> None:
        self.draft = DraftAnswer(quoted, complete)
        self._quoted = quoted
        self._gate = gate
        self._given = frozenset(passage.id for passage in passages)
        self._waiting: list[CheckedText] | None = []
        self._left_out = 0

    def take(self, sentence: str) -> bool:
        """Check a sentence, and add it to the draft if it passes. Returns whether the draft has grown."""
        cited = read_citations(sentence, self._given)
        if not any(map(str.isalnum, cited.text)) or cited.text.strip(".") == prompts.NOTHING:
            return False
        checked = self._gate.check(without_lead_in(cited.text), cited.ids)
        if checked is None:
            self._left_out += 1
            return False
        if self._waiting is not None:
            self._waiting.append(checked)
            if not cited.ids:
                return False
            waiting, self._waiting = self._waiting, None
            return sum(map(self.draft.add, waiting)) > 0
        return self.draft.add(checked)

    def finished(self, failure: OwnWords | None) -> Answer:
        """The whole answer. `failure`: why the model stopped early, None if it didn't."""
        if not self.draft.has_prose:
            backed = [each for each in self._waiting or () if each.kind != "transition"]
            missing = failure or (UNCITED if backed else UNSAID)
            return replace(self._quoted, notices=(*self._quoted.notices, missing))
        notices = [failure] if failure else []
        if self._left_out:
            verb = "was" if self._left_out == 1 else "were"
            english = (
                f"{count(self._left_out, 'sentence')} of the language model {verb} left out: the articles "
                "don't say so."
            )
            notices.append(OwnWords(english, "left_out", n=self._left_out))
        if failure:
            self.draft.add_quotations()
        else:
            self.draft.complete_with_quotations()
        return self.draft.answer(*notices)


def _passages(llm: LLM, quoted: Answer, hits: Sequence[Hit]) -> tuple[FencedPassage, ...]:
    """The passages that the model reads."""
    tokens = counter(tokenizer_of(llm))
    texts = (prompts.WRITE, prompts.ASK, quoted.question, quoted.about_question)
    left = room(context_window(llm), tokens, texts)
    return fenced(_cited_first(quoted, hits), left, tokens)


def _cited_first(quoted: Answer, hits: Sequence[Hit]) -> list[Hit]:
    """The passages that the quoted answer cites, then the others."""
    cited = {citation.passage.id for citation in quoted.citations}
    return sorted(hits, key=lambda hit: hit.passage.id not in cited)
