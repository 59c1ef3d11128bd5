"""Datelines that surely are none of a report's words: "BAKU, Nov 1 (Sample Wire) — "."""

from __future__ import annotations

import re

# "PORT ELM, March 5 (Coast Wire) — ", "HARTFORD, Conn. (AP) - ", "LONDON — ". A dateline starts
# with a place, but the capitals before a dash may also be a speaker or a verdict: "TRUMP — ", "NATO DENIES
# IT — ", "FACT CHECK — ". One of CITIES is enough by itself; one of TOWNS needs a day or a news agency; any
# other place needs two of region, day and agency. "TRUMP (AP) — " matches LABEL instead: capitals with a day
# or an agency. Two copies must have the same label.
_HEAD = (
    r"^(?![^—–]*\b(?:FALSE|FAKE|WRONG|UNTRUE|HOAX|MYTH|LIE|NOT|NO|NEVER|FACT CHECK|DEN(?:Y|IES|IED)"
    r"|CLAIMS?|ALLEG\w+|RUMOU?RS?|UNVERIFIED|UNCONFIRMED|DISPUTED|DEBUNK\w*|RETRACT\w+|CORRECTION"
    r"|MISINFORMATION|DISINFORMATION|SATIRE|PARODY)\b)"
)
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?: [A-ZÀ-Þ.'’/-]+){0,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_REGION = rf"(?:, (?!{_MONTH}\b|\w+day\b)[A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*)?)"
_DAY = rf", (?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?"
_AGENCY = (
    r" ?\((?:AP|AFP|UPI|PA|DPA|dpa|EFE|ANSA|TASS|PTI|ANI|IANS|AA|CNN|BBC|Reuters|REUTERS|Bloomberg|Interfax"
    r"|Xinhua|Kyodo|Yonhap|Anadolu|(?:[A-ZÀ-Þ][\w.&’'-]* ){0,3}(?:Wire|Press|Agency|Service))\)"
)
CITIES = (  # reports name these without a country
    "AMSTERDAM|ANKARA|ATHENS|ATLANTA|BAGHDAD|BAKU|BANGKOK|BEIJING|BEIRUT|BELGRADE|BERLIN|BOSTON|BRUSSELS"
    "|BUCHAREST|BUDAPEST|CAIRO|CHICAGO|COPENHAGEN|DAMASCUS|DELHI|DUBLIN|FRANKFURT|GENEVA|HANOI|HAVANA"
    "|HELSINKI|HONG KONG|ISLAMABAD|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG|KABUL|KYIV|LISBON|LONDON"
    "|LOS ANGELES|MADRID|MANILA|MEXICO CITY|MINSK|MONTREAL|MOSCOW|MUMBAI|MUNICH|NAIROBI|NEW DELHI|NEW YORK"
    "|OSLO|PARIS|PRAGUE|RIO DE JANEIRO|ROME|SAN FRANCISCO|SEOUL|SHANGHAI|SINGAPORE|STOCKHOLM|SYDNEY|TAIPEI"
    "|TBILISI|TEHRAN|TEL AVIV|TOKYO|TORONTO|UNITED NATIONS|VIENNA|WARSAW|WASHINGTON|YEREVAN|ZURICH"
)
TOWNS = (  # more places that agencies name without a region; some are also surnames
    f"{CITIES}|ADDIS ABABA|ALGIERS|ALMATY|AMMAN|ASTANA|BALTIMORE|BARCELONA|BENGALURU|BOGOTA|BRASILIA"
    "|BUENOS AIRES|CAPE TOWN|CARACAS|CINCINNATI|CLEVELAND|DALLAS|DENVER|DETROIT|DHAKA|DOHA|DUBAI"
    "|GUATEMALA CITY|HAMBURG|HONOLULU|HOUSTON|INDIANAPOLIS|KARACHI|KATHMANDU|KHARTOUM|KINSHASA"
    "|KUALA LUMPUR|KUWAIT CITY|LAGOS|LAHORE|LAS VEGAS|LIMA|MELBOURNE|MIAMI|MILAN|MILWAUKEE|MINNEAPOLIS"
    "|MONACO|NEW ORLEANS|NICOSIA|OKLAHOMA CITY|OTTAWA|PANAMA CITY|PHILADELPHIA|PHNOM PENH|PHOENIX"
    "|PITTSBURGH|RIGA|RIYADH|SALT LAKE CITY|SAN ANTONIO|SAN DIEGO|SANTIAGO|SAO PAULO|SARAJEVO|SEATTLE"
    "|SOFIA|STEPANAKERT|ST\\. LOUIS|TALLINN|TASHKENT|TRIPOLI|TUNIS|VANCOUVER|VATICAN CITY|VILNIUS"
    "|WELLINGTON|ZAGREB"
)
_DAY_OR_AGENCY = rf"(?:{_DAY}(?:{_AGENCY})?|{_AGENCY})"
_DASH = r"\s*(?:[—–]+|\s--?)\s+"
# What stands before a sentence and is no part of it: a bullet, or the rest of a dateline whose full stop
# ended a sentence, "CAMBRIDGE, Mass. − ".
LEADING_MARK = re.compile(r"^(?:[-−–—]+\s+(?=[^\W\d]|[“\"])|[•▪■●►▶◆]\s*)")
DATELINE = re.compile(
    rf"{_HEAD}(?:(?:{CITIES}){_REGION}?|(?:{TOWNS}){_DAY_OR_AGENCY}|{_PLACE}{_REGION}{_DAY_OR_AGENCY}"
    rf"|{_PLACE}{_DAY}{_AGENCY}){_DASH}"
)
LABEL = re.compile(rf"{_HEAD}(?P<label>{_PLACE}){_DAY_OR_AGENCY}{_DASH}")
