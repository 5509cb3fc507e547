"""What a supplier is owed and when: pure calculation on days and Decimals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def rounded(x: Decimal) -> Decimal:
    """Round to whole cents, a half away from zero (四舍五入, as invoices and banks do).

    The rules use the standard library only, hence not ``core.money``; the tests hold both to
    the same vectors. ``ROUND_HALF_UP`` of ``decimal`` is symmetric about zero.
    """
    return x.quantize(CENT, rounding=ROUND_HALF_UP) + 0


def eligible_on(event_on: date, after_sale_days: int) -> date:
    """Tell the day on which a line becomes payable.

    The buyer's full days begin on the day after the event (网络购买商品七日无理由退货暂行办法
    counts from the day after signing): delivered on D with 7 days, payable on D + 8.

    :raises ValueError: for a window of less than no days.
    """
    if after_sale_days < 0:
        raise ValueError(f"An after-sale window cannot have {after_sale_days} days.")
    return event_on + timedelta(days=after_sale_days + 1)


def commission(base: Decimal, rate: Decimal) -> Decimal:
    """Charge the rate on the base of one line; rounded here once, totals are sums of lines.

    :raises ValueError: for a rate below 0 or above 1.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"A commission rate lies between 0 and 1, not at {rate}.")
    return rounded(base * rate)


def reversal(whole: Decimal, part_before: Decimal, part_after: Decimal, total: Decimal) -> Decimal:
    """Take back the share of a whole that one partial refund concerns.

    The difference of two rounded running totals, never a rounded share: so that any number of
    partial refunds takes back exactly the whole. A refund of units passes units, a reversal of
    commission passes the money refunded so far.

    :param whole: what was paid or charged for the entire line.
    :param part_before: units or money refunded before this refund.
    :param part_after: units or money refunded including this refund.
    :param total: units or money of the entire line.
    :raises ValueError: if more than the entire line would be refunded, or less than before.
    """
    if not 0 <= part_before <= part_after <= total or total == 0:
        raise ValueError(
            f"A refund leads from {part_before} to {part_after} of {total}: it must not shrink "
            "or exceed what was sold."
        )
    return rounded(whole * part_after / total) - rounded(whole * part_before / total)


def net_of(
    *,
    gross: Decimal,
    commission: Decimal = NOTHING,
    refunds: Decimal = NOTHING,
    commission_reversals: Decimal = NOTHING,
    fees: Decimal = NOTHING,
    adjustments: Decimal = NOTHING,
    carried_in: Decimal = NOTHING,
) -> Decimal:
    """Sum up a statement, or one of its lines, to what the supplier is owed for it.

    Every deduction is passed as a positive amount; ``adjustments`` and ``carried_in`` bear
    their own sign.
    """
    earned = gross - commission
    taken_back = refunds - commission_reversals
    return carried_in + earned - taken_back - fees + adjustments


def payable(net: Decimal) -> tuple[Decimal, Decimal]:
    """Part a net into what is paid now and what is carried to the next statement.

    A supplier never pays us through a statement: a negative net pays nothing and is carried.
    """
    return (net, NOTHING) if net > 0 else (NOTHING, net)
