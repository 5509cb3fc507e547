"""When a message goes out, what an address of a robot consists of, and what robots are told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

GIVEN_UP_AFTER = 8  # attempts, some eleven hours
LONGEST_WAIT = timedelta(hours=4)
HOSTS = {
    "wecom": "qyapi.weixin.qq.com",
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
}
# Where robots listen, by the scheme under which they are kept, and how many bytes they take.
ROBOTS = {
    "wecombot": (f"https://{HOSTS['wecom']}/cgi-bin/webhook/send?key=%s", 2_048),
    "dingtalk": (f"https://{HOSTS['dingtalk']}/robot/send?access_token=%s", 18_000),
    "feishu": (f"https://{HOSTS['feishu']}/open-apis/bot/v2/hook/%s", 18_000),
}
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
SHOWN = 100
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
    """Return the address of a robot as it is kept; None if it is not one of this kind.

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


def request(kept: str, title: str, text: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the address that a robot is told something at, and what it is told.

    :param kept: what :func:`robot` returned.
    """
    scheme, _sign, rest = kept.partition("://")
    secret, _at, token = rest.rpartition("@")
    address, most = ROBOTS[scheme]
    content = clipped(f"{title}\n{text}", most)
    if scheme == "feishu":
        return address % token, {"msg_type": "text", "content": {"text": content}}
    signed = f"&{_signature(unquote(secret), at)}" if secret else ""
    return f"{address % token}{signed}", {"msgtype": "text", "text": {"content": content}}


def _signature(secret: str, at: datetime) -> str:
    moment = str(int(at.timestamp() * 1000))
    digest = hmac.digest(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return urlencode({"timestamp": moment, "sign": base64.b64encode(digest)})


def clipped(text: str, most: int) -> str:
    """Return the whole lines that fit into some bytes, or at least the beginning of the first."""
    if len(text.encode()) <= most:
        return text
    room = most - len("\n…".encode())
    short = text.encode()[:room].decode(errors="ignore")
    return f"{short.rpartition(chr(10))[0] or short}\n…"


def objection(answer: bytes) -> str:
    """Return why a robot did not take what it was told; robots say so with the status 200."""
    try:
        said = json.loads(answer)
        code = said.get("errcode", said.get("code", 0))
        return f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip() if code else ""
    except (ValueError, AttributeError):
        return answer.decode(errors="replace")[:SHOWN].strip() or "?"
