"""How a cell becomes a value: one function for each kind of column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import neg
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.clock import from_local
from core.exporting import FORMULA
from core.money import parse_money
from core.profiles import Column

LARGEST = Decimal(10) ** 13
THOUSANDTHS = -3
CENTS = 2
REMEMBERED = 2**15
SHOWN = 60
MASKED = "='"
SWAPPED = str.maketrans(".,", ",.")
SIGNS: dict[str, Callable[[Any], Any]] = {"negate": neg, "absolute": abs}
Convert = Callable[[str], Any]


def unmasked(text: str) -> str:
    """Return a text without the masks that make spreadsheets keep it: ``="001"`` and ``'=1+1``."""
    if text.startswith('="') and text.endswith('"') and len(text) > len('=""'):
        return text[2:-1].strip()
    return text[1:] if text[1:].startswith(FORMULA) else text


def converter(column: Column, zone: ZoneInfo) -> Convert:
    """Return the function that reads a cell; it raises ``ValueError`` with a sentence."""
    if column.kind == "text":
        return _text(column)
    read = _reader(column, zone)

    # What is no text repeats: remembering it is several times faster than reading.
    @lru_cache(REMEMBERED)
    def convert(text: str) -> Any:
        text = text.strip() or column.default
        if text and text[0] in MASKED:
            text = unmasked(text)
        if text:
            try:
                return read(text)
            except (ValueError, ArithmeticError, KeyError) as error:
                raise ValueError(_unreadable(column, text)) from error
        if column.required:
            raise ValueError(_("is empty"))
        return None

    return convert


def _text(column: Column) -> Convert:
    """Return the function for texts: most cells are texts, so it does all by itself."""
    most, required, default = column.max_length, column.required, column.default

    def convert(text: str) -> str:
        text = text.strip() or default
        if text:
            if text[0] in MASKED:
                text = unmasked(text)
            if len(text) > most:
                raise ValueError(_unreadable(column, text))
        elif required:
            raise ValueError(_("is empty"))
        return text

    return convert


def _unreadable(column: Column, text: str) -> str:
    if column.kind == "text":
        return _(
            "has %(length)s characters, %(most)s is the most",
            length=len(text),
            most=column.max_length,
        )
    if column.kind == "choice":
        known = ", ".join(column.choices)
        return _("“%(value)s” is none of %(known)s", value=text[:SHOWN], known=known)
    return _("“%(value)s” cannot be read", value=text[:SHOWN])


def _reader(column: Column, zone: ZoneInfo) -> Convert:
    if column.kind == "choice":
        return lambda text: column.choices[text]
    if column.kind == "instant":
        return lambda text: _instant(_moment(text, column.formats), zone)
    if column.kind == "date":
        return lambda text: _day(text, column.formats)
    return _number(column)


def _number(column: Column) -> Convert:
    """Return the function for a number as a platform writes it, and with the sign that we mean."""
    numbers: dict[str, Convert] = {"integer": _integer, "money": _money, "quantity": _quantity}
    read, sign = numbers[column.kind], SIGNS.get(column.sign)
    if column.decimal == ",":
        return lambda text: _signed(read(text.translate(SWAPPED)), sign)
    return (lambda text: _signed(read(text), sign)) if sign else read


def _signed(value: Any, sign: Callable[[Any], Any] | None) -> Any:
    return sign(value) + 0 if sign else value


def _moment(text: str, formats: tuple[str, ...]) -> datetime:
    if not formats:
        try:
            return datetime.fromisoformat(text)  # a tenth of the time of strptime
        except ValueError:
            return datetime.fromisoformat(_padded(text))
    for form in formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return datetime.fromisoformat(text)  # a workbook holds moments, whatever its CSV shows


def _padded(text: str) -> str:
    """Write 2018/1/2 9:05, as spreadsheets do, in the way of ISO 8601."""
    day, _gap, time = text.replace("/", "-").partition(" ")
    padded = "-".join(part.zfill(2) for part in day.split("-"))
    return f"{padded} {':'.join(part.zfill(2) for part in time.split(':'))}" if time else padded


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    return from_local(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(text: str, formats: tuple[str, ...]) -> date:
    return _moment(text, formats).date()


def _money(text: str) -> Decimal:
    whole, point, decimals = text.partition(".")
    if len(decimals) > CENTS:  # such as 0.00000 for a fee
        text = f"{whole}{point}{decimals[:CENTS]}{decimals[CENTS:].rstrip('0')}"
    return _limited(parse_money(text))


def _integer(text: str) -> int:
    if not text.lstrip("+-").isdecimal():
        raise ValueError(text)
    return int(_limited(Decimal(int(text))))


def _quantity(text: str) -> Decimal:
    value = Decimal(text.replace(",", ""))
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < THOUSANDTHS:
        raise ValueError(text)
    return _limited(value)


def _limited(value: Decimal) -> Decimal:
    # What does not fit into the database shall refuse its row and not the whole import.
    if abs(value) > LARGEST:
        raise ValueError(value)
    return value
