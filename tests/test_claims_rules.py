"""The rules of the claim checker, each by a table."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.claims import RULES, moments, numbers
from assistant.claims.alignment import align
from assistant.claims.bonds import is_unbound
from assistant.claims.circumstances import circumstance_difference
from assistant.claims.directions import direction_differences
from assistant.claims.identities import is_joined_from_two, is_of_another
from assistant.claims.naming import Namesakes, are_kin, are_spellings, names_of
from assistant.claims.offices import has_only_others, office_difference
from assistant.claims.polarity import flags
from assistant.claims.predicates import predicates
from assistant.claims.quotations import is_verbatim, quotations
from assistant.claims.records import DatedText
from assistant.claims.roles import clauses, role_differences
from assistant.claims.sentences import spans, words_of
from assistant.claims.speakers import attributions, speaker_differences
from assistant.claims.subjects import subject_difference
from assistant.claims.synonyms import are_opposites, meaning


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("1,166 soldiers", "1166 soldiers", True),
        ("almost 1,200 soldiers", "1,166 soldiers", True),
        ("about 1,200 soldiers", "1,166 soldiers", True),
        ("1,166 soldiers", "almost 1,200 soldiers", False),
        ("almost 1,200 soldiers", "1,300 soldiers", False),
        ("five thousand soldiers", "5,000 soldiers", True),
        ("twenty-five ships", "25 ships", True),
        ("a million ships", "1,000,000 ships", True),
        ("half a million people", "500,000 people", True),
        ("hundreds of people", "450 people", True),
        ("hundreds of people", "40 people", False),
        ("$3.6bn", "$3.6 billion", True),
        ("$3.6bn", "3.6 billion dollars", True),
        ("$3.6bn", "$3.6 million", False),
        ("$3.6bn", "€3.6bn", False),
        ("18 percent", "18%", True),
        ("rose to 18 percent", "rose from 12 to 18 percent", True),
        ("rose from 12 percent", "rose from 12 to 18 percent", True),
        ("rose to 12 percent", "rose from 12 to 18 percent", False),
        ("18 percent", "12 to 18 percent", False),
        ("-5 degrees", "5 degrees", False),
        ("-5 degrees", "minus 5 degrees", True),
        ("exactly 5,000", "as many as 5,000", False),
        ("5,000", "exactly 5,000", True),
        ("20 percent", "from 12 to 18 percent", False),
        ("from 12 to 18 percent", "from 12 percent to 18 percent", True),
        ("18 percent", "8 percent", False),
        ("5 percent", "5 percentage points", False),
        ("a third of voters", "33 percent of voters", True),
        ("half of voters", "50% of voters", True),
        ("one in five voters", "20 percent of voters", True),
        ("a third of voters", "half of voters", False),
        ("5 to 7 percent", "between 5 and 7 percent", True),
        ("5 to 7 days", "3 to 7 days", False),
        ("3 to 7 days", "5 to 7 days", False),
        ("a 1,015-441 record", "a 1,524-441 record", False),
        ("more than 50 people", "63 people", True),
        ("more than 50 people", "fewer than 50 people", False),
        ("more than 50 people", "41 people", False),
        ("60 miles", "about 97 kilometers", True),
        ("60 miles", "60 kilometers", False),
        ("two weeks", "14 days", True),
        ("a dozen eggs", "12 eggs", True),
        ("more than three hours", "3 hours, 13 minutes", True),
        ("23 titles", "the 23rd title", True),
        ("a 3-1 win", "won 3-1", True),
        ("a 3-1 win", "won 3-2", False),
        ("the third attempt", "the second attempt", False),
        ("aged 36", "a 36-year-old", True),
    ],
)
def test_numbers(claim: str, passage: str, expected: bool) -> None:
    (one,), (other,) = numbers.quantities(f"It was {claim}"), numbers.quantities(f"It was {passage}")
    assert numbers.agree(one, other) is expected


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("on 12 March 2024", "on Tuesday", True),
        ("on 13 March 2024", "on Tuesday", False),
        ("on 2024-03-12", "on March 12", True),
        ("in March 2024", "on Tuesday", True),
        ("in 2024", "on Tuesday", True),
        ("in 2023", "on Tuesday", False),
        ("on Tuesday", "on Tuesday", True),
        ("on Tuesday", "on Wednesday", False),
        ("yesterday", "on Wednesday", True),
        ("on 12 March 2024", "in March", False),
        ("at 9 a.m.", "at 9:00 a.m.", True),
        ("at 9 a.m.", "at 9 p.m.", False),
        ("in the 1990s", "in 1994", True),
        ("last year", "in 2023", True),
        ("in 2022", "last year", False),
    ],
)
def test_days(claim: str, passage: str, expected: bool) -> None:
    thursday = date(2024, 3, 14)
    (one,) = moments.moments(f"It sank {claim}.", thursday)
    (other,) = moments.moments(f"It sank {passage}.", thursday)
    assert moments.agree(one, other) is expected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("in 2008 and 2012", ["2008", "2012"]),
        ("from June 2020 through the end of May 2021", ["June 2020", "the end of May 2021"]),
        ("in 2019–2021", ["2019", "2021"]),
        ("in March 2020, 2021 and 2022", ["March 2020", "2021", "2022"]),
        ("from June to August 2022", ["June to August 2022"]),
        ("on 2024-03-12", ["2024-03-12"]),
    ],
)
def test_two_years_are_two_moments(text: str, spans: list[str]) -> None:
    assert [text[m.start : m.end] for m in moments.moments(text, None)] == spans


def test_weekdays_agree_without_a_day_of_publication() -> None:
    (one,), (other,) = (moments.moments(text, None) for text in ("It sank on Tuesday.", "Tuesday it sank."))
    assert moments.agree(one, other)


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("He met Nikol Pashinyan.", "The talks with Pashinyan failed.", True),
        ("He met Pashinyan.", "The talks with Nikol Pashinyan failed.", True),
        ("He met Prime Minister Pashinyan.", "The talks with Nikol Pashinyan failed.", True),
        ("He met Anna Pashinyan.", "The talks with Nikol Pashinyan failed.", False),
        ("He met Joe Biden.", "The talks with Joseph Biden failed.", True),
        ("He met J. Biden.", "The talks with Joseph Biden failed.", True),
        ("He joined the WHO.", "A World Health Organization team left.", True),
        ("He joined the World Health Organization.", "The WHO left.", True),
        ("He left the United States.", "The US army left.", True),
        ("He left Britain.", "The British army left.", True),
        ("He left Armenia.", "The Armenian army left.", True),
        ("He left Austria.", "The army of Australia left.", False),
        ("He met Volodymyr Zelensky.", "The talks with Zelenskyy failed.", True),
        ("He left Iran.", "The army of Iraq left.", False),
    ],
)
def test_names(claim: str, passage: str, expected: bool) -> None:
    (name,) = names_of(claim)
    assert Namesakes([passage]).holds(name) is expected


def test_kin_and_spellings() -> None:
    assert are_kin("georgia", "georgians")
    assert not are_kin("georgia", "georgetown")
    assert are_spellings("pashinyan", "pashinian")
    assert not are_spellings("claudia", "claudio")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("norwegians", "norway", True),
        ("dutch", "netherlands", True),
        ("holland", "dutch", True),
        ("poles", "poland", True),
        ("hungary", "hungarian", True),
        ("thai", "thailand", True),
        ("danish", "sweden", False),
        ("niger", "nigerian", False),
        ("iraqi", "iran", False),
    ],
)
def test_irregular_names_of_peoples(one: str, other: str, expected: bool) -> None:
    assert are_kin(one, other) == are_kin(other, one) == expected
    (name,) = names_of(f"It was in {one.title()} on Monday.")
    assert Namesakes([f"The {other.title()} government said so."]).holds(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("azertag", "azertac", True),
        ("karabakh", "karabag", True),
        ("garabagh", "garabakh", True),
        ("hancock", "hanson", False),
        ("azertag", "azerbel", False),
    ],
)
def test_a_guttural_at_the_end_is_spelt_in_several_ways(one: str, other: str, expected: bool) -> None:
    assert are_spellings(one, other) == expected


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("we will not pay", True),
        ("We will not pay,", True),
        ("we will ... twice", True),
        ("we will [...] pay", True),
        ("we will pay", False),
        ("twice ... we will", False),
    ],
)
def test_quotations_are_verbatim(quotation: str, expected: bool) -> None:
    assert is_verbatim(quotation, [DatedText("“We will not pay for it twice,” he said.")]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we won the war” and left.", ["we won the war"]),
        ('He said "we won the war" and left.', ["we won the war"]),
        ("He said ‘we don’t know why’ and left.", ["we don’t know why"]),
        ("The so-called “big lie” isn't James' or Tom's.", []),
        ("“She told me ‘go home now’ twice,” he said.", ["She told me ‘go home now’ twice,"]),
    ],
)
def test_quotations_are_told_from_titles_and_apostrophes(text: str, expected: list[str]) -> None:
    assert [quotation.text for quotation in quotations(text)] == expected


@pytest.mark.parametrize(
    ("text", "word", "denied", "mood"),
    [
        ("The council did not approve it.", "approve", True, "fact"),
        ("The council didn’t approve it.", "approve", True, "fact"),
        ("The council approved it, not the mayor.", "approved", False, "fact"),
        ("The council failed to approve it.", "approve", True, "fact"),
        ("No ship sank.", "ship", True, "fact"),
        ("The council may approve it.", "approve", False, "possible"),
        ("The council plans to approve it.", "approve", False, "planned"),
        ("The council will approve it.", "approve", False, "planned"),
        ("He allegedly stole it.", "stole", False, "alleged"),
        ("He denied stealing it.", "stealing", True, "fact"),
        ("Oslo signed a deal to build a pier.", "build", False, "planned"),
        ("Oslo pulled the plug on a deal to merge with Rome.", "merge", True, "planned"),
        ("The council backed the plan for bridges.", "bridges", False, "planned"),
        ("Acme plans layoffs.", "layoffs", False, "planned"),
        ("The plan cost millions.", "cost", False, "fact"),
        ("The council approved the plan on Friday.", "Friday", False, "fact"),
        ("Her hopes faded.", "faded", False, "fact"),
    ],
)
def test_what_governs_a_word(text: str, word: str, denied: bool, mood: str) -> None:
    number = next(n for n, each in enumerate(words_of(text)) if each.text == word)
    flag = flags(text)[number]
    assert (flag.denied, flag.mood) == (denied, mood)


def test_opposites_hold_for_all_forms_and_synonyms() -> None:
    stems = {word.text: word.stem for word in words_of("approving rejected acquires sold rising")}
    assert are_opposites(stems["approving"], stems["rejected"])
    assert are_opposites(stems["acquires"], stems["sold"])
    assert not are_opposites(stems["rising"], stems["sold"])
    assert meaning(stems["acquires"]) == meaning("buy")


@pytest.mark.parametrize(
    ("claim", "passage", "swapped"),
    [
        ("Storm beat Hale.", "Hale beat Storm.", True),
        ("Hale was beaten by Storm.", "Storm has beaten Hale.", False),
        ("Storm was beaten by Hale.", "Storm has beaten Hale.", True),
        ("In Oslo, Storm beat Hale.", "Storm beat Hale in Oslo.", False),
    ],
)
def test_roles(claim: str, passage: str, swapped: bool) -> None:
    differences = list(role_differences(align(claim, [DatedText(passage)])))
    assert bool(differences) is swapped


@pytest.mark.parametrize(
    ("claim", "passage", "theirs"),
    [
        (
            "Ida Storm resigned.",
            "Ida Storm stays. Tom Hale, who sat beside her, resigned on Monday.",
            "Tom Hale",
        ),
        ("Ida Storm won the cup.", "Tom Hale beat Ida Storm to win the cup.", "Tom Hale"),
        (
            "South Korea fired a missile.",
            "South Korea woke up after North Korea fired a missile.",
            "North Korea",
        ),
        ("Ida Storm resigned.", "President Storm resigned on Monday.", None),
        ("Ida Storm resigned.", "Tom Hale resigned in May. Ida Storm spoke. Then she resigned, too.", None),
        ("Ida Storm resigned.", "Ida Storm stays. The mayor of Oslo resigned on Monday.", None),
    ],
)
def test_somebody_else_did_it(claim: str, passage: str, theirs: str | None) -> None:
    difference = subject_difference(align(claim, [DatedText(passage)]))
    assert (difference and difference.passage_text) == theirs


TWO_DEALS = "Gull Air agreed to buy Tern. Ostrava Air had sought to buy Tern, too."


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("Ostrava Air bought Gull Air.", TWO_DEALS, True),
        ("Gull Air bought Tern.", TWO_DEALS, False),
        ("Tern was bought by Gull Air.", TWO_DEALS, False),
        (
            "Ostrava Air bought Gull Air.",
            "Ostrava Air left. The purchase of Tern by Gull Air was big.",
            True,
        ),
        ("Gull Air bought Tern.", "The purchase of Tern by Gull Air was approved.", False),
        ("Ida Storm beat Tom Hale in the final.", "Tom Hale won by beating Ida Storm in the final.", True),
        ("Tom Hale beat Ida Storm in the final.", "Tom Hale won by beating Ida Storm in the final.", False),
        ("Ida Storm founded Tern Films.", "Tom Hale founded Tern Films in May. Ida Storm joined it.", True),
        ("Ida Storm founded Tern Films.", "Ida Storm is rich. She founded Tern Films in May.", False),
        ("Ida Storm resigned.", "Ida Storm will stay. Tom Hale's resignation alarmed many.", True),
        ("Ida Storm resigned.", "Ida Storm was asked again and again. Her resignation came in May.", False),
        ("Ida Storm held a meeting in Oslo.", "The meeting was opened by Ida Storm.", False),
    ],
)
def test_one_sentence_must_tell_who_did_it_to_whom(claim: str, passage: str, expected: bool) -> None:
    assert is_unbound(align(claim, [DatedText(passage)])) == expected


HARBOUR = (
    "Union leader Ida Storm refused the offer. Harbour master Tom Hale said that talks would go on. He was "
    "once a pilot. The last walkout there, in 2017, took eleven days."
)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Ida Storm is the harbour master.", True),
        ("Tom Hale is a union leader.", True),
        ("Tom Hale is the harbour master.", False),
        ("Ida Storm is the leader of the union.", False),
        ("Tom Hale was a pilot.", False),  # "He", of the sentence before
        ("Ida Storm refused the offer.", False),
    ],
)
def test_one_sentence_must_tell_what_somebody_is(claim: str, expected: bool) -> None:
    assert is_joined_from_two(align(claim, [DatedText(HARBOUR)])) == expected
    assert not expected or RULES.check(claim, [DatedText(HARBOUR)]).label != "supported"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The walkout took eleven days.", True),
        ("The walkout took five days.", True),
        ("The last walkout took eleven days.", False),
    ],
)
def test_the_last_one_is_another_one(claim: str, expected: bool) -> None:
    assert is_of_another(align(claim, [DatedText(HARBOUR)])) == expected
    assert not expected or RULES.check(claim, [DatedText(HARBOUR)]).label == "not said"


OFFICES = "Denmark's President Ida Storm met Norwegian Foreign Minister Tom Hale. The Swedish envoy left."


@pytest.mark.parametrize(
    ("claim", "theirs"),
    [
        ("Ida Storm is the president of Norway.", "Denmark's"),
        ("Norwegian President Ida Storm met him.", "Denmark's"),
        ("Ida Storm is the president of Denmark.", None),
        ("Danish President Ida Storm met him.", None),
        ("Ida Storm met the Swedish foreign minister.", "Norwegian"),
        ("Ida Storm met the foreign minister of Norway.", None),
        ("Ida Storm met the foreign minister.", None),
        ("Tom Hale, the Swedish foreign minister, was there.", "Norwegian"),
        ("Ann Lee, the mayor of Oslo, was there.", None),
    ],
)
def test_whose_an_office_is(claim: str, theirs: str | None) -> None:
    difference = office_difference(align(claim, [DatedText(OFFICES)]))
    assert (difference.passage_text if difference else None) == theirs
    assert not theirs or RULES.check(claim, [DatedText(OFFICES)]).label == "contradicted"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the Swedish foreign minister say?", True),
        ("What did the Norwegian foreign minister say?", False),
        ("What did the foreign minister say?", False),
        ("What did the mayor of Oslo say?", False),
    ],
)
def test_an_office_of_others_alone(question: str, expected: bool) -> None:
    assert has_only_others(question, [OFFICES]) == expected


def test_clauses_know_relative_pronouns_and_lists() -> None:
    (clause,) = [
        c for c in clauses("The army, which shelled Oslo and Bergen, left the city.") if c.verb == "shell"
    ]
    assert (set(clause.agents), set(clause.patients)) == ({"armi"}, {"oslo", "bergen"})


@pytest.mark.parametrize(
    ("claim", "passage", "reversed_part"),
    [
        ("The army fled to Oslo from Rome.", "The army fled from Oslo to Rome.", "Oslo"),
        ("The army fled to Rome from Oslo.", "The army fled from Oslo to Rome.", ""),
        ("The army fled to Oslo.", "The army fled from Oslo to Rome.", "Oslo"),
        ("The army fled to Oslo.", "The army fled to Oslo from Rome.", ""),
        ("Profits rose to $40 million.", "Profits rose from $40 million in 2022.", "$40 million"),
        ("The army fled to Oslo.", "The army that came from Oslo fled.", ""),
    ],
)
def test_directions(claim: str, passage: str, reversed_part: str) -> None:
    differences = [d.claim_text for d in direction_differences(align(claim, [DatedText(passage)]))]
    assert differences[:1] == [reversed_part] * bool(reversed_part)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Oslo approved the plan and rejected the tax.", ["Oslo approved the plan", "rejected the tax."]),
        ("Oslo approved it but did not build it.", ["Oslo approved it", "did not build it."]),
        ("Oslo approved the plan and the tax.", []),
        ("Oslo approved the plan and Rome rejected it.", []),
    ],
)
def test_predicates(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in predicates(text)] == parts


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The pier is closed, the mayor said.", ["the mayor"]),
        ("“It is closed,” said Ida Storm on Monday.", ["Ida Storm"]),
        ("According to the Port Herald, it is closed.", ["the Port Herald"]),
        ("The mayor, Ida Storm, said 42 boats sank.", ["The mayor, Ida Storm"]),
        ("The pier is closed, said Ida Storm.", ["Ida Storm"]),
        ("Ida Storm told reporters that it is closed.", ["Ida Storm"]),
        ("“It is closed,” said Dr. Ida Storm.", ["Dr. Ida Storm"]),
        ("It is closed, according to J. Storm on Monday.", ["J. Storm"]),
        ("Two of the piers are believed to be closed.", []),
        ("Harbours in the United States were closed.", []),
        ("The harbour closed after reports of a fire.", []),
        ("The mayor said that he was in the United States.", ["The mayor"]),
        ("Officials say that the pier is closed.", ["Officials"]),
        ("A survey found that the pier was empty.", ["A survey"]),
        ("The pier is closed.", []),
    ],
)
def test_attributions(text: str, speakers: list[str]) -> None:
    assert [text[a.start : a.end] for a in attributions(text)] == speakers


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("The pier is closed, Ida Storm said.", "The pier is closed, Storm told reporters.", []),
        ("The pier is closed, Tom Hale said.", "The pier is closed, Ida Storm said.", ["Ida Storm"]),
        ("The pier is closed, the police said.", "The pier is closed, the mayor said.", ["the mayor"]),
        ("The pier is closed, Ida Storm said.", "Ida Storm spoke. The pier is closed, she said.", []),
        ("The pier is closed, the mayor said.", "The pier is closed.", [""]),
    ],
)
def test_speakers(claim: str, passage: str, expected: list[str]) -> None:
    differences = speaker_differences(align(claim, [DatedText(passage)]))
    assert [difference.passage_text for difference in differences] == expected


def test_sentences_end_at_new_lines_and_cover_the_words() -> None:
    text = "The pier closed.\nIda Storm, Rep. Hale and others left.  It rained"
    assert [text[start:end] for start, end in spans(text)] == [
        "The pier closed.", "Ida Storm, Rep. Hale and others left.", "It rained",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "passage", "label"),
    [
        ("Rome beat Oslo in the final.", "Oslo lost to Rome in the final on Monday.", "supported"),
        ("Oslo beat Rome in the final.", "Oslo lost to Rome in the final on Monday.", "contradicted"),
        ("Etsy sold Depop to eBay.", "The site eBay bought Depop from Etsy.", "supported"),
        ("eBay bought Depop from Etsy.", "Etsy sold Depop to eBay for $1.6 billion.", "supported"),
        ("Etsy bought Depop from eBay.", "Etsy sold Depop to eBay for $1.6 billion.", "contradicted"),
        ("Ida Storm succeeded Tom Hale.", "Tom Hale preceded Ida Storm as mayor.", "supported"),
        ("Tom Hale succeeded Ida Storm.", "Tom Hale preceded Ida Storm as mayor.", "contradicted"),
        ("Norway defeated Sweden.", "Sweden defeated Norway.", "contradicted"),
        ("Ida sued Tom.", "Tom sued Ida.", "contradicted"),
    ],
)
def test_a_deed_is_the_same_from_the_other_side(claim: str, passage: str, label: str) -> None:
    assert RULES.check(claim, [DatedText(passage)]).label == label


REPORT = (
    "Ida Storm was arrested in Bergen on Monday. Her lawyer, Tom Hale, spoke in Oslo on Friday. The bridge, "
    "which opened in 1998, was closed in 2019. Acme bought Bolt for $3 million and sold Cork for $5 million. "
    "The board met near Alta, in Norway."
)


@pytest.mark.parametrize(
    ("claim", "theirs"),
    [
        ("Ida Storm was arrested in Oslo.", "Bergen"),
        ("Ida Storm was arrested on Friday.", "Monday"),
        ("Tom Hale spoke in Bergen.", "Oslo"),
        ("The bridge was closed in 1998.", "2019"),
        ("The bridge opened in 2019.", "1998"),
        ("Acme bought Bolt for $5 million.", "$3 million"),
        ("The bridge opened in 1998.", None),
        ("Tom Hale spoke in Oslo.", None),
        ("The board met in Norway.", None),
        ("Acme sold Cork for $5 million.", None),
    ],
)
def test_a_day_place_or_number_belongs_to_a_deed(claim: str, theirs: str | None) -> None:
    difference = circumstance_difference(align(claim, [DatedText(REPORT)]))
    assert (difference and difference.passage_text) == theirs
    label = RULES.check(claim, [DatedText(REPORT)]).label
    assert label == ("contradicted" if theirs else "supported")


@pytest.mark.parametrize(
    ("claim", "passage", "kind"),
    [
        ("Ann Mills has been director since 1998.", "Ann Mills has been director since 2015.", "date"),
        ("Oslo is poor, Italian police say.", "Rome is poor, Italian police say.", "name"),
        ("It sold 40 boats and 30 cars.", "It sold 30 boats and 30 cars.", "number"),
        ("It opened in 2019 and closed in 2019.", "It opened in 2018 and closed in 2019.", "date"),
        ("The deal has been reported.", "The deal has not been reported.", "negation"),
        ("Hale pleaded guilty.", "Hale pleads not guilty: he pleaded not guilty.", "negation"),
        ("Of the jobs made, most may be made here.", "Of the jobs made, most are made here.", "hedge"),
        ("Sales fell by 5 percent.", "Sales are projected to fall 5 percent, a decline.", "hedge"),
        ("The dollar fell against the euro.", "The dollar rose, far and wide, against the euro.", "antonym"),
    ],
)  # fmt: skip
def test_one_part_is_exchanged_in_a_sentence_that_is_else_the_same(
    claim: str, passage: str, kind: str
) -> None:
    verdict = RULES.check(claim, [DatedText(f"{passage} In 1998 and 2019, Oslo had 40 boats.")])
    assert (verdict.label, verdict.differences[0].kind) == ("contradicted", kind)


@pytest.mark.parametrize(
    ("claim", "passage", "label"),
    [
        ("Reuters quoted CNN.", "CNN quoted Reuters as saying that the bridge fell.", "contradicted"),
        ("CNN quoted Reuters.", "CNN quoted Reuters as saying that the bridge fell.", "supported"),
        ("Reuters cited CNN.", "The pier is closed, CNN reported, citing Reuters.", "contradicted"),
        ("It bought Amazon in May.", "Amazon bought it in May.", "contradicted"),
        ("The company sued over a leak.", "Norway sued the company over a leak.", "contradicted"),
        ("A shop attacked Tom Hale.", "Police arrested Tom Hale. He had attacked a shop.", "contradicted"),
        ("Tom Hale praised Ida Storm.", "Ida Storm was praised by Tom Hale.", "supported"),
        ("Norway sued Sweden.", "Sweden sued Norway. Norway sued Sweden, too.", "supported"),
    ],
)
def test_who_did_it_to_whom_even_if_one_is_unknown(claim: str, passage: str, label: str) -> None:
    assert RULES.check(claim, [DatedText(passage)]).label == label


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        # One verb with and without an object.
        (
            "Fourteen others convicted on the same charges.",
            "Fourteen others were convicted on the same charges.",
        ),
        # A noun after a hedge that the claim leaves out.
        (
            "Campaigners claim benefits paid to staff are higher than taxes.",
            "The total amount of benefits paid to staff at some companies exceeds what the firms pay in "
            "taxes, campaigners say.",
        ),
        # The same by another verb or noun.
        ("Tom Hale owns the Port Herald.", "The owner of the Port Herald, Tom Hale, spoke on Monday."),
        ("The Port Club will host the Ryder Cup.", "The Port Club, venue of the Ryder Cup, lies near Oslo."),
        ("Tom Hale is a football player.", "Tom Hale is a quarterback in football who is now a free agent."),
        # In another order.
        (
            "Oslo was behind until the ninth inning, when Tom Hale won the game.",
            "Tom Hale launched a run in the ninth inning, which won Oslo the game over Rome on Thursday.",
        ),
        (
            "The owner's name is yet to be revealed.",
            "The owner, whose name has not been revealed, paid $500.",
        ),
        ("The wood was sold on July 9, 2011, in Oslo.", "The wood was sold in Oslo on July 9."),
        ("A book is named “Port notes: Tales and songs”.", "A book is named Port notes : Tales and songs ."),
        ("Oslo has dyed the Oslo River since 1962.", "Since 1962, Oslo has dyed the Oslo River."),
    ],
)
def test_the_same_in_other_words(claim: str, passage: str) -> None:
    assert RULES.check(claim, [DatedText(passage)]).label == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Tom Hale beat Ida Storm.", "Ida Storm did it by beating Tom Hale 7-6 on Sunday."),
        ("Tom Hale praised Ida Storm in Oslo.", "In Oslo, Ida Storm lauded Tom Hale."),
        ("Walker may be the youngest judge.", "Walker will be the youngest judge."),
        ("The owner's name was revealed.", "The owner's name is yet to be revealed."),
    ],
)
def test_not_the_same_in_nearly_the_same_words(claim: str, passage: str) -> None:
    assert RULES.check(claim, [DatedText(passage)]).label != "supported"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Former Oslo coach Ida Storm won.", [("oslo",), ("ida", "storm")]),
        ("(Oslo) The pier closed.", [("oslo",)]),
        ("It was “You” that he sang.", []),
    ],
)
def test_no_names(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [name.words for name in names_of(text)] == expected
