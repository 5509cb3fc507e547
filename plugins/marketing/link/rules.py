"""Which targets a link may have, and the address that it leads to."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 2_000
HTTP = {"http", "https"}


class TargetError(ValueError):
    """A target is no address that a link may lead to."""


class OwnTagsError(TargetError):
    """A target carries utm parameters, which come from the registered records alone."""


def host_of(target: str) -> str:
    """Return the host of a target.

    :raises TargetError: if it is no plain http(s) address: browsers read a backslash as a slash,
        and what stands before an @ only looks like the host.
    :raises OwnTagsError: if it says itself where visitors come from.
    """
    if len(target) > LONGEST or "\\" in target or any(ord(one) <= ord(" ") for one in target):
        raise TargetError(target)
    try:
        parts = urlsplit(target)
        host, _port = parts.hostname, parts.port
        told = [name for name, _value in parse_qsl(parts.query, keep_blank_values=True)]
    except ValueError as error:
        raise TargetError(target) from error
    if parts.scheme.lower() not in HTTP or not host or "@" in parts.netloc:
        raise TargetError(target)
    if any(name.lower().startswith("utm_") for name in told):
        raise OwnTagsError(target)
    return host.lower().rstrip(".")


def is_allowed(host: str, hosts: Collection[str]) -> bool:
    """Return whether a host is one of some, or below one of them."""
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def hosts_of(setting: str) -> frozenset[str]:
    """Return the hosts that a setting lists, divided by commas or spaces."""
    return frozenset(one.lower().strip(".") for one in setting.replace(",", " ").split())


def tagged(target: str, tags: dict[str, str]) -> str:
    """Return the target with tags added to its query."""
    parts = urlsplit(target)
    query = "&".join(filter(None, [parts.query, urlencode(tags)]))
    return urlunsplit(parts._replace(query=query))
