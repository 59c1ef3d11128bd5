"""The sentences of a draft, and which of them state something that articles may report.

A sentence counts as a claim unless a rule is sure that it isn't: a claim taken for an opinion would not be
checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from assistant.claims.speakers import attributions
from assistant.draft.blocks import Block, Draft
from assistant.entities import parsed
from assistant.language.in_english import is_english
from assistant.own_words import OwnWords
from storage.text.language import language_of
from storage.text.scripts import count_words
from storage.text.sentences import QUESTION_END, sentence_breaks
from storage.text.terms import words

LONGEST = 1_500  # characters of a sentence
QUESTION = OwnWords("This is a question.", "question")
FRAGMENT = OwnWords("This isn't a whole sentence.", "fragment")
TOO_LONG = OwnWords(
    f"A sentence of more than {LONGEST:,} characters isn't checked: it is a list or a table.",
    "sentence_too_long",
    limit=LONGEST,
)
KINDS: Mapping[str, OwnWords] = MappingProxyType(
    {
        "heading": OwnWords("This is a heading.", "heading"),
        "table": OwnWords("This is a table.", "table"),
        "code": OwnWords("This is code.", "code"),
    }
)
WITHOUT_VERB = 8  # words from which a sentence counts as a claim though no verb was recognised in it

_FIRST_PERSON = re.compile(
    r"^\W*(?:(?:and|but|so|still|yes|no|well|frankly|honestly|personally),? )?(?:I|we)"
    r"(?:['’]d|['’]m| am| are)? (?:\w+ly |also |do |really |still )?"
    r"(?:think|believe|feel|hope|wish|fear|suspect|doubt|guess|suppose|prefer|love|hate|like|regret|welcome"
    r"|urge|recommend|wonder|would|should|must|ought|agree|disagree|sorry|glad|proud|convinced|sure|certain)\b"
    r"|\b(?:in my|in our|to my|to our) (?:view|opinion|mind|humble opinion)\b|\bif you ask me\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^\W*(?:(?:please|let us|let['’]s|shame on|dear|imagine|click|subscribe|sign up|follow us|share this"
    r"|see also|stay tuned|contact us|thank you|thanks)\b|read (?:more|on|also|our|the full)\b)",
    re.IGNORECASE,
)
_OUGHT = re.compile(
    r"\b(?:should|ought to|had better)\b|^\W*(?:it|they|he|she|this|that|we|you) must\b", re.IGNORECASE
)
_JUDGEMENT = re.compile(
    r"\b(?:is|are|was|were|seems?|looks?|feels?|sounds?|be|been)(?:n['’]t| not)?"
    r" (?:(?:simply|just|really|truly|so|very|quite|too|rather|utterly|absolutely|indeed|both|an?|the) )*"
    r"(?:good|bad|great|terrible|horrible|awful|wonderful|fantastic|amazing|beautiful|ugly|stupid|silly|absurd"
    r"|ridiculous|outrageous|shameful|shame|disgrace|disgraceful|disgusting|unacceptable|inexcusable|brilliant"
    r"|excellent|perfect|pathetic|sad|tragic|tragedy|scandal|scandalous|nonsense|wrong|right|unfair|fair|boring"
    r"|interesting|fascinating|inspiring|heartbreaking|lovely|nice|wise|unwise|foolish|overrated|underrated"
    r"|best|worst|joke|mistake|pity|delightful|dreadful|appalling|magnificent|superb)\b",
    re.IGNORECASE,
)
_EXCLAMATION = re.compile(r"^\W*(?:what an?|how) [^?]*!\W*$", re.IGNORECASE)
_SAID_BY_OTHERS = re.compile(r"[“”\"«»]")
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


class Statement(NamedTuple):
    """A sentence of a draft at `start` to `end`. `no_claim`: why it isn't checked, "" for a claim.
    `paragraph`: the number of its block."""

    text: str
    start: int
    end: int
    paragraph: int
    no_claim: str = ""
    is_english: bool = True


def statements(draft: Draft) -> Iterator[Statement]:
    """The sentences of a draft in order."""
    for number, block in enumerate(draft.blocks):
        language = language_of(words(draft.text[block.start : block.end]))
        for start, end in _sentences(draft.text, block):
            sentence = draft.text[start:end]
            english = is_english(sentence, language)
            reason = why_no_claim(sentence, block.kind) if english else _why_no_text(sentence, block.kind)
            yield Statement(sentence, start, end, number, reason, english)


def _sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The places of a block's sentences, without the space between them; line breaks end none."""
    shown = text[block.start : block.end]
    is_whole = block.kind in ("heading", "table", "code")
    places = [0, len(shown)] if is_whole else sorted({0, len(shown), *sentence_breaks(shown)})
    for start, end in pairwise(places):
        piece = shown[start:end]
        if any(map(str.isalnum, piece)):
            begin = block.start + start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(piece.strip())


def why_no_claim(sentence: str, kind: str = "paragraph") -> str:
    """Why an English sentence states nothing that articles may report, in a line for the reader; "" for a
    claim.

    >>> why_no_claim("Who won?"), why_no_claim("I think it is a shame."), why_no_claim("Ida Storm won.")
    ('This is a question.', 'This is an opinion.', '')
    """
    if reason := _why_no_text(sentence, kind):
        return reason
    if _REQUEST.search(sentence):
        return OwnWords("This asks the reader for something.", "request")
    if _is_opinion(sentence):
        return OwnWords("This is an opinion.", "opinion")
    if count_words(sentence) < WITHOUT_VERB and not _has_verb(sentence):
        return FRAGMENT
    return ""


def _why_no_text(sentence: str, kind: str) -> str:
    if kind in KINDS:
        return KINDS[kind]
    if len(sentence) > LONGEST:
        return TOO_LONG
    if QUESTION_END.search(sentence):
        return QUESTION
    return FRAGMENT if count_words(sentence) < 2 else ""


def _is_opinion(sentence: str) -> bool:
    """Whether a sentence judges, wishes or demands in its writer's own voice. Figures and quotations are
    facts, and so is what somebody else is said to think."""
    if _SAID_BY_OTHERS.search(sentence) or any(map(str.isdigit, sentence)):
        return False
    if _FIRST_PERSON.search(sentence) or _EXCLAMATION.search(sentence):
        return True
    is_judgement = _OUGHT.search(sentence) or _JUDGEMENT.search(sentence)
    return bool(is_judgement) and not attributions(sentence)


def _has_verb(sentence: str) -> bool:
    return any(token.tag in _FINITE for token in parsed(sentence)) or not parsed(sentence)
