"""The scripts of the page, run by Node where it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from webchat.markup import static
from webchat.texts import LANGUAGES, for_scripts, speaking, t

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def run(script: str) -> str:
    """What a module prints."""
    command = [str(NODE), "--input-type=module", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def function(script: str, name: str) -> str:
    """A function of a script, up to the line that closes it."""
    match = re.search(rf"^(?:async )?function\*? {name}\(.*?^\}}$", static(script), re.DOTALL | re.MULTILINE)
    assert match, name
    return match[0]


@pytest.mark.slow_import
def test_the_scripts_of_the_page_can_be_parsed() -> None:
    from webchat.tabs import ASK_SCRIPTS, CLIPBOARD_SCRIPTS, LIBRARY_SCRIPTS

    for script in (
        static(*ASK_SCRIPTS),
        static(*LIBRARY_SCRIPTS),
        static(*CLIPBOARD_SCRIPTS),
        static("check.js"),
    ):
        run(f"new Function({json.dumps(script)});")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_is_the_same_in_a_script_as_on_the_server(code: str) -> None:
    with speaking(code):
        texts, expected = json.dumps(for_scripts()), [t("script.place", n=n) for n in (0, 1, 2)]
    given = f"const texts = {texts}, speech = '{code}', plurals = new Intl.PluralRules(speech);"
    asked = "for (const n of [0, 1, 2]) console.log(t('place', {n}));"
    assert run("\n".join((given, function("texts.js", "t"), asked))).splitlines() == expected


def test_an_answer_is_read_line_by_line_however_it_arrives() -> None:
    lines = [{"before": 1}, {"before": 2}, {"turn": "<b>Zürich"}]
    sent = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    pieces = [list(sent[start : start + 7]) for start in range(0, len(sent), 7)]
    given = f"const body = ReadableStream.from({pieces}.map(piece => new Uint8Array(piece)));"
    read = "for await (const step of steps({body})) console.log(JSON.stringify(step));"
    said = run("\n".join((given, function("chat.js", "steps"), read)))
    assert [json.loads(line) for line in said.splitlines()] == lines
