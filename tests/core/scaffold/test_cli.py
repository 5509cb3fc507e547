"""A new plugin is complete: it keeps the contract, passes the linters and its own tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.scaffold import rules

BIN = Path(sys.executable).parent
LONG = "abcdefghij_of_clerks"


def bumen(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"BUMEN_DATABASE_URL": f"sqlite:///{folder}/x.db", "BUMEN_LANGUAGE": "en"}
    return run("bumen", "plugin", "new", *arguments, folder=folder, **environment)


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def project(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    done = bumen(request.param, "--to", str(folder), folder=folder)
    assert done.returncode == 0, done.stderr
    assert f"bumen plugin check {request.param}" in done.stdout
    return folder / rules.names(request.param)["distribution"]


# Lines of names that are short and long are broken alike.
@pytest.mark.parametrize("project", ["it", LONG], indirect=True)
@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check ."])
def test_it_passes_the_linters_unedited(project, command) -> None:
    done = run(*command.split(), folder=project)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("project", [LONG], indirect=True)
def test_it_passes_the_type_checker_and_its_own_tests(project) -> None:
    done = run("mypy", folder=project)
    assert done.returncode == 0, done.stdout
    done = run("pytest", "-q", "--db", "sqlite", folder=project, BUMEN_PLUGIN_PATH=str(project))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["Loyalty", "1st", "a-b", "core", "class", "a" * 21, "a__b"])
def test_a_name_that_would_not_work_is_refused(tmp_path, name) -> None:
    assert not rules.is_name(name)
    if name != "core":
        return
    done = bumen(name, folder=tmp_path)
    assert (done.returncode, "is no name for a plugin" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []  # no file, no folder, no database


def test_what_is_there_is_not_overwritten(tmp_path) -> None:
    (tmp_path / "bumen-mine").mkdir()
    done = bumen("mine", folder=tmp_path)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
