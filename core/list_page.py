"""One page of a list, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from core.columns import Cell, Column, body
from core.filters import Shown

if TYPE_CHECKING:
    from core.listing import Listing

COUNTED = 10_000


@dataclass
class Page:
    """One page of a list, as the macro ``listing`` shows it."""

    listing: Listing
    args: Mapping[str, str]
    columns: Sequence[Column]
    cells: list[list[Cell]]
    totals: Mapping[str, str]
    total: int
    previous: str | None
    next: str | None
    sort: str
    descending: bool

    @property
    def search(self) -> str:
        """The words that were searched for."""
        return self.args.get("q", "")

    @property
    def searchable(self) -> bool:
        """Whether the list has a search box."""
        return self.listing.search is not None

    @cached_property
    def filters(self) -> list[Shown]:
        """The filters with their chosen values."""
        return [one.shown(self.args) for one in self.listing.filtered]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Every column with its heading, and whether it is hidden."""
        return [(one.key, str(one.label), one not in self.columns) for one in self.listing.shown]

    @property
    def body(self) -> Markup:
        """The rows of the table; empty if nothing fits."""
        return body(self.columns, self.cells)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """The addresses of the same rows as files."""
        return [(form.upper(), self.url(format=form, page=None)) for form in ("csv", "xlsx")]

    @property
    def previous_url(self) -> str:
        """The address of the page before, or an empty text."""
        return self.url(page=self.previous) if self.previous else ""

    @property
    def next_url(self) -> str:
        """The address of the page after, or an empty text."""
        return self.url(page=self.next) if self.next else ""

    @property
    def empty_title(self) -> str:
        """What an empty list says first."""
        return _("Nothing fits") if self._is_narrowed() else str(self.listing.empty_title)

    @property
    def empty_hint(self) -> str:
        """What to do about an empty list."""
        if self._is_narrowed():
            return _("Change the search or the filters.")
        return str(self.listing.empty_hint)

    def _is_narrowed(self) -> bool:
        return any(
            value
            for key, value in self.args.items()
            if key not in {"sort", "page"} and not key.startswith("hide_")
        )

    def url(self, **changes: str | None) -> str:
        """Return the address of this list with some arguments changed."""
        args = {key: value for key, value in {**self.args, **changes}.items() if value}
        return f"{request.path}?{urlencode(args)}"

    @property
    def total_text(self) -> str:
        """How many rows there are, as far as they are counted."""
        if self.total > COUNTED:
            return _("more than %(count)s", count=f"{COUNTED:,}")
        return f"{self.total:,}"
