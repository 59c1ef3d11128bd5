"""The examples in the docstrings of the packages and the benchmarks give what they say."""

import doctest
from importlib import import_module

import pytest
from newsroom import ROOT

PACKAGES = ("assistant", "benchmarks", "ingest", "storage", "webchat")
MARKS = {
    "assistant.claims.checker": pytest.mark.slow,  # its example loads the embedding model
    "benchmarks.distil_static": pytest.mark.slow_import,
}


def modules_with_examples() -> list[str]:
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    with_examples = [file for file in files if ">>>" in file.read_text("utf-8")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in with_examples]
    return [name.removesuffix(".__init__") for name in names]


@pytest.mark.parametrize(
    "module", [pytest.param(name, marks=MARKS.get(name, ())) for name in modules_with_examples()]
)
def test_examples_in_the_documentation(module: str) -> None:
    tried = doctest.testmod(import_module(module))
    assert tried.attempted
    assert tried.failed == 0
