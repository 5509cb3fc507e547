"""Fills a demo company.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.clock import PeriodKind
from core.party import queries as parties
from core.user import services as users
from core.user.models import User
from plugins.finance.contract import PayableSource
from plugins.finance.payment import queries as payable
from plugins.finance.payment import services as payment
from plugins.finance.run import services as run
from plugins.finance.settlement import queries, services
from plugins.finance.settlement.models import Statement
from plugins.finance.terms import services as terms
from plugins.finance.terms.models import Basis, Event, Mode

MONTHS = 3
BANKS = ("中国工商银行杭州分行", "中国建设银行宁波分行", "招商银行苏州分行")


def seed(
    session: Session,
    sources: Iterable[PayableSource],
    *,
    currency: str,
    by: User,
    today: date,
    now: datetime,
) -> list[str]:
    """Agree on terms and settle the last three months, each as far as it would have come."""
    prepares = users.system_user(session)
    _agree(session, by=by)
    _enter_accounts(session, prepares, by, now)
    done = []
    sources = list(sources)
    for age, (first, end) in enumerate(_months(today), start=1):
        result = run.settle(
            session,
            sources,
            period_from=first,
            period_to=end,
            currency=currency,
            by=prepares,
            now=now,
        )
        done += [f"{first:%Y-%m}: {line}" for line in result.text_lines()]
        statements = session.scalars(queries.of_period(first, end)).all()
        _advance(session, statements, age, prepares, by, now)
    done.append(_pay(session, prepares, by, today=today, now=now))
    return done


def _pay(session: Session, prepares: User, by: User, *, today: date, now: datetime) -> str:
    """Pay some approved statements; the bank refuses the first and has not answered for all."""
    batch = payment.create_batch(
        session,
        [statement.id for statement in session.scalars(payable.payable()).all()[:8]],
        by=prepares,
        on=today,
        now=now,
    )
    payment.export(session, batch, now=now)
    for item in session.scalars(payable.items_of([batch.number])).all()[:6]:
        payment.answer(
            session,
            item,
            paid=item.position != 1,
            reference=f"HD{today:%Y%m%d}{item.position:04}",
            reason=_("The account holder does not match."),
            by=by,
            now=now,
        )
    return _(
        "Payment batch %(number)s: %(count)s payments.",
        number=batch.number,
        count=batch.item_count,
    )


def _agree(session: Session, *, by: User) -> None:
    terms.agree(
        session,
        None,
        valid_from=None,
        mode=Mode.COMMISSION,
        rate=Decimal("0.12"),
        basis=Basis.PAID_FREIGHT,
        commission_on=Basis.PAID,
        after_sale_days=7,
        event=Event.SIGNED,
        period_kind=PeriodKind.MONTH,
        rates={"厨房电器": Decimal("0.08"), "陶瓷餐具": Decimal("0.15")},
        by=by,
    )
    consigned = session.scalars(parties.suppliers()).first()
    if consigned is not None:
        terms.agree(
            session,
            consigned,
            valid_from=None,
            mode=Mode.SOLD_THROUGH,
            rate=Decimal(0),
            basis=Basis.PRICE,
            commission_on=Basis.PRICE,
            after_sale_days=7,
            event=Event.SIGNED,
            period_kind=PeriodKind.MONTH,
            by=by,
        )


def _enter_accounts(session: Session, enters: User, confirms: User, now: datetime) -> None:
    for number, supplier in enumerate(session.scalars(parties.suppliers()).all()):
        account = payment.enter_account(
            session,
            supplier,
            holder=supplier.name,
            bank=BANKS[number % len(BANKS)],
            number=f"6222{number:015}",
            by=enters,
            now=now,
        )
        payment.confirm_account(session, account, by=confirms, now=now)


def _months(today: date) -> list[tuple[date, date]]:
    ends = [today.replace(day=1)]
    while len(ends) <= MONTHS:
        ends.append((ends[-1] - timedelta(days=1)).replace(day=1))
    return [(ends[at + 1], ends[at]) for at in reversed(range(MONTHS))]


def _advance(
    session: Session,
    statements: Iterable[Statement],
    age: int,
    prepares: User,
    approves: User,
    now: datetime,
) -> None:
    """Take the statements of the oldest month to approval, those of the next to dispute."""
    if age == MONTHS:
        return
    for number, statement in enumerate(statements):
        services.send(session, statement, by=prepares, now=now)
        if age == 1 or number % 3 == 0:
            services.confirm(session, statement, by=prepares, now=now)
        elif number % 3 == 1:
            line = session.scalars(queries.lines_of(statement.id)).first()
            if line is not None:
                services.dispute(session, line, reason="数量与入库单不符", by=prepares, now=now)
        if age == 1:
            services.freeze(session, statement, by=prepares, now=now)
            if statement.net > 0 and number % 5 < 4:  # the rest waits for somebody to sign
                services.approve(session, statement, by=approves, now=now)
