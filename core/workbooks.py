"""Workbooks as text: each sheet becomes a table of cells, written as people would type them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask_babel import gettext as _

from core.encodings import refused
from core.sheets import DAMAGED, PROTECTED, TOO_LARGE

# The library holds a whole sheet in memory: about ten times the size of the file.
LARGEST = 50 * 2**20
MEMORY = 2 * 2**30
# How OLE files name the stream in which Office keeps what a password protects.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def unfolded(name: str, path: Path, folder: Path) -> dict[str, Path]:
    """Write the sheets that hold anything into a folder; return the files by their names.

    The first sheet bears the name of the workbook, others add their own to it.

    :raises BusinessError: if the workbook is damaged, too large, or protected by a password.
    """
    _refuse(name, path)
    sheets = _sheets(name, path, folder)
    if not sheets:
        raise refused(_("%(file)s is empty.", file=name))
    files: dict[str, Path] = {}
    for title, file in sheets:
        files[f"{name} / {title}" if files else name] = folder / file
    return files


def _sheets(name: str, path: Path, folder: Path) -> list[tuple[str, str]]:
    asked = [str(path), str(folder), str(MEMORY)]
    # -P: a folder named core where the server was started is none of ours.
    program = [sys.executable, "-P", "-m", "core.sheets", *asked]
    done = subprocess.run(program, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode == PROTECTED:
        raise _protected(name)
    if done.returncode == DAMAGED:
        raise refused(_("%(file)s is damaged; save it anew as XLSX or CSV.", file=name))
    if done.returncode == TOO_LARGE or done.returncode < 0:  # ended by the limit of memory
        raise refused(
            _(
                "The cells of %(file)s reach too far; delete the rows and columns that are empty, "
                "or save it as CSV.",
                file=name,
            )
        )
    done.check_returncode()
    found: list[tuple[str, str]] = json.loads(done.stdout)
    return found


def _refuse(name: str, path: Path) -> None:
    if path.stat().st_size > LARGEST:
        raise refused(
            _(
                "%(file)s is a workbook of more than %(limit)s MiB; save it as CSV.",
                file=name,
                limit=LARGEST >> 20,
            )
        )
    with path.open("rb") as stream:
        if stream.read(2) != b"PK" and ENCRYPTED in stream.read():
            raise _protected(name)


def _protected(name: str) -> Exception:
    return refused(_("%(file)s is protected by a password; save it without one first.", file=name))
