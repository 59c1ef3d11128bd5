"""Identifies the language of a text by its function words, and names the stemmer of each language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

ENGLISH = "en"
FEWEST = 2  # function words required to identify a language

# Snowball's stemmers. In the Latin script, the language of the text determines the stemmer. Every other
# script has a single stemmer, so that a word has the same stem in every text.
STEMMERS = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian",
    "pl": "polish", "cs": "czech", "ro": "romanian", "tr": "turkish", "id": "indonesian",
    "ru": "russian", "el": "greek", "ar": "arabic", "hi": "hindi", "hy": "armenian", "ta": "tamil",
}  # fmt: skip
LANGUAGES_OF_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "DEVANAGARI": "hi", "ARMENIAN": "hy", "TAMIL": "ta",
}  # fmt: skip

# Articles, pronouns, prepositions, auxiliaries and question words, without accents.
FUNCTION_WORDS = {
    "en": """a about above after again all also am an and any are aren't as at be because been before being
    below between both but by can can't could couldn't did didn't do does doesn't doing don't down during
    each else ever few for from further had hadn't has hasn't have haven't having he he'd he'll he's her
    here hers herself him himself his how how's i i'd i'll i'm i've if in into is isn't it its itself just
    let's many me more most much must my myself no nor not of off on once one only or other ought our ours
    out over own people person please said same say says shall she she's should so some such tell than that
    that's the their theirs them themselves then there there's these they they're this those through to too
    under until up upon very was wasn't we we're were weren't what what's when when's where which while who
    who's whom whose why will with won't would wouldn't you you're your yours""",
    "de": """aber alle als am an auch auf aus bei bin bis da damit dann das dass dem den der des die diese
    dieser dieses doch du durch ein eine einem einen einer eines er es fur gegen hat hatte hatten habe haben
    ich ihr ihre ihrem ihren im in ist ja kann kein keine konnen mit muss nach nicht noch nun nur ob oder
    ohne sehr sein seine seinem seinen sich sie sind so soll sollen uber um und uns unter viel viele von vom
    vor wann war waren warum was wegen welche welchem welchen welcher welches wem wen wenn wer werden wie
    wieso wieviel will wir wird wo woher wohin wurde wurden zu zum zur zwischen""",
    "fr": """a ai aux avec au c'est ce ces cet cette chez combien comment dans de depuis des du donc elle
    elles en entre est et etait ete etre eux fait faut il ils j'ai je la le les leur leurs lors lui ma mais
    me meme mes moi mon ne nos notre nous on ont ou par pas plus plusieurs pour pourquoi qu'est qu'il quand
    que quel quelle quelles quels qui quoi sa sans se sera ses si son sont sous sur ta te tes ton toujours
    tous tout toute tres tu un une vers vos votre vous y""",
    "es": """a al algo ante antes aunque cada como con contra cual cuales cuando cuanta cuantas cuanto
    cuantos de del desde donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estan
    estas este esto estos fue fueron ha habia han hasta hay la las le les lo los mas me mi muy ni no nos o
    otra otro para pero por porque que quien quienes se sea segun ser si sido sin sobre son su sus tambien
    tiene tienen todo tras tu un una uno unos y ya""",
    "it": """a abbiamo agli ai al alla alle anche avere aveva c'e che chi ci come con contro cosa cui da dal
    dalla dei del della delle dello di dopo dove due e era erano fra gli ha hai hanno ho i il in io l'ha la
    le lei li lo loro lui ma me mi molto ne negli nei nel nella nelle no noi non nostro o ogni per perche
    piu poi prima qual quale quali quando quanta quante quanti quanto quella quelle quello questa queste
    questo qui sara se senza si sia sono stata state stati stato su sua sue sui sul sulla suo suoi tra tutti
    tutto un una uno va vi""",
    "pt": """a ao aos apos as ate com como contra cuja cujo da das de dela dele depois desde do dos e ela
    elas ele eles em entre era eram essa esse esta estao estava este eu foi foram ha isso isto ja la lhe
    mais mas me mesmo meu minha muito na nao nas nem no nos o onde os ou para pela pelas pelo pelos por
    porque qual quais quando quanta quantas quanto quantos que quem sao se seja sem ser sera seu seus so
    sobre sua suas tambem tem ter teve tinha toda todo todos um uma voce""",
    "nl": """aan al als bij dan dat de deze die dit door een en er geen had hadden hebben heeft hem het hij
    hoe hoeveel hun ik in is je kan kon maar meer men met mijn moet na naar niet nog nu of om onder ons ook
    op over te tegen toen tot uit van veel voor waar waarom wanneer want waren was wat welk welke werd
    werden wie wil worden wordt zal ze zich zij zijn zo zou""",
    "sv": """alla att av blev bli blir da de dem den denna deras det detta dig din du efter ej eller en ett
    fran for ga ha hade han hans har hela hon honom hur i icke in inte ja jag kan man manga med mellan men
    min mot mycket nar ni nu och om oss pa sa samma sedan sig sin sina ska skulle som till under upp ut utan
    vad var vara varfor vart vem vi vid vilka vilken vilket""",
    "da": """af alle at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter
    eller en end er et fra for ham han hans har havde hendes her hos hun hvad hvem hvilke hvilken hvilket
    hvis hvor hvordan hvorfor hvornar i ikke ind jeg kan kunne man mange med meget men mig min mod nar noget
    nu og om op os over pa sa sig sin skal skulle som til ud under var ved vi vil ville være været""",
    "no": """alle at av ble bli blir da de dem den denne der deres det dette du eller en enn er et etter fra
    for ha hadde han hans har hun hva hvem hvilke hvilken hvilket hvis hvor hvordan hvorfor i ikke inn jeg
    kan kunne man mange med meg men mer mot nar noe noen na og om opp oss over pa sa seg sin skal skulle som
    til ut under var ved vi vil ville være vært""",
    "fi": """ei eivat ennen etta han hanen he ja jo joka jonka jos jotka kanssa kenen ketka kuin kuinka kuka
    kun me mihin miksi milloin mika missa miten mita moni monta mukaan mutta myos niin nyt oli olivat olla
    on ovat se sen siita sita tai tama taman vaan vain""",
    "hu": """a az azt azonban be csak de egy el es ez ezt fel ha hany hogy hogyan hol honnan igy is ki kik
    kinek kit le lesz mar meg mely melyik mert mi mikor miert mint mit nagyon ne nem o oket ott pedig s sem
    sok szerint szamara ugy utan vagy van vannak volt voltak""",
    "pl": """a ale bez bo byc był była było były ci co czy czym dla do dlaczego gdy gdzie i ich ile im ja
    jak jaka jaki jakie jako je jego jej jest jestem juz kiedy kim kogo komu ktora ktore ktory ktorych
    ktorzy kto lub ma maja mi miedzy na nad nie niz o od on ona one oni oraz po pod przed przez przy sa sie
    ta tak takze te tego tej ten to tym tylko w we wiele wiec z za ze został została""",
    "cs": """a aby ale ani az bez bude by byl byla byli bylo co do ho i ja jak jake jaky jako je jeho jeji
    jej jejich jen jeste ji jsem jsou k kde kdo kdy kdyz ke ktera ktere ktery kteri kolik mezi ma mu na nad
    ne nebo nez o od on ona oni po pod podle pred pri pro proc proti s se si ta tak take ten to tom u uz v
    ve vsak z za ze""",
    "ro": """a acest aceasta aceste acestei acestui ai al ale am ar are as asupra au ca care carei caror
    carui cat cata cati cate ce cel cele cea cei cine cu cum cand da dar de decat deci din dintre doar dupa
    e ea ei el ele era erau este eu fi fie fost i iar ii il in intr intre isi la le li lor lui mai ne nici
    nu o ori pe pentru prin s sa sale sau se si sunt sub sunteti un unde una unei unor unui va vor""",
    "tr": """ama ancak ben bir biri birkac biz bu bunu bunun cok cunku da daha de defa diye en gibi gore
    hangi hangisi hem her icin ile ise kac kadar kendi ki kim kime kimi kimin mi mu nasıl ne neden nerede
    nereye niye o olan olarak oldu oldugu kimdir nedir nelerdir kactır var vardı yok yılında yıl onlar onu
    onun sadece siz sonra su tarafından ve veya ya yani""",
    "id": """ada adalah akan apa apakah atau bagaimana bahwa banyak belum berapa bisa dalam dan dapat dari
    dengan di dia hanya hari ini itu juga ke kepada kapan karena kata kita lebih mana mengapa mereka oleh
    orang pada saat saya sebagai sebuah sejak seperti siapa sudah telah tentang tersebut tidak untuk
    yang""",
    "vi": """va cua la co trong duoc cho mot cac nhung voi khong o nay do khi de tu da ai gi nao dau bao nhieu
    nguoi tai sao vi ho ong ba ve den se da dang cung rang nhu hay hoac theo vao ra boi cung the""",
}  # fmt: skip
# Function words of scripts with a single stemmer, with their accents.
FUNCTION_WORDS_OF_SCRIPTS = """
    а без более бы был была были было быть в вам вас во все всех вы где да для до
    его ее если есть еще же за и из или им их к как какая какие какое какой каком
    когда кого кому которая которые который кто куда ли между меня мне мы на над
    надо нас не него нее нет ни них но о об он она они оно от откуда по под после
    почему при про с свои свой своей своих себя сколько со так также там те тем то
    того тоже той только том тот ты у уже чего чем через что чтобы чья чье эта эти
    это этого этой этом этот
    αλλα αν αντι απο αυτα αυτη αυτο αυτος αυτους γι για γιατι δε δεν ειναι ειχαν
    ειχε εκει ενα ενας η ηταν θα και κατα κι με μεσα μετα μη μια να ο οι ολα ομως
    οποια οποιο οποιος οταν οτι ποια ποιες ποιο ποιοι ποιον ποιος ποσα ποσες ποσο
    ποσοι ποτε που προς πως σε στα στη στην στις στο στον στους τα τι την της τις το
    τον του τους των ως
    أو أي أين إلى إن أن الذي التي الذين الى ان او اي اين بعد بين ب تلك ثم حتى حول
    حيث خلال ذلك على عن عند عندما غير في فى قبل قد كان كانت كم كما كيف لا لم لماذا
    لن له لها ما ماذا متى مع من منذ هذا هذه هل هم هو هي و وقد
    अपना अपनी अपने आप इन इस इसका इसकी इसके इसमें इसे उन उनका उनकी उनके उस उसका उसकी
    उसके उसे एक और कब कर करने कहाँ का कि कितना कितनी कितने किस किसका किसकी किसके
    किसने किसी की के को कोई कौन क्या क्यों जब जो तक तो था थी थे द्वारा ने नहीं पर
    बाद भी में यह या ये लिए वह वे से हुआ हुई हुए है हैं हो होता होती
"""
# Question words in Chinese, Japanese and Thai, which reports rarely contain.
QUESTION_WORDS_OF_UNSPACED_SCRIPTS = """
    什么 什麼 多少 哪里 哪裡 哪个 哪個 哪些 哪一 何时 何時 为什么 為什麼 为何 為何 怎么
    怎麼 怎样 怎樣 如何 谁 誰 吗 嗎 呢 何人 何が 何を だれ いつ どこ なぜ どの どう いくつ
    いくら ですか ますか ましたか でしたか อะไร ใคร ที่ไหน เมื่อไร เมื่อไหร่ เมื่อใด เท่าไร เท่าไหร่
    เท่าใด ทำไม อย่างไร ยังไง กี่ ไหน ใด หรือไม่
"""

_OF_LANGUAGES = {language: frozenset(words.split()) for language, words in FUNCTION_WORDS.items()}
STOP_WORDS = _OF_LANGUAGES[ENGLISH]
_OF_SCRIPTS = frozenset(FUNCTION_WORDS_OF_SCRIPTS.split())


def language_of(words: Iterable[str], declared: str = "") -> str:
    """The language in `FUNCTION_WORDS` whose function words are most frequent among these words.

    `words`: in lower case, without accents. `declared`: the language tag ("de-AT") to use when there are too
    few function words; without a known tag the language is English.

    >>> language_of(["wie", "viele", "boote", "sind", "gesunken"]), language_of(["boote"], "de-AT")
    ('de', 'de')
    >>> language_of(["how", "many", "boats", "sank", "in", "los", "angeles"])
    'en'
    """
    if likely := likely_languages(words):
        return likely[0]
    tag = declared.partition("-")[0].partition("_")[0].lower()
    return tag if tag in _OF_LANGUAGES else ENGLISH


def likely_languages(words: Iterable[str]) -> tuple[str, ...]:
    """The languages whose function words are most frequent among these words, several when they tie, English
    first; none when there are too few function words.

    >>> likely_languages(["quanto", "aumentou", "o", "preco", "da", "farinha"])
    ('it', 'pt')
    """
    counts = Counter(words)
    uses = {
        language: sum(counts[word] for word in counts.keys() & function_words)
        for language, function_words in _OF_LANGUAGES.items()
    }
    most = max(uses.values())
    return tuple(language for language, use in uses.items() if use == most) if most >= FEWEST else ()


def stop_words(language: str) -> frozenset[str]:
    """The function words of a language and of all scripts with a single stemmer."""
    return _OF_LANGUAGES[language] | _OF_SCRIPTS
