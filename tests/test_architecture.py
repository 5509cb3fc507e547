"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path
    for top in ("core", "plugins")
    for path in (ROOT / top).rglob("*.py")
    if "versions" not in path.parts and "migrations" not in path.parts
)
TEMPLATES = sorted(path for top in ("core", "plugins") for path in (ROOT / top).rglob("*.html"))
PLUGINS = sorted(path.parent for path in ROOT.glob("plugins/*/plugin.toml"))
SUITE = ROOT / "core" / "contract"  # checks by theme, no slice
SLICES = sorted(
    path.parent
    for top in ("core/*", "plugins/*/*")
    for path in ROOT.glob(f"{top}/__init__.py")
    if path.parent != SUITE
)
ROLES = {
    "__init__",
    "rules",
    "models",
    "queries",
    "services",
    "forms",
    "listing",
    "importer",
    "api",
    "views",
    "jobs",
    "cli",
}
FOLDERS = {"templates", "profiles", "__pycache__", "static", "translations"}
MODULE_LINES = 300
FUNCTION_LINES = 50
SLICE_LINES = 600
TEMPLATE_LINES = 120


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_fits_in_one_reading(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= FUNCTION_LINES
    }
    assert long == {}


@pytest.mark.parametrize("folder", SLICES, ids=named)
def test_a_slice_holds_only_the_files_that_everybody_knows(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.py")} <= ROLES
    assert {path.name for path in folder.iterdir() if path.is_dir()} <= FOLDERS


@pytest.mark.parametrize("folder", SLICES, ids=named)
def test_a_slice_is_one_business_word(folder: Path) -> None:
    # api.py says again, for programs, what the other files say.
    files = [path for path in folder.glob("*.py") if path.name != "api.py"]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lines <= SLICE_LINES * 1.5, "split it into two slices"


@pytest.mark.parametrize("plugin", PLUGINS, ids=named)
def test_a_plugin_holds_its_manifest_its_contract_and_slices(plugin: Path) -> None:
    files = {path.name for path in plugin.glob("*.py") if not path.name.startswith("with_")}
    assert files <= {"__init__.py", "plugin.py", "contract.py"}


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stem == "services"], ids=named)
def test_a_service_never_ends_the_transaction(path: Path) -> None:
    assert not calls(path) & {"commit", "rollback"}


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stem == "queries"], ids=named)
def test_a_query_is_a_question_and_not_its_answer(path: Path) -> None:
    assert not calls(path) & {"execute", "scalar", "scalars", "commit"}


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stem == "models"], ids=named)
def test_related_rows_are_loaded_on_purpose(path: Path) -> None:
    for call in re.findall(r"relationship\((.*?)\)\n", path.read_text(encoding="utf-8"), re.S):
        assert 'lazy="raise"' in call


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short_and_keeps_the_content_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= TEMPLATE_LINES
    assert not re.search(r'\sstyle="|<script(?![^>]*\ssrc=)|\son[a-z]+="|hx-on|\|\s*safe', text)


def test_tests_of_a_browser_and_of_real_data_lie_where_make_looks_for_them() -> None:
    marked = re.compile(r"mark\.(?:e2e|acceptance)\b")
    found = {path for path in ROOT.glob("tests/**/*.py") if marked.search(path.read_text())}
    folders = {path.relative_to(ROOT).parts[1] for path in found}
    assert folders == {"e2e", "acceptance"}
