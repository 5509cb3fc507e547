"""Profiles: which columns of which platform's files mean what, declared in TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.manifest import Text

NUMBERS = frozenset({"integer", "quantity", "money"})
Kind = Literal["text", "integer", "quantity", "money", "date", "instant", "choice"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Column(_Part):
    """How one column of a file becomes one of our fields.

    A ``choice`` maps the file's words to ours; ``formats`` are those of ``strptime``.
    """

    name: str
    title: Text | None = Field(None, description="What people call the field; else its name.")
    aliases: tuple[str, ...] = Field((), description="Other names that the column may have.")
    kind: Kind = "text"
    required: bool = Field(False, description="An empty cell refuses its row.")
    optional: bool = Field(False, description="The file may lack the column.")
    default: str = Field("", description="What an empty or missing cell is read as.")
    choices: dict[str, str] = Field(default_factory=dict)
    formats: tuple[str, ...] = ()
    max_length: int = Field(200, description="The longest text; a longer one refuses its row.")
    sign: Literal["", "negate", "absolute"] = Field(
        "", description="Whether amounts are turned round or lose their minus."
    )
    decimal: Literal[".", ","] = Field(".", description="What divides whole numbers and decimals.")

    @property
    def label(self) -> str:
        """What people call the field."""
        return str(self.title) if self.title else self.name

    @property
    def titles(self) -> tuple[str, ...]:
        """Every name that the column may have."""
        return (self.name, *self.aliases)

    def place(self, heading: Sequence[str]) -> int | None:
        """Return where the column stands in a heading; the first of its names counts."""
        return next((heading.index(one) for one in self.titles if one in heading), None)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("a choice has choices, and nothing else has")
        if self.formats and self.kind not in {"date", "instant"}:
            raise ValueError("only a date or an instant has formats")
        if self.sign and self.kind not in NUMBERS:
            raise ValueError("only a number has a sign")
        if self.optional and self.required:
            raise ValueError("a column that the file may lack cannot be required")
        return self


class Total(_Part):
    """A figure at the end of a file, and what of the rows it must equal.

    It stands below a ``title``, or where the group of a ``pattern`` is in the text; it is the sum
    of a ``column``, or without one the number of rows.  ``where`` leaves rows with other values in
    a column out.
    """

    title: str = ""
    pattern: str = ""
    column: str = ""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_found_somewhere(self) -> Self:
        if bool(self.title) == bool(self.pattern):
            raise ValueError("a total has a title or a pattern")
        if self.pattern and re.compile(self.pattern).groups != 1:
            raise ValueError("the pattern has one group, the figure")
        return self


class Footer(_Part):
    """What stands below the rows: it begins with one of some texts."""

    begins: tuple[str, ...]
    totals: tuple[Total, ...] = ()


class FileProfile(_Part):
    """One of the files that belong together, known by its name or its header.

    What stands above the row with the columns is passed over.
    """

    names: tuple[str, ...] = Field(description="Patterns such as *_orders_dataset.csv.")
    delimiter: str = Field("", max_length=1, description="What divides cells; found if empty.")
    optional: bool = False
    final_newline: bool = Field(False, description="A file that does not end so was cut off.")
    comment: str = Field("", description="Rows that begin so are no data.")
    strip: str = Field("", description="Signs around the cells that mean nothing, such as `.")
    ragged: bool = Field(False, description="Rows may be wider or narrower than the heading.")
    continued: tuple[str, ...] = Field(
        (), description="Fields that only the first row of a record tells, as of an order's lines."
    )
    footer: Footer | None = None
    columns: dict[str, Column] = Field(description="Our field names, each with its column.")

    @model_validator(mode="after")
    def _continues_what_it_has(self) -> Self:
        unknown = set(self.continued) - set(self.columns)
        if unknown:
            raise ValueError(f"continued names no field of the file: {', '.join(unknown)}")
        return self


class Profile(_Part):
    """What the files of one platform look like."""

    name: str
    title: Text
    timezone: str
    files: dict[str, FileProfile]
    constants: dict[str, str] = Field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of local times in the files."""
        return ZoneInfo(self.timezone)


@lru_cache
def read_profiles(folder: Path) -> dict[str, Profile]:
    """Return the profiles in a folder by name.

    :raises pydantic.ValidationError: if one has an unknown key or lacks one.
    """
    profiles = {}
    for path in sorted(folder.glob("*.toml")):
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        profiles[path.stem] = Profile.model_validate({"name": path.stem, **facts})
    return profiles
