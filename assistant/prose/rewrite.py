"""A follow-up, or a question that asks several things -> questions that stand alone, by a language model.

What the model writes is only searched for, and only when it holds no name and no number of its own. Without a
usable answer in time, the rules of `assistant.language` do it, as they do without a model.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from contextlib import closing

from llama_index.core.llms import LLM

from assistant.answer import Turn
from assistant.claims.numbers import quantities
from assistant.language.english import NAME
from assistant.language.question import Question
from assistant.prose import chat
from assistant.prose.fence import harmless
from assistant.prose.guarded import Limits, stream
from storage.errors import ModelError
from storage.text.terms import content_terms, words

MOST = 3  # questions that one is split into
TURNS = 3  # earlier turns that the model reads
LONGEST = 300  # characters of a question, and of an answer that the model reads
LIMITS = Limits(first=10.0, between=5.0, total=15.0, characters=3 * LONGEST, retry_after=0.0)
# The least share of the question's own words, by stem, that the questions together keep.
KEPT = 0.6

_LIST_MARK = re.compile(r"^\s*(?:[-*•]+|\d[.)]|Q(?:uestion)?\s*\d*:)\s*", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\?.+\?|;|\band (?:how|who|whom|whose|what|when|where|why|which|did|does|do|is|are|was|were|will|has)\b",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(NAME)


def needs_rewriting(question: Question) -> bool:
    """Whether a question leans on earlier turns, or may ask several things."""
    return (
        question.search_text != question.text or bool(question.parts) or bool(_SEVERAL.search(question.text))
    )


def stand_alone(
    llm: LLM, question: str, history: Sequence[Turn], stop: threading.Event | None = None
) -> tuple[str, ...]:
    """One to three questions that together ask what this one asks after these turns; empty when the model
    gives none that can be used."""
    turns = [(asked, harmless(answer.text)[:LONGEST]) for asked, answer in history[-TURNS:]]
    try:
        with closing(stream(llm, chat.rewriting(question, turns), LIMITS, stop)) as pieces:
            written = "".join(pieces)
    except ModelError:
        return ()
    lines = [" ".join(_LIST_MARK.sub("", line).split()) for line in written.splitlines() if line.strip()]
    sources = " ".join([question, *(f"{asked} {answer.text}" for asked, answer in history)])
    is_usable = 0 < len(lines) <= MOST and all(_may_ask(line, sources) for line in lines)
    return tuple(dict.fromkeys(lines)) if is_usable and _keeps(question, lines) else ()


def _may_ask(line: str, sources: str) -> bool:
    """Whether a line is a question with the names and numbers of the conversation only."""
    if not line.endswith("?") or len(line) > LONGEST or "?" in line[:-1]:
        return False
    held = set(words(sources))
    names = words(" ".join(_NAME.findall(line)[1:] if _NAME.match(line) else _NAME.findall(line)))
    numbers = [word for q in quantities(line) for word in words(line[q.start : q.end])]
    return held.issuperset(names) and held.issuperset(numbers)


def _keeps(question: str, lines: Sequence[str]) -> bool:
    """Whether the questions still ask for what the question asks for."""
    own, kept = content_terms(question), set(content_terms(" ".join(lines)))
    return not own or sum(term in kept for term in own) >= KEPT * len(own)
