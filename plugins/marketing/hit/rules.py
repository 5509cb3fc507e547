"""Who follows a link, as far as that may be known: people, robots, our own staff."""

from __future__ import annotations

import enum
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import date

# CUBOT makes telephones.  The programs at the end of the list are no browsers.
ROBOTS = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_\- ]|crawl|spider|slurp|preview|fetch|monitor|externalhit|facebot|"
    r"whatsapp|telegram|discord|skype|embedly|headless|phantom|lighthouse|prerender|validator|"
    r"curl|wget|python|libwww|httpclient|go-http|okhttp|axios|java/|ruby|perl|php|scrapy",
    re.IGNORECASE,
)
PREFETCHING = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")


class HitKind(enum.Enum):
    """Who followed a link."""

    HUMAN = "human"
    ROBOT = "robot"
    STAFF = "staff"


def kind_of(method: str, headers: Mapping[str, str], *, is_staff: bool) -> HitKind:
    """Return what follows a link: a robot that says so or says nothing, staff, or a person.

    A browser that only fetches in advance, and who asks for the headers alone, is no person.
    """
    agent = headers.get("User-Agent", "")
    in_advance = any(
        word in headers.get(name, "").lower()
        for name in PREFETCHING
        for word in ("prefetch", "preview", "prerender")
    )
    if method != "GET" or in_advance or not agent.strip() or ROBOTS.search(agent):
        return HitKind.ROBOT
    return HitKind.STAFF if is_staff else HitKind.HUMAN


def visitor_of(secret: bytes, day: date, address: str, agent: str) -> str:
    """Return a key by which a visitor is known again for one day and not afterwards.

    Neither the address nor the browser can be read from it, and tomorrow's key is another.
    """
    salt = hmac.digest(secret, day.isoformat().encode(), "sha256")
    return hmac.new(salt, f"{address}\n{agent}".encode(), hashlib.sha256).hexdigest()[:32]
