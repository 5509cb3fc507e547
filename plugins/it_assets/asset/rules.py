"""What follows from the facts of an asset."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

YEAR = 12
# The code of a label leads to the page of its asset, and a scanner types that address.
PAGE = re.compile(r"https?://[^\s]+/it_assets/asset/(\d{1,18})/?(?:[?#]\S*)?", re.IGNORECASE)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def asset_in(code: str) -> int | None:
    """Return the key of the asset whose page a code leads to, or None if it is no such address."""
    found = PAGE.fullmatch(code.strip())
    return int(found[1]) if found else None
