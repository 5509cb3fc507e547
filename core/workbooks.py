"""Workbooks as text: each sheet becomes a table of cells, written as people would type them."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from core.encodings import refused

# The file that holds the cells of a sheet; its rows are counted, not its lines.
CELLS = ".cells"
# The library holds a whole sheet in memory: about ten times the size of the file.
LARGEST = 50 * 2**20
LONGEST_CELL = 32_767
# How OLE files name the stream in which Office keeps what a password protects.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def unfolded(name: str, path: Path, folder: Path) -> dict[str, Path]:
    """Write the sheets that hold anything into a folder; return the files by their names.

    The first sheet bears the name of the workbook, others add their own to it.

    :raises BusinessError: if the workbook is damaged, too large, or protected by a password.
    """
    _refuse(name, path)
    files: dict[str, Path] = {}
    try:
        book = CalamineWorkbook.from_path(str(path))
        for number, facts in enumerate(book.sheets_metadata):
            if facts.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number)
            if sheet.height:
                target = folder / f"{number}{CELLS}"
                _write(sheet, target)
                files[f"{name} / {facts.name}" if files else name] = target
    except PasswordError as error:
        raise _protected(name) from error
    except (CalamineError, ValueError, OSError) as error:
        raise refused(_("%(file)s is damaged; save it anew as XLSX or CSV.", file=name)) from error
    if not files:
        raise refused(_("%(file)s is empty.", file=name))
    return files


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


def _write(sheet: CalamineSheet, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for cells in sheet.iter_rows():
            writer.writerow([_text(cell) for cell in cells] or [""])


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value[:LONGEST_CELL].replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Spreadsheets calculate with fifteen digits; the sixteenth is noise.
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)
