"""Questions asked of order reports; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.party.models import Party
from plugins.orders.channel.models import Channel, ChannelKind, Store
from plugins.orders.dealer.models import Dealer
from plugins.orders.ledger.models import Order
from plugins.orders.ledger.models import State as OrderState
from plugins.orders.report.models import Report, ReportLine


def all_reports() -> Select[Report]:
    """Every report with its dealer's party."""
    return (
        select(Report)
        .join(Dealer, Dealer.id == Report.dealer_id)
        .join(Party, Party.id == Dealer.party_id)
    )


def report(report_id: int) -> Select[Report]:
    """One report with all that its page shows."""
    return (
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.dealer).joinedload(Dealer.user),
            joinedload(Report.dealer).joinedload(Dealer.party),
            joinedload(Report.dealer).joinedload(Dealer.store),
            joinedload(Report.matched_by),
            joinedload(Report.order),
            selectinload(Report.lines).joinedload(ReportLine.product),
        )
    )


def locked(report_id: int) -> Select[Report]:
    """The same; nobody else changes the report until the transaction ends."""
    return report(report_id).with_for_update(of=Report).execution_options(populate_existing=True)


def to_close(signed_until: date) -> Select[int]:
    """The reported orders that nobody can return any more."""
    return (
        select(Order.id)
        .join(Store, Store.id == Order.store_id)
        .join(Channel, Channel.id == Store.channel_id)
        .where(
            Order.state == OrderState.DELIVERED,
            Order.signed_on <= signed_until,
            Channel.kind == ChannelKind.ORDER_REPORT,
        )
    )


def differing() -> Select[str]:
    """The approved reports whose order has another total."""
    return (
        select(Report.number)
        .join(Order, Order.id == Report.order_id)
        .where(Report.total != Order.total)
        .order_by(Report.number)
        .limit(20)
    )
