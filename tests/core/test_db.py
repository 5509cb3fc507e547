from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.db import Instant, Money, Quantity, Rate, db, lock
from core.errors import BusinessError
from core.expressions import add_days, divide_half_up
from core.money import round_money
from core.setting import services
from core.setting.models import Setting

PER_DATABASE = examples(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MINOR = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Money(), Decimal("90071992547409.93")),  # a float would make .94 of it
        (Money(), Decimal("-0.01")),
        (Rate(), Decimal("0.125")),
        (Quantity(), Decimal("2.345")),
        (Instant(), datetime(2018, 1, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_value_comes_back_as_it_went_in(session, kind, value) -> None:
    assert session.scalar(sa.select(sa.literal(value, kind))) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Money(), Decimal("0.005")),
        (Rate(), Decimal("0.0000001")),
        (Quantity(), Decimal("0.0001")),
        (Instant(), datetime(2018, 1, 31)),  # nobody knows in which zone
    ],
)
def test_a_value_that_would_lose_something_is_refused(session, kind, value) -> None:
    with pytest.raises(sa.exc.StatementError):
        session.scalar(sa.select(sa.literal(value, kind)))


@PER_DATABASE
@given(numerator=MINOR, denominator=st.integers(1, 10**6))
def test_the_database_rounds_as_python_does(session, numerator, denominator) -> None:
    asked = sa.select(divide_half_up(sa.literal(numerator, sa.BigInteger), denominator))
    expected = round_money(Decimal(numerator) / denominator / 100) * 100
    exact = Decimal(numerator) / denominator
    if exact == exact.quantize(Decimal("1.0000000000")):  # else the quotient itself is rounded
        assert session.scalar(asked) == expected


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [
        (date(2018, 1, 31), 8, date(2018, 2, 8)),
        (date(2020, 2, 28), 1, date(2020, 2, 29)),
        (date(2018, 3, 1), -1, date(2018, 2, 28)),
    ],
)
def test_days_are_added_by_the_calendar(session, day, days, later) -> None:
    assert session.scalar(sa.select(add_days(sa.literal(day, sa.Date), days))) == later


def test_two_writers_take_turns_and_lose_nothing(app, session) -> None:
    services.change(session, "company.name", "0")
    session.commit()

    def count(times: int = 10) -> None:
        for _ in range(times):
            with app.app_context():
                lock(db.session(), "count")
                name = services.read(db.session(), "company.name")["company.name"]
                services.change(db.session(), "company.name", str(int(name) + 1))
                db.session.commit()

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert services.read(session, "company.name")["company.name"] == "40"


def names(session) -> list[str]:
    return list(session.scalars(sa.select(Setting.value).where(Setting.name == "company.name")))


@pytest.mark.parametrize(
    "writing",
    [
        "UPDATE core_setting SET value = 'Lost'",
        "WITH one AS (SELECT 'Lost' AS value) INSERT INTO core_setting (name, value, version_id)"
        " SELECT 'other.name', value, 1 FROM one",
    ],
)
def test_what_is_written_and_not_committed_is_lost(app, session, writing) -> None:
    services.change(session, "company.name", "Kept")
    session.commit()
    with app.app_context():
        assert names(db.session()) == ["Kept"]
        db.session().execute(sa.text(writing))
    with app.app_context():
        assert names(db.session()) == ["Kept"]
        assert db.session().scalar(sa.select(sa.func.count()).select_from(Setting)) == 1


def test_what_is_changed_and_never_sent_is_lost(app, session) -> None:
    services.change(session, "company.name", "Kept")
    session.commit()
    with app.app_context():
        db.session().scalars(sa.select(Setting)).one().value = "Lost"
    with app.app_context():
        assert names(db.session()) == ["Kept"]


def test_postgresql_plans_the_question_about_the_reader_once(session, sign_in) -> None:
    client = sign_in("*")
    for _page in range(2):
        assert client.get("/core/help/").status_code == 200
    if session.get_bind().dialect.name == "postgresql":
        prepared = sa.text("SELECT statement FROM pg_prepared_statements")
        assert any("core_user_session" in one for one in session.scalars(prepared))


@pytest.mark.parametrize("kind", [Money(), Rate(), Quantity()])
def test_a_number_that_no_database_keeps_is_refused_in_words(session, kind) -> None:
    with pytest.raises(BusinessError, match=r"1,000,000,000,000,000,000"):
        session.scalar(sa.select(sa.literal(Decimal(10**18), kind)))
