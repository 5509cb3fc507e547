"""What the Olist sample holds and what its sellers are owed, recomputed from the CSV files.

It shares no code with the product: only the standard library, and its own reading of the terms
(12 % of the price, basis price + freight, seven full days after the day of signing). Run it as a
script to see the figures; ``BUMEN_ACCEPTANCE_DATA`` names the folder with the data.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
UTC = ZoneInfo("UTC")
RATE = Decimal("0.12")
AFTER_SALE_DAYS = 7
CENT = Decimal("0.01")
MONTHS = [date(year, month, 1) for year in (2017, 2018) for month in range(1, 13)]


@dataclass(frozen=True)
class Owed:
    """What one seller is owed for one month; sums of rounded lines."""

    line_count: int = 0
    gross: Decimal = Decimal("0.00")
    commission: Decimal = Decimal("0.00")
    net: Decimal = Decimal("0.00")

    def __add__(self, other: Owed) -> Owed:
        return Owed(
            self.line_count + other.line_count,
            self.gross + other.gross,
            self.commission + other.commission,
            self.net + other.net,
        )


@dataclass(frozen=True)
class Line:
    """One sold item that is payable."""

    seller: str
    payable_on: date
    owed: Owed


def folder() -> Path:
    """Tell where the sample lies."""
    return Path(os.environ["BUMEN_ACCEPTANCE_DATA"]) / "olist" / "sample_8k"


def rows(name: str) -> list[dict[str, str]]:
    """Read one file of the sample."""
    with (folder() / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def orders() -> list[dict[str, str]]:
    """Read the orders."""
    return rows("olist_orders_dataset.csv")


def items() -> list[dict[str, str]]:
    """Read the items: one row is one unit."""
    return rows("olist_order_items_dataset.csv")


def payments() -> list[dict[str, str]]:
    """Read the payments."""
    return rows("olist_order_payments_dataset.csv")


def payable_lines() -> Iterator[Line]:
    """Tell every line that becomes payable, and when.

    Delivered orders without a delivery date never become payable, and a cancelled order that
    bears a date is not delivered.
    """
    payable_on = {
        order["order_id"]: _signed_on(order) + timedelta(days=AFTER_SALE_DAYS + 1)
        for order in orders()
        if order["order_status"] == "delivered" and order["order_delivered_customer_date"]
    }
    for item in items():
        if item["order_id"] in payable_on:
            price, freight = Decimal(item["price"]), Decimal(item["freight_value"])
            charged = (price * RATE).quantize(CENT, rounding=ROUND_HALF_UP)
            gross = price + freight
            owed = Owed(1, gross, charged, gross - charged)
            yield Line(item["seller_id"], payable_on[item["order_id"]], owed)


@cache
def owed_by_seller_and_month() -> dict[tuple[str, date], Owed]:
    """Tell what every seller is owed for every month that has a payable line of it."""
    owed: defaultdict[tuple[str, date], Owed] = defaultdict(Owed)
    for line in payable_lines():
        owed[line.seller, line.payable_on.replace(day=1)] += line.owed
    return dict(owed)


def owed_in(month: date) -> dict[str, Owed]:
    """Tell what each seller is owed for one month."""
    return {
        seller: owed for (seller, when), owed in owed_by_seller_and_month().items() if when == month
    }


def payment_differences() -> dict[str, Decimal]:
    """Tell, per order that has items, by how much the payments miss price + freight.

    Orders without items are left out: whatever was paid for them has nothing to compare with.
    """
    due: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in items():
        due[item["order_id"]] += Decimal(item["price"]) + Decimal(item["freight_value"])
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payment in payments():
        paid[payment["order_id"]] += Decimal(payment["payment_value"])
    return {order: paid[order] - sum_ for order, sum_ in due.items() if paid[order] != sum_}


def orders_without_items() -> set[str]:
    """Tell the orders that no item belongs to."""
    return {order["order_id"] for order in orders()} - {item["order_id"] for item in items()}


def delivered_without_date() -> set[str]:
    """Tell the delivered orders whose day of delivery nobody wrote down."""
    return {
        order["order_id"]
        for order in orders()
        if order["order_status"] == "delivered" and not order["order_delivered_customer_date"]
    }


def figures() -> dict[str, object]:
    """Count what an import must find."""
    differences = payment_differences().values()
    return {
        "orders": len(orders()),
        "items": len(items()),
        "payments": len(payments()),
        "sellers": len(rows("olist_sellers_dataset.csv")),
        "products": len(rows("olist_products_dataset.csv")),
        "people": len({row["customer_unique_id"] for row in rows("olist_customers_dataset.csv")}),
        "orders by status": dict(Counter(order["order_status"] for order in orders())),
        "payments by type": dict(Counter(row["payment_type"] for row in payments())),
        "orders without items": len(orders_without_items()),
        "delivered without date": len(delivered_without_date()),
        "orders that paid another sum": len(differences),
        "sum of the differences": sum(differences),
        "sum of prices": sum(Decimal(item["price"]) for item in items()),
        "sum of freight": sum(Decimal(item["freight_value"]) for item in items()),
        "sum of payments": sum(Decimal(row["payment_value"]) for row in payments()),
    }


def _signed_on(order: dict[str, str]) -> date:
    naive = datetime.fromisoformat(order["order_delivered_customer_date"])
    return naive.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE).date()


def _print_figures() -> None:
    for name, figure in figures().items():
        print(f"{name:30} {figure}")
    owed = owed_by_seller_and_month()
    print(
        f"\n{'month':10} {'sellers':>8} {'lines':>6} {'gross':>12} {'commission':>11} {'net':>12}"
    )
    for month in sorted({when for _, when in owed}):
        of_month = [sum_ for (_, when), sum_ in owed.items() if when == month]
        _print_total(f"{month:%Y-%m}", of_month)
    _print_total("2017-2018", [sum_ for (_, when), sum_ in owed.items() if when in MONTHS])


def _print_total(name: str, owed: list[Owed]) -> None:
    total = sum(owed, Owed())
    print(
        f"{name:10} {len(owed):8} {total.line_count:6} {total.gross:12} "
        f"{total.commission:11} {total.net:12}"
    )


if __name__ == "__main__":
    _print_figures()
