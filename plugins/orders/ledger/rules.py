"""An order as files tell it, its sums, and what may be wrong with it: no database, no clock."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from plugins.orders.discount.rules import DiscountDraft, Spread, spread

NOTHING = Decimal(0)


class Fault(enum.Enum):
    """Why an order cannot be what a file says."""

    POSITION = "two lines have this number"
    SEQUENCE = "two payments have this number"
    QUANTITY = "a quantity is not above zero"
    AMOUNT = "a price, freight or discount is below zero"
    DISCOUNT = "the discounts are above the price"
    PAYMENT = "a payment is below zero"


@dataclass(frozen=True)
class LineDraft:
    """One line as a file tells it; product and supplier are codes, amounts are yuan."""

    position: int
    product: str
    supplier: str | None
    quantity: Decimal
    price: Decimal
    freight: Decimal
    seller_discount: Decimal = NOTHING
    platform_discount: Decimal = NOTHING
    unit_cost: Decimal | None = None

    @property
    def paid(self) -> Decimal:
        """What the buyer owes for the goods of the line."""
        return self.price - self.seller_discount - self.platform_discount

    def faults(self) -> Iterator[Fault]:
        """Tell what is wrong with the line by itself."""
        if self.quantity <= NOTHING:
            yield Fault.QUANTITY
        amounts = (self.price, self.freight, self.seller_discount, self.platform_discount)
        if min(amounts) < NOTHING or (self.unit_cost or NOTHING) < NOTHING:
            yield Fault.AMOUNT
        elif self.paid < NOTHING:
            yield Fault.DISCOUNT


@dataclass(frozen=True)
class PaymentDraft:
    """One payment as a file tells it."""

    sequence: int
    tender: str
    amount: Decimal


@dataclass(frozen=True)
class OrderDraft:
    """One order as a file tells it; the moments are in UTC.

    ``discounts`` are those of the whole order; the discounts of the lines contain their shares.
    An empty currency is that of the company.
    """

    store: str
    number: str
    buyer: str | None
    buyer_name: str
    state: str
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: tuple[LineDraft, ...]
    payments: tuple[PaymentDraft, ...]
    discounts: tuple[Spread, ...] = ()
    currency: str = ""

    @cached_property
    def goods(self) -> Decimal:
        """The price of all lines before discounts."""
        return sum((line.price for line in self.lines), NOTHING)

    @cached_property
    def freight(self) -> Decimal:
        """The freight of all lines."""
        return sum((line.freight for line in self.lines), NOTHING)

    @cached_property
    def discount(self) -> Decimal:
        """The discounts of all lines, whoever bears them."""
        return sum((line.seller_discount + line.platform_discount for line in self.lines), NOTHING)

    @property
    def total(self) -> Decimal:
        """What the buyer owes."""
        return self.goods + self.freight - self.discount

    @cached_property
    def paid(self) -> Decimal:
        """What the buyer gave."""
        return sum((payment.amount for payment in self.payments), NOTHING)

    @property
    def differs(self) -> bool:
        """Whether the buyer gave another sum than the lines cost.

        Without lines nobody knows, and before the first payment there is nothing to compare.
        """
        return bool(self.lines and self.payments) and self.paid != self.total

    @cached_property
    def content_hash(self) -> str:
        """A digest of everything that the file tells: equal digests, nothing new.

        Amounts are written in one way, so that 12.5 and 12.50 are no difference.
        """
        told = [
            (self.store, self.number, self.buyer, self.buyer_name, self.state),
            (self.placed_at, self.paid_at, self.shipped_at, self.delivered_at),
            *((line.position, line.product, line.supplier, *_figures(line)) for line in self.lines),
            *((one.sequence, one.tender, _plain(one.amount)) for one in self.payments),
            *(
                (one.code, one.title, one.bearer, _plain(one.share), _plain(one.amount))
                for one in (spread.discount for spread in self.discounts)
            ),
            *((self.currency,) if self.currency else ()),
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def discounted(self, discounts: Iterable[DiscountDraft]) -> OrderDraft:
        """Return the order after further discounts, each split over what the lines still cost.

        :raises ValueError: if a discount is above that.
        """
        draft = self
        for discount in discounts:
            made = spread(discount, [(line.position, line.paid) for line in draft.lines])
            shares = {share.position: share for share in made.shares}
            lines = tuple(
                replace(
                    line,
                    seller_discount=line.seller_discount + shares[line.position].seller,
                    platform_discount=line.platform_discount + shares[line.position].platform,
                )
                if line.position in shares
                else line
                for line in draft.lines
            )
            draft = replace(draft, lines=lines, discounts=(*draft.discounts, made))
        return draft

    def faults(self) -> Iterator[tuple[Fault, int]]:
        """Tell what is wrong, each with the number of the line or payment."""
        for fault, numbers in (
            (Fault.POSITION, [line.position for line in self.lines]),
            (Fault.SEQUENCE, [payment.sequence for payment in self.payments]),
        ):
            yield from ((fault, one) for one, count in Counter(numbers).items() if count > 1)
        for line in self.lines:
            yield from ((fault, line.position) for fault in line.faults())
        for payment in self.payments:
            if payment.amount < NOTHING:
                yield Fault.PAYMENT, payment.sequence


def _figures(line: LineDraft) -> list[str]:
    return [
        _plain(figure)
        for figure in (
            line.quantity,
            line.price,
            line.freight,
            line.seller_discount,
            line.platform_discount,
            line.unit_cost,
        )
    ]


def _plain(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure.normalize():f}"
