"""What can be done with settlement terms.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import PeriodKind
from core.db import lock
from core.errors import BusinessError
from core.party.models import Party
from core.user.models import User
from plugins.finance.terms import queries
from plugins.finance.terms.models import (
    FOR_EVER,
    SINCE_EVER,
    AgreedCost,
    Basis,
    CategoryRate,
    Event,
    Mode,
    Terms,
)

LOCK = "finance.terms"
ALL = Decimal(1)


def agree(
    session: Session,
    supplier: Party | None,
    *,
    valid_from: date | None,
    mode: Mode,
    rate: Decimal,
    basis: Basis,
    commission_on: Basis,
    after_sale_days: int,
    event: Event,
    period_kind: PeriodKind,
    by: User,
    rates: Mapping[str, Decimal] | None = None,
    costs: Mapping[str, Decimal] | None = None,
) -> Terms:
    """Agree on new terms from a day on; those before end on that day.

    Without a supplier they are the default of all who have none.  The same day again replaces
    what was agreed for it, unless a statement was made by it (the database refuses that).

    :raises BusinessError: if a rate is not between 0 % and 100 %, or days are negative.
    """
    _check(rate, rates or {}, after_sale_days)
    lock(session, LOCK)
    first = valid_from or SINCE_EVER
    terms = Terms(
        supplier_id=supplier.id if supplier else None,
        valid_from=first,
        mode=mode,
        rate=rate,
        basis=basis,
        commission_on=commission_on,
        after_sale_days=after_sale_days,
        event=event,
        period_kind=period_kind,
        rates=[CategoryRate(category=name, rate=share) for name, share in (rates or {}).items()],
        costs=[
            AgreedCost(product_code=code, unit_cost=cost) for code, cost in (costs or {}).items()
        ],
    )
    before = session.scalar(queries.covering(terms.supplier_id, first))
    if before is not None and before.valid_from == first and before.says == terms.says:
        return before
    _end(session, before, first)
    terms.valid_to = _next_start(session, supplier, first)
    session.add(terms)
    session.flush()
    return terms


def _end(session: Session, before: Terms | None, first: date) -> None:
    if before is None:
        return
    if before.valid_from < first:
        before.valid_to = first
        session.flush()
        return
    try:
        with session.begin_nested():
            session.delete(before)
    except IntegrityError as error:
        raise BusinessError(
            _(
                "Statements were made by the terms that hold from this day; agree on new ones "
                "from a later day."
            ),
            field="valid_from",
        ) from error


def _next_start(session: Session, supplier: Party | None, first: date) -> date:
    later = queries.of(supplier.id if supplier else None).where(Terms.valid_from > first)
    following = session.scalars(later).first()
    return following.valid_from if following else FOR_EVER


def _check(rate: Decimal, rates: Mapping[str, Decimal], after_sale_days: int) -> None:
    for category, share in {"": rate, **rates}.items():
        if not 0 <= share <= ALL:
            raise BusinessError(
                _(
                    "A rate lies between 0 %% and 100 %%; %(rate)s %% %(category)s does not.",
                    rate=f"{share * 100:f}",
                    category=category,
                ),
                field="rate",
            )
    if not all(name.strip() for name in rates):
        raise BusinessError(_("Name the category of each rate."), field="rates")
    if after_sale_days < 0:
        raise BusinessError(_("Days cannot be negative."), field="after_sale_days")
