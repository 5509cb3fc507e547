"""The quantities and levels that cost least, where the costs of ordering and lacking are known.

Source of the formulae: rules.md §9 (Snyder and Shen, *Fundamentals of Supply Chain Theory*,
whose examples the documentation of stockpyl computes; Zheng and Federgruen 1991; Ehrhardt and
Mosier 1984; Wagner and Whitin 1958).

Costs have the same names everywhere: ``fixed`` for one order, ``holding`` for one unit on hand
and ``penalty`` for one unit lacking, both for the unit of time of the demand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

NORMAL = NormalDist()
CLOSE = 1e-10
ROUNDS = 1000


def economic_quantity(fixed: float, holding: float, demand: float) -> tuple[float, float]:
    """Return the economic order quantity and its cost."""
    return math.sqrt(2 * fixed * demand / holding), math.sqrt(2 * fixed * demand * holding)


def discounted_quantity(
    fixed: float, rate: float, demand: float, breaks: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Return the order quantity and its cost where all units get the price of their break.

    :param rate: holding cost as a share of the price.
    :param breaks: from which quantity on which price holds, in order.
    :raises ValueError: if there is no break.
    """
    offers: list[tuple[float, float]] = []
    ends = [start for start, _price in breaks[1:]] + [math.inf]
    for (start, price), end in zip(breaks, ends, strict=False):
        amount = max(economic_quantity(fixed, rate * price, demand)[0], start)
        # Beyond its end the next, lower price holds, which is asked in its turn.
        if amount < end:
            cost = price * demand + fixed * demand / amount + rate * price * amount / 2
            offers.append((cost, amount))
    if not offers:
        raise ValueError("There is no price for any quantity.")
    cost, amount = min(offers)
    return amount, cost


def newsvendor_normal(
    holding: float, penalty: float, mean: float, deviation: float
) -> tuple[float, float]:
    """Return the base stock for one period of normal demand, and its expected cost."""
    z = NORMAL.inv_cdf(penalty / (holding + penalty))
    return mean + z * deviation, (holding + penalty) * NORMAL.pdf(z) * deviation


def newsvendor_poisson(holding: float, penalty: float, mean: float) -> tuple[int, float]:
    """Return the base stock for one period of Poisson demand, and its expected cost."""
    ratio, level, chance = penalty / (holding + penalty), 0, poisson(0, mean)
    while chance < ratio:
        level += 1
        chance += poisson(level, mean)
    return level, poisson_cost(holding, penalty, mean, level)


def poisson_cost(holding: float, penalty: float, mean: float, level: int) -> float:
    """Return the expected cost of a period of Poisson demand that a stock, or a debt, meets."""
    left = sum((level - units) * poisson(units, mean) for units in range(level))
    return holding * left + penalty * (mean - level + left)


def poisson(units: int, mean: float) -> float:
    """Return the chance that just so many units are wanted."""
    return math.exp(units * math.log(mean) - mean - math.lgamma(units + 1))


def continuous_review(
    holding: float, penalty: float, fixed: float, demand: float, deviation: float, lead: float
) -> tuple[float, float]:
    """Return reorder point and quantity (r, Q) by the economic quantity with a safety stock."""
    amount, _cost = economic_quantity(fixed, holding, demand)
    z = NORMAL.inv_cdf(penalty / (penalty + holding))
    return demand * lead + z * deviation * math.sqrt(lead), amount


def least_inventory(
    holding: float, penalty: float, fixed: float, demand: float, deviation: float, lead: float
) -> tuple[float, float, float]:
    """Return (r, Q) and their cost by the expected-inventory-level approximation.

    :param penalty: for each unit lacking, however long.
    :raises ValueError: if holding is so dear that nothing should be kept.
    """
    mean, spread = demand * lead, deviation * math.sqrt(lead)
    amount, _cost = economic_quantity(fixed, holding, demand)
    lacking = 0.0
    for _round in range(ROUNDS):
        share = holding * amount / (penalty * demand)
        if share >= 1:
            raise ValueError("Holding costs more than lacking.")
        z = NORMAL.inv_cdf(1 - share)
        lacking = spread * (NORMAL.pdf(z) - z * (1 - NORMAL.cdf(z)))
        before, amount = amount, math.sqrt(2 * demand * (fixed + penalty * lacking) / holding)
        if abs(amount - before) < CLOSE:
            break
    kept = holding * (z * spread + amount / 2)
    return mean + z * spread, amount, kept + (fixed + penalty * lacking) * demand / amount


def poisson_levels(
    holding: float, penalty: float, fixed: float, mean: float
) -> tuple[int, int, float]:
    """Return reorder point and order-up-to level (s, S) and their cost for Poisson demand.

    This is the exact search of Zheng and Federgruen: S goes up as long as its period alone does
    not cost more than the best pair, and s follows.
    """

    def period(level: int) -> float:
        return poisson_cost(holding, penalty, mean, level)

    renewals = [1 / (1 - poisson(0, mean))]

    def average(point: int, target: int) -> float:
        while len(renewals) < target - point:
            place = len(renewals)
            steps = range(1, place + 1)
            before = sum(poisson(units, mean) * renewals[place - units] for units in steps)
            renewals.append(before * renewals[0])
        visits = renewals[: target - point]
        spent = sum(visit * period(target - units) for units, visit in enumerate(visits))
        return (fixed + spent) / sum(visits)

    best = newsvendor_poisson(holding, penalty, mean)[0]
    point = best - 1
    while average(point, best) > period(point):
        point -= 1
    target, cost = best, average(point, best)
    top = best + 1
    while period(top) <= cost:
        if average(point, top) < cost:
            target = top
            while average(point, target) <= period(point + 1):
                point += 1
            cost = average(point, target)
        top += 1
    return point, target, cost


def power_levels(
    holding: float, penalty: float, fixed: float, mean: float, deviation: float
) -> tuple[float, float]:
    """Return (s, S) by the power approximation of Ehrhardt and Mosier."""
    amount = 1.3 * mean**0.494 * (fixed / holding) ** 0.506 * (1 + (deviation / mean) ** 2) ** 0.116
    z = math.sqrt(amount * holding / (deviation * penalty))
    point = 0.973 * mean + deviation * (0.183 / z + 1.063 - 2.192 * z)
    return point, point + amount


def wagner_whitin(
    fixed: float, holding: float, demand: Sequence[float]
) -> tuple[dict[int, float], float]:
    """Return what to order in which period (counted from 1) and the least cost.

    :param demand: of each period, known in advance.
    """
    count = len(demand)
    cost = [math.inf] * count + [0.0]
    until = [count] * count
    for start in reversed(range(count)):
        carried = 0.0
        for end in range(start + 1, count + 1):
            carried += holding * (end - 1 - start) * demand[end - 1]
            total = fixed + carried + cost[end]
            if total < cost[start]:
                cost[start], until[start] = total, end
    orders, place = {}, 0
    while place < count:
        orders[place + 1] = sum(demand[place : until[place]])
        place = until[place]
    return orders, cost[0]
