"""What a carrier's code means, and which state a parcel is in after its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

PICKED_UP = "picked_up"
IN_TRANSIT = "in_transit"
DELIVERING = "delivering"
SIGNED = "signed"
EXCEPTION = "exception"
RETURNING = "returning"
REJECTED = "rejected"
UNKNOWN = "unknown"

# The codes of Kuaidi100, as several public integrations give them: 7 is handed to another
# carrier, 8 and 10 to 13 are customs, 4 and 6 go back, 14 was refused at the door.
MEANING = {
    "0": IN_TRANSIT,
    "1": PICKED_UP,
    "2": EXCEPTION,
    "3": SIGNED,
    "4": RETURNING,
    "5": DELIVERING,
    "6": RETURNING,
    "7": IN_TRANSIT,
    "8": IN_TRANSIT,
    "10": IN_TRANSIT,
    "11": IN_TRANSIT,
    "12": IN_TRANSIT,
    "13": IN_TRANSIT,
    "14": REJECTED,
}


def meaning(code: str) -> str:
    """Return our state for a carrier's code; a new code is unknown and never an error."""
    return MEANING.get(code, UNKNOWN)


def signed_at(events: Iterable[tuple[datetime, str]]) -> datetime:
    """Return when a parcel that is signed for was signed for first."""
    return min(at for at, told in events if told == SIGNED)


def state_after(events: Iterable[tuple[datetime, str]]) -> str:
    """Return the state after events in any order: the latest counts, but signed is final.

    Only a later return takes a signed parcel back.
    """
    state = UNKNOWN
    for _at, told in sorted(events):
        if state == SIGNED and told not in {RETURNING, REJECTED}:
            continue
        state = told
    return state
