"""Writes the sheets of a workbook as tables of text, in a process of its own: ``python -m``.

A file of five kilobytes may name a cell in the last row and column; the library then asks for the
memory of all cells between and ends its process.  So this is another process than that of a
worker, it has a limit of its own, and what it took is given back when it ends.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# The file that holds the cells of a sheet; its rows are counted, not its lines.
CELLS = ".cells"
LONGEST_CELL = 32_767
DAMAGED, PROTECTED, TOO_LARGE = 65, 77, 71  # how the process ends, if not with the sheets


def main(path: str, folder: str, memory: str) -> int:
    """Write the sheets that hold anything and print their names with those of their files."""
    # Only here: a process that answers pages imports this module for its names.
    from python_calamine import CalamineError, PasswordError

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        print(json.dumps(_written(path, Path(folder))))
    except PasswordError:
        return PROTECTED
    except (CalamineError, ValueError, OSError):
        return DAMAGED
    except MemoryError:
        return TOO_LARGE
    return 0


def _written(path: str, folder: Path) -> list[tuple[str, str]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book, found = CalamineWorkbook.from_path(path), []
    for number, facts in enumerate(book.sheets_metadata):
        if facts.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        if sheet.height:
            target = folder / f"{number}{CELLS}"
            _write(sheet, target)
            found.append((facts.name, target.name))
    return found


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


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
