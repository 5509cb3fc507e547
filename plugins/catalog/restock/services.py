"""What a restock run does.  Services flush; they never commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import hooks
from core.db import lock
from core.errors import BusinessError
from core.setting import services as settings
from core.user.models import User
from plugins.catalog.demand import rules as demand
from plugins.catalog.demand.rules import Demand
from plugins.catalog.order import queries as orders
from plugins.catalog.request import queries as requests
from plugins.catalog.stock import queries as stock
from plugins.catalog.stock import services as stock_services
from plugins.catalog.stock.models import Kind
from plugins.catalog.suggestion import queries
from plugins.catalog.suggestion.models import Suggestion
from plugins.catalog.suggestion.rules import NOTHING, Day, Terms, days_in_stock, need
from plugins.catalog.suggestion.services import LOCK
from plugins.catalog.supply import queries as supplies
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

LEAST_SERVICE, MOST_SERVICE = Decimal("0.5"), Decimal("0.9999")


@dataclass
class Outcome:
    """What a run did with the suggestions of all warehouses."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def text(self) -> str:
        """What was done, in one sentence."""
        return _(
            "Suggestions: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, "
            "%(withdrawn)s no longer needed.",
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            withdrawn=self.withdrawn,
        )


@dataclass(frozen=True)
class Policy:
    """How the company restocks."""

    window_days: int
    review_days: int
    order_days: int
    service: Decimal


@dataclass
class Shelf:
    """What is known of a warehouse on one day, by product."""

    on_hand: Mapping[int, Decimal]
    moved: Mapping[int, Mapping[date, Day]]
    committed: Mapping[int, Decimal]
    wished: Mapping[int, Decimal]
    coming: Mapping[int, list[tuple[Decimal, date | None]]]
    demands: dict[int, Demand] = field(default_factory=dict)

    def on_order(self, product_id: int, until: date) -> Decimal:
        """Return what is asked for, or ordered and expected until a day."""
        come = sum(
            (
                units
                for units, day in self.coming.get(product_id, ())
                if day is None or day <= until
            ),
            NOTHING,
        )
        return self.wished.get(product_id, NOTHING) + come


def run(session: Session, *, by: User, on: date) -> Outcome:
    """Suggest what to restock, by the figures of a day; the same run again changes nothing."""
    lock(session, LOCK)
    stock_services.post_sales(session)
    policy = _policy(session)
    outcome = Outcome()
    for warehouse in session.scalars(warehouses.open_ones()).all():
        _run(session, warehouse, policy, outcome, on)
    session.flush()
    return outcome


def _policy(session: Session) -> Policy:
    """Return how the company restocks.

    :raises BusinessError: if the settings make no sense.
    """
    names = ("window_days", "review_days", "order_days", "service_level")
    told = settings.read(session, *(f"catalog.{name}" for name in names))
    window, review, lasting, service = told.values()
    policy = Policy(int(window), int(review), int(lasting), Decimal(str(service)))
    if not LEAST_SERVICE <= policy.service <= MOST_SERVICE:
        raise BusinessError(_("The service level of the settings lies between 50 %% and 99.99 %%."))
    if policy.window_days < demand.FEWEST_DAYS or policy.review_days < 1:
        raise BusinessError(
            _("The settings look at 14 days at least, and at the stock once a day at most.")
        )
    return policy


def _run(
    session: Session, warehouse: Warehouse, policy: Policy, outcome: Outcome, on: date
) -> None:
    shelf = _shelf(session, warehouse, policy, on)
    offers = [
        row for row in session.execute(supplies.restockable()) if row.product_id in shelf.on_hand
    ]
    _estimate(shelf, offers, policy, on)
    resting = set(session.scalars(queries.resting(warehouse.id, on)))
    stored = {one.product_id: one for one in session.scalars(queries.open_of(warehouse.id))}
    for offer in offers:
        figures = _figures(shelf, offer, policy, on)
        if figures["quantity"] and offer.product_id not in resting:
            facts = {"product_id": offer.product_id, "warehouse_id": warehouse.id, **figures}
            _keep(session, stored.pop(offer.product_id, None), facts, outcome, on=on)
    for one in stored.values():
        one.move("withdraw")
        outcome.withdrawn += 1


def _figures(shelf: Shelf, offer: Any, policy: Policy, on: date) -> dict[str, Any]:
    """Return what one product lacks, with every figure that it follows from."""
    terms = Terms(
        offer.lead_days,
        offer.lead_deviation,
        offer.minimum,
        offer.pack,
        policy.review_days,
        policy.order_days,
        policy.service,
    )
    on_hand = shelf.on_hand[offer.product_id]
    committed = shelf.committed.get(offer.product_id, NOTHING)
    on_order = shelf.on_order(offer.product_id, on + timedelta(days=offer.lead_days))
    told = shelf.demands[offer.product_id]
    lacking = need(told, terms, on_hand - committed + on_order)
    return {
        "supply_id": offer.id,
        "label": f"{offer.title} ({offer.code})",
        "window_days": policy.window_days,
        "days": told.days,
        "pattern": told.pattern,
        "is_prior": told.is_prior,
        "on_hand": on_hand,
        "committed": committed,
        "on_order": on_order,
        **asdict(terms),
        **asdict(lacking),
    }


def _keep(
    session: Session, one: Suggestion | None, facts: dict[str, Any], outcome: Outcome, *, on: date
) -> None:
    if one is None:
        session.add(Suggestion(computed_on=on, **facts))
        outcome.added += 1
    elif any(getattr(one, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(one, name, value)
        one.computed_on = on
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _shelf(session: Session, warehouse: Warehouse, policy: Policy, on: date) -> Shelf:
    since = on - timedelta(days=policy.window_days - 1)
    moved: dict[int, dict[date, Day]] = defaultdict(dict)
    for product_id, day, kind, units in session.execute(stock.by_day(warehouse.id, since, on)):
        before = moved[product_id].get(day, Day())
        sold = -units if kind in {Kind.SALE, Kind.RETURN} else NOTHING
        came = units if units > 0 and kind is not Kind.RETURN else NOTHING
        moved[product_id][day] = Day(before.net + units, before.sold + sold, before.came + came)
    coming: dict[int, list[tuple[Decimal, date | None]]] = defaultdict(list)
    for product_id, units, expected in session.execute(orders.outstanding(warehouse.id)):
        coming[product_id].append((units, expected))
    return Shelf(
        {key: units for key, units in session.execute(stock.on_hand(warehouse.id, on))},
        moved,
        _committed(session) if warehouse.ships else {},
        {key: units for key, units in session.execute(requests.wished(warehouse.id))},
        coming,
    )


def _committed(session: Session) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for answer in hooks.call("catalog_sales_source", stock_services.sales_source):
        for product_id, units in session.execute(stock.committed(answer.result.committed)):
            found[product_id] += units
    return found


def _estimate(shelf: Shelf, offers: list[Any], policy: Policy, on: date) -> None:
    """Estimate the demand of each product, of young ones by their category."""
    start = on - timedelta(days=policy.window_days - 1)
    series = {
        offer.product_id: days_in_stock(
            shelf.moved.get(offer.product_id, {}),
            shelf.on_hand[offer.product_id],
            since=max(start, offer.listed_on or start),
            on=on,
        )
        for offer in offers
    }
    by_category: dict[str, list[Demand]] = defaultdict(list)
    for offer in offers:
        days = series[offer.product_id]
        if len(days) >= demand.FEWEST_DAYS:
            by_category[offer.category].append(demand.estimate(days))
    priors = {category: demand.pooled(known) for category, known in by_category.items()}
    shelf.demands |= {
        offer.product_id: demand.estimate(series[offer.product_id], priors.get(offer.category))
        for offer in offers
    }
