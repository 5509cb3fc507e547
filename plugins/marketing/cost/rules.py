"""What a cost is worth in our currency, and how it is known again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.money import parse_money, round_money

MILLIONTH = Decimal("0.000001")
LARGEST = Decimal(10) ** 12


def amount_of(text: str) -> Decimal:
    """Read an amount and round it to the cent: platforms write 1.429999948 for 1.43.

    :raises ValueError: if it is no amount, or below zero.
    """
    try:
        amount = round_money(Decimal(text)) if _is_plain(text) else parse_money(text)
    except ArithmeticError as error:
        raise ValueError(text) from error
    if not 0 <= amount <= LARGEST:
        raise ValueError(text)
    return amount


def rate_of(text: str) -> Decimal:
    """Read an exchange rate.

    :raises ValueError: if it is no number above zero with six decimals at most.
    """
    rate = Decimal(text) if _is_plain(text) else Decimal(0)
    if not 0 < rate < LARGEST or rate != rate.quantize(MILLIONTH):
        raise ValueError(text)
    return rate


def _is_plain(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def in_home_currency(amount: Decimal, rate: Decimal) -> Decimal:
    """Convert an amount at the rate of its day, rounded once."""
    return round_money(amount * rate)


def key_of(channel: str, campaign: str, reference: str, spent_on: date | None) -> str:
    """Return what a cost is known again by: channel, campaign, advertisement and day."""
    return "|".join((channel, campaign, reference, spent_on.isoformat() if spent_on else ""))
