"""Every check finds the fault that it is for, and no other check does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.contract import suite
from tests.core.contract.planting import CASES, grow, name_of

PATIENCE_SECONDS = 300


def once(folder: Path, name: str, make) -> str:
    """Make a text once for all processes of a run of the tests."""
    result, claim = folder / f"{name}.json", folder / f"{name}.claim"
    try:
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        for _second in range(PATIENCE_SECONDS):
            if result.exists() or not claim.exists():
                break
            time.sleep(1)
    else:
        part = result.with_suffix(".part")
        try:
            part.write_text(make(), encoding="utf-8")
        except BaseException:
            claim.unlink()  # others need not wait for what will never be there
            raise
        part.rename(result)
    return result.read_text(encoding="utf-8")


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
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def examine(names: list[str]) -> str:
        folder = tmp_path_factory.mktemp("planted")
        return check(*names, path=grow(folder, CASES), folder=folder)

    names = ["good", *map(name_of, CASES)]
    halves = {"first": names[::2], "second": names[1::2]}
    # Each of two processes begins with another half, so that none waits for the other.
    order = sorted(halves, reverse=os.environ.get("PYTEST_XDIST_WORKER") == "gw1")
    told: dict[str, dict[str, dict]] = {}
    for half in order:
        told |= json.loads(once(shared, half, lambda half=half: examine(halves[half])))
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
