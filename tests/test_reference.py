"""docs/reference says what the code says."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def writer():
    spec = spec_from_file_location("reference", ROOT / "build" / "reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = writer()


@pytest.mark.parametrize("name", WRITER.PAGES)
def test_a_page_of_the_reference_is_as_the_code(name) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == WRITER.pages()[name], "run: make reference"


def test_every_hook_permission_setting_and_command_is_there() -> None:
    pages = WRITER.pages()
    assert "finance_payable_source() -> PayableSource" in pages["hooks.md"]
    assert "`orders.refund.approve`" in pages["permissions.md"]
    assert "`BUMEN_PLUGIN_PATH`" in pages["settings.md"]
    assert "`company.currency`" in pages["settings.md"]
    assert "## `bumen plugin check`" in pages["commands.md"]
    assert "## `bumen finance settle`" in pages["commands.md"]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/operating.md", "deploy/*"])
def test_administrators_are_told_of_nothing_that_is_not_there(name) -> None:
    """What stands for a command in a text begins with one, and each variable is a setting."""
    pages = WRITER.pages()
    known = re.findall(r"^## `(bumen [^`]+)`", pages["commands.md"], re.MULTILINE)
    for path in ROOT.glob(name):
        text = path.read_text(encoding="utf-8")
        for variable in re.findall(r"BUMEN_[A-Z_]+", text):
            assert f"`{variable}`" in pages["settings.md"], (path, variable)
        for command in re.findall(r"(?:^|bin/|&& |`)(bumen [a-z][a-z -]+)", text, re.MULTILINE):
            assert any(command.startswith(one) for one in known), (path, command)
