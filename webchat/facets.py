"""What the filters of the page offer: values with their number of articles, and a small histogram of days."""

from __future__ import annotations

from contextlib import suppress

from storage import Store
from storage.errors import ArticleNotFound
from webchat.bins import bins, place
from webchat.wording import title

MOST_BARS = 48


def facets_json(store: Store, article_id: str | None = None) -> dict[str, object]:
    """{"outlets", "languages", "sections": value -> articles; "days": the bars of the histogram; "title": the
    headline of an article}."""
    facets = store.facets()
    name = ""
    with suppress(ArticleNotFound):
        if article_id:
            name = title(store.article(article_id))
    days = [when for when, _ in facets.days]
    bars = bins(days[0], days[-1], MOST_BARS) if days else []
    heights = [0] * len(bars)
    for (when, _), number in facets.days.items():
        heights[place(bars, when)] += number
    return {
        "outlets": facets.outlets,
        "languages": facets.languages,
        "sections": facets.sections,
        "days": [
            {
                "since": max(bar.since, days[0]).isoformat(),
                "until": min(bar.until, days[-1]).isoformat(),
                "label": bar.label,
                "articles": number,
            }
            for bar, number in zip(bars, heights, strict=True)
        ],
        "title": name,
    }
