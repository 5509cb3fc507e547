"""How the text of a setting becomes a value."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeAlias
from zoneinfo import available_timezones

Value: TypeAlias = str | int | bool | Decimal
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
BETWEEN = "\x1f"  # stands between settings that are told as one text; no keyboard types it


def convert(kind: str, text: str) -> Value:
    """Read a setting by its kind.

    :raises ValueError: if the text is not of that kind.
    """
    text = text.strip()
    if BETWEEN in text:
        raise ValueError(text)
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return _boolean(text)
    if kind == "rate":
        return _rate(text)
    if kind == "timezone" and text not in _zones():
        raise ValueError(text)
    return text


def parsed(told: str) -> dict[str, str]:
    """Read settings that are told as one text: ``name=value``, divided by ``BETWEEN``."""
    pairs = (one.partition("=") for one in told.split(BETWEEN))
    return {name: value for name, _sign, value in pairs}


@cache
def _zones() -> frozenset[str]:
    # The library walks through all files of zones: too slow for every request.
    return frozenset(available_timezones())


def _boolean(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


def _rate(text: str) -> Decimal:
    try:
        share = Decimal(text.rstrip("% ")) / 100
        is_share = 0 <= share <= 1  # a NaN cannot be compared
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not is_share:
        raise ValueError(text)
    return share
