from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bumen_loyalty.account import jobs, queries, services
from core.jobs import enqueue, run_pending
from core.testing import make_user

JANUARY = date(2026, 1, 1)


@pytest.fixture
def earn(session, party):
    def earned(amount: str, source: str, on: date = JANUARY) -> int:
        by = make_user(session, name="Bank")
        return services.earn(session, party.id, amount=Decimal(amount), source=source, on=on, by=by)

    return earned


def points(session, party) -> int:
    return session.scalar(queries.account_of(party.id)).points


def test_one_source_gives_points_once(session, party, earn) -> None:
    assert [earn("500.00", "a"), earn("500.00", "a"), earn("300.00", "b")] == [5, 0, 3]
    assert points(session, party) == 8


def test_points_expire_after_their_last_day(session, party, earn) -> None:
    earn("500.00", "a")
    earn("300.00", "b", date(2026, 6, 1))
    assert services.expire(session, on=date(2027, 1, 1)) == 0
    assert services.expire(session, on=date(2027, 1, 2)) == 5
    assert (services.expire(session, on=date(2027, 1, 2)), points(session, party)) == (0, 3)


def test_the_job_expires_what_is_over(app, session, party, earn) -> None:
    earn("500.00", "a", date(2020, 1, 1))
    enqueue(session, jobs.expire, by=make_user(session, name="Clock"))
    session.commit()
    assert run_pending(app) == 1
    session.expire_all()
    assert points(session, party) == 0
