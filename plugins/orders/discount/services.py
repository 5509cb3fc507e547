"""What can be done with discounts.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.orders.discount.models import Bearer, Discount, DiscountShare
from plugins.orders.discount.rules import Spread

Told = Sequence[tuple[int, Sequence[Spread]]]


def write(session: Session, told: Told, lines: Mapping[tuple[int, int], int]) -> None:
    """Store the discounts of new orders with their shares.

    :param told: the key of each order and its discounts.
    :param lines: the keys of their lines, by order and position.
    """
    rows = [
        {
            "order_id": order_id,
            "sequence": sequence,
            "code": one.discount.code,
            "title": one.discount.title,
            "bearer": Bearer(one.discount.bearer),
            "platform_share": one.discount.share,
            "amount": one.discount.amount,
        }
        for order_id, discounts in told
        for sequence, one in enumerate(discounts, start=1)
    ]
    if not rows:
        return
    returned = sa.insert(Discount).returning(Discount.order_id, Discount.sequence, Discount.id)
    keys = {
        (order_id, sequence): key for order_id, sequence, key in session.execute(returned, rows)
    }
    shares = [
        {
            "discount_id": keys[order_id, sequence],
            "line_id": lines[order_id, share.position],
            "seller": share.seller,
            "platform": share.platform,
        }
        for order_id, discounts in told
        for sequence, one in enumerate(discounts, start=1)
        for share in one.shares
    ]
    session.execute(sa.insert(DiscountShare), shares)


def forget(session: Session, order_ids: Collection[int]) -> None:
    """Remove the discounts of orders that are told anew; their versions keep them."""
    session.execute(sa.delete(Discount).where(Discount.order_id.in_(order_ids)))
