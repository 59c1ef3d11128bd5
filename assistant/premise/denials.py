"""Events that a question takes for granted and a sentence denies: "When did Spirit merge with Frontier?",
where Spirit gave the merger up, or "Who did Ida beat in the final?", where Ida missed the tournament."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.claims.alignment import holds, meanings
from assistant.claims.bonds import deeds
from assistant.claims.naming import Name, Namesakes, names_of
from assistant.claims.polarity import SAYING_VERBS, flags
from assistant.claims.sentences import Word, words_of
from assistant.claims.synonyms import are_opposites, meaning
from assistant.entities import Token, parsed
from assistant.evidence import Evidence

HELD = 0.6  # of the words about the event, beside its verb, that a sentence which denies it has

# Verbs, some with a word that belongs to them, whose object doesn't take place.
_GIVEN_UP = frozenset(
    "abandon abandons abandoned cancel cancels canceled cancelled scrap scraps scrapped shelve shelved drop "
    "drops dropped terminate terminates terminated ditch ditched".split()
) | {"call off", "calls off", "called off", "pull plug", "pulls plug", "pulled plug"}
# Verbs of who wasn't there. Their object is the event.
_ABSENT = frozenset(
    "skip skips skipped skipping miss misses missed missing boycott boycotts boycotted snub snubbed".split()
) | {
    f"{verb} {particle}"
    for verbs, particle in (
        ("drop drops dropped pull pulls pulled bow bows bowed opt opts opted sit sits sat", "out"),
        ("withdraw withdraws withdrew withdrawn", "from"),
    )
    for verb in verbs.split()
}
_PLACED = ("in", "at", "during")  # before the event at which somebody did something
_COPULAS = frozenset("be is are was were been being am has have had do does did".split())
_PRONOUNS = ("he", "she", "they")
_UNKNOWN = ("anyone", "anything", "any")
_BESIDE = ("advcl", "ccomp")  # clauses that don't belong to the event


class Denial(NamedTuple):
    """A sentence that denies an event. `start`, `end`: the event's verb in the claim. `denied_start`,
    `denied_end`: in `evidence.text`, the word that is denied or that denies. `is_same_verb`: whether that is
    the same verb, or a noun of its root."""

    evidence: Evidence
    start: int
    end: int
    denied_start: int
    denied_end: int
    is_same_verb: bool


class _Event(NamedTuple):
    """The main verb of a claim, the last word of who acts ("" where that is unknown), the names of the
    clause, the meanings of its words beside the verb and the unknown part, and the nouns of the event at
    which it happened."""

    verb: Word
    agent: str
    names: tuple[Name, ...]
    stems: frozenset[str]
    nouns: tuple[str, ...]


def denial_of(claim: str, evidence: Sequence[Evidence]) -> Denial | None:
    """The sentence that denies the event of a claim, one with the verb itself first. None where another
    sentence reports the event."""
    event = _event(claim)
    if event is None:
        return None
    about = [one for one in evidence if _is_about(event, one.text)]
    if event.verb.text.lower() in SAYING_VERBS or any(_is_affirmed(event, one.text) for one in about):
        about = []
    denials = [(one, place) for one in about for place in _denied(event, one.text)]
    denials += [(one, place) for one in about for place in _given_up(event, one.text)]
    denials += [(one, place) for one in evidence for place in _absences(event, one.text, evidence)]
    return next((_denial(event, one, place) for one, place in denials), None)


def _denial(event: _Event, evidence: Evidence, place: tuple[int, int]) -> Denial:
    is_same_verb = any(_is_verb_of(event, word) for word in words_of(evidence.text) if word.start == place[0])
    return Denial(evidence, event.verb.start, event.verb.end, *place, is_same_verb)


def _event(claim: str) -> _Event | None:
    """None for a claim that itself denies its verb or only expects it, and for one that says what is."""
    tokens = parsed(claim)
    root = next((n for n, t in enumerate(tokens) if t.relation == "ROOT" and t.tag.startswith("VB")), None)
    if root is None or tokens[root].text.lower() in _COPULAS:
        return None
    words = {word.start: (word, flag) for word, flag in zip(words_of(claim), flags(claim), strict=True)}
    verb, flag = words.get(tokens[root].start, (None, None))
    if verb is None or flag is None or flag.denied or flag.mood != "fact":
        return None
    inside = {tokens[n].start for n in _below(root, tokens, _BESIDE)}
    subject = next((t.text for t in tokens if t.head == root and t.relation == "nsubj"), "")
    agent = "" if subject.lower() in _UNKNOWN else subject
    names = tuple(name for name in names_of(claim) if name.start in inside)
    stems = _known([word for start, (word, _) in words.items() if start in inside])
    nouns = (t.text for t in tokens if t.relation == "pobj" and tokens[t.head].text.lower() in _PLACED)
    return _Event(verb, agent, names, stems, tuple(nouns))


def _known(words: Sequence[Word]) -> frozenset[str]:
    """The meanings of content words, without the noun after "any"."""
    before = ("", *(word.text.lower() for word in words))
    return frozenset(
        meaning(word.stem)
        for word, last in zip(words, before, strict=False)
        if word.is_content and word.text.lower() not in _UNKNOWN and last not in _UNKNOWN
    )


def _below(head: int, tokens: Sequence[Token], without: Sequence[str] = ()) -> list[int]:
    """The tokens that belong to one, in order, without clauses of some relations."""
    inside = {head}
    while (
        more := {n for n, t in enumerate(tokens) if t.head in inside and t.relation not in without} - inside
    ):
        inside |= more
    return sorted(inside - {head})


def _is_about(event: _Event, sentence: str) -> bool:
    """Whether a sentence has all names of the event, and most of its other words."""
    held, stems = Namesakes([sentence]), meanings(sentence)
    if not event.stems or not all(held.holds(name) for name in event.names):
        return False
    return sum(holds(stems, stem) for stem in event.stems) >= HELD * len(event.stems)


def _is_affirmed(event: _Event, sentence: str) -> bool:
    """Whether a sentence has the verb as a fact."""
    verbs = {token.start for token in parsed(sentence) if token.tag in ("VBD", "VBN", "VBZ", "VBP")}
    return any(
        word.start in verbs and not flag.denied and flag.mood == "fact"
        for word, flag in zip(words_of(sentence), flags(sentence), strict=True)
        if _is_verb_of(event, word)
    )


def _is_verb_of(event: _Event, word: Word) -> bool:
    one, other = meaning(event.verb.stem), meaning(word.stem)
    return word.is_content and (holds(frozenset((one,)), other) or holds(frozenset((other,)), one))


def _denied(event: _Event, sentence: str) -> Iterator[tuple[int, int]]:
    """The places of the event's verb, denied, or of its opposite."""
    verbs = {token.start for token in parsed(sentence) if token.tag.startswith("VB")}
    for word, flag in zip(words_of(sentence), flags(sentence), strict=True):
        is_denied = flag.denied_surely and _is_verb_of(event, word)
        is_opposite = (
            not flag.denied
            and are_opposites(word.stem, event.verb.stem)
            and _is_by(event.agent, word.start, sentence)
        )
        if word.start in verbs and (is_denied or is_opposite):
            yield word.start, word.end


def _given_up(event: _Event, sentence: str) -> Iterator[tuple[int, int]]:
    """The places of the nouns for the event in what somebody gave up: "called off the merger"."""
    tokens = parsed(sentence)
    words = {word.start: word for word in words_of(sentence)}
    for number in _verbs(tokens, _GIVEN_UP):
        objects = (n for n, t in enumerate(tokens) if t.head == number and t.relation in ("dobj", "prep"))
        inside = (tokens[n].start for one in objects for n in (one, *_below(one, tokens)))
        for word in (words[start] for start in inside if start in words):
            if _is_verb_of(event, word):
                yield word.start, word.end


def _verbs(tokens: Sequence[Token], wanted: frozenset[str]) -> Iterator[int]:
    """The verbs that are wanted, alone or with a word that belongs to them: "pulled out"."""
    for number, token in enumerate(tokens):
        if token.tag.startswith("VB"):
            plain = token.text.lower()
            own = (t.text.lower() for n, t in enumerate(tokens) if t.head == number and n != number)
            if plain in wanted or any(f"{plain} {word}" in wanted for word in own):
                yield number


def _absences(event: _Event, sentence: str, evidence: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    """The places of the verbs that say that who acts wasn't at the event: "Ida missed the Open"."""
    if not event.nouns or not meanings(event.agent) & meanings(sentence):
        return
    tokens = parsed(sentence)
    for number in _verbs(tokens, _ABSENT):
        verb = tokens[number]
        missed = " ".join(tokens[n].text for n in _below(number, tokens, _BESIDE) if n > number)
        if _is_by(event.agent, verb.start, sentence) and _is_there(event, missed, evidence):
            yield verb.start, verb.start + len(verb.text)


def _is_by(agent: str, verb: int, sentence: str) -> bool:
    """Whether the verb at a place of a sentence is that of someone: named there, or by a pronoun after it."""
    stems = [meaning(word.stem) for word in words_of(sentence) if word.start == verb]
    parties = (deed.agents.text for deed in deeds(sentence) if deed.is_verb and deed.verb in stems)
    who = next(parties, "")
    return bool(meanings(agent) & meanings(sentence[:verb] if who.lower() in _PRONOUNS else who))


def _is_there(event: _Event, missed: str, evidence: Sequence[Evidence]) -> bool:
    """Whether what was missed is the event of the claim: it has the same noun, or a sentence joins both, as
    "the French Open final"."""
    held = meanings(missed)
    names = [missed[name.start : name.end] for name in names_of(missed)]
    return any(
        holds(held, stem) or any(f"{name} {noun}" in one.text for name in names for one in evidence)
        for noun in event.nouns
        for stem in meanings(noun)
    )
