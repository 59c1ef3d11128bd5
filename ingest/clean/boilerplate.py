"""What stands among an article's paragraphs and isn't the article: a table of rules.

A rule looks at one paragraph. Rules are written so that a sentence of reporting passes: either they match a
whole paragraph that is no sentence, or they need words that only a page says to its reader. What each removed
from 6,143 scraped articles was read through by eye.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.clean.credits import is_credit
from ingest.clean.teasers import is_teaser

INDENTATION = re.compile(r"\n +")


class Rule(NamedTuple):
    """A kind of boilerplate: paragraphs of at most `longest` characters in which `pattern` is found.

    `pattern` is asked about the paragraph in lower case, and only when one of `words` occurs in it: looking
    for words is fifty times as quick.
    """

    name: str
    longest: int
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(name: str, longest: int, words: str, pattern: str) -> Rule:
    """`words` parted by |. A pattern may run over several lines; their indentation is not part of it."""
    return Rule(name, longest, tuple(words.split("|")), re.compile(INDENTATION.sub("", pattern)))


LONGEST = 700  # characters; a longer paragraph is never boilerplate

RULES: tuple[Rule, ...] = (
    # READ MORE: Armenia accuses ... / Read More Article… / More:Iowa's 50 Most Wanted / RELATED: ...
    _rule(
        "teaser",
        300,
        ":|more|coverage|related|also|read|miss|recommended|like|subscriber|watch|listen|photo|gallery|trend"
        "|most ",
        r"""^[^\w"“‘'(]*(?:
              (?:opinion|review|exclusive|live updates?|catch up|just announced|column|commentary|story|video
                |interactive(?: map)?|explainer|earlier coverage|photo gallery|keep reading|check out
                |mapping [\w ]{2,30})
                \ ?: ?(?!.*(?:[.!…]["”'’)]*$|https?:))\S+(?: \S+){2,}
            |what we['’]re reading ?:.*
            |(?:(?:read|see|watch|hear) )?more(?: on [\w -]{2,40})? ?:(?!//).*
            |(?:related|read|see also|read also|also read|read next|don['’]t miss|recommended|watch|in case
                \ you missed it|you (?:may|might) (?:also )?like|fact check more|watch (?:now|live|this|more)
                |listen(?: now)?|watch or listen|view the original article|see the photos
                |learn more(?!.*\w\.(?:com|org|gov)))
                \ ?:(?!//).*
            |(?:photos|gallery) ?:(?:[^.]*|.*\bhide caption\b.*)
            |related (?:articles?|stor(?:y|ies)|content|coverage|reading|videos?|links?|topics?)\b\W?.*
            |(?:just )?for (?:our )?subscribers ?:.*|subscribers? (?:only|exclusive) ?:.*
            |(?:read|see) (?:more|next)(?: (?:articles?|stor(?:y|ies)|news|here|on this story))?\W*
            |(?:you can )?read (?:the|more|this|our|my|their)\b[^.:“"]{0,60}\bhere\W*
            |read more (?:about|on|from|at)\b[^.]*\W?
            |more (?:on|about|coverage (?:of|from)) [^.!?:]{2,60}
            |more from (?!an? |the )[^.!?:]{2,60}:|latest [\w ]{2,30}(?:news|stories|headlines):
            |full coverage(?: ?:.*)?\W*
            |(?:most (?:read|popular|viewed)|trending(?: now)?|recommended(?: (?:stories|for you))?)\W*
            |more (?:stories|news|top stories|on this(?: story)?|must-reads?)\W*
            |(?:more )?ap [\w ]{2,40}: (?:https?://|www\.).*
            )$""",
    ),
    # Sign up for our newsletter / Subscribe to ... / You have successfully subscribed to the newsletter
    _rule(
        "newsletter",
        700,
        "newsletter|inbox|unlimited|straight to|sign up|sign-up|signing up|subscrib|signed up",
        r"""^(?!.*\b(?:said|says|told|according to|should)\b)(?:
              [^"“]{0,200}\b(?:sign(?:ing)?[ -]up|subscrib\w+)\b[^"“.]{0,120}
                \b(?:newsletters?|inbox|mailing list|daily (?:briefing|e-?mail))\b
            |.*\bnewsletters?\b[^"“]{0,160}\b(?:sign[ -]up|subscribe)\b
            |.*\b(?:delivered|headlines|news|updates|roundup|stories|advice|daily|it|more)\b[^"“.]{0,40}
                \b(?:in|to) your inbox\b
            |get [^"“.]{1,60} (?:in|to) your inbox\b
            |[^"“]*\b(?:delivered|sent) straight to your (?:inbox|phone)\b
            |[^"“]{0,80}[:.] subscribe to the [\w ’']{3,40}\W*$
            |[^"“]*\bget unlimited (?:digital )?access to\b(?=.*(?:newsletter|subscri|annual fee|month))
            |[^"“.]{0,60}\bfollow our [\w ]{0,20}newsletter\b
            |the [\w ]{2,40} newsletter (?:provides|brings|gives|delivers|sends)\b
            |you have (?:been )?successfully (?:subscribed|signed up|registered)\b
            |would you like to receive\b.*\bnewsletter
            |thanks?(?: you)? for (?:signing up|subscribing)\b
            |[\w ’'&\d-]{0,50}[:?]? ?(?:sign up|subscribe) (?:now|here|today)\b[^"“]{0,120}$
            |sign[ -]up for [^"“.]{2,60}\b(?:text|texts|text messages|alerts|updates)\b
            |(?:editor['’]?s['’]? note: )?
                (?:sign up|subscribe) (?:for|to) (?:our|the|cnn|usa today|free|more|today['’]s)\b[^"“]{0,200}$
            |[^"“.!?]{0,80}:\s?(?:sign up|subscribe) (?:to (?:get|a)|for (?:our|the|more))\b[^"“]{0,120}$
            |.*\bsubscribe (?:to|for) .{0,60}\b(?:podcast|digital subscription)\b
            |(?:editor['’]?s['’]? note:? )?(?:an? (?:shorter |longer )?version of )?this
                \ (?:story|article|piece|post) (?:is part of|(?:first |originally )?appear(?:s|ed)
                |was (?:first|originally) published) (?:in )?\b.*\bnewsletter
            )""",
    ),
    # We use cookies ... / By continuing you agree to our privacy policy
    _rule(
        "cookies and consent",
        700,
        "cookie|privacy|consent|agree|accept|terms of|terms and|terms &",
        r"""^(?:we|(?:this|our) (?:web)?site) (?:and our partners )?uses? cookies\b
          |\byour cookie (?:settings|preferences|choices)\b
          |^by (?:continuing|clicking|using|signing|subscribing|submitting|entering|checking)\b
               .*\b(?:agree|consent|accept)\b
          |\byou (?:also )?(?:agree|consent) to (?:our|the|receiv)\w*\b
               .*\b(?:terms|privacy|cookies?|processing|e-?mails?|polic(?:y|ies))\b
          |\b(?:accept|reject|manage) (?:all )?(?:cookies|cookie (?:settings|preferences))\b
          |^(?:read (?:our|more about our) )?(?:privacy|cookie) (?:policy|notice|settings|statement)\W*$
          |^(?:terms of (?:use|service)|terms (?:and|&) conditions)\W*$""",
    ),
    # ... will use the information you provide on this form to be in touch ... / There was an error ...
    _rule(
        "sign-up form",
        700,
        "you provide|you have shared|you have provided|you have given|you share|you give|you agree|you wish"
        "|share your|as detailed|error|went wrong|e-mail|email|try again|check your|name|password|contact me"
        "|submitting",
        r"""\b(?:will|may) use the (?:information|details|data) (?:that )?you
               \ (?:provide|share|give|have (?:shared|given|provided))\b
          |^you agree to the processing\b
          |^if you wish to object to the use of your data\b
          |^\W?we\W? includes\b.{0,200}\bas detailed here\b
          |^there (?:was|has been) an error\b.{0,120}\b(?:request|try again|submi\w+|form|e-?mail)\b
          |^(?:sorry,? |oops\W*)?(?:something went wrong|an error (?:has )?occurred)\b.{0,80}$
          |^(?:please )?(?:enter|provide|confirm|verify) (?:an?|your) (?:valid )?e-?mail(?: address)?\W*$
          |^(?:please )?(?:try again(?: later)?|check your (?:e-?mail|inbox).{0,80})\W*$
          |^(?:your )?(?:e-?mail(?: address)?|first name|last name|password|username) ?\*?$
          |^contact me with (?:news|offers)\b
          |\bshare your (?:thoughts|stor(?:y|ies)|photos)(?: and photos)? with (?:us\b|usa today|cnn|our)
          |^by submitting your information\b""",
    ),
    # Loading... / Advertisement / Share on Facebook / Show more / Hide caption
    _rule(
        "page furniture",
        160,
        "load|ad feedback|advert|sponsored|continu|scroll|share|tweet|pin|mail|print|save|like|comment|reply"
        "|bookmark|link|flipboard|whatsapp|facebook|twitter|reddit|telegram|instagram|show|view|see |caption"
        "|image|to top|skip|menu|search|close|next|previous|home|play|pause|listen|watch|click here|app"
        "|end adv",
        r"""^[^\w"“‘']*(?:
              loading(?: \w+){0,3}
            |(?:story continues below )?(?:advertisements?|advertising|adverts?)(?:\W+continue reading)?
            |sponsored(?: (?:content|by\b.{0,40}))?|continue reading|scroll to continue|end adv?
            |(?:article|story|content) continues (?:after|below)(?: (?:this )?ad(?:vert(?:isement)?)?)?
            |(?:share|tweet|pin|e-?mail|print|save|like|comments?|reply|bookmark|copy link|flipboard|whatsapp
                |facebook|twitter|linkedin|pinterest|reddit|telegram|instagram)
            |share (?:this|on|via)\b.{0,40}
            |(?:show|view|load|see) (?:more|all|less|comments?)(?: (?:comments|posts|results|photos|stories))?
            |(?:hide|toggle|show|enlarge) (?:caption|(?:this )?image)
            |back to top|skip to (?:main )?content|menu|search|close|next|previous|home|play|pause|replay
            |up next
            |listen(?: to this (?:article|story))?|play (?:video|audio)|watch now|view (?:gallery|\d+ images)
            |must watch|skip advert
            |\(?click here\b.{0,80}
            |(?:download|get) (?:the|our) [\w ]{0,30}\bapp\b.{0,80}
            )[\W_]*$""",
    ),
    # JUST WATCHED The storm Replay More Videos ... MUST WATCH The storm 02:43 / Video Ad Feedback The storm
    _rule(
        "video player",
        700,
        "just watched|replay more videos|video ad feedback|source: cnn",
        r"""^(?:just watched|video ad feedback)\b|\breplay more videos\b|\d\d:\d\d - source: cnn\b""",
    ),
    # Follow us on Twitter / Like our page / Join us on Twitter and Facebook
    _rule(
        "follow us",
        300,
        "follow|join us|join our|like us|like our|find us|connect with",
        r"""^\W*(?:follow|like|find|join|connect with) (?:us|our|cnn|bbc|al jazeera|usa today)\b[^"“]{0,100}
               \b(?:twitter|facebook|instagram|x|page|telegram|tiktok|linkedin|youtube|whatsapp|google)\b
          |\bfollow (?:our|the) (?:latest |live )?(?:coverage|updates) here\W*$
          |\bjoin us on (?:twitter|facebook|instagram)\b
          |^[^"“.!?]{0,60}\bjoin our [\w -]{0,40}(?:facebook group|channel|community)\b
          |^like [\w ]{2,30}\? follow us\b""",
    ),
    # Contributing: The Associated Press / X contributed to this report. / Reporting by ...; editing by ...
    _rule(
        "contributors",
        400,
        "contribut|with reporting|with files|reporting|edited by|writing by|compiled by|staff|wire|special",
        r"""^[(\[–—\-\s]*(?:contributing|contributors?|contributed) ?(?::| by\b).*
          |^[(\[–—\-\s]*(?:with (?:reporting|files)|(?:additional )?reporting|writing|compiled|edited)
               \ (?:by|from) [^"“]*$
          |^[^"“]{1,300}\bcontributed reporting\W*$
          |^[^"“]{1,300}\bcontributed (?:reporting )?(?:to|for) this (?:report|story|article|post)\b.{0,40}$
          |^(?:from |by )?(?:(?:usa today|cnn|ap|associated press|the \w+)(?: (?:network|sports))? and )?
               (?:staff|wire)(?: and wire)? (?:reports?|writers?)\W*$
          |^from [^.]{0,40}\bwire reports\W*$
          |^(?:opinion )?(?:contributors?|columnists?)\W*$
          |^special (?:to|for) [\w .’']{2,40}$""",
    ),
    # Contact Ann Lee at alee@news.example. / Follow her on Twitter: @alee / Reach the reporter at ...
    _rule(
        "reporter's contact",
        500,
        "@|twitter|on x|reach|contact|instagram|follow|facebook",
        r"""^(?!.*\b(?:anyone|individuals|residents|questions|detective|det\.|police|sheriff|homicide|court
                |(?<!news )tips)\b)(?:
              (?:how to reach|connect with) (?:him|her|them|me|(?:the|this) reporter)\W*$
            |\W*(?:you can )?(?:contact|reach|e-?mail|follow|write to|tweet)[ ]
                [^"“]{0,120}(?:@\s?\w|\bon (?:twitter|x|instagram)\b)
            |[^"“]{0,300}\b(?:follow|reach|contact|e-?mail|tweet) (?:him|her|them|me|the reporter|the author)
                \b[^"“]{0,60}(?:@|\bon (?:twitter|x|facebook|instagram)\b|\bat [\d(])
            |[\w .’'-]{3,40} is on (?:twitter|x|facebook|instagram) at @.*
            |[^"“]{0,300}\bcan be (?:reached|contacted|followed) (?:at|on|via) [^"“]{0,40}@
            |[^"“]{0,300}\b(?:shoot|send) (?:him|her|them|me) an email (?:at \S+@|and follow)
            |(?:(?:e-?mail|twitter|phone|facebook|instagram) ?: ?\S+ ?)+$
            |[\w .’'-]{3,40} on (?:twitter|x|facebook|instagram) ?: ?(?:@|www\.|https?:)\S+$
            |[(]?@\w+[)]?$
            |[\w.+-]+@[\w-]+\.[\w.]+\W*$
            )""",
    ),
    # © 2020 ... / Copyright 2020 The Associated Press. All rights reserved.
    _rule(
        "copyright",
        500,
        "©|(c)|copyright|rights reserved|this material may not",
        r"""^(?:©|\(c\) (?:19|20)\d\d|copyright (?:©|\(c\)|(?:19|20)\d\d)).{0,300}$
          |^copyright\W*$
          |\ball rights reserved\b[. ]{0,3}(?:$|this material may not|click)
          |^this material may not be published, broadcast""",
    ),
    # Last updated 10:21 GMT, 1 November 2020 / Published: July 3, 2014, 6:33 p.m. ET
    _rule(
        "time stamp",
        80,
        "published|updated|modified|posted| a.m.| p.m.",
        r"""^(?:[a-z]{3,9}\.? \d{1,2}, \d{4},?(?: updated)? ?)+\d{1,2}:\d\d [ap]\.m\.(?: [a-z]{1,3}t)?$
          |^(?:first )?(?:published|updated|last (?:updated|modified)|posted):?
              (?:[ ,|–-]+(?:[\d:/.,-]+(?:st|nd|rd|th)?|[ap]\.?m\.?|at|on|[a-z]{1,3}t|utc
                |(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?
                |(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*),?)+$""",
    ),
    # This story has been updated with additional details. / This is a developing story.
    _rule(
        "update notice",
        160,
        "updat|developing|breaking",
        r"""^(?:editor['’]?s['’]? note: )?this (?:
              is a (?:breaking|developing)(?: news)? story\b.*
            |(?:story|article|headline|page|post|report|file)(?: and headline)?
                \ (?:has been|have been|was|will be|is being) (?:continually )?updat(?:ed|ing)
                (?: (?:with|to (?:include|reflect|add)|as)
                \ (?:additional|new|more|further|the latest|details|it develops|information)\b[^.]{0,80})?
            )\W*$""",
    ),
    # Support local journalism. Subscribe today. / ... made possible in part by a grant from ...
    _rule(
        "supporters",
        500,
        "views expressed|journalism|like this possible|may earn|profit|nonpartisan|wager|21 or older"
        "|recommend|in part by|content partner|commission|subscriber|prices were",
        r"""^(?:thank you for supporting|support|consider supporting) (?:local|our|independent|quality|great)
               \ [\w ]{0,20}journalism\b
          |\b(?:coverage|fact[ -]check work|reporting)\b.{0,80}
               \b(?:is|was) (?:supported|made possible) in part by\b
          |\b(?:views|opinions) expressed (?:here|in this \w+) are (?:solely )?(?:the author|those of|his|her)
          |\bis an? [\w ]{2,40} content partner\b
          |\bmay earn (?:revenue|a (?:small )?(?:commission|fee))\b
          |^we occasionally recommend (?:interesting )?products\b|^looking to wager\b|^must be 21 or older\b
          |^[^.]{3,60} is an? (?:[\w ,-]{0,40})?(?:nonprofit|non-profit|nonpartisan)[\w ,-]{0,40}
               \b(?:news|newsroom|journalism)\b
          |\bsubscription makes work like this possible\b
          |\bpurchases? (?:that )?you make through (?:our|these|the) links\b
          |\bwe may (?:earn|receive|get) (?:an? )?(?:small |affiliate )?commission\b
          |\bmay earn us a commission\b
          |\bsubscriber-only\b.*\bsubscri
          |\bthese articles are for [\w ]{2,30} subscribers\b
          |^prices were accurate at the time\b""",
    ),
    # Hit play on the player above to hear the podcast / Prefer to listen? Check out the podcast
    _rule(
        "invitation",
        300,
        "visit|play|listen|forecast|every game|podcast|what's everyone|what’s everyone|latest|homepage|quiz"
        "|blog has moved|turn to ",
        r"""^(?:hit play on the player|prefer to listen\?|need a break\? play\b)
          |\bcheck (?:out )?your local forecast here\b
          |^follow every game ?:|^podcasts? ?:.*\b(?:listen|podcasts right here)\b
          |^visit \S+\.(?:com|org|example)\S* for more (?:news|stories|coverage|features)\b.*
          |^for (?:all )?the latest\b[^.“"]{2,80}, visit\b
          |^[^.“"]{2,60}: ?check out our (?:home)?page\W*$|\bthis blog has moved\b
          |^take (?:our|the|cnn['’]s) [\w ]{0,20}quiz\b|^turn to \w+ for live coverage\b
          |^what['’]s everyone talking about\?
          |\bfollow\b[^"“.]{0,80}\bfor the latest (?:deals|news|updates)\b""",
    ),
)

# Without a limit to its length: Photos: The storm The pier on Monday. Hide Caption 1 of 38 Photos: ...
GALLERY = re.compile(r"\bHide Caption \d+ of \d+|\bPrev Next$", re.IGNORECASE)
SEPARATOR = re.compile(r"[^\w★☆]{0,80}|_+")  # ___, * * *, ♦


def boilerplate(paragraph: str) -> str:
    """The name of the rule that a paragraph falls under, "" for what belongs to the article."""
    if GALLERY.search(paragraph):
        return "gallery"
    if len(paragraph) > LONGEST:
        return ""
    if SEPARATOR.fullmatch(paragraph):
        return "separator"
    if is_credit(paragraph):
        return "credit line"
    lower = paragraph.lower()
    for name, longest, words, pattern in RULES:
        if len(paragraph) <= longest and any(map(lower.__contains__, words)) and pattern.search(lower):
            return name
    return "link" if is_teaser(paragraph) else ""
