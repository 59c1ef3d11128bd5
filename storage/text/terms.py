"""Text -> the terms that the lexical index holds. Only importer of Stemmer (Snowball)."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

# In order: abbreviations with full stops, numbers with separators, one CJK character, a word.
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_TERM = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:'[^\W\d_]+)?"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_POSSESSIVE = re.compile(r"'s?$")

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are aren't as at be because been before being
    below between both but by can can't could couldn't did didn't do does doesn't doing don't down during
    each else ever few for from further had hadn't has hasn't have haven't having he he'd he'll he's her
    here hers herself him himself his how how's i i'd i'll i'm i've if in into is isn't it its itself just
    let's many me more most much must my myself no nor not of off on once one only or other ought our ours
    out over own people person please said same say says shall she she's should so some such tell than
    that that's the their theirs them themselves then there there's these they they're this those through
    to too under until up upon very was wasn't we we're were weren't what what's when when's where which
    while who who's whom whose why will with won't would wouldn't you you're your yours""".split()
)

# What the stemmer leaves apart: irregular forms that news is full of. Forms that are as often another word
# ("left", "found", "saw") stay out.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """ate:eat became:become began:begin begun:begin bought:buy broke:break broken:break
    brought:bring built:build came:come caught:catch children:child chose:choose chosen:choose dead:die
    death:die deaths:die dealt:deal drawn:draw drew:draw driven:drive drove:drive fallen:fall fed:feed
    fell:fall fled:flee flew:fly flown:fly forgave:forgive forgot:forget fought:fight froze:freeze
    frozen:freeze gave:give given:give gone:go got:get grew:grow grown:grow held:hold hid:hide hidden:hide
    kept:keep knew:know known:know laid:lay led:lead lost:lose made:make meant:mean men:man met:meet
    paid:pay ran:run risen:rise rose:rise sang:sing sank:sink sent:send shaken:shake shook:shake shot:shoot
    slain:kill sold:sell sought:seek spent:spend spoke:speak spoken:speak stole:steal stolen:steal stood:stand
    struck:strike sued:sue sung:sing sworn:swear taken:take taught:teach thought:think threw:throw
    thrown:throw told:tell took:take understood:understand went:go withdrawn:withdraw withdrew:withdraw
    women:woman won:win wore:wear worn:wear written:write wrote:write""".split()
)

_local = threading.local()  # a Stemmer is not safe to share between threads


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english", 0)
    stem: str = _local.stemmer.stemWord(_IRREGULAR.get(word, word))
    return stem


def words(text: str) -> list[str]:
    """Lower-cased words and numbers without accents, in order.

    >>> words("The U.S. said Armenia's losses were 1,166 (or 3.5 %) in Bär")
    ['the', 'us', 'said', 'armenia', 'losses', 'were', '1166', 'or', '3.5', 'in', 'bar']
    """
    if not text.isascii():
        text = text.replace("\u2019", "'")
        text = _NOT_ASCII.sub(_unless_combining, unicodedata.normalize("NFKD", text))
    return [_normalise(found) for found in _TERM.findall(text.lower())]


def terms(text: str) -> list[str]:
    """The stems of its words, in order, stop words included.

    >>> terms("Fighting began, it was reported")
    ['fight', 'begin', 'it', 'was', 'report']
    """
    return [_stem(word) for word in words(text)]


def content_terms(text: str) -> list[str]:
    """The stems of its words without stop words, each once, in order of first use.

    >>> content_terms("How many of its soldiers does Armenia say have been killed?")
    ['soldier', 'armenia', 'kill']
    """
    return list(dict.fromkeys(_stem(word) for word in words(text) if word not in STOP_WORDS))


def _unless_combining(character: re.Match[str]) -> str:
    return "" if unicodedata.combining(character[0]) else character[0]


def _normalise(word: str) -> str:
    if word[0].isdigit():
        return _THOUSANDS.sub("", word)
    if "." in word:
        return word.replace(".", "")
    return _POSSESSIVE.sub("", word) if word.endswith(("'s", "'")) and word not in STOP_WORDS else word
