"""English words about people: titles, common given names, nouns for persons, and words that never occur in
names of persons."""

from __future__ import annotations

# Titles before a name. The first two groups determine "he" or "she".
MALE_TITLES = (
    "Mr|Sir|Lord|King|Prince|Pope|Sheikh|Father|Brother|Congressman|Councilman|Assemblyman|Chairman|Spokesman"
)
FEMALE_TITLES = (
    "Mrs|Ms|Miss|Lady|Dame|Queen|Princess|Baroness|Sister|Congresswoman|Councilwoman|Assemblywoman|"
    "Chairwoman|Spokeswoman"
)
TITLES = (
    "President|Minister|Chancellor|Premier|Secretary|Senator|Sen|Representative|Rep|Governor|Gov|Mayor|"
    "General|Gen|Colonel|Col|Major|Maj|Captain|Capt|Lieutenant|Lt|Sergeant|Sgt|Admiral|Dr|Professor|Prof|"
    "Judge|Justice|Director|Executive|Coach|Officer|Sheriff|Inspector|Detective|Ambassador|Commissioner|"
    "Bishop|Archbishop|Cardinal|Rev|Reverend|Nurse"
)
# Words that may stand before a title: "Deputy Prime Minister", "US President".
RANKS = (
    "Prime|Foreign|Defen[cs]e|Interior|Finance|Health|Justice|Home|Vice|Deputy|Former|Acting|Chief|Attorney|"
    "Police|Supreme|Crown|US|U\\.S|UN|EU"
)

# Common given names of one gender. Names that are also places, companies, months or ordinary words are left
# out. For a missing name, the sentence before is quoted instead.
MALE_NAMES = frozenset(
    """Aaron Adam Adrian Ahmed Alan Albert Alejandro Alexander Alfred Ali Amir Andreas Andrei Andrew
    Andy Anthony Antonio Arthur Ben Benjamin Bernard Bill Bob Boris Brandon Brian Bruce Carl Carlos
    Charles Chris Christopher Craig Daniel Dave David Dennis Diego Dmitry Donald Doug Douglas Ed
    Edward Emmanuel Eric Ethan Eugene Fernando Francisco Frank Fred Gary Geoffrey George Gerald
    Giovanni Giuseppe Greg Gregory Hans Harold Hassan Henry Hugo Hussein Ibrahim Igor Ivan Jack
    Jacob Jacques Jake James Jason Jeff Jeffrey Jeremy Jim Joe John Jonathan Jose Joseph Joshua Juan
    Julian Justin Karl Keith Kenneth Kevin Klaus Larry Leonard Luca Luis Luke Manuel Marco Mario
    Mark Martin Matthew Michael Miguel Mike Mikhail Mohamed Mohammad Mohammed Muhammad Mustafa
    Nathan Neil Nicholas Nikolai Oleg Oliver Omar Oscar Otto Patrick Paul Pavel Pedro Peter Philip
    Pierre Ralph Raymond Ricardo Richard Robert Roberto Roger Ronald Samuel Scott Sergei Sergey
    Simon Stefan Stephen Steve Steven Stuart Thomas Tim Timothy Tom Tony Viktor Vincent Vladimir
    Walter William Yusuf Zachary""".split()
)
FEMALE_NAMES = frozenset(
    """Abigail Agnes Aisha Alexandra Alice Alicia Alison Amanda Amelia Amy Ana Angela Anita Ann Anna
    Anne Annie Barbara Beatrice Bella Bethany Brenda Bridget Camilla Carla Carmen Carol Caroline
    Catherine Christina Christine Claire Clara Claudia Cynthia Daniela Deborah Debra Diana Diane
    Donna Dorothy Eleanor Elena Elisabeth Elizabeth Ella Ellen Emily Emma Erica Eva Evelyn Fatima
    Fiona Frances Gabriela Giulia Gloria Hannah Heather Helen Helena Ida Ingrid Irene Isabel
    Isabella Jane Janet Janice Jennifer Jessica Joan Joanna Josephine Joyce Judith Julia Julie Karen
    Karin Kate Katherine Kathleen Katie Kimberly Kristina Laura Lauren Leila Linda Lisa Louise Lucia
    Lucy Margaret Maria Marie Martha Mary Megan Melanie Melissa Michelle Mona Monica Nancy Natalia
    Natalie Nicole Nina Nora Olga Olivia Pamela Patricia Paula Rachel Rebecca Rosa Ruth Samantha
    Sandra Sara Sarah Sharon Sofia Sophia Sophie Stephanie Susan Svetlana Sylvia Tatiana Teresa
    Theresa Ursula Vanessa Wendy Yasmin Yulia""".split()
)

# Nouns and pronouns for a person without a name.
SOMEBODY = (
    "man|woman|boy|girl|wife|husband|mother|father|son|daughter|sister|brother|partner|girlfriend|boyfriend|"
    "victim|suspect|attacker|gunman|driver|officer|student|teacher|doctor|patient|colleague|rival|opponent|"
    "predecessor|successor|president|minister|mayor|governor|senator|spokesman|spokeswoman|lawyer|judge|"
    "friend|neighbour|neighbor|player|coach|actor|actress|singer|author|director|leader|king|queen|prince|"
    "princess|teenager|child|somebody|someone|he|she|him|her|his"
)

CALENDAR = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    "Wednesday|Thursday|Friday|Saturday|Sunday"
)
# Words in the names of places, institutions and things, never in the name of a person.
NO_PERSON = (
    "United|North|South|East|West|New|Saint|St|The|University|House|Court|Ministry|Department|Party|Union|"
    "Street|City|County|State|Council|Committee|Company|Inc|Press|News|Times|Post|League|Cup|Award|Awards|"
    "Games|Act|Day|War|Republic|Kingdom|Bank|Center|Centre|College|School|Hospital|Museum|Airport|Airlines|"
    "Agency|Office|Service|National|International|World|American|Island|Islands|Bay|Beach|Park|Bridge|River|"
    "Lake|Mount|Square|Stadium|Foundation|Institute|Group|Prize"
)
