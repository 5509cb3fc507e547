"""What a file is by its content, whatever it is called; only these kinds are taken.

Nothing here runs anywhere, but a file may be two things at once: what a browser or an archiver
would take for something else than its kind is refused.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096
PICTURE, PDF, NOTHING = "picture", "pdf", ""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# What a browser that guesses, or a server that runs scripts, would take for a page or a program.
ACTIVE = re.compile(
    rb"<(?:!doctype|html|head|body|script|iframe|svg|\?php|\?xml|%|a\s|img\s)", re.IGNORECASE
)


@dataclass(frozen=True)
class Kind:
    """A kind of file: its type, the endings of names that fit, and how it is shown."""

    type: str
    endings: frozenset[str]
    shown: str = NOTHING


KINDS = {
    "png": Kind("image/png", frozenset({"png"}), PICTURE),
    "jpeg": Kind("image/jpeg", frozenset({"jpg", "jpeg"}), PICTURE),
    "gif": Kind("image/gif", frozenset({"gif"}), PICTURE),
    "webp": Kind("image/webp", frozenset({"webp"}), PICTURE),
    "pdf": Kind("application/pdf", frozenset({"pdf"}), PDF),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", frozenset({"xlsx"})),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", frozenset({"docx"})),
    "pptx": Kind(f"{OFFICE}presentationml.presentation", frozenset({"pptx"})),
    "ods": Kind(f"{OPEN}spreadsheet", frozenset({"ods"})),
    "odt": Kind(f"{OPEN}text", frozenset({"odt"})),
    "xls": Kind("application/vnd.ms-excel", frozenset({"xls"})),
    "doc": Kind("application/msword", frozenset({"doc"})),
    "ppt": Kind("application/vnd.ms-powerpoint", frozenset({"ppt"})),
    "csv": Kind("text/csv", frozenset({"csv"})),
    "txt": Kind("text/plain", frozenset({"txt"})),
}
ENDINGS = tuple(sorted(ending for kind in KINDS.values() for ending in kind.endings))
PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
STREAMS = {"Workbook": "xls", "Book": "xls", "WordDocument": "doc", "PowerPoint Document": "ppt"}


def ending(name: str) -> str:
    """Return what follows the last dot of a name, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(stream: BinaryIO, name: str) -> str | None:
    """Return the name of the kind that the content of a file is; None if it is none of them.

    Of the kinds that their content does not tell apart, such as CSV and text, the name decides.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(stream)
    if head.startswith(OLD_OFFICE):
        return _of_old_office(stream)
    found = _of_head(head)
    if found is None and _is_text(stream):
        found = "csv" if ending(name) == "csv" else "txt"
    return found


def is_two_things(stream: BinaryIO, kind: str) -> bool:
    """Return whether a file is of its kind and something else besides."""
    stream.seek(0)
    head = stream.read(HEAD)
    is_archive = head.startswith(b"PK")
    if not is_archive and zipfile.is_zipfile(stream):
        return True
    if kind != "pdf" and b"%PDF-" in head[:1024]:
        return True
    return not is_archive and ACTIVE.search(head[:1024]) is not None


def _of_head(head: bytes) -> str | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return "pdf" if head.startswith(b"%PDF-") else None


def _of_archive(stream: BinaryIO) -> str | None:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        return None  # programs travel in macros
    stream.seek(30)  # the first entry of an open document is its type, not packed
    first = stream.read(100)
    for kind in ("ods", "odt"):
        if first.startswith(b"mimetype" + KINDS[kind].type.encode()):
            return kind
    return next((kind for part, kind in PARTS.items() if part in names), None)


def _of_old_office(stream: BinaryIO) -> str | None:
    stream.seek(0)
    content = stream.read()
    # Names of streams stand in the directory as UTF-16; macros have a storage of their own.
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    found = (kind for name, kind in STREAMS.items() if name.encode("utf-16-le") in content)
    return next(found, None)


def _is_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    content = stream.read()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text) and not any(sign < " " and sign not in "\t\n\r\f" for sign in text)
    return False
