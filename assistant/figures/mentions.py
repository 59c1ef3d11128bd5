"""The figures of one sentence: their values, what they count, and of whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.claims.numbers import Quantity
from assistant.figures.counted import counted_in
from assistant.figures.descriptions import is_subject, name, what
from assistant.figures.givers import giver
from assistant.figures.grammar import Tree, tree_of
from assistant.figures.measures import OF_PEOPLE, Status, event_of, status_of, stems
from assistant.figures.whose import PRONOUNS, whose

_OF_NUMBER = frozenset(
    {"nummod", "quantmod", "nmod", "compound", "amod", "advmod", "npadvmod", "det", "appos", "dep", "poss"}
)
_STATED = frozenset("confirmed suspected reported estimated".split())
_LEVELS = re.compile(r"high|low|level|record|average|range|region|mark|total", re.IGNORECASE)
_PARTS_OF_VERB = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "oprd", "acomp", "prep"})
_BOUNDLESS = re.compile(r"dozens|hundreds|thousands|millions", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|close to|just (?:over|under)|estimated)\b",
    re.I,
)
_ABOVE = re.compile(
    r"\b(?:above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|top(?:s|ped)?|pass(?:es|ed)|past)\s+$", re.I
)
_BELOW = re.compile(r"\b(?:below|as high as)\s+$", re.I)
_OF_THOSE = re.compile(r"\s+of (?:those|them|these|whom|which)\b", re.IGNORECASE)
_NEAREST = 7.0  # the farthest that an event's word may be from a figure
_NEAREST_CASE = 3.0  # the same for "cases" and "positive", which mean other things, too


class Mention(NamedTuple):
    """A figure: `text[start:end]` of its sentence.

    `low`, `high`: the values that the words allow, None without a bound; `about`: they are rounded; `vague`:
    "dozens". `unit`: "" for a plain count. `noun`: what is counted, `event`: what happened to it. `what`,
    `whom`: both in the words of the sentence. `context`: the stems that it is connected with.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    about: bool
    vague: bool
    unit: str
    noun: str
    event: str
    what: str
    whom: str
    giver: str
    status: Status
    context: frozenset[str]


@lru_cache(maxsize=512)
def mentions(text: str) -> tuple[Mention, ...]:
    """The figures of a sentence in order; none for a text that can't be parsed.

    >>> [(m.low, m.what, m.giver) for m in mentions("The ministry said that 45 civilians were killed.")]
    [(45.0, 'civilians killed', 'ministry')]
    """
    tree = tree_of(text)
    if not tree.tokens:
        return ()
    read = (_mention(text, tree, q) for q in counted_in(text) if tree.inside(q.start, q.end))
    return tuple(_with_antecedents(text, read))


def _with_antecedents(text: str, read: Iterable[Mention]) -> Iterator[Mention]:
    """The figures, with what the one before counts where they don't say it: "57 miles (92 kilometers)", "26
    cases, seven of those in Oslo"."""
    before: Mention | None = None
    for mention in read:
        if before is not None and _is_converted(text, before, mention):
            mention = before._replace(
                start=mention.start, end=mention.end, low=mention.low, high=mention.high, unit=mention.unit
            )
        elif before is not None and not mention.noun and _OF_THOSE.match(text, mention.end):
            mention = mention._replace(noun=before.noun, event=before.event, what=before.what)
        yield mention
        before = mention


def _is_converted(text: str, before: Mention, mention: Mention) -> bool:
    """Whether a figure in brackets gives the one before in another unit."""
    between, after = text[before.end : mention.start], text[mention.end :]
    is_inside = re.fullmatch(r"\s*[(\[](?:about|around|roughly)?\s*", between) and re.match(
        r"\s*[)\]]", after
    )
    return bool(is_inside and before.unit and mention.unit and before.unit != mention.unit)


def _mention(text: str, tree: Tree, quantity: Quantity) -> Mention:
    words = text[quantity.start : quantity.end]
    figure = _figure(tree, quantity)
    event = _event_after(tree, figure)
    source = giver(text, tree, figure)
    noun = _noun(tree, figure) if event is None else None
    if noun is not None and noun < figure and tree.tokens[noun].text in source.split():
        noun = None  # "The company counted 5,500"
    if event is None:
        event = _event(tree, figure if noun is None else noun)
    low, high = _bounds(text, quantity)
    whom = whose(text, tree, figure, noun, event)
    bound = _ABOVE.search(text[: quantity.start]) or _BELOW.search(text[: quantity.start])
    return Mention(
        bound.start() if bound else quantity.start,
        quantity.end,
        low,
        high,
        bool(_ABOUT.search(words)),
        bool(_BOUNDLESS.search(words)),
        _unit(words, quantity),
        "" if noun is None else tree.tokens[noun].text,
        "" if event is None else event_of(tree.tokens[event].text),
        what(text, tree, figure, noun, event),
        "" if whom == source else whom,
        source,
        _status(words, tree, figure, noun),
        _context(tree, figure, noun, event),
    )


def _figure(tree: Tree, quantity: Quantity) -> int:
    """The word of a figure that the others depend on."""
    inside = tree.inside(quantity.start, quantity.end)
    outer = [n for n in inside if tree.tokens[n].head not in inside or tree.tokens[n].head == n]
    numbers = [n for n in outer if tree.tokens[n].tag in ("CD", "NNS", "NN", "$")]
    return (numbers or outer or inside)[-1]


def _noun(tree: Tree, figure: int) -> int | None:
    """The noun that a figure counts or measures: "soldiers" in "1,166 of its soldiers", "toll" in "the toll
    was 45", "deal" in "a deal worth $5 million"."""
    token = tree.tokens[figure]
    head = tree.tokens[token.head]
    if token.relation in _OF_NUMBER and head.tag.startswith("NN") and token.head > figure:
        return token.head
    of = next((c for c in tree.children[figure] if tree.tokens[c].text == "of"), None)
    if of is not None and (counted := tree.child(of, "pobj")) is not None:
        return counted if tree.tokens[counted].text.lower() not in PRONOUNS else None
    following = _following(tree, figure)
    return following if following is not None else _measured(tree, figure)


def _following(tree: Tree, figure: int) -> int | None:
    """The noun right after a figure where the tree misses it: "63 confirmed and 45 suspected cases"."""
    for number in range(figure + 1, len(tree.tokens)):
        token = tree.tokens[number]
        if number == figure + 1 and token.tag == "CC":
            return None  # "$260 million and five years"
        if token.tag.startswith("NN"):
            return None if token.relation == "npadvmod" else number  # "$3.9 billion last year"
        if not (token.tag.startswith("JJ") or token.tag in ("CC", "CD", "HYPH") or token.text in _STATED):
            break
    funds = tree.child(figure, "prep")
    if funds is None or funds != figure + 1 or tree.tokens[funds].text != "in":
        return None
    fund = tree.child(funds, "pobj")  # "$8 billion in deposits", not "five in Oslo"
    return None if fund is None or tree.tokens[fund].tag.startswith("NNP") else fund


def _measured(tree: Tree, figure: int) -> int | None:
    """The noun that the words before a figure measure with it."""
    for number in list(tree.ancestors(figure))[1:]:
        token = tree.tokens[number]
        if token.tag.startswith("NN") and number < figure and not _LEVELS.fullmatch(token.text):
            return number
        if token.tag.startswith("VB") and token.relation == "acl" and token.head < number:
            return token.head  # "the soldiers killed since Monday as 1,166"
        if token.tag.startswith("VB"):
            put = tree.child(number, "dobj")
            if put is not None and put < figure and _is_measurable(tree, put):
                return put  # "They put the toll at 45"
            subject = tree.child(number, "nsubj", "nsubjpass")
            if token.relation == "relcl" and (subject is None or tree.tokens[subject].tag in ("WDT", "WP")):
                is_of_head = tree.tokens[token.head].tag in ("NN", "NNS") and not event_of(token.text)
                return token.head if is_of_head else None
            if subject is not None and subject < figure and tree.tokens[subject].tag in ("NN", "NNS"):
                does = tree.tokens[subject].relation == "nsubj" and event_of(token.text) in OF_PEOPLE
                return None if does else subject  # "The storm injured 90"
            if subject is not None or token.relation != "xcomp":
                return None
    return None


def _is_measurable(tree: Tree, noun: int) -> bool:
    """Whether a noun may stand for what is measured: no name, no level such as "a high", no other figure."""
    token = tree.tokens[noun]
    has_figure = any(tree.tokens[child].tag == "CD" for child in tree.children[noun])
    return token.tag in ("NN", "NNS") and not _LEVELS.fullmatch(token.text) and not has_figure


def _event_after(tree: Tree, figure: int) -> int | None:
    """The word right after a figure that tells what happened to so many: "1,297 dead", "5,700 injured"."""
    after = figure + 1
    is_state = after < len(tree.tokens) and not tree.tokens[after].tag.startswith("NN")
    return after if is_state and event_of(tree.tokens[after].text) in OF_PEOPLE else None


def _event(tree: Tree, counted: int) -> int | None:
    """The nearest word that reports an event, and isn't counted by another figure: "3,100 fires, 103
    injuries"."""
    near = [
        (tree.distance(counted, n), n)
        for n, token in enumerate(tree.tokens)
        if event_of(token.text) and not _has_own_figure(tree, n, counted)
    ]
    close = [
        (distance, n)
        for distance, n in near
        if distance <= (_NEAREST_CASE if event_of(tree.tokens[n].text) == "infection" else _NEAREST)
    ]
    return min(close)[1] if close else None


def _has_own_figure(tree: Tree, event: int, counted: int) -> bool:
    """Whether a plural such as "injuries" is counted itself, and so isn't what happened to other things."""
    plurals = event != counted and all(tree.tokens[n].tag == "NNS" for n in (event, counted))
    return plurals and tree.child(event, "nummod") is not None


def _bounds(text: str, quantity: Quantity) -> tuple[float | None, float | None]:
    words, before = text[quantity.start : quantity.end], text[: quantity.start]
    values = [value / quantity.scale for value in quantity.values]
    low: float | None = min(values)
    high: float | None = max(values)
    if quantity.direction > 0 or _BOUNDLESS.search(words) or _ABOVE.search(before):
        high = None
    elif quantity.direction < 0 or _BELOW.search(before):
        low = None
    return low, high


def _unit(words: str, quantity: Quantity) -> str:
    """ "percent", a sign of a currency, or the unit's word without its ending: "mile"."""
    if quantity.unit in ("", "percent", "$", "€", "£", "¥"):
        return quantity.unit
    last = re.split(r"[\s-]", words)[-1].lower()
    return last if last in ("feet", "mph") else last.removesuffix("s")


def _status(words: str, tree: Tree, figure: int, noun: int | None) -> Status:
    """How sure a figure is: by its own words, by those that describe its noun, and by its verbs."""
    near = re.findall(r"\w+", words)
    if noun is not None:
        near += [tree.tokens[n].text for n in name(tree, noun, figure)]
    verb = next((n for n in tree.ancestors(figure) if tree.tokens[n].tag.startswith("VB")), None)
    while verb is not None:
        near.append(tree.tokens[verb].text)
        near += [tree.tokens[c].text for c in tree.children[verb] if tree.tokens[c].relation == "aux"]
        verb = tree.tokens[verb].head if tree.tokens[verb].relation == "xcomp" else None
    return status_of(near)


def _context(tree: Tree, figure: int, noun: int | None, event: int | None) -> frozenset[str]:
    """The stems of the words that a figure is connected with, up to its verb and the verb's other parts."""
    numbers = set(tree.below(noun)) if noun is not None else set()
    for number in tree.ancestors(figure):
        numbers.add(number)
        if tree.tokens[number].tag.startswith("VB"):
            for child in tree.children[number]:
                is_answer = tree.tokens[child].relation == "ccomp" and is_subject(tree, number, figure)
                if tree.tokens[child].relation in _PARTS_OF_VERB or is_answer:
                    numbers.update(tree.below(child, frozenset({"relcl", "conj", "advcl"})))
            if tree.tokens[number].relation != "xcomp":
                break  # "Plasma" in "Plasma needs to reach 150 million degrees"
    if event is not None:
        numbers.add(event)
    return stems(" ".join(tree.tokens[n].text for n in sorted(numbers)))
