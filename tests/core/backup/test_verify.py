"""What comes from anywhere is read as a whole, or refused in one sentence that says why."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from core.backup import importer
from core.errors import BusinessError
from core.refilling import MANIFEST

ROWS = "tables/core_role.jsonl"
NAME = "files/ab/ab" + "0" * 62
GOOD = {ROWS: '{"id": 1, "name": "clerk"}\n', NAME: "a stored file", "secret.key": "k"}
CORE = {"core": "core_0001"}


def pack(
    path: Path, members: dict[str, str] = GOOD, *, zipped_by: int = ZIP_DEFLATED, **facts: object
) -> Path:
    """Write a backup of one table; ``facts`` replace what it says of itself."""
    told = {
        "kind": "bumen-backup",
        "format": 1,
        "version": "1",
        "made_at": "2026-11-28",
        "revisions": CORE,
        "columns": {"core_role": {"id": "integer", "name": "text"}},
        "counts": {"core_role": 1},
        "files": {
            name: {"sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text)}
            for name, text in members.items()
        },
    }
    with ZipFile(path, "w", zipped_by) as zipped:
        for name, text in members.items():
            zipped.writestr(name, text)
        zipped.writestr(MANIFEST, json.dumps(told | facts))
    return path


def row(text: str) -> dict[str, str]:
    return GOOD | {ROWS: text + "\n"}


def twice(path: Path) -> None:
    with warnings.catch_warnings(), ZipFile(pack(path), "a") as zipped:
        warnings.simplefilter("ignore")
        zipped.writestr(ROWS, GOOD[ROWS])


def more(name: str):
    def add(path: Path) -> None:
        with ZipFile(pack(path), "a") as zipped:
            zipped.writestr(name, "x")

    return add


def altered(old: bytes, new: bytes):
    """Change bytes of the zip file itself, the last place first."""

    def change(path: Path) -> None:
        before, after = pack(path).read_bytes().rsplit(old, 1)
        path.write_bytes(before + new + after)

    return change


def test_a_whole_backup_is_whole(session, tmp_path) -> None:
    contents = importer.verify(pack(tmp_path / "a.zip"))
    assert (contents.row_count, contents.stored) == (1, [NAME])


FAULTS = {
    "nothing": (lambda path: path.write_bytes(b""), "cannot be read"),
    "no zip file": (lambda path: path.write_bytes(b"PK\x03\x04 nothing"), "cannot be read"),
    "an end that is cut off": (
        lambda path: path.write_bytes(pack(path).read_bytes()[:-30]),
        "cannot be read",
    ),
    "a beginning that is cut off": (
        lambda path: path.write_bytes(pack(path).read_bytes()[50:]),
        "cannot be read",
    ),
    "no manifest": (lambda path: ZipFile(path, "w").close(), "manifest.json is missing"),
    "a password": (
        altered(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
        "cannot be read",
    ),
    "a file twice": (twice, "does not belong there"),
    "a file more": (more("tables/x.jsonl"), "does not belong there"),
    "a path out of the folder": (more("../x"), "does not belong there"),
    "an absolute path": (more("/etc/passwd"), "does not belong there"),
    "a folder": (more("files/ab/"), "does not belong there"),
    "another packing": (lambda path: pack(path, zipped_by=ZIP_LZMA), "manifest.json cannot"),
    "one more packing": (lambda path: pack(path, zipped_by=ZIP_BZIP2), "manifest.json cannot"),
    "a stored file in another folder": (
        lambda path: pack(path, GOOD | {"files/cd/ab" + "0" * 62: "x"}),
        "manifest.json cannot",
    ),
    "no revision of the core": (lambda path: pack(path, revisions={}), "manifest.json cannot"),
    "revisions that are a list": (lambda path: pack(path, revisions=["core"]), "manifest.json"),
    "a kind that nobody knows": (
        lambda path: pack(path, columns={"core_role": {"id": "integer", "name": "colour"}}),
        "manifest.json cannot",
    ),
    "a kind that is a list": (
        lambda path: pack(path, columns={"core_role": {"id": "integer", "name": ["text"]}}),
        "manifest.json cannot",
    ),
    "columns that are a list": (
        lambda path: pack(path, columns={"core_role": ["id"]}),
        "manifest.json cannot",
    ),
    "a table whose name is SQL": (
        lambda path: pack(path, columns={'x"; DROP': {}}, counts={'x"; DROP': 0}),
        "manifest.json cannot",
    ),
    "a file without a size": (
        lambda path: pack(path, files={ROWS: {"sha256": ""}}),
        "manifest.json cannot",
    ),
    "a size that is less than nothing": (
        lambda path: pack(path, files={ROWS: {"sha256": "", "size": -1}}),
        "manifest.json cannot",
    ),
    "no JSON": (lambda path: pack(path, row("{")), "core_role.jsonl cannot be read"),
    "a list": (lambda path: pack(path, row("[]")), "core_role.jsonl cannot be read"),
    "a number of too many digits": (
        lambda path: pack(path, row('{"id": %s, "name": "x"}' % ("9" * 5_000))),
        "core_role.jsonl cannot be read",
    ),
    "a row that never ends": (lambda path: pack(path, row("[" * 100_000)), "cannot be read"),
    "a row without its end": (lambda path: pack(path, GOOD | {ROWS: "{}"}), "cannot be read"),
    "a text for a number": (lambda path: pack(path, row('{"id": "1", "name": "x"}')), "integer"),
    "a column more": (
        lambda path: pack(path, row('{"id": 1, "name": "x", "more": 1}')),
        "not the columns",
    ),
    "a row less": (lambda path: pack(path, GOOD | {ROWS: ""}), "not as many rows"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_backup_with_a_fault_is_refused(session, tmp_path, fault) -> None:
    make, reason = FAULTS[fault]
    make(tmp_path / "a.zip")
    with pytest.raises(BusinessError, match=reason):
        importer.verify(tmp_path / "a.zip")


def test_a_manifest_is_not_longer_than_what_it_tells_of(session, tmp_path) -> None:
    pack(tmp_path / "a.zip", made_at=" " * 2**25)
    assert (tmp_path / "a.zip").stat().st_size < 2**20
    with pytest.raises(BusinessError, match=r"manifest\.json cannot be read"):
        importer.verify(tmp_path / "a.zip")
