"""The form of a backup: which files it has, and what it says of itself."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from core.dumping import KINDS, FileFact, file_of
from core.refilling import TABLE, DamagedError

KIND, FORMAT = "bumen-backup", 1
KEY = "secret.key"
KNOWN = frozenset(name for _type, name in KINDS)
STORED = re.compile(r"files/([0-9a-f]{2})/\1[0-9a-f]{62}")


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself in ``manifest.json``.

    :ivar version: that of Bumen.
    :ivar revisions: of the core and of each plugin that had tables.
    :ivar columns: each table with its columns and their kinds.
    :ivar files: what each file must be: rows of tables, stored files, the secret key.
    """

    version: str
    made_at: str
    revisions: dict[str, str]
    columns: dict[str, dict[str, str]]
    counts: dict[str, int]
    files: dict[str, FileFact]

    @property
    def row_count(self) -> int:
        """How many rows all tables have."""
        return sum(self.counts.values())

    @property
    def stored(self) -> list[str]:
        """The stored files, by the names that they have in the data folder."""
        return [name for name in self.files if STORED.fullmatch(name)]

    def to_json(self) -> str:
        """Return the text of ``manifest.json``."""
        facts = {"kind": KIND, "format": FORMAT, **asdict(self)}
        return json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)


def parse(text: bytes) -> Contents:
    """Read ``manifest.json``.

    :raises DamagedError: saying what is wrong with it.
    """
    try:
        facts = json.loads(text)
        kind, form = facts.pop("kind", None), facts.pop("format")
        if kind != KIND:
            raise DamagedError(_("it is no backup of a whole deployment"))
        if form != FORMAT:
            raise DamagedError(
                _("its format is %(its)s, this version reads %(ours)s", its=form, ours=FORMAT)
            )
        files = {name: FileFact(**fact) for name, fact in facts.pop("files").items()}
        contents = Contents(files=files, **facts)
        if not _is_sound(contents):
            raise DamagedError(_("its manifest.json cannot be read"))
    except DamagedError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(_("its manifest.json cannot be read")) from error
    return contents


def _is_sound(contents: Contents) -> bool:
    tables = contents.columns.keys()
    texts = (contents.version, contents.made_at, *contents.revisions.values())
    numbers = (*contents.counts.values(), *(fact.size for fact in contents.files.values()))
    others = contents.files.keys() - map(file_of, tables)
    return (
        all(isinstance(one, str) for one in texts)
        and all(type(one) is int and one >= 0 for one in numbers)
        and all(TABLE.fullmatch(one) for one in (*tables, *contents.revisions))
        and "core" in contents.revisions
        and all(KNOWN.issuperset(one.values()) for one in contents.columns.values())
        and contents.counts.keys() == tables
        and contents.files.keys() >= set(map(file_of, tables))
        and all(one == KEY or STORED.fullmatch(one) for one in others)
    )
