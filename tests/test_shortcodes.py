"""Shortcodes of WordPress in the fields of its exports and in its feeds."""

from __future__ import annotations

import json

import pytest

from ingest.formats.feeds import parse_entry
from ingest.formats.json_lines import parse_json
from ingest.formats.shortcodes import without_shortcodes

CAPTION = '[caption id="a_1" width="300"]<img src="x.jpg" /> The mayor at the port[/caption]'
FEED = b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'


@pytest.mark.parametrize(
    ("text", "without"),
    [
        (f"Talks ended.\n\n{CAPTION}\n\nThe union won.", "Talks ended.\n\n\n\nThe union won."),
        ('A street [gallery ids="1,2"] in Baku', "A street  in Baku"),
        ("A street [gallery] in Baku", "A street  in Baku"),
        ("See [embed]https://video.example/x[/embed]", "See "),
        ('[vc_row][vc_column width="1/2"]Words stay.[/vc_column][/vc_row]', "Words stay."),
        ("[caption a=1]One[/caption] words [caption a=2]two[/caption]", " words "),
    ],
)
def test_shortcodes_are_removed_with_their_media(text: str, without: str):
    assert without_shortcodes(text) == without


@pytest.mark.parametrize(
    "text",
    [
        "It is a [sic] win, [the mayor] said.",
        "[Video] Mayor opens the dam",
        "The law says [where x = y] so.",
        "[caption] without an end",
        "The section [/news] of a page",
    ],
)
def test_words_in_brackets_are_kept(text: str):
    assert without_shortcodes(text) == text


def test_shortcodes_are_removed_from_json_and_feeds():
    content = f"<p>Talks ended.</p>{CAPTION}<p>The union won.</p>"
    exported = json.dumps({"post_title": "Talks", "content": content}).encode()
    entry = f"<item><title>Talks</title><content:encoded><![CDATA[{content}]]></content:encoded></item>"
    fed = parse_entry(entry.encode(), FEED, b"</channel></rss>", "feed.xml")
    assert {parse_json(exported).text, fed.text} == {"Talks ended.\n\nThe union won."}


def test_a_long_text_of_broken_shortcodes_is_read_fast():
    for part in ("[caption]", "[a b=c", '[aa b="', "[aa x=y ", "[aa" + " " * 50):
        text = part * 20_000
        assert without_shortcodes(text) == text
