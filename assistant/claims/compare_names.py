"""The names of a claim that the passages contradict or don't contain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.claims.alignment import Alignment
from assistant.claims.compare_parts import against, inside, is_in_place, missing
from assistant.claims.naming import Name, Namesakes, kinds_agree, names_of, others
from assistant.claims.records import Difference
from assistant.claims.sentences import PassageSentence, Word


def name_differences(alignment: Alignment, taken: Sequence[tuple[int, int]]) -> Iterator[Difference]:
    own = [n for n in names_of(alignment.claim) if not inside(n.start, n.end, taken)]
    if not own:
        return
    best = Namesakes([sentence.text for sentence in alignment.sentences[:1]])
    nearest_names = Namesakes(sentence.text for sentence in alignment.sentences)
    used = Namesakes([alignment.claim])
    everywhere = _everywhere(alignment)
    for name in own:
        span = (name.start, name.end)
        if other := _exchanged_name(name, alignment):
            place = (other.start, other.end)
            yield against("name", alignment.claim, span, alignment.sentences[0], place)
            continue
        if best.holds(name):
            continue
        rival = _rival_name(name, used, alignment)
        is_told_beside = not alignment.is_copy and nearest_names.holds(name)
        is_exchanged = rival is not None and not is_told_beside and _is_in_its_place(name, rival, alignment)
        if rival and (is_exchanged or not everywhere.holds(name)):
            sentence, other = rival
            yield against("name", alignment.claim, span, sentence, (other.start, other.end))
        elif not nearest_names.holds(name) and not everywhere.holds(name):
            yield missing("name", alignment.claim, *span)


def _everywhere(alignment: Alignment) -> Namesakes:
    texts = [sentence.text for sentence in alignment.everywhere]
    return Namesakes([*texts, *(text for p in alignment.passages for text in (p.title, p.outlet))])


def _rival_name(name: Name, used: Namesakes, alignment: Alignment) -> tuple[PassageSentence, Name] | None:
    """A name that the best sentences use and the claim doesn't: in the same place, else of the same kind."""
    rivals = [
        (sentence, other)
        for sentence in alignment.sentences
        for other in others(names_of(sentence.text), used)
    ]
    in_place = (rival for rival in rivals if _is_in_its_place(name, rival, alignment))
    of_kind = (rival for rival in rivals if kinds_agree(name.label, rival[1].label))
    return next(in_place, None) or next(of_kind, None)


def _is_in_its_place(name: Name, rival: tuple[PassageSentence, Name], alignment: Alignment) -> bool:
    """Whether the claim and the best sentence agree around the two names."""
    sentence, other = rival
    is_best = sentence == alignment.sentences[0]
    return is_best and is_in_place((name.start, name.end), (other.start, other.end), alignment)


def _exchanged_name(name: Name, alignment: Alignment) -> Name | None:
    """The name in the best sentence for which the claim has another, nearly all other words being the same.

    Both may stand elsewhere in the sentence: "Protests are rare in Rome, and the Italian police ..."."""
    if not alignment.is_copy:
        return None
    sentence, shared = alignment.sentences[0], set(alignment.paired.values())
    open_words = " ".join(w.text for n, w in enumerate(sentence.words) if n not in shared)
    if Namesakes([open_words]).holds(name):
        return None
    own = Namesakes([alignment.claim[name.start : name.end]])
    rivals = [n for n in names_of(sentence.text) if kinds_agree(name.label, n.label) and not own.holds(n)]
    for kind, first, last, start, end in alignment.stretches:
        if kind == "replace" and _are_of(alignment.words[first:last], name):
            theirs = sentence.words[start:end]
            return next((other for other in rivals if _are_of(theirs, other)), None)
    return None


def _are_of(words: Sequence[Word], name: Name) -> bool:
    """Whether the content words are those of a name."""
    held = {word.start for word in words if word.is_content}
    return bool(held) and held == {word.start for word in words if name.start <= word.start < name.end}
