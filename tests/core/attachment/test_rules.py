"""A file is what its content is; what could be taken for something else is not kept."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment import rules
from core.attachment.rules import KINDS, kind_of

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(*names: str, first: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        if first:
            target.writestr("mimetype", first)
        for name in names:
            target.writestr(name, "x")
    return made.getvalue()


def old(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return rules.OLD_OFFICE + bytes(504) + names


GOOD = {
    "a.png": (PNG, "png"),
    "a.jpg": (JPEG, "jpeg"),
    "a.gif": (b"GIF89a\1\0\1\0\0\0\0;", "gif"),
    "a.webp": (b"RIFF\x1a\0\0\0WEBPVP8L", "webp"),
    "a.pdf": (PDF, "pdf"),
    "a.xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    "a.docx": (archive("[Content_Types].xml", "word/document.xml"), "docx"),
    "a.pptx": (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
    "a.ods": (archive("content.xml", first=KINDS["ods"].type.encode()), "ods"),
    "a.odt": (archive("content.xml", first=KINDS["odt"].type.encode()), "odt"),
    "a.xls": (old("Root Entry", "Workbook"), "xls"),
    "a.doc": (old("Root Entry", "WordDocument"), "doc"),
    "a.ppt": (old("Root Entry", "PowerPoint Document"), "ppt"),
    "a.csv": ("编号,名称\n1,床单\n".encode("gb18030"), "csv"),
    "b.csv": ("\ufeff编号\t名称\r\n".encode(), "csv"),
    "a.txt": ("说明\n".encode("utf-16"), "txt"),
    "b.txt": (b"a < b and c > d, 100 % <3", "txt"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_kind_is_known_by_its_content(name) -> None:
    content, kind = GOOD[name]
    stream = io.BytesIO(content)
    assert kind_of(stream, name) == kind
    assert not rules.is_two_things(stream, kind)
    assert rules.ending(name) in KINDS[kind].endings


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\3\0\0\0program",
        b"\x7fELF\2\1\1\0",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        archive("a.txt", "b.exe"),
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        archive("[Content_Types].xml", "word/document.xml", "word/VBAPROJECT.BIN"),
        old("Root Entry", "Workbook", "_VBA_PROJECT"),
        old("Root Entry", "MsiDatabase"),
        b"PK\x03\x04 and then nothing of an archive",
        b"text with a \0 in it",
        b"text with a bell \7",
        b"\xff\xfe\0\xd8",
        zlib.compress(b"x" * 100),
        b"",
    ],
)
def test_other_kinds_are_not_taken(content) -> None:
    assert kind_of(io.BytesIO(content), "a.txt") is None


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + b"\0" * 10 + b"*/=1;<script>alert(1)</script>",
        PNG + b"<?php system($_GET[0]);",
        JPEG + archive("META-INF/MANIFEST.MF"),
        PDF + archive("a.class"),
        b"%PDF-1.7\n<html><script>alert(1)</script>",
        b"<!DOCTYPE html><p>page",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        PNG + PDF,
        b"hello %PDF-1.4",
    ],
)
def test_what_is_two_things_at_once_is_found(content) -> None:
    stream = io.BytesIO(content)
    kind = kind_of(stream, "a.txt")
    assert kind is not None
    assert rules.is_two_things(stream, kind)


@given(st.binary(max_size=200))
def test_no_content_breaks_the_look_at_it(content) -> None:
    stream = io.BytesIO(content)
    kind = kind_of(stream, "a.csv")
    assert kind is None or kind in KINDS
    if kind is not None:
        assert rules.is_two_things(stream, kind) in {True, False}


@given(st.text())
def test_an_ending_is_small_and_without_a_dot(name) -> None:
    assert "." not in rules.ending(name)
