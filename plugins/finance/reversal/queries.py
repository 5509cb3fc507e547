"""The set-based questions that turn refunds into negative lines of statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from core.clock import Period
from core.db import Money
from core.expressions import divide_half_up
from core.rows import EVERY_ROW
from plugins.finance.contract import PayableSource
from plugins.finance.payable.queries import WITH_FREIGHT
from plugins.finance.settlement.models import Feeds, Kind, Line, LineState, Statement
from plugins.finance.settlement.queries import closed_suppliers, open_statements, whole
from plugins.finance.terms.models import Mode, Terms


def _summed(source: PayableSource) -> Subquery:
    """The refunds of a source with the sums of each line up to and with each of them."""
    if source.refunds is None:
        raise ValueError(f"{source.name} offers no refunds")
    r = source.refunds.subquery("refund")
    window: dict[str, Any] = {"partition_by": r.c.line_source_id, "order_by": r.c.source_id}

    def after(column: Any) -> ColumnElement[int]:
        # PostgreSQL sums big integers to numeric, which it would not divide as whole numbers.
        return cast(func.sum(whole(column)).over(**window), BigInteger)

    return select(
        *r.c,
        after(r.c.quantity).label("quantity_after"),
        after(r.c.price).label("price_after"),
        after(r.c.freight).label("freight_after"),
    ).subquery("summed")


def pending_refunds(source: PayableSource, period: Period) -> Subquery:
    """The refunds of settled lines that no statement has taken, with what came before them.

    Refunds of one line follow each other by their key; the sums before and after each decide
    its share, so that all shares together are exactly the whole.
    """
    summed = _summed(source)
    taken = exists().where(
        Line.source == source.name,
        Line.source_id == summed.c.source_id,
        Line.kind == Kind.REFUND,
    )
    original = aliased(Line)
    # Asked for each refund: SQLite, which knows nothing of sizes, would otherwise begin a join
    # with all the lines that were ever settled.
    original_id = (
        select(Line.id)
        .where(
            Line.source == source.name,
            Line.source_id == summed.c.line_source_id,
            Line.kind != Kind.REFUND,
        )
        .correlate(summed)
        .scalar_subquery()
    )
    return (
        select(
            *summed.c,
            original.id.label("original_id"),
            original.supplier_id,
        )
        .join(original, original.id == original_id)
        .where(
            summed.c.refunded_on < period.end,
            ~taken,
            original.supplier_id.not_in(closed_suppliers(period)),
        )
        .subquery("pending")
    )


def suppliers_with_refunds(source: PayableSource, period: Period) -> Select[int]:
    """The suppliers from whom a source has refunds to take back, whoever settles."""
    asked = select(pending_refunds(source, period).c.supplier_id).distinct()
    return asked.execution_options(**EVERY_ROW)


def _share(of: Any, before: Any, after: Any, total: Any) -> ColumnElement[int]:
    """Return rounded(of × after ÷ total) less the same before, as ``rules.reversal``."""
    divisor = func.nullif(total, 0)
    return func.coalesce(
        divide_half_up(whole(of) * after, divisor) - divide_half_up(whole(of) * before, divisor), 0
    )


def worked_out(source: PayableSource, period: Period) -> Subquery:
    """The pending refunds of a source with their shares of the original lines, positive."""
    p = pending_refunds(source, period).c
    original, terms = aliased(Line), aliased(Terms)
    by_commission = terms.mode == Mode.COMMISSION
    # A line knows the freight that is settled; otherwise it is weighed by its goods alone.
    with_freight = and_(terms.commission_on.in_(WITH_FREIGHT), terms.basis.in_(WITH_FREIGHT))
    price_before = p.price_after - whole(p.price)
    charged_before = price_before + case(
        (with_freight, p.freight_after - whole(p.freight)), else_=0
    )
    charged_after = p.price_after + case((with_freight, p.freight_after), else_=0)
    charged = whole(original.paid) + case((with_freight, whole(original.freight)), else_=0)
    by_price = _share(original.goods, price_before, p.price_after, whole(original.paid))
    by_quantity = _share(
        original.goods,
        p.quantity_after - whole(p.quantity),
        p.quantity_after,
        whole(original.quantity),
    )
    given_back = _share(original.commission, charged_before, charged_after, charged)
    return (
        select(
            *(p[name] for name in ("source_id", "reference", "refunded_on", "quantity", "price")),
            original.id.label("original_id"),
            case((by_commission, by_price), else_=by_quantity).label("goods"),
            case(
                (and_(by_commission, terms.basis.in_(WITH_FREIGHT)), whole(p.freight)), else_=0
            ).label("counted_freight"),
            case((and_(by_commission, p.returns_commission), given_back), else_=0).label(
                "given_back"
            ),
        )
        .select_from(original)
        .join(terms, terms.id == original.terms_id)
        .where(original.id == p.original_id)
        .subquery("worked_refund")
    )


def refunds_to_settle(source: PayableSource, period: Period) -> Select[*tuple[Any, ...]]:
    """The new refund lines of a source, negative, in the order of ``LINE_FIELDS``.

    What a line in the same statement loses is a refund, what an earlier one loses an adjustment.
    """
    worked = worked_out(source, period)
    w = worked.c
    gross = -(w.goods + w.counted_freight)
    feeds = case(
        (Line.statement_id == Statement.id, literal(Feeds.REFUNDS, Line.feeds.type)),
        else_=literal(Feeds.ADJUSTMENTS, Line.feeds.type),
    )
    amounts = (-whole(w.price), -w.goods, -w.counted_freight, gross, literal(0))
    return (
        select(
            Statement.id,
            Line.supplier_id,
            Line.terms_id,
            Line.source,
            w.source_id,
            literal(Kind.REFUND, Line.kind.type),
            feeds,
            Line.id,
            w.reference,
            Line.product_code,
            Line.description,
            Line.category,
            w.refunded_on,
            w.refunded_on,
            w.quantity,
            *(type_coerce(one, Money) for one in amounts),
            Line.rate,
            *(type_coerce(one, Money) for one in (-w.given_back, gross + w.given_back)),
            literal(LineState.OPEN, Line.state.type),
            literal(""),
        )
        .select_from(worked)
        .join(Line, Line.id == w.original_id)
        .join(Statement, Statement.supplier_id == Line.supplier_id)
        .where(Statement.id.in_(open_statements(period).with_only_columns(Statement.id)))
    )
