"""The form of an archive: which files, which facts, and what is refused."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from core.dumping import FileFact, file_of
from core.refilling import TABLE, DamagedError

FORMAT = 1
REFERENCES = "references.jsonl"


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
