"""Measures the page in a browser as it opens: first paint, how far its parts jump, how soon a click shows.

    python benchmarks/page_speed.py [--store DIR] [--chromium PATH] [--runs N]

Starts `ui.py` on a free port of this machine, with the sample articles where no store is named. Each run
opens the page with an empty cache, in windows of 1440, 1024 and 390 pixels. Layout shift is Chromium's sum of
scores (under .1 is good); the other figures are medians of the runs, on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.figures import Figure, describe_machine, print_table
from benchmarks.readers import HOST, server

WINDOWS = {1440: 900, 1024: 700, 390: 844}
SETTLED = 1_000  # milliseconds after which the open page has stopped changing
START = 600_000  # milliseconds that the server may take to draw the first questions from its articles
SHORTEST = 16  # milliseconds: the shortest wait that Chromium tells

# Entries that Chromium has kept since the page began to open.
ENTRIES = """type => new Promise(done => {
  const kept = [];
  const keep = entry => kept.push({...entry.toJSON(), shift: entry.value});
  new PerformanceObserver(list => list.getEntries().forEach(keep))
    .observe({type, buffered: true, durationThreshold: 16});
  setTimeout(() => done(kept), 100);
})"""


def measure(browser: Any, address: str, width: int) -> dict[str, float]:
    """Open the page in a window of so many pixels and click in it. Returns the "layout shift", and
    milliseconds: "first paint", "first contentful paint", and the longest time from a click to the "next
    paint", `SHORTEST` where none took longer."""
    context = browser.new_context(viewport={"width": width, "height": WINDOWS[width]})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#welcome .example")
    page.wait_for_timeout(SETTLED)
    shifts = page.evaluate(ENTRIES, "layout-shift")
    paints = {entry["name"]: entry["startTime"] for entry in page.evaluate(ENTRIES, "paint")}
    page.click("#filters summary")
    page.click("#show-history")
    page.wait_for_timeout(SETTLED)
    clicks = [entry["duration"] for entry in page.evaluate(ENTRIES, "event") if entry["name"] == "click"]
    context.close()
    return {
        "layout shift": sum(entry["shift"] for entry in shifts),
        "first paint": paints["first-paint"],
        "first contentful paint": paints["first-contentful-paint"],
        "next paint": max(clicks, default=SHORTEST),
    }


def await_questions(browser: Any, address: str) -> None:
    """Wait until the first screen offers questions, which a server draws after its start."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("#welcome .example", timeout=START)
    page.close()


def main() -> int:
    from playwright.sync_api import sync_playwright

    options = _parser().parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(options.store or Path(folder) / "store") as (port, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        await_questions(browser, f"http://{HOST}:{port}/")
        met = {
            width: [measure(browser, f"http://{HOST}:{port}/", width) for _ in range(options.runs)]
            for width in WINDOWS
        }
        browser.close()
    print(json.dumps(describe_machine(), indent=1))
    for width, runs in met.items():
        print(f"\n{width} pixels")
        print_table(
            [
                Figure(name, statistics.median(run[name] for run in runs), "" if "shift" in name else "ms")
                for name in runs[0]
            ]
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--chromium", default="/usr/bin/chromium", metavar="PATH")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    return parser


if __name__ == "__main__":
    sys.exit(main())
