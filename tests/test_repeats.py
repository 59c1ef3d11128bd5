"""Lines that an outlet prints under all its articles are removed; shared reporting is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doubles import HashingEmbedder
from newsroom import cut

from ingest.clean.repeats import Repeats, line_hash, without
from storage import Store
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


def learned(store: Store, *articles: Article) -> list[Article]:
    """Store all articles. Returns them without their repeats."""
    repeats = Repeats(store.repeats)
    for one in articles:
        embedder = HashingEmbedder()
        vectors = embedder.encode_documents([passage.document(one) for passage in cut(one)])
        store.add(one, cut(one), vectors, lines=repeats.lines(one))
        repeats.learn([one])
    return [repeats.without(one) for one in articles]


def read(store: Store, *articles: Article) -> list[str]:
    """Store all articles. Returns the last paragraph of each."""
    return [one.text.split("\n\n")[-1] for one in learned(store, *articles)]


def test_a_line_under_four_articles_on_different_subjects_is_removed(store: Store):
    reports = [report for _, report in SUBJECTS]
    assert read(store, *(article(number, LINE) for number in range(3))) == [LINE] * 3
    assert read(store, *(article(number, LINE) for number in range(5))) == reports[:5]


def test_lines_ignore_case_and_white_space(store: Store):
    odd = article(3, LINE.upper().replace(" ", "  "))
    assert read(store, *(article(number, LINE) for number in range(3)), odd)[-1] == SUBJECTS[3][1]


def test_the_rest_of_the_article_is_unchanged(store: Store):
    whole = replace(article(3, LINE), authors=("Ann Lee",))
    untouched = article(4)
    *_, shorter, same = learned(store, *(article(number, LINE) for number in range(3)), whole, untouched)
    assert shorter == replace(whole, text=SUBJECTS[3][1], repeats=((1, LINE),))
    assert (shorter.version, shorter.cleaned_text) == (whole.version, whole.text)
    assert same is untouched


def test_a_line_that_is_no_longer_repeated_is_restored():
    shorter = without(article(0, LINE), {line_hash("tidings", LINE)})
    assert shorter.repeats == ((1, LINE),)
    assert without(shorter, set()) == article(0, LINE)


def test_the_next_run_knows_the_learned_lines(store: Store):
    learned(store, *(article(number, LINE) for number in range(4)))
    assert Repeats(store.repeats).without(article(4, LINE)).text == SUBJECTS[4][1]


def test_the_lines_of_an_article_say_whether_they_were_applied(store: Store):
    repeats = Repeats(store.repeats)
    assert repeats.lines(article(0, LINE, outlet="")) == {}
    report, line = line_hash("tidings", SUBJECTS[0][1]), line_hash("tidings", LINE)
    assert repeats.lines(article(0, LINE)) == {report: False, line: False, line_hash("tidings"): False}
    store.repeats.learn([line])
    assert Repeats(store.repeats).lines(article(0, LINE))[line]


def test_wire_copy_is_kept_however_often_it_is_printed(store: Store):
    """The same report under a different headline in each edition."""
    body = "The ministers met for three hours, left by different exits and spoke to nobody of what was said."
    ending = "They will meet again in the spring, the host of the talks said on Sunday evening."
    titles = (title for title, _ in SUBJECTS)
    editions = [article(n, ending, title=t, body=body) for n, t in enumerate(titles)]
    assert read(store, *editions) == [ending] * 6


def test_background_in_each_report_of_one_affair_is_kept(store: Store):
    background = "The mine was flooded in March, and eleven people have not been found since then."
    titles = [
        f"Mine {word}" for word in ("searched", "pumped dry", "owner charged", "reopened", "sold", "shut")
    ]
    assert read(store, *(article(n, background, title=t) for n, t in enumerate(titles))) == [background] * 6


def test_background_that_names_the_subject_of_a_headline_is_kept(store: Store):
    background = "Storm, apples, library, mayor, ferry and bridge are all that the town council deals with."
    assert read(store, *(article(number, background) for number in range(6))) == [background] * 6


def test_lines_of_different_outlets_are_different(store: Store):
    outlets = ("Tidings", "Courier", "Herald", "Post", "Echo")
    assert read(store, *(article(n, LINE, outlet=o) for n, o in enumerate(outlets))) == [LINE] * 5


def test_the_host_identifies_an_outlet_without_a_name(store: Store):
    urls = [replace(article(n, LINE, outlet=""), url=f"https://tidings.example/{n}") for n in range(4)]
    assert read(store, *urls) == [report for _, report in SUBJECTS[:4]]


def test_articles_of_unknown_outlets_teach_nothing(store: Store):
    assert read(store, *(article(number, LINE, outlet="") for number in range(6))) == [LINE] * 6


def test_a_line_in_few_articles_of_the_outlet_is_kept(store: Store):
    stock = "The cause of it is still being looked into by the police of the county."
    rare = [article(number, *([stock] if number % 43 == 0 else [])) for number in range(4 * 43)]
    assert [last for last in read(store, *rare) if last == stock] == [stock] * 4


@pytest.mark.parametrize("line", ["North Elm", "By the numbers", "word " * 101])
def test_crossheads_and_whole_paragraphs_are_kept(store: Store, line: str):
    line = line.strip()
    assert read(store, *(article(number, line) for number in range(6))) == [line] * 6


def test_only_the_first_and_last_lines_of_an_article_are_learned(store: Store):
    bodies = [[f"{SUBJECTS[n][1]} {part}" for part in range(8)] for n in range(5)]
    for parts in bodies:
        parts.insert(3, LINE)
    articles = learned(store, *(article(n, *parts[1:], body=parts[0]) for n, parts in enumerate(bodies)))
    assert all(LINE in one.text for one in articles)


def test_lines_are_kept_when_too_little_text_would_remain(store: Store):
    short = article(3, body="In brief.\n\n" + LINE)
    assert learned(store, *(article(number, LINE) for number in range(4)), short)[-1] is short
