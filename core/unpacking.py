"""Uploaded files as tables of text: archives are unpacked, workbooks unfolded, by their content.

Nothing is believed but the content: the name of a file is only shown, and the sizes that an
archive tells of itself are checked before and while it is unpacked.
"""

from __future__ import annotations

import gzip
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile
from zlib import error as ZlibError  # noqa: N812 - the only class of the module

from flask_babel import gettext as _

from core import workbooks
from core.encodings import GZIP, OLE, ZIP, beginning, refused
from core.errors import BusinessError
from core.files import shown_name

MAX_FILES = 200
MAX_UNPACKED = 2 << 30
# Tables shrink to a tenth or a twentieth; what shrinks more was made to fill the disk.
MAX_RATIO = 200
SMALL = 1 << 20
CHUNK = 1 << 20
ENCRYPTED = 0x1
NAMED_IN_UTF_8 = 0x800
BROKEN = (BadZipFile, gzip.BadGzipFile, ZlibError, EOFError, NotImplementedError, ValueError)


@contextmanager
def opened(path: Path) -> Iterator[dict[str, Path]]:
    """Give the files of a folder, a ZIP or a single file by name.

    :raises BusinessError: if there is nothing to read.
    """
    if not path.exists():
        raise BusinessError(_("There is no file or folder %(path)s.", path=path), field="files")
    found = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [one for one in found if one.is_file() and not one.name.startswith(".")]
    with gathered([(one.name, one) for one in files]) as tables:
        yield tables


@contextmanager
def gathered(stored: Iterable[tuple[str, Path]]) -> Iterator[dict[str, Path]]:
    """Give stored files by the names they came with; an archive counts as what is in it.

    :raises BusinessError: if an archive is damaged or larger inside than anybody needs.
    """
    with TemporaryDirectory(prefix="bumen-") as folder:
        files: dict[str, Path] = {}
        for number, (name, path) in enumerate(stored):
            inside = Path(folder) / str(number)
            inside.mkdir()
            files |= _tables(name, path, inside)
        if len(files) > MAX_FILES:
            raise _too_large()
        yield files


def _tables(name: str, path: Path, folder: Path) -> dict[str, Path]:
    if not beginning(path).startswith(ZIP) or is_workbook(path):
        return _table(name, path, folder)
    files: dict[str, Path] = {}
    for number, (inner, member) in enumerate(unpack(path, folder).items()):
        if beginning(member).startswith((ZIP, GZIP)) and not is_workbook(member):
            raise refused(
                _("%(file)s is an archive within an archive; unpack it first.", file=inner)
            )
        inside = folder / f"in-{number}"
        inside.mkdir()
        files |= _table(inner, member, inside)
    return files


def _table(name: str, path: Path, folder: Path) -> dict[str, Path]:
    sign = beginning(path)
    if sign.startswith(GZIP):
        inner = name[:-3] if name.lower().endswith(".gz") else name
        member = _unzipped(path, folder / "content")
        if beginning(member).startswith((ZIP, GZIP)) and not is_workbook(member):
            raise refused(
                _("%(file)s is an archive within an archive; unpack it first.", file=name)
            )
        return _table(inner, member, folder)
    if sign.startswith(OLE) or is_workbook(path):
        return workbooks.unfolded(name, path, folder)
    return {name: path}


def is_workbook(path: Path) -> bool:
    """Return whether a ZIP is a workbook, and harmless inside.

    :raises BusinessError: if it is larger inside than anybody needs.
    """
    if not beginning(path).startswith(ZIP) or not is_zipfile(path):
        return False
    with ZipFile(path) as packed:
        members = packed.infolist()
    names = {one.filename for one in members}
    found = any(name.endswith(("xl/workbook.xml", "xl/workbook.bin")) for name in names)
    if found:
        _refuse_trap(members)
    return found


def unpack(archive: Path, folder: Path) -> dict[str, Path]:
    """Unpack a ZIP flat into a folder; names from outside never become paths.

    :raises BusinessError: if it is damaged, or larger inside than anybody needs.
    """
    try:
        with ZipFile(archive) as packed:
            members = [one for one in packed.infolist() if _counts(one)]
            _refuse_trap(members)
            files: dict[str, Path] = {}
            for number, one in enumerate(members):
                target = folder / str(number)
                # zipfile never gives out more than the size that was checked above.
                with packed.open(one) as inside, target.open("wb") as copy:
                    while chunk := inside.read(CHUNK):
                        copy.write(chunk)
                files[_free(_member_name(one), files)] = target
            return files
    except BROKEN as error:
        raise refused(_("The ZIP file is damaged; pack it again.")) from error


def _free(name: str, files: dict[str, Path]) -> str:
    """Return a name that no other file of the archive has: two folders may hold the same."""
    number, free = 1, name
    while free in files:
        number += 1
        free = f"{number} {name}"
    return free


def _unzipped(path: Path, target: Path) -> Path:
    most = max(SMALL, min(MAX_UNPACKED, path.stat().st_size * MAX_RATIO))
    try:
        with gzip.open(path) as inside, target.open("wb") as copy:
            _copy(inside, copy, most)
    except BROKEN as error:
        raise refused(_("The compressed file is damaged; compress it again.")) from error
    return target


def _copy(inside: BinaryIO | gzip.GzipFile, copy: BinaryIO, most: int) -> None:
    written = 0
    while chunk := inside.read(CHUNK):
        written += len(chunk)
        if written > most:
            raise _too_large()
        copy.write(chunk)


def _refuse_trap(members: list[ZipInfo]) -> None:
    if any(one.flag_bits & ENCRYPTED for one in members):
        raise refused(_("The ZIP file is protected by a password; unpack it first."))
    bombs = (one.file_size > max(SMALL, one.compress_size * MAX_RATIO) for one in members)
    unpacked = sum(one.file_size for one in members)
    if len(members) > MAX_FILES or unpacked > MAX_UNPACKED or any(bombs):
        raise _too_large()


def _too_large() -> BusinessError:
    return refused(_("The archive is too large inside; nobody needs a table of that size."))


def _counts(member: ZipInfo) -> bool:
    """Leave out folders, links and what macOS adds."""
    link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = shown_name(member.filename).startswith(".") or "__MACOSX" in member.filename
    return not (member.is_dir() or link or hidden)


def _member_name(member: ZipInfo) -> str:
    name = member.filename
    if not member.flag_bits & NAMED_IN_UTF_8:
        # zipfile reads old names as cp437; archives from Chinese platforms mean GB18030.
        name = name.encode("cp437", "replace").decode("gb18030", "replace")
    return shown_name(name)
