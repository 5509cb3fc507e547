"""How an event is signed, and how long we wait after a failure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

SECRET_PREFIX = "whsec_"  # noqa: S105 - how every secret begins, not one
BYTES = 32
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=3)
ACCEPTED = range(200, 300)


def new_secret() -> str:
    """Return a key for signatures, as Standard Webhooks writes it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """Return ``v1,…``: the HMAC-SHA256 of the message's id, its time in seconds, and its body.

    Source: Standard Webhooks 1.0, "Signature scheme".
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def wait(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: 10 s, doubled each time."""
    return min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT)


def wants(kinds: Iterable[str], event: Mapping[str, Any]) -> bool:
    """Return whether somebody who chose these kinds of record is told of an event."""
    chosen = set(kinds)
    return not chosen or event["record"]["kind"] in chosen


def written(block: int, events: list[dict[str, Any]]) -> bytes:
    """Return what is sent: all events of one transaction, which happened together."""
    return json.dumps({"id": block, "events": events}, ensure_ascii=False).encode()
