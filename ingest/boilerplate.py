"""What stands among an article's paragraphs and isn't the article: a table of rules.

Each rule looks at one paragraph. They are written so that a sentence of reporting passes: either they match
the whole paragraph, or they need words that only a page says to its reader. Checked by eye on what each
removed from several thousand scraped articles.
"""

from __future__ import annotations

import re
from typing import NamedTuple

AGENCIES = (
    r"(?:Reuters|Associated\ Press|AP(?:\ Photo)?|AFP|Agence\ France-Presse|Getty(?:\ Images)?(?:\ [A-Z]\w+){0,2}|"
    r"EPA(?:-EFE)?|EFE|Anadolu(?:\ Agency)?|AA|Xinhua|TASS|Bloomberg|Shutterstock|iStock|Alamy|PA(?:\ Media)?|"
    r"UPI|NurPhoto|ZUMA(?:\ Press)?|USA\ TODAY(?:\ (?:Sports|Network))?|CNN|CNBC|dpa|picture\ alliance)"
)
NAMES = r"[\w.'’&,()\ -]{0,60}"


class Rule(NamedTuple):
    """A kind of boilerplate: paragraphs of at most `longest` characters that match `pattern`."""

    name: str
    longest: int
    pattern: re.Pattern[str]


def _rule(name: str, longest: int, pattern: str, flags: int = re.IGNORECASE) -> Rule:
    return Rule(name, longest, re.compile(pattern, flags | re.VERBOSE))


# Words of which one occurs in whatever the rules below match, lower case: most paragraphs stop here.
HINTS = re.compile(
    r"more|related|subscri|sign(?:ed)? ?up|newsletter|inbox|cookie|privacy|journalism|form |consent|"
    r"agree|object to|try again|loading|advert|share|follow|contact|reach|e-?mail|@|contribut|©|copyright|"
    r"rights reserved|credit|photo|reuters|press|afp|getty|associated|today|cnn|cnbc|updated|published|"
    r"posted|supported|made possible|grant|content partner|commission|watch|listen|podcast|here|by |"
    r"special|staff|wire|twitter|facebook|instagram|app |click|see also|read|video|caption|print|comment"
)
LONGEST = 700  # characters; a longer paragraph is never one of these

RULES: tuple[Rule, ...] = (
    # READ MORE: Armenia accuses ... / Read More Article… / More:Iowa's 50 Most Wanted / RELATED: ... / See also: ...
    _rule(
        "teaser",
        300,
        r"""^[►•▶*–—\-\s]*(?:
            (?:read|learn|see|watch|find\ out|hear)\ more(?:\ (?:article|stories|news|here|on\ this))?s?\W*$
          | (?:read\ more|more|related(?:\ (?:article|stor(?:y|ies)|content|coverage|video|link)s?)?|see\ also|
               read\ also|also\ read|read\ next|don['’]t\ miss|recommended|you\ may\ (?:also\ )?like|up\ next|
               for\ subscribers|just\ for\ subscribers|subscriber\ exclusive|in\ case\ you\ missed\ it|
               learn\ more|watch(?:\ (?:now|live|more))?|listen|photos?|gallery|fact\ check\ more)\ ?:(?!//).*
          | (?:read|see|more)\ (?:next|on\ this\ story|from\ (?:cnn|the\ bbc|reuters|usa\ today).{0,40})\W*
          | (?:most\ (?:read|popular|viewed)|trending(?:\ now)?|recommended(?:\ (?:stories|reading|for\ you))?|
               related(?:\ (?:articles|stories|topics|content))?|more\ (?:stories|news|from\ .{1,40}))\W*
          )$""",
    ),
    # Sign up for our newsletter / Subscribe to ... / Want this in your inbox? / You have successfully subscribed ...
    _rule(
        "newsletter",
        700,
        r"""^[^"“]{0,160}\b(?:sign(?:ing)?[ -]up|subscribe|subscribing|register)\b[^"“]{0,120}
               \b(?:newsletters?|inbox|e-?mails?\ (?:list|alerts?)|(?:free\ )?daily\ (?:briefing|e-?mail)|alerts)\b
          | \bnewsletters?\b.{0,200}\b(?:sign\ up|subscribe|sign-up)\b
          | \b(?:to\ get\ it|delivered(?:\ \w+){0,3}|get\ .{1,80}|want\ .{1,80}|headlines|news|updates?|right)\ (?:in(?:to)?|to)\ your\ inbox\b
          | ^you\ have\ (?:been\ )?successfully\ (?:subscribed|signed\ up|registered)
          | ^(?:would\ you\ like\ to\ receive|get\ our|join\ our|thanks?(?:\ you)?\ for\ (?:signing\ up|subscribing))\b
          | ^[A-Z\ ’'&\d-]{0,40}(?:sign\ up|subscribe)\ (?:now|here|today|for\ (?:our|the|free|more))\b
          | ^(?:►|•|\W)*[^.!?]{0,80}:\s?(?:sign\ up|subscribe)\b
          | ^an?\ (?:shorter\ )?version\ of\ this\ (?:story|article|piece)\ (?:first\ )?(?:appear(?:s|ed)|was\ (?:first\ )?published)\ in\b
          | ^(?:editor['’]?s['’]?\ note:?\ )?(?:an?\ version\ of\ )?this\ (?:story|article)\ (?:is\ part\ of|first\ appeared\ in|appeared\ in)\b.*\bnewsletter\b
          """,
    ),
    # We use cookies ... / By continuing you agree to our privacy policy
    _rule(
        "cookies and consent",
        700,
        r"""^(?:we|this\ (?:web)?site|our\ (?:web)?site|[\w.\ ]{2,40})\ (?:and\ our\ partners\ )?uses?\ cookies\b
          | ^by\ (?:continuing|clicking|using|signing|subscribing|submitting|entering|checking)\b.*\b(?:agree|consent|accept)\b
          | \byou\ (?:also\ )?(?:agree|consent)\ to\ (?:our|the|receive)\b.*\b(?:terms|privacy|cookies?|processing|emails?|polic(?:y|ies))\b
          | \b(?:accept|reject|manage)\ (?:all\ )?(?:cookies|cookie\ (?:settings|preferences))\b
          | ^(?:read\ (?:our|more\ about\ our)\ )?(?:privacy|cookie)\ (?:policy|notice|settings|statement)\W*$
          | ^(?:terms\ of\ (?:use|service)|terms\ (?:and|&)\ conditions)\W*$
          """,
    ),
    # ... will use the information you provide on this form to be in touch with you ...
    _rule(
        "sign-up form",
        700,
        r"""\b(?:will|may)\ use\ the\ (?:information|details|data)\ (?:that\ )?you\ (?:provide|have\ (?:shared|given|provided)|shared?|give)\b
          | ^you\ agree\ to\ the\ processing\b
          | ^if\ you\ wish\ to\ object\ to\ the\ use\ of\ your\ data\b
          | ^['‘’"“]we['‘’"”]\ includes\b.{0,200}\bas\ detailed\ here\b
          | ^there\ (?:was|has\ been)\ an\ error\b.{0,120}\b(?:request|try\ again|submi\w+|form|sign\w*|e-?mail)\b
          | ^(?:sorry,?\ )?(?:something\ went\ wrong|an\ error\ (?:has\ )?occurred)\b.{0,80}$
          | ^(?:please\ )?(?:enter|provide|confirm|verify)\ (?:an?|your)\ (?:valid\ )?e-?mail(?:\ address)?\W*$
          | ^(?:please\ )?(?:try\ again(?:\ later)?|check\ your\ (?:e-?mail|inbox).{0,80})\W*$
          | ^(?:your\ )?(?:e-?mail(?:\ address)?|first\ name|last\ name|password|username)\ ?\*?$
          | ^thank\ you(?:\ for\ (?:subscribing|signing\ up|registering))?[.!]?$
          """,
    ),
    # Loading... / Advertisement / Share on Facebook / Show more / Hide caption
    _rule(
        "page furniture",
        160,
        r"""^[\W_]*(?:
            loading(?:\ \w+){0,3}
          | (?:story\ continues\ below\ )?advertise?ments?(?:\ -\ scroll\ to\ continue|\ continue\ reading)?|adverts?|sponsored(?:\ content)?|
            (?:article|story|content)\ continues\ (?:after|below)(?:\ (?:this\ )?ad(?:vertisement)?)?|continue\ reading|scroll\ to\ continue
          | (?:share|tweet|pin|e-?mail|print|save|like|comments?|reply|bookmark|copy\ link|flipboard|whatsapp|facebook|
               twitter|linkedin|pinterest|reddit|telegram|instagram)
          | share\ (?:this|on|via|to)\b.{0,40}
          | (?:show|view|load|see)\ (?:more|all|less|comments?)(?:\ \w+){0,2}
          | (?:hide|toggle|show|enlarge)\ (?:caption|image|this\ image)
          | (?:back\ to\ top|skip\ to\ (?:main\ )?content|menu|search|close|next|previous|home|play|pause|replay|up\ next|editors)
          | (?:listen|listen\ to\ this\ (?:article|story)|play\ video|play\ audio|watch\ now|view\ gallery|view\ \d+\ images)
          | just\ watched\b.*|.*\breplay\ more\ videos\b.*|must\ watch
          | \(?click\ here\b.{0,80}
          | (?:download|get)\ (?:the|our)\ .{0,30}\bapp\b.{0,80}
          )[\W_]*$""",
    ),
    # Follow us on Twitter / Like our page / Join us on Twitter and Facebook
    _rule(
        "follow us",
        300,
        r"""^(?:►|•|\W)*(?:follow|like|find|join|connect\ with)\ (?:us|our|cnn|bbc|al\ jazeera|the\ [A-Z]\w+)\b.{0,80}
               \b(?:twitter|facebook|instagram|x|page|telegram|tiktok|linkedin|youtube|whatsapp|google\ news)\b
          | \bjoin\ us\ on\ (?:twitter|facebook|instagram)\b""",
    ),
    # Contributing: The Associated Press / X contributed to this report. / Reporting by ...; editing by ...
    _rule(
        "contributors",
        400,
        r"""^[(\[–—\-\s]*(?:contributing|contributors?|with\ (?:reporting|files)\ (?:by|from)|additional\ reporting(?:\ by)?|reporting\ by)\b[^.!?"“]{0,20}[:\w].{0,300}$
          | ^[^"“]{1,300}\bcontributed\ (?:reporting\ )?(?:to|for)\ this\ (?:report|story|article|piece|post)\b.{0,40}$
          | ^(?:from\ |by\ )?(?:(?:usa\ today|cnn|the\ \w+|ap|associated\ press)(?:\ (?:network|sports))?\ and\ )?(?:staff|wire)(?:\ and\ wire)?\ (?:reports?|writers?|report)\W*$
          | ^from\ .{0,40}\bwire\ reports\W*$
          | ^special\ (?:to|for)\ [\w\ .’']{2,40}$""",
    ),
    # Contact Ann Lee at alee@news.example. / Follow her on Twitter: @alee / Reach the reporter at ...
    _rule(
        "reporter's contact",
        500,
        r"""^(?:►|•|\W)*(?:you\ can\ )?(?:contact|reach|e-?mail|follow|write\ to|tweet)\b[^"“]{0,120}(?:@\s?\w|\bon\ (?:twitter|x|instagram)\b)
          | ^[^"“]{0,300}\b(?:follow|reach|contact|e-?mail|tweet)\ (?:him|her|them|me|the\ (?:reporter|author|writer))\b[^"“]{0,60}(?:@|\bon\ (?:twitter|x|facebook|instagram)\b|\bat\ [\d(])
          | ^[^"“]{0,300}\b(?:can\ be\ (?:reached|contacted)|reach(?:ed)?|shoot\ (?:him|her|them)\ an\ email|send\ (?:him|her|them)\ an\ email)\ (?:him\ |her\ |them\ )?at\ [\w.+-]+@[\w.-]+
          | ^(?:e-?mail|twitter|phone|facebook|instagram)\ ?:\ ?\S+$
          | ^@\w+$""",
    ),
    # © 2020 ... / Copyright 2020 The Associated Press. All rights reserved.
    _rule(
        "copyright",
        500,
        r"""^(?:©|\(c\)\ |copyright\b(?:\ (?:©|\(c\)|19|20)|\W*$)).{0,300}
          | \ball\ rights\ reserved\b[.\ ]{0,3}(?:$|this\ material\ may\ not|click)
          | ^this\ material\ may\ not\ be\ published,\ broadcast""",
    ),
    # Reuters / (AP Photo/Ann Lee) / Leon Neal/Getty Images / Photo: Ann Lee / (Image credit: Getty Images)
    _rule(
        "credit line",
        160,
        rf"""^[(\[]?\s*(?:
            (?:photo(?:graph)?s?|image|picture|video|source|credit|image\ credit|photo\ credit|picture\ credit|courtesy)(?:\ (?:by|courtesy(?:\ of)?))?\s*[:/]\s*[^.!?]{{1,100}}
          | (?:{NAMES}[/|,]\s*|the\ |by\ )*{AGENCIES}(?:\s*(?:[/|,]|via|and|&)\s*(?:the\ )?{AGENCIES})*
          | {NAMES}(?:/|\ via\ |\s\|\s){AGENCIES}(?:\s*/\s*(?:{AGENCIES}|file|pool|{NAMES}))*
          )\s*(?:/?\s*(?:file|pool|handout|files?\ photo))?\s*[)\]]?[.]?$""",
    ),
    # CNN — / London CNN Business — : the place and agency of a first sentence that lies in the next paragraph
    _rule(
        "dateline alone",
        60,
        rf"^(?:[A-Z][\w.,’'\ -]{{1,40}}\s)?\(?{AGENCIES}(?:\ Business)?\)?\s*[—–-]{{1,2}}$",
    ),
    # By Ann Lee / By ANN LEE, Associated Press / Published: 1 November 2020 / Last updated 10:21 GMT
    _rule(
        "byline and time stamp",
        120,
        r"""^(?:by|written\ by|words\ by|reported\ by)\ (?-i:[A-Z])[\w.’'-]*(?:\ (?-i:[A-Z])[\w.’'-]*){1,3}
               (?:,?\ (?:and|&)\ (?-i:[A-Z])[\w.’'-]*(?:\ (?-i:[A-Z])[\w.’'-]*){1,3})?(?:\s*[,|/].{0,60})?$
          | ^(?:first\ )?(?:published|updated|last\ (?:updated|modified)|posted)\b[^.!?]{0,60}\d[^.!?]{0,40}$""",
    ),
    # This story has been updated with additional details.
    _rule(
        "update notice",
        160,
        r"^(?:editor['’]?s['’]?\ note:\ )?this\ (?:is\ a\ (?:breaking|developing)(?:\ news)?\ story\b.*|(?:story|article|headline|page|post|report)(?:\ and\ headline)?\ (?:has|have|was|will\ be|is)\ (?:been\ )?updated(?:\ (?:with|to\ (?:include|reflect|add)|as)\ (?:additional|new|more|further|the\ latest|details)\b[^.]{0,80})?)\W*$",
    ),
    # Support local journalism. Subscribe today. / ... made possible in part by a grant from ...
    _rule(
        "supporters",
        500,
        r"""^(?:thank\ you\ for\ supporting\ our\ journalism|support\ (?:local|our|independent|quality)\ (?:\w+\ )?journalism|consider\ supporting\ our\ journalism)\b
          | \b(?:coverage|fact[ -]check\ work|reporting)\b.{0,80}\b(?:is|was)\ (?:supported|made\ possible)\ in\ part\ by\b
          | \bis\ an?\ .{2,40}\ content\ partner\b
          | \b(?:purchases?\ (?:that\ )?you\ make\ through\ (?:our|these)\ links|we\ may\ (?:earn|receive)\ (?:an?\ )?(?:affiliate\ )?commission|may\ earn\ us\ a\ commission)\b
          | \bsubscriber-only\b.*\bsubscri
          | \bthese\ articles\ are\ for\ .{2,30}\ subscribers\b
          | ^prices\ were\ accurate\ at\ the\ time\b""",
    ),
    # Hit play on the player above to hear the podcast / Prefer to listen? Check out the podcast
    _rule(
        "invitation",
        300,
        r"""^(?:hit\ play\ on\ the\ player|prefer\ to\ listen\?|need\ a\ break\?\ play\b|(?:🌤\ )?what['’]s\ the\ weather\b.*\bcheck\ your\ local\ forecast)
          | ^check\ (?:out\ )?your\ local\ forecast\ here\W*$
          | ^(?:follow\ every\ game|podcasts?|prefer\ podcasts\?)\ ?:
          | ^what['’]s\ everyone\ talking\ about\?
          | \bfor\ the\ latest\ (?:deals|news|updates),?\b.{0,60}\b(?:follow|reviews)\b""",
    ),
)

SEPARATOR = re.compile(r"[\W_]{1,80}")  # ___, * * *, ♦
LEADING_CREDIT = re.compile(rf"^\({AGENCIES}(?:\ Business)?\)\s*[—–-]{{0,2}}\s*(?=[A-Z“\"‘'])", re.VERBOSE)
# "... in 2021. Randy Pench/Sacramento Bee/Getty Images" keeps the caption and loses the credit.
TRAILING_CREDIT = re.compile(
    rf"(?<=[.!?”\"])\s+(?:[^.!?\"”]|(?<=\b[A-Z])\.){{2,80}}?(?:/|\ via\ ){AGENCIES}(?:/{AGENCIES})*(?:/File)?$"
    r"|\s*\((?:image|photo|picture)\ credit:[^)]{1,120}\)$",
    re.VERBOSE | re.IGNORECASE,
)


def boilerplate(paragraph: str) -> str:
    """The name of the rule that a paragraph falls under, "" for what belongs to the article."""
    if len(paragraph) > LONGEST:
        return ""
    if SEPARATOR.fullmatch(paragraph):
        return "separator"
    if not HINTS.search(paragraph.lower()):
        return ""
    for rule in RULES:
        if len(paragraph) <= rule.longest and rule.pattern.search(paragraph):
            return rule.name
    return ""


def is_credit(paragraph: str) -> bool:
    """Whether a paragraph only says who took a picture."""
    return boilerplate(paragraph) == "credit line"


def without_credits(paragraph: str) -> str:
    """A paragraph without the agency's name before and the photographer's after it."""
    if paragraph.startswith("("):
        paragraph = LEADING_CREDIT.sub("", paragraph)
    if paragraph.endswith((")", "s", "P", "K", "S", "A", "y", "ile")):
        paragraph = TRAILING_CREDIT.sub("", paragraph)
    return paragraph
