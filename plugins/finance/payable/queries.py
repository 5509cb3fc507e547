"""The set-based questions that turn offered lines into lines of statements.

Amounts are worked out inside the database on whole hundredths and millionths, so that a million
lines need no loop; ``plugins.finance.payable.rules`` says the same in Python, and a test
compares both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CreateTableAs,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from core.clock import Period, PeriodKind
from core.db import Money, Rate
from core.expressions import add_days, divide_half_up
from core.party.models import Party
from core.rows import EVERY_ROW
from plugins.finance.contract import RECEIPT, PayableSource
from plugins.finance.settlement.models import Feeds, Kind, Line, LineState, Run, Statement
from plugins.finance.settlement.queries import closed_suppliers, open_statements, whole
from plugins.finance.terms.models import (
    SINCE_EVER,
    AgreedCost,
    Basis,
    CategoryRate,
    Event,
    Mode,
    Terms,
)

MILLION = 1_000_000
THOUSAND = 1_000
WITH_FREIGHT = (Basis.PRICE_FREIGHT, Basis.PAID_FREIGHT)
NET_OF_DISCOUNT = (Basis.PAID, Basis.PAID_FREIGHT)
LINE_FIELDS = (
    "statement_id",
    "supplier_id",
    "terms_id",
    "source",
    "source_id",
    "kind",
    "feeds",
    "refund_of_id",
    "reference",
    "product_code",
    "description",
    "category",
    "event_on",
    "eligible_on",
    "quantity",
    "paid",
    "goods",
    "freight",
    "gross",
    "commission_base",
    "rate",
    "commission",
    "net",
    "state",
    "dispute_reason",
)


def candidates(source: PayableSource, period: Period) -> Subquery:
    """The lines of a source that belong into a run of a period and were never taken.

    A line belongs to the period in which it becomes payable; one that became known after its
    own period had been run follows in the next.
    """
    s = source.lines.subquery("offered")
    specific, default, terms = aliased(Terms), aliased(Terms), aliased(Terms)
    day = func.coalesce(s.c.signed_on, s.c.paid_on)
    event_on = case(
        (and_(terms.event == Event.PAID, s.c.kind != RECEIPT), s.c.paid_on), else_=s.c.signed_on
    )
    eligible_on = add_days(event_on, terms.after_sale_days + 1)
    taken = exists().where(
        Line.source == source.name, Line.source_id == s.c.source_id, Line.kind != Kind.REFUND
    )
    return (
        select(
            *s.c,
            terms.id.label("terms_id"),
            terms.mode.label("mode"),
            event_on.label("event_on"),
            eligible_on.label("eligible_on"),
        )
        .outerjoin(
            specific,
            and_(
                specific.supplier_id == s.c.supplier_id,
                specific.valid_from <= day,
                specific.valid_to > day,
            ),
        )
        .outerjoin(
            default,
            and_(default.supplier_id.is_(None), default.valid_from <= day, default.valid_to > day),
        )
        .join(terms, terms.id == func.coalesce(specific.id, default.id))
        .where(
            eligible_on < period.end,
            or_(eligible_on >= period.start, _was_run(eligible_on, period)),
            terms.period_kind.in_((period.kind, PeriodKind.CUSTOM)),
            (terms.mode == Mode.BOUGHT) == (s.c.kind == RECEIPT),
            ~taken,
            s.c.supplier_id.not_in(closed_suppliers(period)),
        )
        .subquery("candidate")
    )


def _was_run(eligible_on: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return exists().where(
        Run.kind == period.kind,
        Run.period_to <= period.start,
        Run.period_from <= eligible_on,
        Run.period_to > eligible_on,
    )


def worked_out(source: PayableSource, period: Period) -> Subquery:
    """The candidates of a source with the amounts that their terms make of them."""
    c = candidates(source, period)
    by_commission = Terms.mode == Mode.COMMISSION
    cost = divide_half_up(
        whole(func.coalesce(AgreedCost.unit_cost, c.c.unit_cost)) * whole(c.c.quantity), THOUSAND
    )
    # A receipt has its sum on it; a unit of it may cost a fraction of a cent.
    received = case((c.c.kind == RECEIPT, whole(c.c.price)))
    base = _basis(Terms.commission_on, c) + _freight(Terms.commission_on, c)
    rate = whole(func.coalesce(CategoryRate.rate, Terms.rate))
    return (
        select(
            *c.c,
            case(
                (by_commission, _basis(Terms.basis, c)), else_=func.coalesce(cost, received)
            ).label("goods"),
            case((by_commission, _freight(Terms.basis, c)), else_=0).label("counted_freight"),
            case((by_commission, base), else_=0).label("base"),
            case((by_commission, rate), else_=0).label("rate"),
        )
        .join(Terms, Terms.id == c.c.terms_id)
        .outerjoin(
            CategoryRate,
            and_(CategoryRate.terms_id == Terms.id, CategoryRate.category == c.c.category),
        )
        .outerjoin(
            AgreedCost,
            and_(AgreedCost.terms_id == Terms.id, AgreedCost.product_code == c.c.product_code),
        )
        .subquery("worked")
    )


def due(source: PayableSource, period: Period, place: int) -> CreateTableAs:
    """The candidates of a source with their amounts, as a table for this transaction alone.

    They take long to find and are asked for several times.

    :param place: tells the table of one source from that of another.
    """
    return select(worked_out(source, period)).into(f"finance_due_{place}", temporary=True)


def suppliers_due(due: Table) -> Select[int]:
    """The suppliers for whom there are lines to settle."""
    return select(due.c.supplier_id).where(due.c.goods.is_not(None)).distinct()


def without_cost(due: Table) -> Select[str]:
    """The products that are paid at cost while nobody agreed on one; their lines wait."""
    return select(due.c.product_code).where(due.c.goods.is_(None)).distinct()


def lines_to_settle(due: Table, source: PayableSource, period: Period) -> Select[*tuple[Any, ...]]:
    """The new lines of a source, worked out, in the order of ``LINE_FIELDS``.

    A sold line without an agreed cost has no amount, and waits until a cost is agreed.
    """
    w = due.c
    commission = divide_half_up(w.base * w.rate, MILLION)
    gross = w.goods + w.counted_freight
    feeds = case(
        (w.eligible_on < period.start, literal(Feeds.ADJUSTMENTS, Line.feeds.type)),
        else_=literal(Feeds.EARNED, Line.feeds.type),
    )
    return (
        select(
            Statement.id,
            w.supplier_id,
            w.terms_id,
            literal(source.name),
            w.source_id,
            type_coerce(w.kind, Line.kind.type),
            feeds,
            null(),
            w.reference,
            w.product_code,
            w.description,
            w.category,
            w.event_on,
            w.eligible_on,
            w.quantity,
            w.paid,
            *(type_coerce(one, Money) for one in (w.goods, w.counted_freight, gross, w.base)),
            type_coerce(w.rate, Rate),
            *(type_coerce(one, Money) for one in (commission, gross - commission)),
            literal(LineState.OPEN, Line.state.type),
            literal(""),
        )
        .join(Statement, Statement.supplier_id == w.supplier_id)
        .where(Statement.id.in_(open_statements(period).with_only_columns(Statement.id)))
        .where(w.goods.is_not(None))
    )


def _basis(basis: Any, c: Subquery) -> ColumnElement[int]:
    return case(
        (basis.in_(NET_OF_DISCOUNT), whole(c.c.price) - whole(c.c.seller_discount)),
        else_=whole(c.c.price),
    )


def _freight(basis: Any, c: Subquery) -> ColumnElement[int]:
    return case((basis.in_(WITH_FREIGHT), whole(c.c.freight)), else_=0)


def without_terms(source: PayableSource, period: Period) -> Select[str]:
    """The codes of suppliers who have lines but neither terms of their own nor default ones."""
    s = source.lines.subquery("offered")
    day = func.coalesce(s.c.signed_on, s.c.paid_on)
    valid = and_(Terms.valid_from <= day, Terms.valid_to > day)
    by_default = exists().where(Terms.supplier_id.is_(None), valid)
    by_own = exists().where(Terms.supplier_id == s.c.supplier_id, valid)
    # Terms follow each other without a gap; with these there is no line to look at.
    always = exists().where(Terms.supplier_id.is_(None), Terms.valid_from == SINCE_EVER)
    return (
        select(Party.code)
        .distinct()
        .join(s, s.c.supplier_id == Party.id)
        .where(~always, ~by_default, ~by_own, day < period.end)
        .order_by(Party.code)
        .execution_options(**EVERY_ROW)
    )
