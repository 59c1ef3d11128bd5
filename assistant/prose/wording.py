"""The other words of a sentence: whether the sentences behind it say, deny, hedge, limit and attribute the
same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.claims import Difference
from assistant.claims.alignment import Alignment, holds, meanings
from assistant.claims.compare_parts import inside, missing
from assistant.claims.polarity import flags
from assistant.claims.roles import clauses
from assistant.claims.sentences import PassageSentence, Word, words_of
from assistant.claims.speakers import attributions
from assistant.entities import parsed
from assistant.language.reference import refers_back
from assistant.prose.positions import stand_alike
from assistant.prose.synonyms import meaning
from storage.text.terms import words

Support = Sequence[PassageSentence]
Spans = Sequence[tuple[int, int]]

# Words that say nothing by themselves, or what the day and the kind of report say.
_EMPTY = frozenset(
    "article articles report reports reported reporting say says said people person year years day days time "
    "news according also still now then however meanwhile including include includes included number total "
    "part one two among amid".split()
)
# Words that tell who speaks without a judgement, and those that `polarity_gaps` compares.
_NEUTRAL = frozenset(
    "according said says told tells added adds stated states announced announces noted notes explained "
    "explains will would shall may might could if whether likely possible possibly perhaps maybe probably "
    "reportedly allegedly only".split()
)
# Words that limit or order what is said. The sentence may have no other ones than those behind it, and it may
# not leave one out right before a word that it keeps.
_LIMITS = frozenset(
    "only all every each most almost nearly about around former ex acting would-be alleged suspected accused "
    "attempted proposed planned possible potential so-called fake false mock unconfirmed first last next "
    "previous before after until since because despite without unless if whether although though always "
    "never often rarely sometimes more less fewer over under both neither either half twice partly mainly "
    "largely barely hardly except instead".split()
)
# Words that limit alike, the first of a row stands for the others.
ALIKE = {
    word: row.split()[0]
    for row in ("almost nearly", "about around approximately roughly", "although though", "former ex")
    for word in row.split()
}
_CAUSES = frozenset("because since therefore thus hence so thanks due".split())
_JOINTS = frozenset("before after until because despite without unless if whether although".split())
_ABSOLUTE = frozenset("only all every most never always none nobody first last former".split())
_ADDED = _JOINTS | _CAUSES | _ABSOLUTE  # the sentence has none that its source lacks
DENIAL = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.I)
_SPEAKS = re.compile(
    r"\b(?:according|quoted|cit(?:es|ed|ing)|calls?|called|denie[sd]|den(?:y|ying)|accus\w+|tweet\w*|post\w*|asked"
    r"|urged|thinks?|sees?)\b",
    re.IGNORECASE,
)
_MIND = re.compile(r"\b(?:believe|suspect|expect|hope|fear|doubt|plan|intend|want)(?:s|ed)?\b")
_PRESENT, _PAST = frozenset(("is", "are")), frozenset(("was", "were"))
_PREPOSITIONS = frozenset("on in at after during since before by from for with last earlier under".split())


def coverage_gaps(alignment: Alignment, support: Support, taken: Spans) -> Iterator[Difference]:
    """The content words that the sentences, their headlines and outlets don't have, by meaning. `taken`: the
    spans of names, numbers, days and quoted words, which are compared by themselves."""
    held = _held(alignment, support)
    limits = {limit(word.text) for sentence in support for word in sentence.words}
    for word in words_of(alignment.claim):
        is_plain = word.is_content and not inside(word.start, word.end, taken)
        if not is_plain or word.text.lower() in _EMPTY | _NEUTRAL or limit(word.text) in limits:
            continue
        if not holds(held, meaning(word.stem)):
            yield missing("detail", alignment.claim, word.start, word.end)


def _held(alignment: Alignment, support: Support) -> frozenset[str]:
    used = [alignment.passages[number] for number in dict.fromkeys(s.passage for s in support)]
    texts = [text for passage in used for text in (passage.title, passage.outlet)]
    if any(refers_back(s.text) for s in support):
        texts += [
            other.text
            for s in support
            for other in alignment.everywhere
            if other.passage == s.passage and other.place == s.place - 1
        ]
    return _meanings([*texts, *(s.text for s in support)])


def _meanings(texts: Iterable[str]) -> frozenset[str]:
    """The meanings of the content words of texts. The checker's own are kept: words of one root."""
    plain = frozenset(stem for text in texts for stem in meanings(text))
    return plain | frozenset(map(meaning, plain))


def polarity_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The shared words that are denied, planned, possible or alleged on one side only."""
    ours = flags(alignment.claim)
    theirs: dict[str, list[tuple[bool, bool, str, bool]]] = {}
    for sentence in support:
        for word, flag in zip(sentence.words, flags(sentence.text), strict=True):
            if word.is_content:
                entry = (flag.denied, flag.denied_surely, flag.mood, flag.mood_surely)
                theirs.setdefault(meaning(word.stem), []).append(entry)
    for word, flag in zip(alignment.words, ours, strict=True):
        others = theirs.get(meaning(word.stem), []) if word.is_content else []
        if not others:
            continue
        if all(o[0] != flag.denied and (o[1] or flag.denied_surely) for o in others):
            yield missing("negation", alignment.claim, word.start, word.end)
        if all(o[2] != flag.mood and (o[3] or flag.mood_surely) for o in others):
            yield missing("hedge", alignment.claim, word.start, word.end)
    denials = list(DENIAL.finditer(alignment.claim))
    if len(denials) > sum(len(DENIAL.findall(s.text)) for s in support):
        yield missing("negation", alignment.claim, *denials[-1].span())


def limit_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The words that limit, order or join statements and aren't in the sentences, and those that the
    sentences have right before a word that the claim keeps."""
    held = {limit(word.text) for s in support for word in s.words}
    own = {limit(word.text) for word in alignment.words}
    for word in alignment.words:
        plain = limit(word.text)
        if plain in _ADDED and plain not in held:
            yield missing("detail", alignment.claim, word.start, word.end)
    kept = {meaning(word.stem): word for word in alignment.words if word.is_content}
    for sentence in support[:1]:
        for limiting, after in _limited(sentence.words):
            limited = kept.get(meaning(after.stem))
            if limited and limiting not in own:
                yield missing("hedge", alignment.claim, limited.start, limited.end)


def _limited(sentence: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """Each limiting word with the content word right after it."""
    for number, word in enumerate(sentence):
        if word.text.lower() in _LIMITS - _JOINTS:
            following = [w for w in sentence[number + 1 : number + 3] if w.is_content]
            if following:
                yield limit(word.text), following[0]


def limit(word: str) -> str:
    """A word, or the one that limits alike and stands for it."""
    plain = word.lower()
    return ALIKE.get(plain, plain)


def speaker_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """The first words of a sentence that states by itself what its source attributes to a speaker."""
    if not support or attributions(alignment.claim) or _SPEAKS.search(alignment.claim):
        return
    if _tells_own_mind(alignment.claim, support[0]):
        return
    if any(attributions(s.text) for s in support[:1]) and _is_said(alignment, support[0]):
        first = alignment.words[0] if alignment.words else None
        if first:
            yield missing("speaker", alignment.claim, first.start, first.end)


def _tells_own_mind(claim: str, sentence: PassageSentence) -> bool:
    """Whether a claim tells what the speaker of a sentence believes, as he said himself."""
    mind = _MIND.search(claim)
    speakers = [sentence.text[a.start : a.end] for a in attributions(sentence.text)]
    holder = meanings(claim[: mind.start()]) if mind else frozenset[str]()
    return bool(holder) and any(holder <= meanings(speaker) for speaker in speakers)


def _is_said(alignment: Alignment, sentence: PassageSentence) -> bool:
    """Whether the words that the claim takes stand in what is said, not in who says it or beside it."""
    speakers = [(a.start, a.end) for a in attributions(sentence.text)]
    own = _meanings([alignment.claim])
    taken = [w for w in sentence.words if w.is_content and holds(own, meaning(w.stem))]
    outside = [w for w in taken if not inside(w.start, w.end, speakers)]
    return bool(outside)


def tense_gaps(alignment: Alignment, support: Support) -> Iterator[Difference]:
    """What somebody was, told as what somebody is."""
    was = {noun for sentence in support for noun in _predicates(sentence.text, _PAST)}
    still = {noun for sentence in support for noun in _predicates(sentence.text, _PRESENT)}
    if any(attributions(sentence.text) for sentence in support):
        return
    for noun, start in _predicates(alignment.claim, _PRESENT).items():
        if noun in was and noun not in still:
            yield missing("hedge", alignment.claim, start, start + 1)


def _predicates(text: str, copulas: frozenset[str]) -> dict[str, int]:
    """The nouns and adjectives that somebody is said to be, with their places."""
    tokens = parsed(text)
    stems = {word.start: meaning(word.stem) for word in words_of(text) if word.is_content}
    return {
        stems[token.start]: token.start
        for token in tokens
        if token.relation in ("attr", "acomp")
        and tokens[token.head].text.lower() in copulas
        and token.start in stems
    }


def is_in_order(alignment: Alignment, support: Support) -> bool:
    """Whether the names and numbers that the claim shares with the best sentence come in the same order, or
    in that of a sentence whose opening was moved to its end or to its start."""
    if not support:
        return True
    places: dict[str, list[int]] = {}
    for number, word in enumerate(support[0].words):
        places.setdefault(meaning(word.stem), []).append(number)
    moved = [
        stem
        for word in alignment.words
        if word.is_content
        and (word.text[0].isupper() or word.text[0].isdigit())
        and len(places.get(stem := meaning(word.stem), ())) == 1
    ]
    shared = [places[stem][0] for stem in moved]
    descents = [n for n in range(1, len(shared)) if shared[n] < shared[n - 1]]
    if not descents:
        return True
    if stand_alike(alignment.claim, support[0].text, moved):
        return True
    is_rotated = len(descents) == 1 and shared[-1] < shared[0]
    return (is_rotated and _moves_phrase(alignment, support[0])) or _has_roles_of(alignment, support[0])


def _has_roles_of(alignment: Alignment, sentence: PassageSentence) -> bool:
    """Whether both have a verb with the same agent and patient, as an active and a passive sentence have."""
    return any(
        ours.verb == theirs.verb
        and set(ours.agents) & set(theirs.agents)
        and set(ours.patients) & set(theirs.patients)
        for ours in clauses(alignment.claim)
        for theirs in clauses(sentence.text)
    )


def _moves_phrase(alignment: Alignment, sentence: PassageSentence) -> bool:
    """Whether one of the two opens with a phrase such as "On Monday," that the other doesn't open with, or
    both name a speaker, one first and one last."""
    if attributions(alignment.claim) and attributions(sentence.text):
        return True
    openings = [words(text)[:2] for text in (alignment.claim, sentence.text)]
    return openings[0] != openings[1] and any(o[:1] and o[0] in _PREPOSITIONS for o in openings)
