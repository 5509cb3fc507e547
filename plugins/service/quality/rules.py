"""How a quality record goes on."""

from __future__ import annotations

import enum


class State(enum.Enum):
    """How far a record has come."""

    LOGGED = "logged"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    ACTING = "acting"
    VERIFIED = "verified"
    CLOSED = "closed"
    REFUTED = "refuted"


OVER = (State.CLOSED, State.REFUTED)
# What proved to be no defect counts nowhere; a record without a supplier skips the notice.
TRANSITIONS = {
    (State.LOGGED, "confirm"): State.CONFIRMED,
    (State.LOGGED, "refute"): State.REFUTED,
    (State.CONFIRMED, "notify"): State.NOTIFIED,
    (State.CONFIRMED, "act"): State.ACTING,
    (State.NOTIFIED, "act"): State.ACTING,
    (State.ACTING, "verify"): State.VERIFIED,
    (State.VERIFIED, "close"): State.CLOSED,
    (State.REFUTED, "reopen"): State.LOGGED,
}
