"""Settles a million lines of 3,000 suppliers, beside hand-written SQL for the same result.

The reference writes the same lines and statements with two statements that know the terms by
heart: one INSERT … SELECT … GROUP BY for the statements, one INSERT … SELECT for the lines.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from data import LINES_PER_ORDER, Place, fill, place

from core.clock import PeriodKind
from core.db import db
from core.user import services as users
from plugins.finance.run import services as run
from plugins.finance.terms import services as terms
from plugins.finance.terms.models import Basis, Event, Mode

GOAL = 1.5
NOW = datetime(2018, 3, 1, tzinfo=UTC)
PERIOD = (date(2018, 2, 1), date(2018, 3, 1))
ELIGIBLE = {
    "sqlite": "date(o.signed_on, '8 days')",
    "postgresql": "o.signed_on + 8",
}
AMOUNTS = "l.price + l.freight"
COMMISSION = "((l.price * 120000) * 2 + 1000000) / 2000000"
STATEMENTS = """
INSERT INTO finance_settlement (number, run_id, supplier_id, supplier_code, supplier_name,
  period_from, period_to, currency, state, line_count, gross, commission, refunds, adjustments,
  carried_in, net, created_by_id, created_at, search_tokens, version_id)
SELECT 'S-' || p.code, 1, p.id, p.code, p.name, '2018-02-01', '2018-03-01', 'CNY', 'draft',
  count(*), sum({amounts}), sum({commission}), 0, 0, 0, sum({amounts}) - sum({commission}),
  1, '2018-03-01 00:00:00', 's ' || p.code, 1
FROM orders_order_line l
JOIN orders_order o ON o.id = l.order_id
JOIN core_party p ON p.id = l.supplier_id
WHERE o.state IN ('delivered', 'closed')
  AND {eligible} >= '2018-02-01' AND {eligible} < '2018-03-01'
GROUP BY p.id, p.code, p.name
"""
LINES = """
INSERT INTO finance_settlement_line (statement_id, supplier_id, terms_id, source, source_id, kind,
  feeds, reference, product_code, description, category, event_on, eligible_on, quantity, paid,
  goods, freight, gross, commission_base, rate, commission, net, state, dispute_reason)
SELECT s.id, l.supplier_id, 1, 'orders.line', l.id, 'sale', 'earned', o.number, q.code, q.title,
  q.category, o.signed_on, {eligible}, l.quantity, l.price, l.price, l.freight, {amounts},
  l.price, 120000, {commission}, {amounts} - {commission}, 'open', ''
FROM orders_order_line l
JOIN orders_order o ON o.id = l.order_id
JOIN orders_product q ON q.id = l.product_id
JOIN finance_settlement s ON s.supplier_id = l.supplier_id
WHERE o.state IN ('delivered', 'closed')
  AND {eligible} >= '2018-02-01' AND {eligible} < '2018-03-01'
"""


def prepare(made: Place) -> None:
    with made.app().app_context():
        terms.agree(
            db.session(),
            None,
            valid_from=None,
            mode=Mode.COMMISSION,
            rate=Decimal("0.12"),
            basis=Basis.PRICE_FREIGHT,
            commission_on=Basis.PRICE,
            after_sale_days=7,
            event=Event.SIGNED,
            period_kind=PeriodKind.MONTH,
            by=users.system_user(db.session()),
        )
        db.session.commit()


def settle(made: Place) -> tuple[float, tuple[int, ...]]:
    with made.app().app_context():
        by = users.system_user(db.session())
        db.session.commit()
        start = time.perf_counter()
        run.settle(
            db.session(),
            run.payable_sources(),
            period_from=PERIOD[0],
            period_to=PERIOD[1],
            currency="CNY",
            by=by,
            now=NOW,
        )
        db.session.commit()
        return time.perf_counter() - start, result()


def by_hand(made: Place) -> tuple[float, tuple[int, ...]]:
    parts = {"amounts": AMOUNTS, "commission": COMMISSION, "eligible": ELIGIBLE[made.kind]}
    with made.app().app_context():
        db.session.execute(
            sa.text(
                "INSERT INTO finance_settlement_run (period_from, period_to, kind, created_by_id, "
                "created_at) VALUES ('2018-02-01', '2018-03-01', 'month', 1, '2018-03-01 00:00:00')"
            )
        )
        db.session.commit()
        start = time.perf_counter()
        db.session.execute(sa.text(STATEMENTS.format(**parts)))
        db.session.execute(sa.text(LINES.format(**parts)))
        db.session.commit()
        return time.perf_counter() - start, result()


def result() -> tuple[int, ...]:
    """Return what both must agree on: statements, lines, gross, commission and net."""
    sums = sa.text(
        "SELECT count(*), sum(line_count), sum(gross), sum(commission), sum(net) "
        "FROM finance_settlement"
    )
    return tuple(map(int, db.session.execute(sums).one()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_settlement") as made:
            fill(made, orders=chosen.lines // LINES_PER_ORDER)
            prepare(made)
            reference = made.copy("bumen_bench_settlement_reference")
            hand, expected = by_hand(reference)
            ours, found = settle(made)
            assert found == expected, (found, expected)
            print(
                f"{kind}: {found[0]:,} statements, {found[1]:,} lines in {ours:.1f} s, "
                f"by hand {hand:.1f} s, ratio {ours / hand:.2f} (goal {GOAL})"
            )


if __name__ == "__main__":
    main()
