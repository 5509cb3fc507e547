"""What is in a file by its content, whatever its name says: a text in which encoding, or not."""

from __future__ import annotations

import codecs
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import BusinessError

UTF_8 = "utf-8-sig"
UTF_16 = "utf-16"
ENCODINGS = (UTF_8, "gb18030")
MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHUNK = 2**18
# No table has such a line; a reader that goes line by line would hold all of it.
LONGEST_LINE = 2**23
ZIP, OLE, GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
# What people upload by mistake, by its first bytes.
STRANGERS = {
    b"%PDF": _l("a PDF document"),
    b"\x89PNG": _l("a picture"),
    b"\xff\xd8\xff": _l("a picture"),
    b"GIF8": _l("a picture"),
    b"{\\rtf": _l("a text document"),
    b"Rar!": _l("an archive that is no ZIP"),
    b"7z\xbc\xaf": _l("an archive that is no ZIP"),
    b"MZ": _l("a program"),
    b"\x7fELF": _l("a program"),
    b"SQLite format 3": _l("a database"),
}
PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<script")
LONGEST_SIGN = 16


def beginning(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(LONGEST_SIGN)


def encoding_of(name: str, path: Path) -> str:
    """Return the encoding in which the whole file makes sense.

    Guessing by frequency destroys short Chinese texts; strict trial was right in all samples.

    :raises BusinessError: if none fits, or the file is cut off or no text at all.
    """
    first = beginning(path)
    _refuse_strangers(name, first)
    if first.startswith(MARKS):
        fault = _first_fault(name, path, UTF_16)
        if fault is None:
            return UTF_16
        raise refused(_("%(file)s is cut off or damaged in line %(line)s.", file=name, line=fault))
    found = 0
    for encoding in ENCODINGS:
        fault = _first_fault(name, path, encoding)
        if fault is None:
            return encoding
        found = found or fault
    raise refused(
        _(
            "%(file)s is no text in UTF-8 or GB18030 (line %(line)s); save it as CSV.",
            file=name,
            line=found,
        )
    )


def _refuse_strangers(name: str, first: bytes) -> None:
    if first.startswith((ZIP, OLE)):
        raise refused(_("%(file)s is a workbook or an archive; save it as CSV first.", file=name))
    if first.startswith(GZIP):
        raise refused(_("%(file)s is a compressed file; unpack it first.", file=name))
    kinds = [str(kind) for sign, kind in STRANGERS.items() if first.startswith(sign)]
    if first.lstrip().lower().startswith(PAGES):
        kinds = [_("a web page")]
    if kinds:
        raise refused(
            _(
                "%(file)s is %(kind)s and no table; export it as CSV or XLSX.",
                file=name,
                kind=kinds[0],
            )
        )


def _first_fault(name: str, path: Path, encoding: str) -> int | None:
    """Return the first line that makes no sense in an encoding, or None."""
    decoder, line, length = codecs.getincrementaldecoder(encoding)("strict"), 1, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                if not chunk and encoding == UTF_8:
                    # All of it is UTF-8 but the last character, which lacks some bytes.
                    raise cut_off(name, line) from error
                return line
            if "\0" in text:
                _refuse_zero_byte(name, line + text[: text.index("\0")].count("\n"))
            if not chunk:
                return None
            last = max(text.rfind("\n"), text.rfind("\r"))
            length = length + len(text) if last < 0 else len(text) - last
            if length > LONGEST_LINE:
                _refuse_line(name, line)
            line += text.count("\n")


def _refuse_zero_byte(name: str, line: int) -> None:
    raise refused(
        _(
            "%(file)s has a zero byte in line %(line)s: it is damaged or no CSV.",
            file=name,
            line=line,
        )
    )


def _refuse_line(name: str, line: int) -> None:
    raise refused(
        _("Line %(line)s of %(file)s is too long: it is damaged or no table.", file=name, line=line)
    )


def refused(message: str) -> BusinessError:
    """Return the refusal of a file as a whole."""
    return BusinessError(message, field="files")


def cut_off(file: str, line: int) -> BusinessError:
    """Return the refusal of a file whose end is missing."""
    return refused(
        _(
            "%(file)s is cut off in line %(line)s; export or download it again.",
            file=file,
            line=line,
        )
    )
