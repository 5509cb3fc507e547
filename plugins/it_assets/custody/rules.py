"""Who may have an asset."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """A user, a party or a place, or somebody known by name alone."""

    name: str
    user_id: int | None = None
    party_id: int | None = None
    place_id: int | None = None
