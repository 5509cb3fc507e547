"""The conditions on rows of some stores, for people who are limited to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from core.approval.models import NOTICES, Approval
from core.db import Model
from core.history.models import Entry
from core.notification.models import Notification
from plugins.orders.channel.models import Store
from plugins.orders.dealer.models import Dealer
from plugins.orders.discount.models import Discount, DiscountShare
from plugins.orders.exchange.models import Exchange
from plugins.orders.ledger.models import Line, Order, OrderVersion, Payment
from plugins.orders.points.models import Points
from plugins.orders.receipt.models import Receipt
from plugins.orders.refund.models import Refund, RefundLine, RefundTender
from plugins.orders.report.models import Report, ReportLine
from plugins.orders.shipment.models import Event, Shipment
from plugins.orders.store_limit.models import StoreLimit

# By which column each model comes to its store, by itself or by another that is named here.
WAYS: dict[type[Model], str] = {
    Store: "id",
    Order: "store_id",
    Line: "order_id",
    Payment: "order_id",
    OrderVersion: "order_id",
    Discount: "order_id",
    DiscountShare: "discount_id",
    Refund: "order_id",
    RefundLine: "refund_id",
    RefundTender: "refund_id",
    Exchange: "order_id",
    Shipment: "order_id",
    Event: "shipment_id",
    Receipt: "store_id",
    Dealer: "store_id",
    Report: "dealer_id",
    ReportLine: "report_id",
    Points: "order_id",
    StoreLimit: "store_id",
}
COLUMNS = {cast(Table, model.__table__): name for model, name in WAYS.items()}
STORES = cast(Table, Store.__table__)
# What approvals and the audit trail tell of, by the words that they use for it.
SIGNED = {"orders.refund": Refund.__table__, "orders.report": Report.__table__}
TRAILED = {table.name: table for table in COLUMNS}
RESTRICTED = frozenset({*WAYS, Approval, Notification, Entry})


def of_stores(model: type[Model], stores: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on the rows of a restricted model that belong to some stores.

    What belongs to no order at all, as some points do, is of no store and no secret of one.
    """
    if model is Approval:
        return _about(Approval.kind, Approval.record_id, SIGNED, stores)
    if model is Notification:
        return _told(stores)
    if model is Entry:
        return _about(Entry.model, Entry.record_id, TRAILED, stores)
    return _within(getattr(model, WAYS[model]), cast(Table, model.__table__), stores)


def _told(stores: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on notifications: of approvals only those that are seen themselves."""
    asked = cast(Table, Approval.__table__).c
    seen = select(asked.id).where(_about(asked.kind, asked.record_id, SIGNED, stores))
    return or_(
        Notification.notice.not_in([one.name for one in NOTICES]),
        Notification.record_id.in_(seen.correlate(None)),
    )


def _about(
    kind: Any, key: Any, tables: Mapping[str, Any], stores: Collection[int]
) -> ColumnElement[bool]:
    """Return the condition on rows that tell of others: of ours only those of the stores."""
    ours = (and_(kind == name, key.in_(_keys(table, stores))) for name, table in tables.items())
    return or_(kind.not_in(list(tables)), *ours)


def _within(column: Any, table: Table, stores: Collection[int]) -> ColumnElement[bool]:
    own = table.c[COLUMNS[table]]
    if table is STORES:
        return cast("ColumnElement[bool]", column.in_(stores))
    parent = next(iter(own.foreign_keys)).column.table
    found = column.in_(stores if parent is STORES else _keys(parent, stores))
    return or_(column.is_(None), found) if own.nullable else found


def _keys(table: Any, stores: Collection[int]) -> Select[int]:
    # On bare tables, which no further rule is added to; and the question around this one, which
    # may read the same table, is another matter.
    inside = _within(table.c[COLUMNS[table]], table, stores)
    return select(table.c.id).where(inside).correlate(None)
