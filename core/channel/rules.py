"""When a message goes out, and what an address of a robot consists of."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, quote, urlsplit

GIVEN_UP_AFTER = 8  # attempts, some eleven hours
LONGEST_WAIT = timedelta(hours=4)
HOSTS = {
    "wecom": "qyapi.weixin.qq.com",
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
}
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
FEISHU_PATH = "/open-apis/bot/v2/hook/"


def due(
    now: datetime, quiet_from: int | None, quiet_to: int | None, digest: int | None
) -> datetime:
    """Return when a message goes out: now, after the quiet hours, or with the day's digest.

    :param now: in the zone of the company; the others are full hours of its clock.
    """
    if digest is not None:
        return _next(now, digest)
    if quiet_from is None or quiet_to is None or not is_quiet(now.hour, quiet_from, quiet_to):
        return now
    return _next(now, quiet_to)


def is_quiet(hour: int, quiet_from: int, quiet_to: int) -> bool:
    """Return whether an hour lies in the quiet ones, which may pass midnight."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def _next(now: datetime, hour: int) -> datetime:
    at = datetime.combine(now.date(), time(hour), now.tzinfo)
    return at if at > now else datetime.combine(now.date() + timedelta(1), time(hour), now.tzinfo)


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts in vain."""
    return min(timedelta(minutes=2 * 3 ** (attempts - 1)), LONGEST_WAIT)


def robot(kind: str, address: str, secret: str = "") -> str | None:
    """Return the address of a robot as apprise writes it; None if it is not one of this kind.

    Only the token is taken from what was typed, so a robot is always at its own host.
    """
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or parts.netloc != HOSTS.get(kind):
        return None
    given = parse_qs(parts.query)
    if kind == "feishu":
        token = parts.path.removeprefix(FEISHU_PATH) if FEISHU_PATH in parts.path else ""
    else:
        token = given.get("key" if kind == "wecom" else "access_token", [""])[0]
    if not TOKEN.fullmatch(token):
        return None
    if kind == "dingtalk":
        return f"dingtalk://{quote(secret, safe='')}@{token}" if secret else f"dingtalk://{token}"
    return f"{'wecombot' if kind == 'wecom' else 'feishu'}://{token}"
