"""Lines that an outlet sets under all its articles go; reporting that several articles share stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.clean.repeats import KEPT, Repeats
from storage.records import Article

LINE = "Our editors in the old mill choose what you read and nobody pays them for it."
SUBJECTS = (
    (
        "Storm closes harbour",
        "The harbour of Port Elm was closed on Monday, and the storm went on all night.",
    ),
    ("Apples ripen early", "Farmers in Low Vale picked nine hundred tonnes of fruit, more than ever before."),
    ("Library opens again", "Its books were kept in a salt mine for eleven years, and came back in one day."),
    ("Mayor wins vote", "Ruth Vance was chosen for a third time, with two votes more than her rival had."),
    ("Ferry line ends", "The last boat to Elm Island leaves on Friday; the crew of six will be let go."),
    (
        "Bridge fails test",
        "Engineers found cracks in four of its pillars, and lorries must go round by Hexby.",
    ),
)


def article(number: int, *more: str, title: str = "", body: str = "", outlet: str = "Tidings") -> Article:
    headline, report = SUBJECTS[number % len(SUBJECTS)]
    text = "\n\n".join([body or report, *more])
    return Article(f"a{number}", text, title=title or headline, outlet=outlet)


def read(*articles: Article) -> list[str]:
    """What the last paragraph of each is after a run has seen them in this order."""
    repeats = Repeats()
    return [repeats.without(one).text.split("\n\n")[-1] for one in articles]


def test_a_line_under_articles_on_different_subjects_goes_from_the_fourth_on():
    last = read(*(article(number, LINE) for number in range(5)))
    assert last == [LINE, LINE, LINE, SUBJECTS[3][1], SUBJECTS[4][1]]


def test_case_and_white_space_make_no_other_line():
    last = read(*(article(number, LINE) for number in range(3)), article(3, LINE.upper().replace(" ", "  ")))
    assert last[-1] == SUBJECTS[3][1]


def test_the_rest_of_the_article_is_as_it_was():
    repeats = Repeats()
    for number in range(3):
        repeats.without(article(number, LINE))
    whole = replace(article(3, LINE), authors=("Ann Lee",))
    assert repeats.without(whole) == replace(whole, text=SUBJECTS[3][1])
    untouched = article(4)
    assert repeats.without(untouched) is untouched


def test_wire_copy_stays_however_often_it_is_printed():
    """The same report under headlines of its own in each edition."""
    body = "The ministers met for three hours, left by different exits and spoke to nobody of what was said."
    ending = "They will meet again in the spring, the host of the talks said on Sunday evening."
    titles = (title for title, _ in SUBJECTS)
    assert read(*(article(n, ending, title=t, body=body) for n, t in enumerate(titles))) == [ending] * 6


def test_background_in_each_report_of_one_affair_stays():
    background = "The mine was flooded in March, and eleven people have not been found since then."
    titles = [
        f"Mine {word}" for word in ("searched", "pumped dry", "owner charged", "reopened", "sold", "shut")
    ]
    assert read(*(article(n, background, title=t) for n, t in enumerate(titles))) == [background] * 6


def test_background_that_names_the_subject_of_a_headline_stays():
    background = "Storm, apples, library, mayor, ferry and bridge are all that the town council deals with."
    assert read(*(article(number, background) for number in range(6))) == [background] * 6


def test_a_line_of_another_outlet_is_another_line():
    outlets = ("Tidings", "Courier", "Herald", "Post", "Echo")
    assert read(*(article(n, LINE, outlet=o) for n, o in enumerate(outlets))) == [LINE] * 5


def test_an_outlet_is_known_by_its_host_where_it_has_no_name_and_else_teaches_nothing():
    with_host = [replace(article(n, LINE, outlet=""), url=f"https://tidings.example/{n}") for n in range(4)]
    assert read(*with_host)[-1] == SUBJECTS[3][1]
    assert read(*(article(number, LINE, outlet="") for number in range(6))) == [LINE] * 6


def test_a_line_that_few_of_the_outlets_articles_have_stays():
    stock = "The cause of it is still being looked into by the police of the county."
    rare = [article(number, *([stock] if number % 43 == 0 else [])) for number in range(43 * 6)]
    assert [last for last in read(*rare) if last == stock] == [stock] * 6


@pytest.mark.parametrize("line", ["North Elm", "By the numbers", "word " * 101])
def test_crossheads_and_whole_paragraphs_stay(line: str):
    line = line.strip()
    assert read(*(article(number, line) for number in range(6))) == [line] * 6


def test_only_the_head_and_the_end_of_an_article_are_looked_at():
    bodies = [[f"{SUBJECTS[n][1]} {part}" for part in range(8)] for n in range(5)]
    for parts in bodies:
        parts.insert(3, LINE)
    last = Repeats()
    texts = [last.without(article(n, *parts[1:], body=parts[0])).text for n, parts in enumerate(bodies)]
    assert all(LINE in text for text in texts)


def test_what_would_leave_too_little_stays():
    repeats = Repeats()
    for number in range(3):
        repeats.without(article(number, LINE))
    short = article(3, body="In brief.\n\n" + LINE)
    assert repeats.without(short) is short


def test_memory_is_bounded():
    repeats = Repeats(kept=100)
    for number in range(500):
        repeats.without(
            article(number, f"Line {number} of a very long list of lines", outlet=f"Outlet {number}")
        )
    assert len(repeats._lines) == len(repeats._articles) == 100
    assert KEPT <= 20_000
