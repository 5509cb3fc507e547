"""docs/reference says what the code says."""

from __future__ import annotations

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
