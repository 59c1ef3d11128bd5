import gzip
import json
from datetime import date

import pytest
from newsroom import SHARED

from assistant.language.days import resolved
from storage.text.wording import period

THURSDAY = date(2024, 3, 14)


@pytest.mark.parametrize(
    ("words", "sentence", "iso"),
    [
        ("Tuesday", "The ferry sank on Tuesday.", "2024-03-12"),
        ("on Tuesday", "The ferry sank on Tuesday.", "2024-03-12"),
        ("Thursday", "It was sold Thursday.", "2024-03-14"),
        ("Tuesday", "The court will decide on Tuesday.", "2024-03-19"),
        ("Monday", "The court will decide on Tuesday, a clerk said on Monday.", "2024-03-11"),
        ("Tuesday", "The court will decide on Tuesday, a clerk said on Monday.", "2024-03-19"),
        ("On Saturday", "On Saturday, the club will vote.", "2024-03-16"),
        ("this past Wednesday", "It rained this past Wednesday.", "2024-03-13"),
        ("Wednesday night", "It rained Wednesday night.", "2024-03-13"),
        ("yesterday", "He died yesterday.", "2024-03-13"),
        ("last night", "He died last night.", "2024-03-13"),
        ("tomorrow", "It opens tomorrow.", "2024-03-15"),
        ("three days ago", "It opened three days ago.", "2024-03-11"),
        ("last week", "It opened last week.", "2024-W10"),
        ("earlier this month", "It opened earlier this month.", "2024-03"),
        ("last year", "It opened last year.", "2023"),
        ("next month", "It opens next month.", "2024-04"),
        ("March 3", "He died on March 3.", "2024-03-03"),
        ("Dec. 4", "He was born on Dec. 4.", "2023-12-04"),
        ("Dec. 4", "He will stand trial on Dec. 4.", "2024-12-04"),
        ("4 December", "He will stand trial on 4 December.", "2024-12-04"),
        ("August", "It opened in August.", "2023-08"),
        ("August", "It will open in August.", "2024-08"),
        # These are ambiguous, or full dates.
        ("last Tuesday", "It opened last Tuesday.", ""),
        ("Mondays", "It opens on Mondays.", ""),
        ("March 3, 2021", "He died on March 3, 2021.", ""),
        ("Feb. 30", "He died on Feb. 30.", ""),
        ("two ferries", "He saw two ferries.", ""),
    ],
)
def test_a_relative_date_is_resolved(words: str, sentence: str, iso: str) -> None:
    assert resolved(words, THURSDAY, sentence) == iso


def test_a_relative_date_needs_a_day_of_publication() -> None:
    assert resolved("on Tuesday", None, "It sank on Tuesday.") == ""


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-03-12", "12 March 2024"),
        ("2024-W10", "week of 4 March 2024"),
        ("2024-02", "February 2024"),
        ("2023", "2023"),
    ],
)
def test_a_period_in_words(iso: str, words: str) -> None:
    assert period(iso) == words


def _accepted(value: dict[str, str]) -> set[str]:
    """The day, week, month and year that a value starts with."""
    first = value.get("value", value.get("start", ""))[:10]
    if len(first) < 10:
        return set()
    year, week, _ = date.fromisoformat(first).isocalendar()
    return {first, f"{year}-W{week:02}", first[:7], first[:4]}


@pytest.mark.shared
def test_the_expressions_of_recognizers_text() -> None:
    """Each resolution is one of the accepted values, and at least 67 expressions are resolved."""
    with gzip.open(SHARED / "data/dates/relative-english.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    right, wrong = 0, []
    for row in rows:
        for result in row["results"]:
            if not result["TypeName"].endswith(("date", "daterange")):
                continue
            words = row["text"][result["Start"] : result["Start"] + len(result["Text"])]
            iso = resolved(words, date.fromisoformat(row["now"][:10]), row["text"])
            values = (result["Resolution"] or {}).get("values", [])
            if iso and not any(iso in _accepted(value) for value in values):
                wrong.append((words, row["now"], iso))
            right += bool(iso)
    assert wrong == []
    assert right >= 67
