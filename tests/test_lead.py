"""The paragraph that a page sets apart above the body of its article, and texts that are no article."""

from __future__ import annotations

import pytest

from ingest.page.html import parse_html

LEAD = "The harbour of Port Elm was closed on Monday after a storm that nobody had foreseen."
FIRST = "Forty boats were damaged, and the ferry to Elm Island will not sail before Thursday."
SECOND = "The keeper of the lighthouse said that he had seen no such water in thirty years on the rock."
HEADING = "<h1>Storm closes harbour</h1>"
REST = [f"On day {day} of the storm the office counted {day} boats that were lost." for day in range(2, 20)]
TOLD = [FIRST, SECOND, *REST]
BODY = f'<div class="article-body">{"".join(f"<p>{told}</p>" for told in TOLD)}</div>'


def text_of(page: str) -> str:
    return parse_html(f"<html><body>{page}</body></html>".encode()).text


@pytest.mark.parametrize(
    "lead",
    [
        f'<div class="article__lead">{LEAD}</div>',
        f'<p class="fig-chapo">{LEAD}</p>',
        f'<h2 class="storyIntro">{LEAD}</h2>',
        f'<div id="vorspann"><p>{LEAD}</p></div>',
    ],
)
def test_the_lead_above_the_body_is_part_of_the_text(lead: str):
    assert text_of(f"{HEADING}{lead}<p>By Ann Lee</p>{BODY}").split("\n\n") == [LEAD, *TOLD]


def test_a_lead_that_the_text_has_already_is_not_put_there_twice():
    body = BODY.replace(">", f'><p class="lead">{LEAD}</p>', 1)
    assert text_of(HEADING + body).split("\n\n") == [LEAD, *TOLD]


@pytest.mark.parametrize(
    "page",
    [
        f'<div class="lead">{LEAD}</div>{HEADING}{BODY}',  # before the headline
        f'{HEADING}{BODY}<div class="lead">{LEAD}</div>',  # after the text
        f'{HEADING}<div class="lead">{LEAD[:-1]}</div>{BODY}',  # no sentence
        f'{HEADING}<div class="lead">{LEAD[:-1]}?</div>{BODY}',
        f'{HEADING}<div class="lead">It was closed.</div>{BODY}',
        f'{HEADING}<div class="lead">{LEAD * 10}</div>{BODY}',
        f'{HEADING}<div class="leaderboard">{LEAD}</div>{BODY}',
        f'{HEADING}<div class="lead-image">{LEAD}</div>{BODY}',
        f'{HEADING}<div class="standfirst">{LEAD}</div>{BODY}',
        f'<div class="lead">{LEAD}</div>{BODY}',  # no headline
    ],
)
def test_what_is_no_lead_is_not_taken_for_one(page: str):
    assert text_of(page).split("\n\n") == TOLD


@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_text_that_is_next_to_nothing_of_the_page_is_asked_for_again(tag: str):
    told = "".join(f"<{tag}>On day {n} {SECOND}</{tag}>" for n in range(60))
    page = f'<div class="entry-content lead"><p>{LEAD}</p></div><div class="entry-content text">{told}</div>'
    assert text_of(HEADING + page).count(SECOND) == 60
