"""The import rule: who may know whom. Ranks are in docs/architecture.md."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(p for part in ("crawler", "pipelines") for p in (ROOT / part).rglob("*.py"))

RANKS: dict[str, float] = {
    "crawler.items": 0,
    "crawler.errors": 0,
    "crawler.exit_codes": 0.2,
    "crawler.worker_process": 0.3,
    "crawler.worker": 0.5,
    "crawler.ordered_work": 0.6,
    "crawler.archive_reader": 0.5,
    "crawler.media_reader": 0.5,
    "crawler.blogger": 1,
    "pipelines.text": 1.2,
    "pipelines.cleaning": 1.3,
    "pipelines.archive": 1.5,
    "pipelines.search": 2,
    "pipelines.term_index": 2.3,
    "pipelines.export": 2.5,
    "crawler.spiders": 2,
    "crawler.downloadermiddlewares": 2,
    "crawler.extensions": 2,
    "crawler.scale": 3,
    "pipelines": 3,
    "pipelines.imports": 3.2,
    "crawler.settings": 3,
    "crawler.sample": 3,
    "crawler.web": 3.5,
    "crawler.site": 3.7,
    "crawler.commands": 4.5,
    "crawler.cli": 4,
    "crawler": 0,
}
"""Longest prefix wins. A module imports lower ranks, or its own package."""

PURE = (
    "crawler.items",
    "crawler.errors",
    "crawler.exit_codes",
    "crawler.archive_reader",
    "crawler.media_reader",
    "crawler.blogger",
    "pipelines.archive.changes",
)
IMPURE = {
    "scrapy",
    "twisted",
    "sqlite3",
    "sqlite_utils",
    "socket",
    "urllib.request",
    "http.client",
    "time",
    "random",
}
STORAGE = ("pipelines.archive", "pipelines.search")  # where SQL may stand
SQL_WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE TABLE")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(module: str) -> str:
    return max((p for p in RANKS if module == p or module.startswith(p + ".")), key=len)


def ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in {"crawler", "pipelines"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    here = package_of(name_of(path))
    for module in filter(ours, imports_of(path)):
        there = package_of(module)
        bare = module in {"crawler", "pipelines"}
        assert bare or there == here or RANKS[there] < RANKS[here], f"imports {module}"


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p).startswith(PURE)], ids=name_of)
def test_parsing_knows_no_framework_network_clock_or_database(path: Path) -> None:
    assert not [m for m in imports_of(path) if m in IMPURE or m.split(".")[0] in IMPURE]


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p).startswith(STORAGE)], ids=name_of)
def test_storage_knows_no_scrapy(path: Path) -> None:
    assert not [m for m in imports_of(path) if m.split(".")[0] == "scrapy"]


@pytest.mark.parametrize("path", [p for p in MODULES if not name_of(p).startswith(STORAGE)], ids=name_of)
def test_sql_is_in_archive_and_search_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in SQL_WORDS if f'"{word}' in text or f"\n    {word}" in text]


@pytest.mark.parametrize("path", sorted((ROOT / "crawler/spiders").glob("*.py")), ids=name_of)
def test_spiders_hold_no_selectors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [call for call in (".css(", ".xpath(", "BeautifulSoup", "import sqlite") if call in text]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_crawler_and_pipelines_meet_in_commands_and_pages_only(path: Path) -> None:
    if not name_of(path).startswith(
        ("crawler.commands", "crawler.cli", "crawler.web", "crawler.site", "pipelines")
    ):
        assert not [m for m in imports_of(path) if m.startswith("pipelines")]
    fetching = ("crawler.spiders", "crawler.downloadermiddlewares", "crawler.extensions", "crawler.settings")
    if name_of(path).startswith(("pipelines", "crawler.web", "crawler.site")):
        assert not [m for m in imports_of(path) if m.startswith(fetching)]


def _stems() -> Counter[str]:
    commands = ROOT / "crawler/cli"
    return Counter(path.stem for path in MODULES if path.stem != "__init__" and path.parent != commands)


def test_no_module_name_stands_twice() -> None:
    assert not [stem for stem, count in _stems().items() if count > 1]


def _definitions() -> Iterator[tuple[Path, ast.AST]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def test_no_class_name_stands_twice() -> None:
    classes = Counter(node.name for _, node in _definitions() if isinstance(node, ast.ClassDef))
    assert not [name for name, count in classes.items() if count > 1 and not name.startswith("_")]


def test_docstrings_describe_and_ask_nothing() -> None:
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = (ast.get_docstring(node) or "" for _, node in _definitions() if isinstance(node, described))
    riddles = re.compile(r"(?:What|Which|Where|When|How|Whether|Is|Are|Who|Why)\b")
    assert not [text for text in texts if riddles.match(text)]


def test_no_module_imports_in_a_circle() -> None:
    known = {name_of(path) for path in MODULES}
    graph = {name_of(path): known & set(imports_of(path)) for path in MODULES}
    packages = {name: {other for other in known if f"{name}.".startswith(f"{other}.")} for name in known}
    TopologicalSorter({name: imported - packages[name] for name, imported in graph.items()}).prepare()
