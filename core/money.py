"""Amounts of money: rounding, allocation, writing and reading; Decimal only, never float."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.core import Locale
from babel.numbers import format_currency

CENT = Decimal("0.01")

# Only the full-width forms of Chinese input methods are folded to ASCII: NFKC would also read
# "1²" as 12 and "①" as 1.
FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
FULL_WIDTH |= str.maketrans("￥−\u3000", "¥- ")

_RATE = re.compile(r"(?P<percent>-?[0-9]{1,6}(\.[0-9]{1,4})?) ?%?")
_AMOUNT = re.compile(
    r"(?P<sign>[-+]?)\s*[¥$€£]?\s*(?P<inner_sign>[-+]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]{1,2}))?"
)


def round_money(x: Decimal) -> Decimal:
    """Round to whole cents, a half away from zero, so that round(-x) = -round(x).

    This is 四舍五入, the rounding of Chinese invoices, tax returns and bank statements;
    Python's own ``round`` takes a half to the even digit and would differ from them.

    :raises TypeError: for anything but a Decimal: a float has lost its cents already.
    :raises ValueError: for an infinity or a NaN.
    """
    if not isinstance(x, Decimal):
        raise TypeError(f"Money is a Decimal, not {type(x).__name__}: {x!r}")
    if not x.is_finite():
        raise ValueError(f"Not an amount of money: {x}")
    # Adding zero turns the "-0.00" of a tiny negative amount into 0.00.
    return x.quantize(CENT, rounding=ROUND_HALF_UP) + 0


def allocate(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Split an amount of whole cents by weight; the parts always sum to the amount.

    Each part is floored to the cent and the cents that are left go one each to the largest
    remainders, the earlier part first among equals: brick/money's
    ``AllocationMode::FloorToLargestRemainder`` (brick/money#62). A negative amount is the
    mirror image of the positive one, so that a refund undoes what a payment did.

    :raises TypeError: if the amount or a weight is a float.
    :raises ValueError: if the weights are missing, negative or all zero, or the amount has a
        fraction of a cent.
    """
    if round_money(amount) != amount:
        raise ValueError(f"Only whole cents can be allocated, not {amount}.")
    shares = [_share(weight) for weight in weights]
    if not any(shares):
        raise ValueError("An amount cannot be allocated over weights that sum to zero.")
    if amount < 0:
        return [-part for part in allocate(-amount, weights)]
    cents = spread(int(amount * 100), shares)
    return [Decimal(part) * CENT for part in cents]


def spread(units: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Split whole units by weight: by largest remainder, the earlier first among equals.

    :param weights: from zero upwards, and not all of them zero.
    """
    # Whole numbers over one denominator: a quotient of Decimals is cut at some digit, and two
    # equal remainders could then look different; Fractions are exact too, and ten times slower.
    scale = math.lcm(*(weight.denominator for weight in weights))
    shares = [weight.numerator * (scale // weight.denominator) for weight in weights]
    total = sum(shares)
    exact = [divmod(units * share, total) for share in shares]
    parts = [part for part, _rest in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: -exact[place][1])
    for place in by_remainder[: units - sum(parts)]:
        parts[place] += 1
    return parts


def format_money(amount: Decimal, currency: str, locale: Locale | str) -> str:
    """Write an amount with its currency as readers of the locale expect it (Unicode CLDR)."""
    return format_currency(round_money(amount), currency, locale=locale)


def parse_money(text: str) -> Decimal:
    """Read an amount as people type or paste it: 1234.5, 1,234.50, ¥1,234.50 or １２３４．５０.

    :raises ValueError: for more than two decimals, misplaced commas or anything else.
    """
    amount = _AMOUNT.fullmatch(text.translate(FULL_WIDTH).strip())
    if amount is None or (amount["sign"] and amount["inner_sign"]):
        raise ValueError(f"Not an amount of money with at most two decimals: {text!r}")
    digits = f"{amount['whole'].replace(',', '')}.{amount['decimals'] or '00'}"
    return round_money(Decimal((amount["sign"] or amount["inner_sign"]) + digits))


def parse_rate(text: str) -> Decimal:
    """Read a percentage as people type it: 12, 12% and 12.5 % are 0.12, 0.12 and 0.125.

    :raises ValueError: for anything else, or for more than four decimals.
    """
    rate = _RATE.fullmatch(text.translate(FULL_WIDTH).strip())
    if rate is None:
        raise ValueError(f"Not a percentage: {text!r}")
    return Decimal(rate["percent"]).scaleb(-2)


def _share(weight: Decimal | int) -> Fraction | int:
    if type(weight) is int and weight >= 0:
        return weight
    if not isinstance(weight, Decimal | int):
        raise TypeError(f"A weight is a Decimal or an integer, not {type(weight).__name__}.")
    if not Decimal(weight).is_finite() or weight < 0:
        raise ValueError(f"A weight must be a number from zero upwards, not {weight}.")
    return Fraction(weight)
