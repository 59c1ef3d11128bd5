"""Synonyms and antonyms that are frequent in news, by stem."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from storage.text.terms import terms

# One group per line: words that can replace each other in most reports.
_SYNONYMS = """
buy purchase acquire acquisition takeover
kill slay murder
injure wound hurt
begin start commence launch
end finish conclude
film movie
children kids child
doctor physician
lawyer attorney
police officers officer cops
company firm corporation business
strike hit
soldiers troops soldier
arrest detain apprehend
capture catch caught
choose select pick
named appointed appoint
win victory victorious
help assist aid
large big huge enormous
show reveal demonstrate
big major
fire sack dismiss
quit resign step-down
get receive obtain
build construct
increase grow rise climb
decrease decline fall drop shrink shrank shrunk
halt stop cease
leader head chief
murder homicide
home house residence
car vehicle automobile
plane aircraft airplane jet
storm hurricane
election vote poll ballot
country nation
worker employee staff
hold host stage
demand call urge
require need
attack assault
study research
announce declare unveil
happen occur
talk discussion negotiation
shop store
director boss
state claim assert
percent cent
quickly rapidly fast
shot gunfire gunshot
journalist reporter
teenager teen
ask request
pay paid
allow permit let
stay remain
expect anticipate
agree accord
destroy wreck demolish
hospital clinic
trial court
also additionally
"""

# Each pair: words of which one denies the other where both stand in the same place.
_OPPOSITES = """
succeeded:preceded
approve:reject approve:refuse approve:block accept:reject accept:refuse accept:decline pass:fail
grant:reject grant:deny grant:refuse sign:veto approve:veto pass:veto
win:lose victory:defeat beat:lose increase:decrease rise:fall grow:shrink climb:drop gain:lose up:down
higher:lower more:less more:fewer most:least largest:smallest biggest:smallest highest:lowest first:last
open:close start:end begin:end begin:finish begin:stop launch:halt continue:stop continue:halt resume:suspend
support:oppose back:oppose favour:oppose favor:oppose for:against praise:criticise praise:criticize
praise:condemn welcome:condemn welcome:reject allow:ban allow:prohibit permit:forbid allow:block legal:illegal
lawful:unlawful guilty:innocent convict:acquit guilty:acquit confirm:deny admit:deny acknowledge:deny
agree:refuse agree:disagree agree:reject join:leave join:quit enter:leave arrive:depart arrive:leave
hire:fire appoint:dismiss appoint:remove elect:oust buy:sell lend:borrow give:take send:receive push:pull
strong:weak strengthen:weaken good:bad better:worse best:worst improve:worsen success:failure succeed:fail
early:late before:after earlier:later old:new older:younger young:old long:short longer:shorter tall:short
hot:cold warm:cool warmer:colder dry:wet rich:poor alive:dead live:die survive:die safe:dangerous
danger:safety public:private male:female man:woman men:women boy:girl husband:wife father:mother son:daughter
brother:sister north:south east:west northern:southern eastern:western left:right inside:outside above:below
over:under north:east south:west major:minor majority:minority maximum:minimum expand:reduce expand:shrink
raise:lower raise:cut raise:reduce add:remove include:exclude build:destroy create:destroy protect:harm
protect:threaten attack:defend ally:enemy friend:enemy peace:war release:detain free:imprison free:jail
release:arrest arrest:free cheap:expensive easy:difficult easy:hard simple:complex fast:slow quick:slow
accelerate:slow full:empty remember:forget find:lose love:hate like:dislike trust:distrust happy:sad
optimistic:pessimistic positive:negative active:inactive possible:impossible likely:unlikely able:unable
known:unknown usual:unusual common:rare always:never often:rarely often:seldom frequent:rare all:none
everyone:nobody everybody:nobody everything:nothing many:few some:none both:neither with:without
present:absent future:past next:previous next:last former:current lift:impose lift:lower ease:tighten
relax:tighten recover:worsen advance:retreat deploy:withdraw invade:withdraw import:export deficit:surplus
profit:loss demand:supply question:answer temporary:permanent partial:complete voluntary:mandatory
optional:mandatory optional:required innocent:guilty prosecution:defence prosecution:defense
plaintiff:defendant liberal:conservative democrat:republican upper:lower domestic:foreign urban:rural
increase:decline increase:fall increase:drop rise:drop rise:decline grow:decline grow:fall gain:drop
gain:fall double:halve extend:shorten extend:cut delay:accelerate hide:reveal conceal:reveal
encourage:discourage inspire:discourage attract:repel unite:divide gather:scatter collect:distribute
connect:separate attach:detach lock:unlock load:unload cover:uncover appear:disappear visible:invisible
significant:insignificant significantly:slightly substantially:slightly sharply:slightly
sufficient:insufficient adequate:inadequate efficient:inefficient effective:ineffective
successful:unsuccessful popular:unpopular fair:unfair stable:unstable healthy:unhealthy certain:uncertain
aware:unaware willing:unwilling willing:reluctant appropriate:inappropriate complete:incomplete
expected:unexpected approve:disapprove satisfied:dissatisfied qualify:disqualify prove:disprove obey:disobey
arm:disarm credit:discredit
"""


def _stem(word: str) -> str:
    return "".join(terms(word))


@cache
def _groups() -> Mapping[str, str]:
    groups: dict[str, str] = {}
    for line in _SYNONYMS.strip().splitlines():
        stems = [_stem(word) for word in line.split()]
        first = next((groups[stem] for stem in stems if stem in groups), stems[0])
        groups.update(dict.fromkeys(stems, first))
    return groups


@cache
def _opposites() -> frozenset[tuple[str, str]]:
    pairs = [pair.split(":") for pair in _OPPOSITES.split()]
    stems = [(_stem(one), _stem(other)) for one, other in pairs]
    return frozenset(stems) | {(other, one) for one, other in stems}


def meaning(stem: str) -> str:
    """One stem for all synonyms.

    >>> meaning("acquir") == meaning("purchas"), meaning("boat")
    (True, 'boat')
    """
    return _groups().get(stem, stem)


@cache
def _meanings_opposed() -> frozenset[tuple[str, str]]:
    return frozenset((meaning(one), meaning(other)) for one, other in _opposites())


def are_opposites(stem: str, other: str) -> bool:
    """Whether two stems are those of opposites.

    >>> are_opposites("approv", "reject"), are_opposites("buy", "acquir")
    (True, False)
    """
    if (stem, other) in _opposites():
        return True
    pair = (meaning(stem), meaning(other))
    return pair[0] != pair[1] and pair in _meanings_opposed()
