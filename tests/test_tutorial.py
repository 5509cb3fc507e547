"""The plugin of the tutorial, built from its text, works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.S | re.M)
OWN = 'lint.isort.known-first-party = ["core", "plugins", "bumen_visits"]'
CONFIG = ["--config", ROOT / "pyproject.toml", "--config", OWN]
BIN = Path(sys.executable).parent


@pytest.fixture
def project(tmp_path) -> Path:
    folder = tmp_path / "bumen-visits"
    for name, text in BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_what_the_tutorial_builds_passes_its_tests(project) -> None:
    done = subprocess.run(
        [BIN / "pytest", "-q", "--db", "sqlite", "-W", "error::DeprecationWarning:bumen_visits"],
        cwd=project,
        env=os.environ | {"BUMEN_PLUGIN_PATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout


def test_what_the_tutorial_builds_is_in_the_style_of_the_house(project) -> None:
    done = subprocess.run(
        [BIN / "ruff", "check", *CONFIG, "bumen_visits", "--exclude", "migrations"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
