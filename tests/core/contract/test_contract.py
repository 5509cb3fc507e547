"""Every check finds the fault that it is for, and no other check does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.contract import suite
from tests.core.contract.planting import CASES, grow, name_of


def check(*arguments: str, path: str, folder: Path, **more: str) -> str:
    """Run the command, which finds a fault, and return what it prints."""
    done = subprocess.run(
        [Path(sys.executable).with_name("bumen"), "plugin", "check", "--json", *arguments],
        env=os.environ
        | {"BUMEN_PLUGIN_PATH": path, "BUMEN_DATABASE_URL": f"sqlite:///{folder}/none.db"}
        | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory) -> dict[str, dict[str, dict]]:
    folder = tmp_path_factory.mktemp("planted")
    names = ["good", *map(name_of, CASES)]
    told: dict[str, dict[str, dict]] = json.loads(
        check(*names, path=grow(folder, CASES), folder=folder)
    )
    return told


def faulty(verdicts: dict[str, dict]) -> dict[str, list[str]]:
    return {name: one["faults"] for name, one in verdicts.items() if one["faults"]}


def test_a_new_plugin_has_no_fault(verdicts) -> None:
    assert faulty(verdicts["good"]) == {}
    assert not any(one["skipped"] for one in verdicts["good"].values())


def test_every_check_has_a_fault_to_find() -> None:
    assert set(CASES) == set(suite.checks()) - {"is_listed_without_import"}


def test_a_plugin_that_somebody_else_imports_is_found(tmp_path) -> None:
    path = grow(tmp_path, ())
    (tmp_path / "sitecustomize.py").write_text("import bumen_good\n")
    only = ["good", "--only", "is_listed_without_import"]
    places = f"{tmp_path}:{path}"
    told = json.loads(check(*only, path=path, folder=tmp_path, PYTHONPATH=places))
    assert set(faulty(told["good"])) == {"is_listed_without_import"}


@pytest.mark.parametrize("check", CASES)
def test_a_check_finds_its_fault_and_no_other_check_does(verdicts, check) -> None:
    assert set(faulty(verdicts[name_of(check)])) == {check}


@pytest.mark.parametrize("check", suite.checks().values(), ids=lambda check: check.name)
def test_a_check_says_what_is_owed_and_what_to_do(check) -> None:
    assert check.owed.endswith(".")
    assert check.remedy
