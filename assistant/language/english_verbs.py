"""The past tense and the third person of English verbs."""

from __future__ import annotations

import re

# base:past, for the verbs that news uses; "put" and its like keep their form.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    arise:arose awake:awoke be:was bear:bore beat:beat become:became begin:began bend:bent bet:bet
    bid:bid bind:bound bite:bit bleed:bled blow:blew break:broke breed:bred bring:brought
    broadcast:broadcast build:built burst:burst buy:bought cast:cast catch:caught choose:chose
    cling:clung come:came cost:cost creep:crept cut:cut deal:dealt dig:dug do:did draw:drew drink:drank
    drive:drove eat:ate fall:fell feed:fed feel:felt fight:fought find:found flee:fled fling:flung
    fly:flew forbid:forbade forecast:forecast foresee:foresaw forget:forgot forgive:forgave freeze:froze
    get:got give:gave go:went grind:ground grow:grew hang:hung have:had hear:heard hide:hid hit:hit
    hold:held hurt:hurt keep:kept kneel:knelt know:knew lay:laid lead:led leave:left lend:lent let:let
    lie:lay light:lit lose:lost make:made mean:meant meet:met mislead:misled overcome:overcame
    oversee:oversaw overtake:overtook overthrow:overthrew pay:paid put:put quit:quit read:read
    rebuild:rebuilt repay:repaid ride:rode ring:rang rise:rose run:ran say:said see:saw seek:sought
    sell:sold send:sent set:set shake:shook shed:shed shine:shone shoot:shot shrink:shrank shut:shut
    sing:sang sink:sank sit:sat sleep:slept slide:slid speak:spoke speed:sped spend:spent spin:spun
    split:split spread:spread spring:sprang stand:stood steal:stole stick:stuck sting:stung strike:struck
    strive:strove swear:swore sweep:swept swim:swam swing:swung take:took teach:taught tear:tore
    tell:told think:thought throw:threw tread:trod undergo:underwent understand:understood
    undertake:undertook undo:undid uphold:upheld upset:upset wake:woke wear:wore weep:wept win:won
    wind:wound withdraw:withdrew withhold:withheld withstand:withstood write:wrote""".split()
)
# Verbs that double their last letter: those of one syllable, and these.
_DOUBLING = frozenset(
    "admit commit compel confer control defer deter equip expel incur infer occur omit patrol permit prefer "
    "propel rebel refer regret repel submit transfer transmit".split()
)
_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")


def past(verb: str) -> str:
    """The past tense of a base form.

    >>> past("merge"), past("stop"), past("deny"), past("buy"), past("visit")
    ('merged', 'stopped', 'denied', 'bought', 'visited')
    """
    lowered = verb.lower()
    if lowered in _IRREGULAR:
        return _IRREGULAR[lowered]
    if lowered.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", lowered):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if lowered in _DOUBLING or _SHORT.fullmatch(lowered) else f"{verb}ed"


def third_person(verb: str) -> str:
    """The form after "he" or "she" in the present.

    >>> third_person("buy"), third_person("deny"), third_person("push"), third_person("have")
    ('buys', 'denies', 'pushes', 'has')
    """
    lowered = verb.lower()
    if lowered in ("have", "be"):
        return "has" if lowered == "have" else "is"
    if re.search(r"[^aeiou]y$", lowered):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|x|z|ch|sh|o)$", lowered) else f"{verb}s"
