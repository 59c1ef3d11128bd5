"""Questions drawn from an article: a sentence of it answers each. Whether they are answered is not tried
here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.entities import Token, entities, parsed
from storage.records import Article
from storage.text.sentences import sentence_breaks

LOOKED_AT = 30  # sentences of an article
FEWEST, MOST = 4, 13  # words of a question's predicate
SUBJECTS = ("nsubj", "nsubjpass")
FINITE = re.compile(r"VBD|VBZ|VBP|MD")

OPENING = 1_900  # characters of an article that are searched for names
MOST_NAMES = 4
ASKED_ABOUT = ("EVENT", "FAC", "GPE", "LOC", "ORG", "PERSON")
NAMES = ("EVENT", "FAC", "GPE", "LAW", "LOC", "NORP", "ORG", "PERSON", "PRODUCT", "WORK_OF_ART")

_SAID_WHERE = re.compile(r"^(?:said|told|added|wrote|spoke)\s+(?:on|in|at|to|during|after|before|as)\b")
_CLAUSE_END = re.compile(r"[,;:—–(]| - |[.!?]?$")
# A predicate that was cut before its end
_UNFINISHED = re.compile(r"(?:['’]s?|\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))$", re.IGNORECASE)
# Words that mean nothing without the sentences before, and quotation marks
_DEPENDENT = re.compile(
    r"\b(?:he|she|it|they|we|i|you|his|her|hers|its|their|theirs|our|my|him|them|us|this|that|these|those|here"
    r"|there|then|who|which|also|too|such|so|another|other|others)\b|[“”\"]",
    re.IGNORECASE,
)


def questions(article: Article, *, named: bool = False) -> Iterator[str]:
    """Questions that sentences of an article answer, in the order of the text. `named`: only those that name
    something, so that they can be understood without the article."""
    text, seen = article.text, set[str]()
    ends = [*sentence_breaks(text), len(text)]
    for start, end in list(zip([0, *ends], ends, strict=False))[:LOOKED_AT]:
        for line in text[start:end].split("\n"):
            question = question_of(line.strip(), named=named)
            if question and question not in seen:
                seen.add(question)
                yield question


def about(article: Article) -> Iterator[str]:
    """Questions on what an article names most often, whatever its sentences are like.

    >>> list(about(Article("a", "Ida Storm left Oslo. In Oslo it rained, and Ida Storm was in Oslo.")))[:1]
    ['What do the articles say about Oslo?']
    """
    text = article.text[:OPENING]
    counted = Counter(text[each.start : each.end] for each in entities(text) if each.label in ASKED_ABOUT)
    for name, _ in counted.most_common(MOST_NAMES):
        yield f"What do the articles say about {name}?"


def question_of(sentence: str, *, named: bool = False) -> str:
    """The question that asks for the subject of a sentence; "" when it gives none. `named`: as for
    `questions`.

    >>> question_of("At least 42 boats were damaged in Oslo by the storm, the mayor said.")
    'How many boats were damaged in Oslo by the storm?'
    >>> question_of("Ida Storm opened the harbour of Oslo on Monday.")
    'Who opened the harbour of Oslo on Monday?'
    >>> question_of("Ida Storm spoke for an hour in Oslo at Ruth Vance's - or so it was said.")
    ''
    """
    tokens = parsed(sentence)
    for verb in _main_verbs(tokens):
        subject = next(
            (p for p, t in enumerate(tokens[:verb]) if t.head == verb and t.relation in SUBJECTS), None
        )
        first = _first_verb(tokens, verb)
        if subject is None or first is None or _subtree_start(tokens, subject) or not subject < first:
            continue
        predicate = _CLAUSE_END.split(sentence[tokens[first].start :], maxsplit=1)[0].strip()
        if _UNFINISHED.search(predicate):
            continue
        if FEWEST <= len(predicate.split()) <= MOST and not _DEPENDENT.search(predicate):
            asked = _asked(sentence, tokens, subject, first)
            question = f"{asked} {predicate}?"
            fits = bool(asked) and (not named or _names(sentence, question))
            return question if fits and not _SAID_WHERE.search(predicate) else ""
    return ""


def _names(sentence: str, question: str) -> bool:
    """Whether the question names something that tells which event it is about."""
    named = (sentence[entity.start : entity.end] for entity in entities(sentence) if entity.label in NAMES)
    return any(name in question for name in named)


def _main_verbs(tokens: Sequence[Token]) -> Iterator[int]:
    """The verb of the sentence, and before it what somebody says: "Boats sank, the mayor said"."""
    for place, token in enumerate(tokens):
        if token.relation == "ROOT" or (
            token.relation == "ccomp" and tokens[token.head].relation == "ROOT" and place < token.head
        ):
            yield place


def _asked(sentence: str, tokens: Sequence[Token], subject: int, verb: int) -> str:
    """ "How many boats" or "Who" in place of the subject; "" for another subject."""
    counted = sentence[: tokens[verb].start].strip()
    number = next((p for p, t in enumerate(tokens) if t.head == subject and t.relation == "nummod"), None)
    if number is not None and tokens[subject].tag == "NNS":
        noun = sentence[tokens[number + 1].start : tokens[verb].start].strip()
        return "" if "," in noun or _DEPENDENT.search(noun) else f"How many {noun}"
    named = any(entity.label == "PERSON" and entity.end <= len(counted) for entity in entities(sentence))
    return "Who" if named and tokens[subject].tag == "NNP" and "," not in counted else ""


def _first_verb(tokens: Sequence[Token], root: int) -> int | None:
    """The finite verb of the main clause: an auxiliary of the root, or the root itself."""
    helpers = (
        place
        for place, token in enumerate(tokens[:root])
        if token.head == root and token.relation in ("aux", "auxpass")
    )
    first = next(helpers, root)
    return first if FINITE.match(tokens[first].tag) else None


def _subtree_start(tokens: Sequence[Token], head: int) -> int:
    """The first token of the words that depend on a token."""
    start = head
    for place in range(head - 1, -1, -1):
        above = place
        while above != head and tokens[above].head != above:
            above = tokens[above].head
        if above == head:
            start = place
    return start
