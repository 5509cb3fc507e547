"""Back-tests the restock policy on a year of a real shop, beside two policies that never learn.

The data are UCI Online Retail, found through BUMEN_ACCEPTANCE_DATA: the last 120 days of the
1,000 products that sold most units before them.  Every evening each policy sees what it sold so
far, never what it could not sell, and may order; what it orders stands on the shelf nine mornings
later.  Unmet demand is lost.  Returned units go back on the shelf as far as they were sold.

- bumen: demand, levels and quantity by the rules and the default settings of plugins.catalog,
  anew each evening from the last days in stock.
- min/max: the same formulae, once, from all days before the first evening.
- fixed quantity: that minimum; each order is a week of demand, or a multiple that suffices.

Each policy is swept over service levels, so that curves are compared and not single settings.
The intervals (95 %) come from drawing the products again.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import os
import random
import tomllib
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import mul
from pathlib import Path

from plugins import catalog
from plugins.catalog.demand import rules as demand
from plugins.catalog.policy import rules as policy

FILE = "uci_online_retail/online_retail.csv.gz"
DAYS, PRODUCTS = 120, 1000
LEAD_DAYS = 9
MANIFEST = Path(str(catalog.__file__)).with_name("plugin.toml")
SETTINGS = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["settings"]
REVIEW_DAYS = SETTINGS["catalog.review_days"]["default"]
ORDER_DAYS = SETTINGS["catalog.order_days"]["default"]
WINDOW_DAYS = SETTINGS["catalog.window_days"]["default"]
SERVICES = (0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999)
ONE = Decimal(1)
DRAWS, SEED = 1000, 20111209
PLACES = 6

Decide = Callable[[list[float]], tuple[int, Callable[[int], int]]]


@dataclass(frozen=True)
class Product:
    """What happened to a product: a mean price, and net units by day."""

    price: float
    before: list[int]
    after: list[int]


@dataclass(frozen=True)
class Played:
    """What came of a policy for one product."""

    wanted: int
    sold: int
    value: float
    orders: int


def products(path: Path, *, back: int) -> list[Product]:
    """Return the products that sold most before the first evening; ``back`` moves it back."""
    units: dict[str, Counter[date]] = defaultdict(Counter)
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        rows = [
            (row["StockCode"].upper(), date.fromisoformat(row["InvoiceDate"][:10]),
             int(float(row["Quantity"])), float(row["UnitPrice"]))
            for row in csv.DictReader(lines)
            # Codes of postage, samples and corrections begin with a letter.
            if row["StockCode"][0].isdigit() and float(row["UnitPrice"]) > 0
        ]  # fmt: skip
    first = min(row[1] for row in rows)
    start = max(row[1] for row in rows) - timedelta(days=DAYS - 1 + back)
    bought: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for code, day, quantity, price in rows:
        units[code][day] += quantity
        if day < start and quantity > 0:
            bought[code] += quantity
            money[code] += quantity * price
    history = (start - first).days
    net = {
        code: [by_day[first + timedelta(days=day)] for day in range(history + DAYS)]
        for code, by_day in units.items()
    }
    best = sorted(net, key=lambda code: (-sum(net[code][:history]), code))[:PRODUCTS]
    return [product(net[code], history, money[code] / bought[code]) for code in best]


def product(net: list[int], history: int, price: float) -> Product:
    # Days before the first sale say nothing of demand.
    listed = next(day for day, units in enumerate(net) if units > 0)
    return Product(price, net[listed:history], net[history:])


def levels(days: list[float], service: float) -> tuple[float, policy.Levels]:
    told = demand.estimate(days)
    return told.daily, policy.levels(
        daily=told.daily,
        deviation=told.deviation,
        lead_days=LEAD_DAYS,
        lead_deviation=0,
        review_days=REVIEW_DAYS,
        order_days=ORDER_DAYS,
        service=service,
    )


def up_to(target: int) -> Callable[[int], int]:
    def quantity(position: int) -> int:
        wanted = policy.quantity(position=Decimal(position), target=target, minimum=ONE, pack=ONE)
        return int(wanted)

    return quantity


def bumen(service: float, _before: list[int]) -> Decide:
    def decide(seen: list[float]) -> tuple[int, Callable[[int], int]]:
        _daily, told = levels(seen[-WINDOW_DAYS:], service)
        return told.point, up_to(told.target)

    return decide


def min_max(service: float, before: list[int]) -> Decide:
    _daily, told = levels([float(units) for units in before], service)
    return lambda _seen: (told.point, up_to(told.target))


def fixed_quantity(service: float, before: list[int]) -> Decide:
    daily, told = levels([float(units) for units in before], service)
    week = max(1, round(daily * ORDER_DAYS))
    return lambda _seen: (
        told.point,
        lambda position: week * (math.floor((told.point - position) / week) + 1),
    )


POLICIES = {"bumen": bumen, "min/max": min_max, "fixed quantity": fixed_quantity}


def play(one: Product, decide: Decide) -> Played:
    """Live through the days; nobody looks ahead."""
    seen = [float(units) for units in one.before]
    point, quantity = decide(seen)
    # Every policy begins with what it would wish to have.
    on_hand = point + quantity(point)
    coming: dict[int, int] = {}
    kept = wanted = sold = given = orders = 0
    for day, units in enumerate(one.after):
        on_hand += coming.pop(day, 0)
        morning = on_hand
        moved = min(units, on_hand) if units >= 0 else -min(-units, given)
        if units > 0:
            wanted, sold = wanted + units, sold + moved
        on_hand, given, kept = on_hand - moved, given + moved, kept + on_hand - moved
        if morning > 0 or moved:
            seen.append(float(moved))
        point, quantity = decide(seen)
        position = on_hand + sum(coming.values())
        if policy.is_due(Decimal(position), point) and (ordered := quantity(position)):
            coming[day + LEAD_DAYS] = ordered
            orders += 1
    return Played(wanted, sold, kept / len(one.after) * one.price, orders)


@dataclass(frozen=True)
class Sweep:
    """A policy at one service level, by product."""

    name: str
    service: float
    played: list[Played]

    def at(self, weights: list[int]) -> tuple[float, float]:
        """Return stock value and fill rate of a draw of the products."""
        wanted = sum(map(mul, weights, (one.wanted for one in self.played)))
        sold = sum(map(mul, weights, (one.sold for one in self.played)))
        return sum(map(mul, weights, (one.value for one in self.played))), sold / wanted


def sweep(name: str, service: float, stock: list[Product]) -> Sweep:
    return Sweep(name, service, [play(one, POLICIES[name](service, one.before)) for one in stock])


def fill_at(curve: list[tuple[float, float]], value: float) -> float:
    """Return the fill rate of a curve at a stock value, on the line through its neighbours."""
    curve = sorted(curve)
    place = min(max(bisect(curve, (value, 0.0)), 1), len(curve) - 1)
    (left, low), (right, high) = curve[place - 1 : place + 1]
    return low + (high - low) * (value - left) / (right - left)


def interval(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[int(len(ordered) * 0.025)], ordered[int(len(ordered) * 0.975)]


def draws(count: int) -> list[list[int]]:
    chance = random.Random(SEED)
    drawn = [Counter(chance.choices(range(count), k=count)) for _draw in range(DRAWS)]
    return [[one[place] for place in range(count)] for one in drawn]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--back", type=int, default=0, help="days that the test begins earlier")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    path = Path(os.environ.get("BUMEN_ACCEPTANCE_DATA", "")) / FILE
    if not path.is_file():
        print(f"BUMEN_ACCEPTANCE_DATA names no folder with {FILE}: nothing was measured.")
        return
    stock = products(path, back=chosen.back)
    with ProcessPoolExecutor(chosen.workers) as pool:
        tasks = [
            pool.submit(sweep, name, service, stock) for name in POLICIES for service in SERVICES
        ]
        sweeps = [task.result() for task in tasks]
    weights = draws(len(stock))
    drawn = [[one.at(draw) for one in sweeps] for draw in weights]
    whole = [one.at([1] * len(stock)) for one in sweeps]
    show_settings(sweeps, whole, drawn)
    show_comparison(sweeps, whole, drawn)


Points = list[tuple[float, float]]


def show_settings(sweeps: list[Sweep], whole: Points, drawn: list[Points]) -> None:
    print(f"{len(sweeps[0].played):,} products, {DAYS} days, lead time {LEAD_DAYS} days")
    print(
        "policy          service    fill rate (95 %)        stock value (95 %)             orders"
    )
    for place, (one, (value, fill)) in enumerate(zip(sweeps, whole, strict=True)):
        least, most = interval([draw[place][1] for draw in drawn])
        low, high = interval([draw[place][0] for draw in drawn])
        print(
            f"{one.name:15} {one.service:7.3f}   {fill:6.1%} ({least:.1%} to {most:.1%})   "
            f"{value:9,.0f} ({low:9,.0f} to {high:9,.0f}) "
            f"{sum(played.orders for played in one.played):8,}"
        )


def show_comparison(sweeps: list[Sweep], whole: Points, drawn: list[Points]) -> None:
    """Print the fill rates at equal stock values, over the range that all curves share.

    Each draw has a range of its own: with dearer products all curves move, and beyond its end a
    curve is unknown.
    """
    told, chances = filled(sweeps, whole), [filled(sweeps, draw) for draw in drawn]
    for other in [name for name in POLICIES if name != "bumen"]:
        better = 0
        print(f"bumen against {other}, fill rate at the same average stock value:")
        for place in range(PLACES):
            ours, theirs = told["bumen"][place], told[other][place]
            least, most = interval([one["bumen"][place] - one[other][place] for one in chances])
            better += least > 0
            print(
                f"  {told['value'][place]:9,.0f}: {ours:6.1%} and {theirs:6.1%}, "
                f"{ours - theirs:+.1%} ({least:+.1%} to {most:+.1%})"
            )
        print(f"  bumen fills more at {better} of {PLACES} stock values, beyond chance")


def filled(sweeps: list[Sweep], points: Points) -> dict[str, list[float]]:
    """Return the fill rates of each policy at some values between those that all curves reach."""
    curves = {
        name: [point for one, point in zip(sweeps, points, strict=True) if one.name == name]
        for name in POLICIES
    }
    low = max(min(curve)[0] for curve in curves.values())
    high = min(max(curve)[0] for curve in curves.values())
    values = [low + (high - low) * step / (PLACES - 1) for step in range(PLACES)]
    return {"value": values} | {
        name: [fill_at(curve, value) for value in values] for name, curve in curves.items()
    }


if __name__ == "__main__":
    main()
