"""A picture of the collection: its articles by day and outlet as stacked bars, and the busiest names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10

from storage import Store
from storage.records import Facets
from webchat.bins import Bin, bins, place
from webchat.markup import Markup, html
from webchat.names import Names
from webchat.texts import formatted, language, number, t

MOST_BINS = 160  # bars that still can be told apart
FEW_BINS = 12  # bars that fit on a phone
SERIES = 6  # outlets with a colour of their own
BUSIEST = 20  # names
NAMES = "names.json"  # in the folder of the store

# The plot's own units; the page scales them.
WIDTH, HEIGHT = 800.0, 240.0
LEFT, BOTTOM, TOP = 44.0, 26.0, 10.0
LABELS = 6  # along the days
GAP = 0.18  # between bars, as a share of their distance


@dataclass(frozen=True, slots=True)
class Segment:
    """The articles of one outlet in one bin: a rectangle. `series`: the number of its colour, from 0."""

    series: int
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at a place of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The chart. `rows`: each bin with its number of articles per series, and in all."""

    series: list[str]
    segments: list[Segment]
    across: list[Tick]
    up: list[Tick]
    rows: list[tuple[str, list[int], int]]


class Picture:
    """Draws the picture again when the collection has changed. Safe to use from several threads."""

    def __init__(self, store: Store, names: Names | None = None) -> None:
        self._store = store
        self._names = names or Names(store, store.folder / NAMES)
        self._drawn: tuple[int, str, Plot | None, int] = (-1, "", None, 0)

    def html(self) -> Markup:
        """Raises StoreError."""
        sequence, speech, chart, undated = self._drawn
        if (sequence, speech) != (self._store.sequence(), language()):
            sequence, speech = self._store.sequence(), language()
            facets = self._store.facets()
            undated = self._store.count().articles - sum(facets.days.values())
            chart = plot(facets)
            self._drawn = (sequence, speech, chart, undated)
        return html(
            "picture.html",
            plot=chart,
            few=FEW_BINS,
            undated=undated,
            complete=self._names.are_complete(),
            names=self._names.busiest(BUSIEST),
            width=WIDTH,
            height=HEIGHT,
            left=LEFT,
            base=HEIGHT - BOTTOM,
        )


def plot(facets: Facets) -> Plot | None:
    """The chart of the articles with a day; None without any."""
    if not facets.days:
        return None
    days = [when for when, _ in facets.days]
    spans = bins(days[0], days[-1], MOST_BINS)
    named, others = list(facets.outlets)[:SERIES], t("picture.others")
    per_bin = [Counter[str]() for _ in spans]
    for (when, outlet), many in facets.days.items():
        per_bin[place(spans, when)][outlet if outlet in named else others] += many
    series = named + [others] * any(counts[others] for counts in per_bin)
    rows = [
        (span.label, [counts[name] for name in series], counts.total())
        for span, counts in zip(spans, per_bin, strict=True)
    ]
    step = _step(max(total for _, _, total in rows))
    top = step * ceil(max(total for _, _, total in rows) / step)
    scale = (HEIGHT - BOTTOM - TOP) / top
    return Plot(
        series,
        list(_segments(series, rows, scale)),
        list(_across(spans)),
        [Tick(HEIGHT - BOTTOM - value * scale, number(value)) for value in range(0, top + 1, step)],
        rows,
    )


def _segments(
    series: Sequence[str], rows: Sequence[tuple[str, list[int], int]], scale: float
) -> Iterator[Segment]:
    distance = (WIDTH - LEFT) / len(rows)
    for index, (label, counts, _) in enumerate(rows):
        y = HEIGHT - BOTTOM
        for series_number, count in enumerate(counts):
            if count:
                y -= count * scale
                title = t("picture.segment", outlet=series[series_number], days=label, n=count)
                x, width = LEFT + (index + GAP / 2) * distance, distance * (1 - GAP)
                yield Segment(
                    series_number, round(x, 2), round(y, 2), round(width, 2), round(count * scale, 2), title
                )


def _across(spans: Sequence[Bin]) -> Iterator[Tick]:
    """At most `LABELS` labels, evenly spaced."""
    distance = (WIDTH - LEFT) / len(spans)
    every = ceil(len(spans) / LABELS)
    is_within_a_year = (spans[-1].until - spans[0].since).days < 366
    for index in range(0, len(spans), every):
        since = spans[index].since
        label = formatted(since, "short_day" if is_within_a_year else "short_month")
        yield Tick(round(LEFT + (index + 0.5) * distance, 2), label)


def _step(most: int) -> int:
    """A round distance of the lines, so that there are three to six: 1, 2 or 5 times a power of ten."""
    power: int = 10 ** int(log10(most))
    return next(step for step in (power // 5, power // 2, power, 2 * power) if step and most / step <= 6)
