"""Credit of an order for the touches before it (rules.md §15).

Sources: Matomo faq_25500; Google Ads, AttributionModel (time decay halves in a week).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from core.money import allocate, spread

WHOLE = 1_000_000  # credit is counted in millionths
REPEAT = timedelta(minutes=30)
HALF_LIFE = timedelta(days=7)
SECOND = timedelta(seconds=1)
ROOT = 10**28  # as many digits as a Decimal has
END, BETWEEN = Fraction(40, 100), Fraction(20, 100)


class AttributionModel(enum.Enum):
    """How an order is shared over the touches before it."""

    LAST = "last"
    LAST_NON_DIRECT = "last_non_direct"
    FIRST = "first"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time_decay"

    @classmethod
    def named(cls, name: str) -> AttributionModel:
        """Return the model with a name, the linear one if there is none."""
        return cls(name) if name in {one.value for one in cls} else cls.LINEAR


@dataclass(frozen=True)
class Touch:
    """A moment at which a channel reached the buyer."""

    at: datetime
    channel_id: int
    is_direct: bool = False
    campaign_id: int | None = None


def relevant(touches: Iterable[Touch], placed_at: datetime, days: int) -> list[Touch]:
    """Return the touches in the days before an order, in order, repeats left out.

    A channel that comes again within 30 minutes of its touch before is the same visit, however
    long that lasts; the first touch of it stays.
    """
    kept: list[Touch] = []
    seen: dict[int, datetime] = {}
    start = placed_at - timedelta(days=days)
    for touch in sorted(touches, key=lambda one: one.at):
        if not start <= touch.at <= placed_at:
            continue
        before = seen.get(touch.channel_id)
        seen[touch.channel_id] = touch.at
        if before is None or touch.at - before > REPEAT:
            kept.append(touch)
    return kept


def weights(
    model: AttributionModel, touches: Sequence[Touch], placed_at: datetime
) -> list[Fraction]:
    """Return what each touch weighs in a model; what they sum to means nothing.

    :raises ValueError: if there is no touch.
    """
    count = len(touches)
    if not count:
        raise ValueError("An order without touches is owed to nobody that we know.")
    if model is AttributionModel.LINEAR:
        return [Fraction(1)] * count
    if model is AttributionModel.TIME_DECAY:
        return [_halved(placed_at - one.at) for one in touches]
    if model is AttributionModel.POSITION:
        return _position(count)
    if model is AttributionModel.LAST_NON_DIRECT:
        known = [place for place, one in enumerate(touches) if not one.is_direct]
        chosen = known[-1] if known else count - 1
    else:
        chosen = 0 if model is AttributionModel.FIRST else count - 1
    return [Fraction(place == chosen) for place in range(count)]


def _position(count: int) -> list[Fraction]:
    """40 % each for the first and the last, 20 % for all between; two are equal."""
    few = 2
    if count <= few:
        return [Fraction(1)] * count
    return [END, *[BETWEEN / (count - few)] * (count - few), END]


def _halved(age: timedelta) -> Fraction:
    weeks, rest = divmod(age, HALF_LIFE)
    hours, seconds = divmod(rest // SECOND, 3600)
    # Whole weeks are exact; whole numbers and not floats, so that every machine says the same.
    return Fraction(_decayed(hours * 3600) * _decayed(seconds), ROOT**2 * 2**weeks)


@cache
def _decayed(seconds: int) -> int:
    """Return what is left of ``ROOT`` after some seconds; asked for 3,768 of them at most."""
    return int(Decimal(2) ** -(Decimal(seconds) / (HALF_LIFE // SECOND)) * ROOT)


def credits(parts: Sequence[Fraction]) -> list[int]:
    """Share a million by weight: by largest remainder, the earlier first among equals."""
    return spread(WHOLE, parts)


def as_share(credit: int) -> Decimal:
    """Return millionths as a share of one."""
    return Decimal(credit).scaleb(-6)


@dataclass(frozen=True)
class Credit:
    """What a channel and a campaign are owed of an order."""

    channel_id: int
    campaign_id: int | None
    credit: int
    revenue: Decimal
    margin: Decimal | None


def shared(
    model: AttributionModel,
    touches: Sequence[Touch],
    placed_at: datetime,
    revenue: Decimal,
    margin: Decimal | None,
) -> list[Credit]:
    """Share an order over the channels and campaigns of its touches.

    Credit sums to a million, revenue and margin to those of the order, to the cent.
    """
    owed: dict[tuple[int, int | None], int] = {}
    parts = credits(weights(model, touches, placed_at))
    for touch, part in zip(touches, parts, strict=True):
        key = (touch.channel_id, touch.campaign_id)
        owed[key] = owed.get(key, 0) + part
    owed = {key: part for key, part in owed.items() if part}
    shares = [*owed.values()]
    revenues = allocate(revenue, shares)
    margins: list[Decimal | None] = (
        [None] * len(shares) if margin is None else [*allocate(margin, shares)]
    )
    return [
        Credit(channel_id, campaign_id, part, money, gain)
        for ((channel_id, campaign_id), part), money, gain in zip(
            owed.items(), revenues, margins, strict=True
        )
    ]
