"""The verdict on what a question of yes or no asks to confirm: the articles say so, say otherwise, or don't
say."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from assistant.checked import VERDICTS, CheckedStatement
from assistant.claims import RULES, Checker, DatedText, Verdict, features
from assistant.claims.alignment import holds, meanings
from assistant.claims.explanation import explanation
from assistant.claims.polarity import Flags, flags
from assistant.claims.records import Label
from assistant.claims.sentences import words_of
from assistant.claims.synonyms import meaning
from assistant.dated_text import dated_text
from assistant.evidence import Evidence
from assistant.language.english_falsehood import DISPUTED, FALSE
from assistant.language.english_requests import YES_NO
from assistant.language.question import Question
from assistant.language.statement import statement
from storage.records import Article

ARTICLES = 2  # the articles of the best evidence that are asked
SUPPORTED = 0.66  # the probability of support from which the articles say so
IN_ONE = 0.6  # the same where one sentence holds nearly all words of the claim
OPPOSED = 0.35  # the probability of support up to which they say otherwise
DENIED_AT = 0.5  # the same where they deny the very words of the claim
HELD = 0.7  # the share of the claim's words that its sentences hold when the articles say so
PARTLY_HELD = 0.55  # the same when they say otherwise, in part by other words
NEARLY_HELD = 0.9  # the same when they say otherwise by another name: other people did other things
ABOUT = 0.6  # the share of its words in one sentence, or in the headline, that is about the claim
SURE = 0.69  # the probability of support from which HELD is enough; MOSTLY_HELD below it
MOSTLY_HELD = 0.78
# "Norway lost 30 soldiers" in the words that reports use, too.
_LOST = re.compile(
    r"^(?P<who>[^,;]+?) (?:has |have |had )?lost (?P<number>[^,;]*\d[\d,]*) "
    r"(?P<people>soldiers|troops|servicemen|fighters|civilians|people|men)\b"
)
_KILLED = r"\g<who> said \g<number> of its \g<people> have been killed"
# "The claim: A hoax went round", as a fact check opens.
_CLAIM_CHECKED = re.compile(r"\W*(?:the )?claim\b\W", re.IGNORECASE)
# The rating of a fact check: "Our rating: False", "we rate the claim TRUE".
_FACT_CHECK = re.compile(r"\bfact[ -]check\w*\b", re.IGNORECASE)
_RATING = re.compile(
    r"\brat(?:ing|e|ed)\b[^.\n]{0,160}?\b(true|(?:partly )?false|missing context|altered|satire)\b",
    re.IGNORECASE,
)
# Words of a sentence that tells what a fact check rates; its other sentences may be true.
_RATED = re.compile(r"\b(?:claim\w*|posts?|posted|rumou?rs?|memes?)\b", re.IGNORECASE)
DENIED = "The article denies this, or reports it as false."
# Differences by which an article surely says otherwise; the others only leave it open.
OPPOSING = frozenset(("number", "date", "name", "negation", "antonym"))


class YesNo(NamedTuple):
    """A verdict, with the evidence in a new order: the sentence that decides comes first."""

    verdict: CheckedStatement
    evidence: list[Evidence]


def yes_or_no(question: Question, evidence: Sequence[Evidence], checker: Checker = RULES) -> YesNo | None:
    """The verdict on a question of yes or no; None for other questions, and for one that offers a choice."""
    if not evidence or not is_yes_or_no(question.text):
        return None
    asked = statement(question.text)
    claim = asked.text if asked else YES_NO.sub("", question.text).strip(" ?.!")
    articles = list({e.hit.article.id: e.hit.article for e in evidence}.values())[:ARTICLES]
    claims = dict.fromkeys((claim, _LOST.sub(_KILLED, claim)))
    verdicts = [_checked(each, article, checker) for each in claims for article in articles]
    decided = next((verdict for verdict in verdicts if verdict.label != "not said"), verdicts[0])
    return YesNo(decided, deciding_first(evidence, decided))


def is_yes_or_no(text: str) -> bool:
    """Whether a question asks for yes or no, and offers no choice.

    >>> is_yes_or_no("Did the council approve the plan?"), is_yes_or_no("Did Ida or Tom win?")
    (True, False)
    """
    return bool(YES_NO.search(text)) and " or " not in text


def deciding_first(evidence: Sequence[Evidence], decided: CheckedStatement) -> list[Evidence]:
    """The evidence with the sentence that decides the verdict first, if it is among it."""
    first = [e for e in evidence if _overlaps(e, decided)][:1]
    return [*first, *(e for e in evidence if e not in first)]


def _overlaps(evidence: Evidence, decided: CheckedStatement) -> bool:
    if evidence.hit.article.id != decided.article.id or decided.label == "not said":
        return False
    candidate = evidence.candidate
    return any(start < candidate.end and candidate.start < end for start, end in decided.support[:1])


def _checked(claim: str, article: Article, checker: Checker) -> CheckedStatement:
    passage = dated_text(article)
    verdict = checker.check(claim, [passage])
    label = _label(claim, verdict, passage)
    support = tuple((place.start, place.end) for place in verdict.support)
    return CheckedStatement(
        claim,
        label,
        verdict.probability,
        verdict.differences,
        _explanation(label, verdict),
        VERDICTS[label],
        article,
        support,
    )


def _explanation(label: Label, verdict: Verdict) -> str:
    """The checker's line, unless the verdict became another one."""
    if label == "contradicted" and not verdict.differences:
        return DENIED
    return explanation(label == "supported", verdict.differences)


def _label(claim: str, verdict: Verdict, passage: DatedText) -> Label:
    """What an article reports as false contradicts the claim, and what somebody denies doesn't support it."""
    held = features(claim, [passage]).overlap
    opposing = {d.kind for d in verdict.differences if d.contradicts} & OPPOSING
    is_opposed = bool(opposing)
    if held >= PARTLY_HELD and _is_otherwise(opposing, held, verdict.probability):
        return "contradicted"
    if held >= HELD and not is_opposed and _is_refuted(claim, verdict, passage):
        return "contradicted"
    is_held = held >= (HELD if verdict.probability >= SURE else MOSTLY_HELD)
    if verdict.label != "supported" or not is_held or verdict.probability < _least(claim, verdict, passage):
        return "not said"
    backing = [passage.text[place.start : place.end] for place in verdict.support]
    if any(_share(claim, text) >= ABOUT and _is_denied(claim, text) for text in backing):
        return "contradicted"
    return _label_by_truth(claim, verdict, passage)


def _least(claim: str, verdict: Verdict, passage: DatedText) -> float:
    """The probability from which the articles say so."""
    backing = (passage.text[place.start : place.end] for place in verdict.support)
    return IN_ONE if any(_share(claim, text) >= NEARLY_HELD for text in backing) else SUPPORTED


def _share(claim: str, text: str) -> float:
    """The share of the claim's words that a text holds."""
    wanted, held = meanings(claim), meanings(text)
    return sum(holds(held, stem) for stem in wanted) / len(wanted) if wanted else 0.0


def _is_otherwise(opposing: Set[str], held: float, probability: float) -> bool:
    """Whether differences of these kinds say the opposite, surely enough."""
    if not opposing or (opposing == {"name"} and held < NEARLY_HELD):
        return False
    is_denial = held >= HELD and opposing <= {"negation", "antonym"}
    return probability <= (DENIED_AT if is_denial else OPPOSED)


def _label_by_truth(claim: str, verdict: Verdict, passage: DatedText) -> Label:
    """The label of a supported claim, by what the article says of its truth. The headline of a fact check may
    state what is true."""
    title = _FACT_CHECK.sub("", passage.title)
    is_checked = title != passage.title
    texts = [title, *(passage.text[s.start : s.end] for s in verdict.support)]
    around = " ".join(text for text in texts if _share(claim, text) >= ABOUT)
    rating = _rating(passage.text) if is_checked else ""
    if rating == "true":
        return "supported"
    if rating.endswith(("false", "altered", "satire")):  # then the headline states what is true
        held = RULES.check(claim, [DatedText(title)]) if title.strip(": ") else None
        is_rated = bool(_RATED.search(around) or FALSE.search(around))
        return "not said" if not is_rated or (held and held.label == "supported") else "contradicted"
    if FALSE.search(around) and not FALSE.search(claim):
        return "contradicted"
    if is_checked or (DISPUTED.search(around) and not DISPUTED.search(claim)):
        return "not said"
    return "supported"


def _rating(text: str) -> str:
    """The last rating of a fact check, in lower case; "" where it has none."""
    ratings = _RATING.findall(text)
    return ratings[-1].lower() if ratings else ""


def _is_refuted(claim: str, verdict: Verdict, passage: DatedText) -> bool:
    """Whether the article checks this claim and its headline says that it is false."""
    opening = passage.text[verdict.support[0].start : verdict.support[0].end] if verdict.support else ""
    is_false = FALSE.search(passage.title) or any(flag.denied for flag in flags(passage.title))
    is_other = _rating(passage.text) == "true" or FALSE.search(claim)
    return bool(_CLAIM_CHECKED.match(opening) and is_false and not is_other)


def _is_denied(claim: str, sentence: str) -> bool:
    """Whether a sentence surely denies a word that the claim affirms, or the other way round."""
    ours, theirs = _flags(claim), _flags(sentence)
    return any(
        (ours[stem].denied_surely and not theirs[stem].denied)
        or (theirs[stem].denied_surely and not ours[stem].denied)
        for stem in ours.keys() & theirs.keys()
    )


def _flags(text: str) -> dict[str, Flags]:
    """What governs each content word of a text, by its meaning."""
    words = zip(words_of(text), flags(text), strict=True)
    return {meaning(word.stem): flag for word, flag in words if word.is_content}
