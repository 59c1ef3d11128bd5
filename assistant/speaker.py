"""Who said what a quotation says, where the sentence or its passage leaves no doubt: "Armenia said"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.answer import Answer, Citation, Sentence
from assistant.claims.polarity import SAYING_VERBS
from assistant.entities import entities
from assistant.figures.grammar import Tree, tree_of

# Verbs whose subject speaks: who believes something, and what confirms it, may have said nothing.
_SAYING = SAYING_VERBS - {
    "believe",
    "believes",
    "believed",
    "declared",
    "confirmed",
    "estimated",
    "estimates",
}
# Relations of words that add to a name without being part of it: "Ida Storm, who ...", "the mayor and ..."
_ADDED = frozenset({"relcl", "acl", "appos", "punct", "advcl", "parataxis", "advmod"})
_NO_SPEAKERS = re.compile(
    r"\b(?:cases|deaths|toll|virus|storm|fire|number|total|attack|victims|one|some|many|others?|sign|letter"
    r"|everything|anything|takeaway|percent|third|half|quarter|majority|results)\b|^\W|\d|,",
    re.IGNORECASE,
)
_HE_OR_SHE = ("he", "she")
_MAY_ATTRIBUTE = re.compile(rf"\b(?:{'|'.join(sorted(_SAYING))}|according)\b", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:\(|[—–]|--? )")
LONGEST = 60  # characters of a name


def speaker_in(answer: Answer, sentence: Sentence) -> str:
    """Who said what a quoted sentence of an answer says, or gave its figure; "" where that isn't sure, and
    where the explanation before the sentence tells it."""
    if sentence.kind != "quoted" or sentence.explanation:
        return ""
    number = sentence.citations[0]
    given = (figure.given_by for figure in answer.figures if figure.citation == number)
    states = (name for name in given if name[:1].isupper())  # of others, the article is left out
    return speaker_of(answer.citations[number - 1]) or next(states, "")


def speaker_of(citation: Citation) -> str:
    """The words of the article that name who said what the quotation says: a person, a state, "the ministry".
    "" where the sentence and the passage before it leave any doubt.
    """
    before = [span for span in citation.passage.sentences if span[1] <= citation.start]
    return said_by(citation.quote, [citation.article.text[start:end] for start, end in before])


def said_by(sentence: str, before: Sequence[str] = ()) -> str:
    """The speaker of a sentence. `before`: the earlier sentences of the passage.

    >>> said_by("At least 42 boats were damaged, the mayor said on Monday.")
    'the mayor'
    >>> said_by("According to Armenia, 45 people died."), said_by("Armenia lost 45 people.")
    ('Armenia', '')
    >>> said_by("The pier, she said, is safe.", ["The storm is over, Mayor Ruth Vance said."])
    'Mayor Ruth Vance'
    """
    name = _named(sentence)
    if name not in _HE_OR_SHE:
        return name
    if not before or _people(sentence):
        return ""
    previous, people = _named(before[-1].strip()), _people(before[-1])
    return previous if len(people) == 1 and people[0] in previous else ""


@lru_cache(maxsize=1_024)
def _named(sentence: str) -> str:
    """The speaker that a sentence names, or the pronoun for one."""
    if not _MAY_ATTRIBUTE.search(sentence):
        return ""
    tree = tree_of(sentence)
    sources = {_source(tree, cue) for cue in _cues(tree)}
    source = sources.pop() if len(sources) == 1 else None
    if source is None:
        return ""
    pronoun = tree.tokens[source].text.lower()
    return pronoun if pronoun in _HE_OR_SHE else _name(sentence, tree, source)


def _people(text: str) -> list[str]:
    return [text[entity.start : entity.end] for entity in entities(text) if entity.label == "PERSON"]


def _cues(tree: Tree) -> list[int]:
    """The words that attribute the main clause, or a clause joined to it."""
    root = next((n for n, token in enumerate(tree.tokens) if token.relation == "ROOT"), None)
    if root is None:
        return []
    main = [root, *(n for n in tree.children[root] if tree.tokens[n].relation in ("conj", "parataxis"))]
    verbs = [
        n
        for n in main
        if tree.tokens[n].text.lower() in _SAYING
        and (tree.child(n, "ccomp") is not None or tree.tokens[n].relation == "parataxis")
    ]
    according = [
        n for n in tree.children[root] if tree.tokens[n].text.lower() == "according" and tree.child(n, "prep")
    ]
    return [*verbs, *according] if all(_is_said(tree, verb) for verb in verbs) else []


def _is_said(tree: Tree, verb: int) -> bool:
    """Whether somebody said it: not "hasn't said" or "may say"."""
    return not any(
        tree.tokens[n].relation == "neg" or tree.tokens[n].tag == "MD" for n in tree.children[verb]
    )


def _source(tree: Tree, cue: int) -> int | None:
    if tree.tokens[cue].text.lower() == "according":
        to = tree.child(cue, "prep")
        return tree.child(to, "pobj") if to is not None else None
    return tree.child(cue, "nsubj")


def _name(sentence: str, tree: Tree, source: int) -> str:
    """The words of a speaker; "" for one who isn't sure to be able to speak."""
    words = sorted(tree.below(source, _ADDED))
    beside = tree.child(source, "appos")
    if beside is not None and tree.tokens[beside].tag == "NNP" and min(tree.below(beside)) == words[-1] + 1:
        words += tree.below(beside, _ADDED)  # "the mayor Ida Storm"
    start, end = tree.span(words)
    name = sentence[start:end]
    if _DASH.match(sentence, end):  # the place of a dateline
        return ""
    if not re.match(r"NN", tree.tokens[source].tag) or _NO_SPEAKERS.search(name) or len(name) > LONGEST:
        return ""
    return re.sub(r"^(?:The|A|An)\b", lambda match: match[0].lower(), name)
