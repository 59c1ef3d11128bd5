"""English words and patterns that distinguish the kinds of request."""

from __future__ import annotations

import re

from assistant.language.english import FIRST

_NEWS = r"(?:(?:news )?(?:articles?|stories))"
_COLLECTION = r"(?:the|your|this|our) (?:collection|archive|store|database|library)"
_THERE = (
    rf"(?:do you (?:have|hold|know|use|cover|read)|have you(?: got)?|are there|are (?:included|covered|here)"
    rf"|are (?:there )?in {_COLLECTION}|is in {_COLLECTION}"
    rf"|(?:does|do) {_COLLECTION} (?:have|hold|contain|include|cover))"
)
_OF_COLLECTION = rf"(?: in {_COLLECTION}| you have| do you have| there is| in here)?"
_OUTLETS = r"(?:(?:news )?(?:outlets|sources|newspapers|papers|publishers|publications)|media(?: outlets)?)"
_ARE_THE_ARTICLES = r"(?:are|is|do|does) (?:the|your|these|our) (?:articles|news|collection|archive)"
_TOPIC = r"(?P<topic>(?:(?!\b(?:was|were|did|do|does|has|have|had|is|are|will|would)\b).)+)"

_BERICHTE = r"(?:artikel|berichte|meldungen)"
_GIBT_ES = (
    r"(?:(?:gibt es|hast du|haben sie|sind da|sind es)(?: hier| insgesamt| in der sammlung)?"
    r"|sind in der sammlung|(?:hat|enthält|umfasst) die sammlung)"
)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{pattern})\W*", re.IGNORECASE)


# Requests that the catalog answers. Each pattern matches a whole request, so that "How many articles does the
# constitution have?" stays a question to the articles. Also in German, which the page speaks.
COLLECTION: dict[str, re.Pattern[str]] = {
    "articles": _whole(
        rf"how many {_NEWS} {_THERE}{_OF_COLLECTION}|how (?:big|large) is {_COLLECTION}"
        rf"|(?:the )?number of articles in {_COLLECTION}"
        rf"|wie viele {_BERICHTE} {_GIBT_ES}|wie groß ist (?:die|deine|ihre) sammlung"
    ),
    "articles about": _whole(
        rf"how many {_NEWS}(?: {_THERE})?(?: are)?(?: that)? (?:about|mention(?:s|ing)?|cover(?:s|ing)?"
        rf"|deal(?:s|ing)? with|talk(?:s|ing)? about|(?<=have )on|(?<=there )on"
        rf"|(?<=articles are )on) {_TOPIC}"
        rf"|wie viele {_BERICHTE} (?:(?:gibt es|hast du|haben sie) (?:über|zu)|handeln von|nennen|erwähnen)"
        r" (?P<thema>.+)"
    ),
    "outlets": _whole(
        rf"(?:which|what|how many) {_OUTLETS} {_THERE}{_OF_COLLECTION}"
        rf"|(?:list|name|show(?: me)?) (?:all |the |your |all the |all your )?{_OUTLETS}"
        rf"|(?:which|what) (?:are )?(?:the|your) {_OUTLETS}|what are (?:the|your) {_OUTLETS}"
        rf"|(?:welche|wie viele) (?:medien|quellen|zeitungen) {_GIBT_ES}"
    ),
    "oldest": _whole(
        rf"(?:what(?:['’]s| is)|which is|show(?: me)?|when is) (?:the|your) (?:oldest|earliest|first) "
        rf"(?:article|story){_OF_COLLECTION}(?: from)?"
        rf"|(?:which|what) {_NEWS} is (?:the )?(?:oldest|earliest)"
        rf"|how far back {_ARE_THE_ARTICLES} (?:go|reach|date)|how (?:far back|old) do you go"
        rf"|how old (?:are|is) (?:the|your) (?:oldest )?(?:articles?|collection)"
        r"|(?:was|welche[rs]|wie alt) ist der (?:älteste|erste) (?:artikel|bericht)"
    ),
    "newest": _whole(
        rf"(?:what(?:['’]s| is)|which is|show(?: me)?|when is) (?:the|your) "
        rf"(?:newest|latest|last|most recent) (?:article|story){_OF_COLLECTION}(?: from)?"
        rf"|(?:which|what) {_NEWS} is (?:the )?(?:newest|latest|most recent)"
        rf"|how (?:recent|new|current|up[ -]to[ -]date) {_ARE_THE_ARTICLES}|how up[ -]to[ -]date are you"
        rf"|when was {_COLLECTION} last updated"
        r"|(?:was|welche[rs]|wie alt) ist der (?:neue?ste|letzte|aktuellste) (?:artikel|bericht)"
        r"|wie aktuell (?:sind die artikel|ist die sammlung|bist du|sind sie)"
    ),
    "days": _whole(
        rf"(?:what|which) (?:dates?|days|months|years|period|time ?(?:span|frame|range|period)?|date range) "
        rf"(?:do|does) (?:the|your|these|this|our) (?:articles|news|collection|archive) "
        rf"(?:cover|span|come from)"
        rf"|from when {_ARE_THE_ARTICLES}|when {_ARE_THE_ARTICLES} from"
        r"|welchen zeitraum (?:umfassen|haben|decken) die artikel(?: ab)?"
        r"|aus welche[rm] (?:zeit|zeitraum) (?:sind|stammen|kommen) die artikel"
    ),
    "contents": _whole(
        rf"(?:what|which) (?:articles|stories|news|topics|subjects|themes) {_THERE}{_OF_COLLECTION}"
        rf"|(?:list|show(?: me)?) (?:all |the |your |all the |all your )?(?:articles|headlines)"
        rf"|what(?:['’]s| is) in {_COLLECTION}|what does {_COLLECTION} (?:have|hold|contain|cover)"
        rf"|what are (?:the|these|your) articles about|what do you (?:know|have)(?: about)?"
        rf"|was (?:ist|steht) in (?:der|deiner|ihrer) sammlung|(?:welche|was für) {_BERICHTE} {_GIBT_ES}"
    ),
}

# Also in German, which the page speaks.
SMALL_TALK: dict[str, re.Pattern[str]] = {
    "greeting": _whole(
        r"(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|day))(?:,? (?:there|dateline|all|you))?"
        r"(?:\W+(?:how are you|how(?:['’]s| is) it going))?(?: today)?"
        r"|how are you(?: (?:doing|today))?|how(?:['’]s| is) it going"
        r"|(?:hallo|moin|servus|grüß (?:gott|dich)|guten (?:tag|morgen|abend))(?:,? dateline)?"
    ),
    "thanks": _whole(
        r"(?:ok(?:ay)?|great|perfect|cool|nice|good|well done|wonderful)?\W*"
        r"(?:thanks|thank you|thx|cheers)(?:,? (?:a lot|so much|very much|again|dateline))?"
        r"|ok(?:ay)?|great|perfect|cool|nice|well done|good job|good answer|(?:good)?bye|see you(?: later)?"
        r"|(?:danke|vielen dank)(?: (?:schön|sehr|dir|ihnen))?|tschüss|auf wiedersehen"
    ),
    "help": _whole(
        r"what (?:else )?can (?:you|i|this|dateline) (?:do|answer|ask(?: you)?|help(?: me)? with)"
        r"|help(?: me)?|(?:can|could) you help(?: me)?|how (?:do|can|should) i use (?:you|this|dateline|it)"
        r"|how (?:does this|do you|does dateline) work|what (?:questions )?(?:can|should|may) i ask(?: you)?"
        r"|(?:who|what) are you|what(?:['’]s| is) dateline|who (?:made|built|wrote) you"
        r"|are you (?:a |an )?(?:(?:chat)?bot|robot|machine|human|person|real)(?: person)?"
        r"|was (?:kannst du|können sie|kann ich (?:dich |sie )?fragen)(?: alles)?(?: tun)?"
        r"|(?:wer|was) (?:bist du|sind sie)|hilfe|wie funktioniert das"
    ),
}

# "Could you tell me who won?" asks who won.
POLITE = re.compile(
    r"^\W*(?:please,? |(?:can|could|would|will) you (?:please )?(?=\w+)|do you know (?=wh|how|if)"
    r"|i(?:['’]d| would)? (?:like|want|need) (?:you )?to (?:know )?|(?:tell me|explain) (?=wh|how|if))+",
    re.IGNORECASE,
)

# "What do the articles say about X?": a request for all reports, not for one fact.
ABOUT = re.compile(
    r"(?:(?:what|anything)\s+(?:(?:do|does|did|have|has)\s+(?:the|these|those|your)\s+"
    r"(?:articles?|reports?|outlets?|papers?|news|sources?|collection|media)\s+"
    r"(?:say|said|report(?:ed)?|writ(?:e|ten)|tell(?:\s+us)?|mention(?:ed)?|know)"
    r"|(?:is|was|has\s+been)\s+(?:reported|said|known|written|there)|do\s+(?:you|we)\s+(?:know|have))"
    r"\s+(?:about|on|of)"
    r"|tell\s+(?:me|us)\s+(?:\w+\s+)?about|what\s+is\s+(?:the\s+)?news\s+(?:about|on|of)"
    r"|(?:(?:show|find|give|get)\s+(?:me\s+)?|are\s+there\s+|do\s+you\s+have\s+|have\s+you(?:\s+got)?\s+)"
    r"(?:all\s+|any\s+|some\s+|the\s+)?(?:articles|news|stories|reports|everything|something|anything)\s+(?:about|on)"
    r"|(?:everything|anything|something)\s+about|about)\s+(?P<topic>.+)",
    re.IGNORECASE,
)
# "the row about X" -> "X": articles on it needn't call it a row.
_FRAME = (
    r"(?:(?:the|this|that) (?:whole )?(?:row|affair|saga|story|controversy|fuss|dispute|drama|chaos|events?"
    r"|news) (?:about|around|over|at|with|behind|of|on|in|surrounding) )?"
)
SUMMARY = re.compile(
    r"\W*(?:(?:summari[sz]e|sum up|recap|explain(?! (?:who|what|when|where|why|how)\b)|outline"
    r"|brief me on|catch me up on|fill me in on"
    r"|walk me through)"
    r"|(?:(?:give|write|show|get|make) (?:me |us )?)?(?:an?|the|some)? ?(?:(?:short|brief|quick) )?"
    r"(?:summary|overview|recap|outline|background|rundown|gist|key points|main points|highlights)"
    r" (?:of|on|about|to|for)"
    r"|what (?:exactly )?(?:has |have |had )?happened (?:in|at|to|with|during|on|around|after)"
    r"|what(?:['’]s| is| was) (?:going on|happening|the (?:story|matter|deal|fuss|row|situation|background))"
    r" (?:in|at|to|with|during|on|around|about|behind|over)"
    r"|what (?:came|has come) (?:out )?of|what became of|how did things go (?:at|in|with))\s+"
    rf"{_FRAME}(?P<topic>.+?)(?: in the end| so far)?\W*$",
    re.IGNORECASE,
)
LATEST_NEWS = re.compile(
    r"\W*(?:(?:what(?:['’]s| is| are)|any|give me|show me|get me)?\s*(?:the |some )?"
    r"(?:latest|newest|most recent)(?: (?:news|developments?|updates?|reports?|state|status))?"
    r" (?:about|on|of|from|in|with|for|regarding)"
    r"|(?:any|what(?:['’]s| is) the|is there(?: any)?) (?:news|updates?)"
    r" (?:about|on|of|from|in|with|for|regarding)"
    r"|what(?:['’]s| is)(?: there)? new (?:about|on|from|in|with)|where do things stand (?:on|with|in)"
    r"|(?:news|updates?) (?:on|about|from))\s+(?P<topic>.+)",
    re.IGNORECASE,
)
TIMELINE = re.compile(
    r"\W*(?:(?:(?:give|show|make) (?:me |us )?)?(?:an?|the)? ?(?:timeline|chronology|sequence of events)"
    r" (?:of|for|in|on|about)\s+(?P<topic>.+)"
    r"|how did (?P<unfolding>.+) (?:unfold|develop|play out|come about)(?: day by day)?\W*"
    r"|(?P<daily>.+?)[\s,:]+day by day\W*)",
    re.IGNORECASE,
)

SAY = (
    r"(?:say|think|feel|tell|told|make of|react|respond|reply|answer|argue|claim|explain|comment|describe"
    r"|believe|call|write|tweet)"
)
STATEMENT = re.compile(
    rf"\b(?:what|how) (?:did|does|do|has|have|had|is|was|were)(?:n['’]t)? (?P<speaker>.+?) "
    rf"(?:{SAY}|said|saying|reacted|responded)\b|\bwhat(?:['’]s| is| was) (?P<viewer>.+?)(?:['’]s?)"
    r" (?:view|opinion|position|stance|reaction|response|take|comment|answer)\b"
    r"|^according to (?P<source>[^,]+),",
    re.IGNORECASE,
)
SPEAKER = re.compile(
    r"\b(?:who|which(?: [\w-]+){1,3}) (?:has |have |had |is |was )?"
    r"(?:said|says?|saying|told|claim(?:s|ed)|compared|called|calls|warn(?:s|ed)|argue[sd]?|think[s]?|thought|believes?"
    r"|predict(?:s|ed)|described?|describes|accused|praised|denied|criticised|criticized|wrote|tweeted|promised"
    r"|complained|suggested|announced|sure)\b",
    re.IGNORECASE,
)
# A quotation, or a verb of speech, in a sentence.
SPEECH = re.compile(
    r"[“”\"]|\b(?:said|says|saying|told|tells|tell|adds|added|wrote|writes|tweeted|posted|argue[sd]?"
    r"|warn(?:s|ed)|call(?:s|ed|ing)|claim(?:s|ed)|describe[sd]?|compared?|compares|insist(?:s|ed)|den(?:y|ies|ied)"
    r"|respond(?:s|ed)|replied|replies|react(?:s|ed)|explain(?:s|ed)|announce[sd]?|accuse[sd]?|praise[sd]?"
    r"|criti[cs]i[sz]e[sd]?|condemn(?:s|ed)|urge[sd]?|vow(?:s|ed)|promise[sd]?|predict(?:s|ed)|suggest(?:s|ed)"
    r"|believe[sd]?|think[s]?|thought|acknowledge[sd]?|admit(?:s|ted)|according to|in a statement"
    r"|disagree[sd]?|agree[sd]?|reject(?:s|ed)|welcome[sd]?|blame[sd]?|jok(?:es|ed))\b",
    re.IGNORECASE,
)

_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n['’]t)?"
)
YES_NO = re.compile(rf"^\W*(?:(?:and|but|so|then|also),? )?{_AUXILIARY}\b", re.IGNORECASE)
REASON = re.compile(rf"{FIRST}\b(?:why|how come)\b", re.IGNORECASE)
_DEGREE = r"(?:more|less|fewer|better|worse|\w{3,}er)"
COMPARE = re.compile(
    rf"\b{_DEGREE}\b.*\bthan (?!\d|an?\b|once\b|twice\b|half\b|one\b|two\b|three\b)\w"
    r"|\bcompared? (?:to|with)\b|\bcompare\b|\bversus\b|\bvs\b|\bdifferences? between\b"
    r"|\bdiffer(?:s|ed)? from\b"
    r"|\bbefore or after\b|\bwhich (?:came|was|happened) first\b|\bhow (?:did|has|have|does|do) .+ changed?\b"
    rf"|^\W*(?:which|who|what|{_AUXILIARY})\b.*(?: or .*\b{_DEGREE}\b|\b{_DEGREE}\b.*,.* or )",
    re.IGNORECASE,
)
_WORDS = r"(?:[\w.'’&-]+ ){0,3}[\w.'’&-]+"
DEFINITION = re.compile(
    rf"\W*(?:(?:who|what)(?:['’]s| is| are| was| were) (?:an? )?(?P<topic>{_WORDS})"
    rf"|what does (?P<word>{_WORDS}) (?:mean|stand for)|define (?P<defined>.+?)"
    r"|(?:what(?:['’]s| is) the )?meaning of (?P<meaning>.+?))\W*",
    re.IGNORECASE,
)
# "Who is the mayor of Port Elm?", "What is his name?" and "What is Vance's age?" ask for a fact, not for a
# definition.
NO_DEFINITION = re.compile(
    r"^(?:the|his|her|its|their|your|my|this|that|these|those|he|she|it|they|there|being|going|happening|new)\b"
    r"|\b(?:of|in|on|for|to|at|about|with|from|by|up|out|against|after|before|over|under|behind|called|named"
    r"|\w{3,}ed)\b|['’]s? \w",
    re.IGNORECASE,
)
QUESTION_OPENING = re.compile(
    rf"\b(?:who|whom|whose|what|when|where|why|how|which)\b|^\W*(?:{_AUXILIARY}|name|list|and|but|or|so|also)\b",
    re.IGNORECASE,
)
# The start of an explanation right after a name: ", the mayor", "(WHO)", "is a disease".
EXPLAINED = r"(?:,| \(| [-–—]| (?:is|are|was|were|means|refers to|stands for)\b)"
