"""The form of an archive: which files, which facts, which values, and what is refused."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
REFERENCES = "references.jsonl"
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
NAME = re.compile(r"tables/([a-z][a-z0-9_]{0,62})\.jsonl")
# A file of rows that are all alike shrinks to a hundredth; a bomb to less than a thousandth.
RATIO = 400
SMALL = 16 * 2**20
LINE = 16 * 2**20
PYTHON: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "boolean": (bool,),
    "float": (float, int),
}
READERS: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "number": Decimal,
    "bytes": partial(base64.b64decode, validate=True),
}
MANIFEST_SIZE = 4 * 2**20


class DamagedError(ValueError):
    """An archive that is not what it should be; the text says why."""


@dataclass(frozen=True)
class FileFact:
    """What the content of a file of the archive must be; ``size`` in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Contents:
    """What an archive says of itself in ``manifest.json``.

    ``columns`` maps each table to its columns and their kinds; ``grants`` each permission to the
    roles that hold it; ``counters`` has series, month and value.
    """

    plugin: str
    version: str
    revision: str
    made_at: str
    counts: dict[str, int]
    columns: dict[str, dict[str, str]]
    files: dict[str, FileFact]
    settings: dict[str, str] = field(default_factory=dict)
    grants: dict[str, list[str]] = field(default_factory=dict)
    counters: list[list[Any]] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the text of ``manifest.json``."""
        facts = {"format": FORMAT, **asdict(self)}
        return json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)


def file_of(table: str) -> str:
    """Return the name of the file that holds the rows of a table."""
    return f"tables/{table}.jsonl"


def parse(text: bytes) -> Contents:
    """Read ``manifest.json``.

    :raises DamagedError: saying what is wrong with it.
    """
    try:
        facts = json.loads(text)
        known = facts.pop("format")
        if known != FORMAT:
            raise DamagedError(
                _("its format is %(its)s, this version reads %(ours)s", its=known, ours=FORMAT)
            )
        files = {name: FileFact(**fact) for name, fact in facts.pop("files").items()}
        contents = Contents(files=files, **facts)
    except DamagedError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(_("its manifest.json cannot be read")) from error
    _check(contents)
    return contents


def _check(contents: Contents) -> None:
    shapes = (
        (contents.plugin, str),
        (contents.version, str),
        (contents.revision, str),
        (contents.counts, dict),
        (contents.columns, dict),
        (contents.settings, dict),
        (contents.grants, dict),
        (contents.counters, list),
    )
    if not all(isinstance(value, kind) for value, kind in shapes):
        raise DamagedError(_("its manifest.json cannot be read"))
    if not all(_is_simple(facts) for facts in (contents.settings, contents.grants)) or not all(
        isinstance(one, list) and list(map(type, one)) == [str, str, int]
        for one in contents.counters
    ):
        raise DamagedError(_("its manifest.json cannot be read"))
    tables = contents.columns.keys()
    if not all(TABLE.fullmatch(table) for table in tables) or contents.counts.keys() != tables:
        raise DamagedError(_("its manifest.json names tables that cannot be"))
    if contents.files.keys() != {REFERENCES, *map(file_of, tables)}:
        raise DamagedError(_("its manifest.json does not name the files of its tables"))
    if not all(isinstance(fact.size, int) for fact in contents.files.values()):
        raise DamagedError(_("its manifest.json cannot be read"))


def _is_simple(facts: dict[str, Any]) -> bool:
    """Return whether all values are texts or lists of texts."""
    values = [one if isinstance(one, list) else [one] for one in facts.values()]
    return all(isinstance(text, str) for value in values for text in value)


def check_names(names: list[str], contents: Contents) -> None:
    """Make sure that an archive holds the files that it should, and no others.

    :raises DamagedError: naming the first that is strange.
    """
    expected = {MANIFEST, *contents.files}
    for name in names:
        if name not in expected or names.count(name) > 1:
            raise DamagedError(_("the file %(name)s does not belong there", name=repr(name[:100])))
    missing = sorted(expected - set(names))
    if missing:
        raise DamagedError(_("the file %(name)s is missing", name=missing[0]))


def encode(kind: str, value: Any) -> Any:
    """Return a value of a column as JSON has it; see :func:`decode` for the way back."""
    if value is None:
        return None
    if kind == "instant":
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    if kind == "date":
        return value.isoformat()
    if kind == "number":
        return str(value)
    if kind == "bytes":
        return base64.b64encode(value).decode("ascii")
    return value


def decode(kind: str, value: Any) -> Any:
    """Return what :func:`encode` was given.

    :raises DamagedError: if the value is not of its kind.
    """
    if value is None:
        return None
    is_number = kind in {"integer", "float"} and isinstance(value, bool)
    if is_number or not isinstance(value, PYTHON.get(kind, (str,))):
        raise _strange(kind, value)
    read: Callable[[Any], Any] | None = READERS.get(kind)
    try:
        return value if read is None else read(value)
    except (ValueError, ArithmeticError) as error:
        raise _strange(kind, value) from error


def _strange(kind: str, value: Any) -> DamagedError:
    shown = repr(str(value)[:50])
    return DamagedError(
        _("it holds %(value)s where a value of the kind %(kind)s belongs", value=shown, kind=kind)
    )
