"""English words by which an article reports something as false, or only as what somebody claims."""

from __future__ import annotations

import re

# The article itself says that it isn't so.
FALSE = re.compile(
    r"\b(?:false(?:ly|hoods?)?|untrue|not true|hoax(?:es)?|debunk\w*|fabricat\w+|baseless|unfounded|myths?"
    r"|fake[ds]?|no evidence|misinformation|disinformation|misleading|doctored|satir\w+|conspiracy theor\w+"
    r"|inaccurate|incorrect\w*|wrongly|mistaken(?:ly)?|fact[ -]check\w*"
    r"|(?:isn|wasn|aren|weren|didn|hasn|haven)['’]t true)\b",
    re.IGNORECASE,
)
# Somebody denies it, or only one side says it.
DISPUTED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput\w+|accus\w+|alleg\w+|claim(?:s|ed|ing)?|rumou?r\w*|unconfirmed"
    r"|unverified|reject(?:s|ed|ing)? (?:the |these |those |any )?(?:claim|allegation|report|charge)s?"
    r"|purported\w*|blam(?:e[sd]?|ing)|refut\w+)\b",
    re.IGNORECASE,
)
