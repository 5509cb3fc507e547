"""What somebody chose for the columns of a file: no database, no request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# What people may choose for days and moments; nothing is what is found without asking.
FORMATS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y%m%d",
    "%d-%m-%Y",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d-%m-%Y %H:%M",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y年%m月%d日",
    "%Y年%m月%d日 %H:%M",
)
NAME_LENGTH = 50


@dataclass
class Choice:
    """What was chosen for one field: its column, and how that is read."""

    column: str = ""
    default: str = ""
    form: str = ""
    sign: str = ""
    decimal: str = "."
    words: dict[str, str] = field(default_factory=dict)


def chosen(fields: Iterable[str], told: Mapping[str, str]) -> dict[str, Choice]:
    """Return what was chosen for each field, as a page sends it."""
    found = {}
    for key in fields:
        words = {
            told[name]: told.get(f"to-{name}", "")
            for name in told
            if name.startswith(f"word-{key}-") and told.get(f"to-{name}")
        }
        found[key] = Choice(
            told.get(f"column-{key}", "").strip(),
            told.get(f"default-{key}", "").strip(),
            told.get(f"form-{key}", ""),
            told.get(f"sign-{key}", ""),
            told.get(f"decimal-{key}", "") or ".",
            words,
        )
    return found


def guessed(titles: Mapping[str, Sequence[str]], heading: Sequence[str]) -> dict[str, Choice]:
    """Return the columns that bear the names of fields, whatever their signs and letters."""
    plain = {_plain(name): name for name in reversed(heading)}
    return {
        key: Choice(next((plain[_plain(one)] for one in names if _plain(one) in plain), ""))
        for key, names in titles.items()
    }


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def name_of(title: str, taken: Iterable[str]) -> str:
    """Return a short name for a profile that no other has."""
    base = re.sub(r"[^\w]+", "-", title.lower()).strip("-")[: NAME_LENGTH - 4] or "profile"
    known, number, name = set(taken), 1, base
    while name in known:
        number += 1
        name = f"{base}-{number}"
    return name
