"""When an offer may be ordered.

Source of the rules: features.md I1.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

LEAST = 2  # offers that are compared above the threshold


class Obstacle(StrEnum):
    """Why an offer may not be ordered."""

    DEARER_THAN_APPROVED = "dearer_than_approved"
    TOO_FEW_OFFERS = "too_few_offers"
    NOT_THE_CHEAPEST = "not_the_cheapest"


def obstacle(
    chosen: Decimal,
    others: Sequence[Decimal],
    *,
    approved: Decimal,
    threshold: Decimal,
    reason: str,
) -> Obstacle | None:
    """Return what stands against an offer, or nothing.

    :param chosen: what all units of the offer cost together.
    :param others: the totals of the offers of other vendors.
    :param threshold: from this total on, offers have to be compared.
    :param reason: why it is not the cheapest one, if it is not.
    """
    if chosen > approved:
        return Obstacle.DEARER_THAN_APPROVED
    if max(chosen, approved) >= threshold and len(others) + 1 < LEAST:
        return Obstacle.TOO_FEW_OFFERS
    if others and min(others) < chosen and not reason.strip():
        return Obstacle.NOT_THE_CHEAPEST
    return None
