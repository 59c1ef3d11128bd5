import pytest

from storage.text.corrections import corrections


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: the ferry holds 90 cars, not 900.",
        "CORRECTION — The mayor's name is Ruth Vance.",
        "Corrections and clarifications: the lock is at Grey Mill.",
        "Correction (Nov. 5, 2024): the bridge was opened in May.",
        "Correction, 5 November: the bridge was opened in May.",
        "Clarification: the council has 17 members.",
        "(Corrects the spelling of the mayor's name in paragraph 2)",
        "This article was amended on 5 November 2024 to say that the lock is at Grey Mill.",
        "• This story has been corrected. The pier is of wood.",
        "This story has been updated to correct the number of boats.",
        "This report corrects the day of the storm.",
        "This page was edited to fix the name of the lock.",
        "This story has been revised because of an error in the figures.",
        "This article was amended on Monday.",
        "This column was subsequently clarified.",
        "The original version of this report gave the wrong day.",
        "This is a corrected version of a report of Monday.",
        "An earlier version of this article said that 24 boats were damaged.",
        "Editor's note: An earlier version of this story gave the wrong day.",
        "The headline is new, since a previous version of this report misstated who owns the pier.",
    ],
)
def test_a_notice(notice: str) -> None:
    assert corrections(f"The harbour is closed.\n\n{notice}\n\nThe ferry sails.") == (notice,)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The market is due for a correction: prices rose by a third.",
        "Correction officers at Grey Mill went on strike.",
        "The treaty was amended on 5 November to let the boats pass.",
        "This story was updated at noon with the words of the mayor.",
        "The law corrects a wrong of long ago, the minister said.",
        "An earlier version of the bill said that boats pay no toll.",
        "Corrections are part of the trade, the editor said.",
        "This article was written in Port Elm.",
        "Correction: " + "a long paragraph is reporting " * 40,
    ],
)
def test_reporting(paragraph: str) -> None:
    assert corrections(f"The harbour is closed.\n\n{paragraph}") == ()


def test_several_notices_are_in_order_and_on_one_line_each() -> None:
    text = "Correction: it was\nMonday.\n\nThe harbour is closed.\n\nClarification: the pier is of wood."
    assert corrections(text) == ("Correction: it was Monday.", "Clarification: the pier is of wood.")
