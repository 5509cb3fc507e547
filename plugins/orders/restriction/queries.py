"""The conditions on rows of some stores, for people who are limited to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, not_, or_, select

from core.approval.models import Approval
from core.approval_notice.services import NOTICES
from core.attachment.models import Attachment
from core.channel.models import Message
from core.comment.models import Comment
from core.comment.services import MENTIONED
from core.db import Model
from core.history.models import Entry
from core.import_run.models import ImportRow, ImportRun
from core.notification.models import Notification
from core.user.models import User
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
STORES, RUNS = cast(Table, Store.__table__), cast(Table, ImportRun.__table__)
ASKED = cast(Table, Approval.__table__)
# What approvals, comments, files and the audit trail tell of, by the words that they use for it.
SIGNED = {"orders.refund": Refund.__table__, "orders.report": Report.__table__}
NAMED = {table.name: table for table in COLUMNS}
HANGING = [cast(Table, one.__table__) for one in (Comment, Attachment)]
IMPORTER, EVENT = "orders", "import"
Condition = ColumnElement[bool]


def of_stores(model: type[Model], stores: Collection[int], user: User) -> Condition:
    """Return the condition on the rows of a restricted model that belong to some stores.

    What belongs to no order at all, as some points do, is of no store and no secret of one.
    """
    if model in WAYS:
        return _within(getattr(model, WAYS[model]), cast(Table, model.__table__), stores)
    return TELLING[model](model, stores, user)


def _to_be_signed(row: Any, stores: Collection[int], _user: User) -> Condition:
    return _about(row.kind, row.record_id, _keys_of(SIGNED, stores))


def _hanging(row: Any, stores: Collection[int], _user: User) -> Condition:
    return _about(row.table, row.record_id, _keys_of(NAMED, stores))


def _told(row: Any, stores: Collection[int], _user: User) -> Condition:
    told = dict.fromkeys([one.name for one in NOTICES], _asked(stores))
    told[MENTIONED.name] = _spoken(HANGING[0], stores)
    return _about(row.notice, row.record_id, told)


def _written(row: Any, stores: Collection[int], user: User) -> Condition:
    told = {
        **_keys_of(NAMED, stores),
        **{table.name: _spoken(table, stores) for table in HANGING},
    }
    # Steps and signatures stand in the trail under the approval that they belong to.
    signed = _about(row.owner, row.owner_id, {ASKED.name: _asked(stores)})
    # An import stands there as an event that names its files; its label begins with its kind.
    is_ours = and_(row.model == EVENT, row.label.startswith(f"{IMPORTER} "))
    imported = or_(not_(is_ours), row.actor_id == user.id)
    return and_(_about(row.model, row.record_id, told), signed, imported)


def _imported(row: Any, _stores: Collection[int], user: User) -> Condition:
    # A file may tell of any store, so what one sees is what one imported oneself.
    return or_(row.importer != IMPORTER, row.created_by_id == user.id)


def _row_of_file(row: Any, stores: Collection[int], user: User) -> Condition:
    seen = select(RUNS.c.id).where(_imported(RUNS.c, stores, user)).correlate(None)
    return cast(Condition, row.run_id.in_(seen))


def _asked(stores: Collection[int]) -> Select[int]:
    """Return the keys of the approvals that are seen."""
    seen = _about(ASKED.c.kind, ASKED.c.record_id, _keys_of(SIGNED, stores))
    return select(ASKED.c.id).where(seen).correlate(None)


def _spoken(table: Table, stores: Collection[int]) -> Select[int]:
    """Return the keys of the comments or files that are seen."""
    seen = _about(table.c.table, table.c.record_id, _keys_of(NAMED, stores))
    return select(table.c.id).where(seen).correlate(None)


def _about(kind: Any, key: Any, seen: Mapping[str, Select[int]]) -> Condition:
    """Return the condition on rows that tell of others: of these kinds only what is seen."""
    ours = (and_(kind == name, key.in_(keys)) for name, keys in seen.items())
    return or_(kind.not_in(list(seen)), *ours)


def _keys_of(tables: Mapping[str, Any], stores: Collection[int]) -> dict[str, Select[int]]:
    return {name: _keys(table, stores) for name, table in tables.items()}


def _within(column: Any, table: Table, stores: Collection[int]) -> Condition:
    own = table.c[COLUMNS[table]]
    if table is STORES:
        return cast(Condition, column.in_(stores))
    parent = next(iter(own.foreign_keys)).column.table
    found = column.in_(stores if parent is STORES else _keys(parent, stores))
    return or_(column.is_(None), found) if own.nullable else found


def _keys(table: Any, stores: Collection[int]) -> Select[int]:
    # On bare tables, which no further rule is added to; and the question around this one, which
    # may read the same table, is another matter.
    inside = _within(table.c[COLUMNS[table]], table, stores)
    return select(table.c.id).where(inside).correlate(None)


# Models of the core that tell of rows of ours, and the condition on each.
TELLING: dict[type[Model], Callable[[Any, Collection[int], User], Condition]] = {
    Approval: _to_be_signed,
    Comment: _hanging,
    Attachment: _hanging,
    Notification: _told,
    Message: _told,
    Entry: _written,
    ImportRun: _imported,
    ImportRow: _row_of_file,
}
RESTRICTED = frozenset({*WAYS, *TELLING})
