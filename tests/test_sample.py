"""The sample distribution passes its own tests and linters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "examples" / "bumen-loyalty"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    ["pytest -q -p no:cacheprovider", "ruff check .", "ruff format --check ."],
)
def test_the_sample_is_sound(command) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [BIN / program, *arguments],
        cwd=SAMPLE,
        env=os.environ | {"BUMEN_PLUGIN_PATH": str(SAMPLE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
