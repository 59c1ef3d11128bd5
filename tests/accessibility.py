"""Walks through states of the page, in each of which axe-core must find no violation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

# Each walk is made once on a wide page and once on a narrow one, once on a light and once on a dark. A page
# of 1280 pixels at 400 % has 320 (WCAG 1.4.10, reflow).
VISITS = ([(1440, "light"), (320, "dark")], [(1440, "dark"), (390, "light")])
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = """axe.run(document, {
  resultTypes: ['violations'],
  rules: {'label-content-name-mismatch': {enabled: true}, 'target-size': {enabled: true}},  // else left out
})"""


def walk(page: Any, states: Sequence[Callable[[Any, T], None]], given: T) -> None:
    """Bring the page into each state, which follows from the one before, and look at it there."""
    for state in states:
        state(page, given)
        assert (state.__name__, violations(page)) == (state.__name__, [])
        assert page.evaluate(WIDER) <= 0, f"{state.__name__} has to be scrolled sideways"


def violations(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if page.evaluate("typeof axe") == "undefined":  # a new document
        page.evaluate(axe.axe_script)
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in page.evaluate(RUN)["violations"]
        for node in violation["nodes"]
    ]
