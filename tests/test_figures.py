"""Figures of sentences, how they relate, and the table that they make in an answer."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace

import pytest
from newsroom import ROOT, SENTENCE, SHARED

from assistant.answer import Answer
from assistant.compose import Composed, compose, compose_figures
from assistant.evidence import Evidence, candidate_sentences
from assistant.figure_table import COLUMNS, Figure, FigureSource, figure_to_dict, relation_line, to_csv
from assistant.figures import are_of_others, tabulate
from assistant.figures.asked import asked
from assistant.figures.mentions import mentions
from assistant.figures.relations import DatedMention, relation
from assistant.findings import Finding, compose_findings
from assistant.language.question import understand
from assistant.reader import Reading
from assistant.spreadsheet import text_cell
from assistant.text import to_text
from benchmarks.differing_figures import below, groups, measure, total
from benchmarks.questions import read_jsonl
from storage.records import Article, Hit, Passage
from webchat.ask import answer_message

DEAD = "How many people have died in the floods in Vale?"
REPORT = (
    "Albania said 320 of its soldiers have drowned since Monday and the civilian death toll was 12. "
    "Norway says 40 civilians have died in the floods in Vale. "
    "The relief agency estimates as many as 900 deaths on both sides. "
    "The death toll of the floods in Vale has already surpassed 500."
)


@pytest.mark.parametrize(
    ("text", "value", "what", "whom", "giver"),
    [
        ("The ministry said 45 civilians died.", (45, 45), "civilians died", "", "ministry"),
        ("Norway said 320 of its soldiers were killed.", (320, 320), "soldiers killed", "", "Norway"),
        ("Oslo has estimated up to 900 deaths on both sides.", (None, 900), "deaths", "both sides", "Oslo"),
        ("At least 12 people died in Oslo, according to Ida.", (12, None), "people died", "Oslo", "Ida"),
        ("The death toll has surpassed 1,000.", (1000, None), "death toll", "", ""),
        ("Nine people were injured in the fire, police said.", (9, 9), "people injured", "", "police"),
        ("The firm agreed to a settlement worth $25 million.", (25e6, 25e6), "settlement", "", ""),
        ("Monday's quake left at least 297 dead.", (297, None), "dead", "", ""),
        ("The floods left hundreds of thousands dead.", (2e5, None), "dead", "", ""),
        ("Vale: Nine people have died.", (9, 9), "people died", "Vale", ""),
        ("Floods killed 45 people, reported the Port Herald.", (45, 45), "people killed", "", "Port Herald"),
        ("The mayor put the toll at 45 on Monday.", (45, 45), "toll", "", "mayor"),
        ("The company counted 5,500.", (5500, 5500), "counted", "", "company"),
        ("It agrees with a Port Herald survey (56% of adults oppose it).", (56, 56), "adults", "",
         "Port Herald survey"),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_what_it_counts_of_whom_and_who_gave_it(
    text: str, value: tuple[float | None, float | None], what: str, whom: str, giver: str
) -> None:
    (mention,) = mentions(text)
    assert (mention.low, mention.high) == value
    assert (mention.what, mention.whom, mention.giver) == (what, whom, giver)


@pytest.mark.parametrize(
    ("text", "giver"),
    [
        ("The quake killed 45 people, the coast guard has claimed, while roads stayed shut.", "coast guard"),
        ("As the Port Herald reported, the quake killed 45 people.", "Port Herald"),
        ("As reported by the Port Herald, the quake killed 45 people.", "Port Herald"),
        ("A new poll showing 45 percent of voters undecided worried the mayor.", "new poll"),
        ("The union insisted that 45 workers had been fired.", "union"),
        ("The firm vowed to hire 45 workers.", "firm"),
        ("The 45 deaths announced by the ministry on Monday shocked the city.", "ministry"),
        ("The quake left 45 dead, reported Vale's coast guard.", "Vale's coast guard"),
        ("The attack centre said 45 civilians had fled.", "attack centre"),
        ("Ida Storm said she expected 45 guests at the castle.", "Ida Storm"),
        ("The court sued the firm, claiming that it owed $45 million.", "court"),
    ],
)
def test_who_gave_a_figure_is_named_by_any_verb_of_saying(text: str, giver: str) -> None:
    assert [mention.giver for mention in mentions(text)] == [giver]


@pytest.mark.parametrize(
    "text",
    [
        "The firm put $45 million into the museum.",
        "Ida Storm gave $45 million to the museum.",
        "The city declared a strike day, leading to 45 closed schools.",
        "The mayor warned of floods after 45 people died in the storm.",
        "The number of dead rose to 45 in March, and voters said it was a shame.",
        "Most of the voters said that 45 bridges were unsafe.",
    ],
)
def test_nobody_gave_a_figure_that_a_cue_does_not_govern(text: str) -> None:
    assert [mention.giver for mention in mentions(text)] == [""]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The storm injured 90 and left 12 dead.", [("injured", 90, ""), ("dead", 12, "")]),
        ("There were 300 fires, 12 injuries.", [("fires", 300, ""), ("injuries", 12, "")]),
        ("The boats sailed 10 miles (16 kilometers).", [("boats", 10, "mile"), ("boats", 16, "kilometer")]),
        ("Vale has 26 cases, seven of those in Oslo.", [("cases", 26, ""), ("cases", 7, "")]),
        ("He killed 20 pupils and six adults.", [("pupils killed", 20, ""), ("adults killed", 6, "")]),
        ("They plan to spend $4 billion, up from $3 billion last year.",
         [("spend", 4e9, "$"), ("spend", 3e9, "$")]),
    ],
)  # fmt: skip
def test_two_figures_of_a_sentence_count_what_belongs_to_each(
    text: str, read: list[tuple[str, float, str]]
) -> None:
    assert [(mention.what, mention.low, mention.unit) for mention in mentions(text)] == read


@pytest.mark.parametrize(
    ("question", "noun", "dimension"),
    [
        ("How many students attend Port City College?", "student", ""),
        ("How many miles away is Oslo?", "mile", ""),
        ("How hot must the oven be?", "", "degree"),
        ("How strong were the winds?", "", ""),
    ],
)
def test_a_question_of_quantity_names_what_it_counts_or_measures(
    question: str, noun: str, dimension: str
) -> None:
    wanted = asked(understand(question))
    assert wanted is not None
    assert wanted.noun == noun
    assert wanted.dimension == dimension


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The agency has an estimated 40 deaths on its list.", "estimated"),
        ("There were 40 confirmed deaths in the city.", "confirmed"),
        ("The storm will cost the city 40 jobs.", "expected"),
        ("The storm killed 40 people in the city.", ""),
    ],
)
def test_confirmed_is_told_from_estimated_and_expected(text: str, status: str) -> None:
    assert [mention.status for mention in mentions(text)] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "The fire closed Interstate 70 on the way to the coast.",
        "The vaccine is meant for adults over 40 in the city.",
        "They wrote that one for every six died between 2019 and 2021.",
    ],
)
def test_a_number_that_counts_nothing_is_no_figure(text: str) -> None:
    assert mentions(text) == ()


def given(text: str, article: str = "a", day: str = "2024-03-01", sentence: int = 0) -> DatedMention:
    (mention,) = mentions(text)
    return DatedMention(mention, article, sentence, text, day)


TEN = "At least 10 people died in the fire."


@pytest.mark.parametrize(
    ("other", "day", "kind"),
    [
        ("The fire killed 10 people in the tower.", "2024-03-02", "same"),
        ("The fire killed 14 people in the tower.", "2024-03-02", "later"),
        ("The fire killed 14 people in the tower.", "2024-03-01", "differs"),
        ("The fire killed eight people in the tower.", "2024-03-02", "differs"),
        ("At least 14 people were injured in the fire.", "2024-03-02", "another measure"),
        ("The fire killed three soldiers in the tower.", "2024-03-02", "another measure"),
        ("About 14% of the people died in the fire.", "2024-03-02", "another measure"),
        ("It is expected that 14 people will have died in the fire.", "2024-03-02", "another measure"),
    ],
)
def test_a_later_update_is_told_from_a_difference_and_from_another_measure(
    other: str, day: str, kind: str
) -> None:
    assert relation(given(TEN), given(other, "b", day), frozenset()) == kind


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("An average of 45 people die each day.", "The outbreak has killed 600 people.", "another measure"),
        ("The monthly deficit was $12 billion.", "The annual deficit was $140 billion.", "another measure"),
        ("In 2019, 400 people drowned.", "In 2021, 310 people drowned.", "another measure"),
        ("Two more people died, police said.", "The storm has killed 12 people.", "another measure"),
        ("Another two people died.", "The storm has killed 12 people.", "another measure"),
        ("Four of those killed were tourists.", "The blast killed 19 people.", "another measure"),
        ("Four of the dead were tourists.", "The blast killed 19 people.", "another measure"),
        ("A day after the blast, four people were dead.", "The blast killed 19 people.", "differs"),
        ("The storm killed two more in Vale.", "The storm killed 12 people in Vale.", "differs"),
    ],
)
def test_a_rate_an_addition_or_a_part_is_another_measure_than_a_total(
    one: str, other: str, kind: str
) -> None:
    assert relation(given(one, "a"), given(other, "b"), frozenset()) == kind


def test_figures_of_two_named_sources_differ_on_any_day() -> None:
    one = given("The ministry said 10 people died in the fire.")
    other = given("The mayor said 14 people died in the fire.", "b", "2024-03-05")
    assert relation(one, other, frozenset()) == "differs"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("More than 150 people died in the fire.", "The fire killed 154 people.", "same"),
        ("Dozens of people died in the fire.", "The fire killed 40 people.", "same"),
        ("At least 125 people died in the fire.", "The fire killed 131 people.", "differs"),
        ("The club paid £25 million.", "The club paid £25.4 million.", "same"),
        ("The club paid £25.9 million.", "The club paid £25.4 million.", "differs"),
    ],
)
def test_a_rounded_figure_is_the_same_as_the_exact_one(one: str, other: str, kind: str) -> None:
    assert relation(given(one), given(other, "b"), frozenset()) == kind


def test_a_revision_in_one_sentence_is_an_update() -> None:
    text = "Officials revised the number of people killed from 1,400 to 1,200."
    one, other = (DatedMention(mention, "a", 0, text, "") for mention in mentions(text))
    assert relation(one, other, frozenset()) == "later"


def evidence(
    text: str, outlet: str = "Port Herald", day: str = "2024-03-01", title: str = "Floods in Vale"
) -> list[Evidence]:
    article = Article(f"{outlet} {day}", text, title=title, outlet=outlet, published=day)
    spans = tuple(match.span() for match in SENTENCE.finditer(text) if match.group())
    hit = Hit(article, Passage(article.id, 0, 0, len(text), spans), 1.0)
    return [Evidence(each, 1.0, Reading(0.0, 0.0, 0, 0), 1.0) for each in candidate_sentences(hit)]


def composed(question: str, sentences: list[Evidence]) -> Composed:
    understood = understand(question)
    return compose_figures(understood, tabulate(understood, sentences), sentences)


def answer(question: str, sentences: list[Evidence]) -> Answer:
    made = composed(question, sentences)
    return Answer(question, made.sentences, made.citations, short=made.short, figures=made.figures)


def test_measures_stand_side_by_side_those_with_a_named_source_first() -> None:
    table = answer(DEAD, evidence(REPORT))
    assert table.short is None
    assert [(f.text, f.of_what, f.given_by, f.citation) for f in table.figures] == [
        ("320", "soldiers drowned", "Albania", 1),
        ("12", "civilian death toll", "Albania", 1),
        ("40", "civilians died", "Norway", 2),
        ("as many as 900", "deaths", "relief agency", 3),
        ("surpassed 500", "death toll", "", 4),
    ]
    assert [sentence.citations for sentence in table.sentences] == [(1,), (2,), (3,), (4,)]
    assert [f.differs_from + f.earlier + f.later for f in table.figures] == [()] * 5
    assert (table.figures[3].low, table.figures[3].high, table.figures[3].of_whom) == (
        None,
        900,
        "both sides",
    )


def test_a_country_that_gives_a_figure_counts_its_own() -> None:
    sentences = evidence("Norway says 40 civilians have died in the floods in Vale.")
    (figure,) = composed(DEAD, sentences).figures
    assert figure.of_whom == "Norway"


def test_equal_values_of_several_outlets_are_one_row() -> None:
    one = evidence("The floods in Vale have killed 40 people.")
    other = evidence("At least 40 people have died in the floods in Vale.", "Coast Post", "2024-03-02")
    (figure,) = composed(DEAD, [*one, *other]).figures
    assert figure.outlets == ("Port Herald", "Coast Post")
    assert [source.text for source in figure.sources] == ["40", "At least 40"]
    assert all(source.article.text[source.start : source.end] == source.text for source in figure.sources)


def test_an_update_knows_what_it_replaces() -> None:
    old = evidence("The floods in Vale have killed 40 people.")
    new = evidence("The floods in Vale have killed 58 people.", "Coast Post", "2024-03-04")
    table = answer(DEAD, [*old, *new])
    assert [(f.text, f.earlier, f.later) for f in table.figures] == [("40", (), (1,)), ("58", (0,), ())]
    assert [relation_line(figure) for figure in table.figures] == ["updated by 2", "update of 1"]


def test_a_precise_question_gets_only_its_row_and_no_table() -> None:
    sentences = evidence(
        "Montenegro said 40 of its civilians have died in the floods. "
        "Albania said 12 of its civilians have died in the floods."
    )
    made = answer("How many Albanian civilians have died in the floods?", sentences[1:] + sentences[:1])
    assert [figure.text for figure in made.figures] == ["12"]
    assert not made.has_table
    assert [citation.quote for citation in made.citations] == [sentences[1].text]


def test_the_short_answer_is_the_figure_that_is_asked_for() -> None:
    (sentence,) = evidence("Albania said 320 of its soldiers drowned in the floods and 12 civilians died.")
    start = sentence.text.index("320")
    misread = replace(sentence, reading=Reading(8.0, 12.0, start, start + 3))
    question = understand("How many Albanian civilians died in the floods?")
    assert compose(question, [misread], sure=0.0).short is not None
    made = compose_figures(question, tabulate(question, [misread]), [misread])
    assert [figure.text for figure in made.figures] == ["12"]
    assert made.short is not None
    assert made.short.text == "12"


def test_figures_of_another_country_are_no_answer() -> None:
    rows_of = {}
    for whose in ("Serbian", "Albanian"):
        question = understand(f"How many {whose} soldiers drowned in the floods in Vale?")
        rows_of[whose] = are_of_others(question, tabulate(question, evidence(REPORT)[:1]))
    assert rows_of == {"Serbian": True, "Albanian": False}
    question = understand("How many soldiers drowned in the floods in Vale?")
    assert not are_of_others(question, tabulate(question, evidence(REPORT)[:1]))
    assert not are_of_others(question, [])


def test_an_answer_with_figures_of_another_country_alone_is_silent() -> None:
    sentences = evidence(REPORT)[:1]
    for whose, quotations in (("Serbian", 0), ("Albanian", 1)):
        question = understand(f"How many {whose} soldiers drowned in the floods in Vale?")
        assert len(compose_findings([Finding(question, sentences, 0.9)]).citations) == quotations


@pytest.mark.parametrize(
    "question",
    [
        "Who died in the floods in Vale?",
        "When did the floods in Vale begin?",
        "How old was the mayor of Vale?",
    ],
)
def test_other_questions_have_no_figures(question: str) -> None:
    assert asked(understand(question)) is None
    assert tabulate(understand(question), evidence(REPORT)) == []


def test_no_table_when_the_best_sentence_has_no_such_figure() -> None:
    best = evidence("The floods in Vale have ended, the mayor said.")
    assert tabulate(understand(DEAD), [*best, *evidence(REPORT, "Coast Post")]) == []


def test_figures_of_another_event_are_left_out() -> None:
    other = replace(evidence("The quake killed 58 people in Toren.", "Coast Post")[0])
    rows = tabulate(understand(DEAD), [*evidence("The floods in Vale killed 40 people."), other])
    elsewhere = replace(other.hit, article=replace(other.hit.article, title="A quake"))
    moved = replace(other, candidate=replace(other.candidate, hit=elsewhere))
    rows = tabulate(understand(DEAD), [*evidence("The floods in Vale killed 40 people."), moved])
    assert [row.mentions[0].dated.mention.low for row in rows] == [40]


def test_the_table_leads_in_text_and_is_in_json() -> None:
    table = answer(DEAD, evidence(REPORT))
    first, second = to_text(table).splitlines()[:2]
    assert first.split() == ["Figure", "Of", "what", "Of", "whom", "Given", "by", "Where"]
    assert second.startswith("1  320")
    assert second.endswith("Port Herald, 1 March 2024 [1]")
    rows = table.to_dict()["figures"]
    assert (rows[3]["text"], rows[3]["low"], rows[3]["high"]) == ("as many as 900", None, 900)
    assert rows[0]["sources"][0]["day"] == "2024-03-01"
    assert rows == [figure_to_dict(figure) for figure in table.figures]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_calculate_stays_text(sign: str) -> None:
    assert (text_cell(f"{sign}1"), text_cell(f"42 {sign}1")) == (f"'{sign}1", f"42 {sign}1")


def test_csv_has_a_line_for_each_source_and_no_formula() -> None:
    made = evidence("The floods in Vale have killed 40 people.", "=HYPERLINK(1)")
    figures = composed(DEAD, made).figures
    header, row = csv.reader(io.StringIO(to_csv(figures)))
    assert tuple(header) == COLUMNS
    assert dict(zip(header, row, strict=True)) | {"title": "", "url": ""} == {
        "row": "1", "figure": "40", "low": "40", "high": "40", "unit": "", "of what": "people killed",
        "of whom": "", "given by": "", "status": "", "outlet": "'=HYPERLINK(1)", "day": "2024-03-01",
        "title": "", "url": "", "quotation": "The floods in Vale have killed 40 people.",
        "differs from": "", "later figure": "", "earlier figure": "",
    }  # fmt: skip


def test_a_figure_must_lie_in_its_quotation_and_in_a_citation() -> None:
    article = Article("a", "The floods killed 40 people.")
    with pytest.raises(ValueError, match="not inside the quotation"):
        FigureSource(article, 18, 20, 0, 10)
    made = answer(DEAD, evidence("The floods in Vale have killed 40 people."))
    (figure,) = made.figures
    with pytest.raises(ValueError, match="not in citation 7"):
        replace(made, figures=(replace(figure, citation=7),))
    assert isinstance(figure, Figure)


def test_the_labelled_groups_are_many_and_lie_in_one_half_by_story() -> None:
    rows = list(groups())
    assert len(rows) >= 120
    halves = Counter(row["half"] for row in rows)
    assert min(halves["tuning"], halves["reporting"]) >= 60
    assert halves["fresh"] >= 40
    by_story: dict[str, set[str]] = {}
    for row in rows:
        by_story.setdefault(row["story"], set()).add(row["half"])
        assert all(0 <= i < j < len(row["figures"]) or i > j >= 0 for i, j, _ in row["relations"])
        assert {kind for *_, kind in row["relations"]} <= {"same", "later", "differs"}
        for figure in row["figures"]:
            _, start, end = row["passages"][figure["passage"]]
            assert start <= figure["start"] < figure["end"] <= end
    assert all(len(halves) == 1 for halves in by_story.values())


def test_a_benchmark_figure_below_its_floor_fails() -> None:
    floors = {"tuning": {"rows": 0.5}}
    assert below({"tuning": {"rows": 0.6}}, floors) == 0
    assert below({"tuning": {"rows": 0.4}}, floors) == 1


@pytest.mark.shared
@pytest.mark.quality
def test_figures_keep_their_floors() -> None:
    articles = {
        row["url"]: row for row in read_jsonl(SHARED / "data" / "realtimeqa-dev" / "articles.jsonl.gz")
    }
    floors = json.loads((ROOT / "benchmarks" / "differing_figures_baseline.json").read_text("utf-8"))
    figures = {
        half: {
            name: counts.f1 for name, counts in total([measure(g, articles) for g in groups(half)]).items()
        }
        for half in floors
    }
    assert below(figures, floors) == 0


def test_the_table_is_in_the_page_and_escaped() -> None:
    table = answer(DEAD, evidence(REPORT, "<b>Port</b>"))
    html = answer_message(table, 1)
    assert html.count("<tr>") == 6
    assert '<th scope="row" dir="auto">as many as 900</th>' in html
    assert "<b>Port</b>" not in html
    single = answer(DEAD, evidence("The floods in Vale have killed 40 people."))
    assert "<table>" not in answer_message(single, 1)


def test_a_notebook_has_the_table_escaped() -> None:
    html = answer(DEAD, evidence(REPORT.replace("relief agency", "<relief> agency")))._repr_html_()
    assert html.count("<tr>") == 6
    assert "<tr><td>1</td><td>320</td><td>soldiers drowned</td><td>Albania</td><td>Albania</td>" in html
    assert "&lt;relief&gt; agency" in html.split("</table>")[0]


@pytest.mark.parametrize(
    ("place", "day", "figures"),
    [
        ("Vale", "2024-03-09", ["40", "90"]),
        ("Vale", "2019-03-01", ["40", "90"]),
        ("Dale", "2019-03-01", ["40"]),
    ],
)
def test_figures_of_one_table_are_of_one_event(place: str, day: str, figures: list[str]) -> None:
    best = evidence("The floods in Vale have killed 40 people.")
    other = evidence(f"The floods in {place} have killed 90 people.", "Courier", day, f"Floods in {place}")
    rows = answer(DEAD, [*best, *other]).figures
    assert [row.text for row in rows] == figures
