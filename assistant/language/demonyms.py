"""Countries and their people whose names don't begin alike, or whose endings are irregular."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

# A country, then its adjective and its people, each in the singular.
_IRREGULAR = """
afghanistan afghan
america american
argentina argentine argentinian argentinean
azerbaijan azerbaijani azeri
belgium belgian
britain british briton
canada canadian
chad chadian
china chinese
congo congolese
croatia croat croatian
cuba cuban
cyprus cypriot
czechia czech
denmark danish dane
england english
fiji fijian
finland finnish finn
france french
gaza gazan
germany german
greece greek
holland netherlands dutch
hungary hungarian
iceland icelandic icelander
iran iranian
iraq iraqi
ireland irish
italy italian
kazakhstan kazakh
kosovo kosovar kosovan
kyrgyzstan kyrgyz
laos lao laotian
lebanon lebanese
madagascar malagasy
mali malian
malta maltese
mexico mexican
morocco moroccan
myanmar burma burmese
niger nigerien
nigeria nigerian
norway norwegian
oman omani
palestine palestinian
peru peruvian
philippines philippine filipino filipina
poland polish pole
portugal portuguese
scotland scottish scot
slovakia slovak slovakian
slovenia slovene slovenian
somalia somali
spain spanish spaniard
sweden swedish swede
switzerland swiss
tajikistan tajik
thailand thai
togo togolese
turkey türkiye turkiye turkish turk
turkmenistan turkmen
ukraine ukrainian
uzbekistan uzbek
wales welsh
""".strip().splitlines()


def irregular(word: str) -> frozenset[str]:
    """The names of the country and its people that a word in lower case belongs to, itself included; empty
    for a regular or another word.

    >>> "norway" in irregular("norwegians"), irregular("boat")
    (True, frozenset())
    """
    return _groups().get(word, frozenset())


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    groups = [frozenset(form for name in line.split() for form in (name, f"{name}s")) for line in _IRREGULAR]
    return {form: group for group in groups for form in group}
