from __future__ import annotations

import re
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.errors import BusinessError
from core.setting import services as settings
from plugins.catalog.demand.rules import Demand, Pattern
from plugins.catalog.migrations import catalog_0003
from plugins.catalog.policy import rules as policy
from plugins.catalog.request.models import Request
from plugins.catalog.restock import services as restock
from plugins.catalog.suggestion import queries, services
from plugins.catalog.suggestion.listing import explained
from plugins.catalog.suggestion.models import State, Suggestion
from plugins.catalog.suggestion.rules import Terms, need
from tests.catalog.conftest import NOW, TODAY


@pytest.fixture
def low(session, stocked):
    """Four a day are wanted, 31 are left, goods take 9 days."""
    product = stocked()
    session.commit()
    return product


def only(session) -> Suggestion:
    session.expire_all()
    key = session.scalars(select(Suggestion.id)).one()
    return session.scalars(queries.suggestion(key)).one()


def test_what_runs_low_is_suggested_with_the_figures_of_the_day(session, by, low) -> None:
    outcome = restock.run(session, by=by, on=TODAY)
    one = only(session)
    assert outcome.added == 1
    assert (one.daily, one.position, one.point) == (4, 31, 36)
    assert one.target == 64
    assert one.quantity == 36  # 33 are lacking, in packs of 12
    assert one.pattern is Pattern.SMOOTH


def test_running_again_is_running_once(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    session.commit()
    before = only(session).version_id
    for _again in range(3):
        outcome = restock.run(session, by=by, on=TODAY)
        session.commit()
        assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert only(session).version_id == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("catalog.service_level", "100%"),
        ("catalog.service_level", "40%"),
        ("catalog.window_days", "7"),
        ("catalog.review_days", "0"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(session, by, low, name, text) -> None:
    settings.change(session, name, text)
    with pytest.raises(BusinessError):
        restock.run(session, by=by, on=TODAY)


def test_the_usual_service_level_is_95_percent(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    assert only(session).service == Decimal("0.95")


def test_what_is_enough_is_not_suggested(session, by, low, move) -> None:
    restock.run(session, by=by, on=TODAY)
    house = only(session).warehouse
    move(low, house, 100)
    outcome = restock.run(session, by=by, on=TODAY)
    assert outcome.withdrawn == 1
    assert only(session).state is State.WITHDRAWN


def test_what_is_asked_for_counts_as_on_order_at_once(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    services.accept(session, only(session), by=by, on=TODAY, now=NOW)
    session.commit()
    outcome = restock.run(session, by=by, on=TODAY)
    assert (outcome.added, outcome.changed) == (0, 0)
    request = session.scalars(select(Request)).one()
    assert (request.quantity, request.price) == (36, Decimal("7.50"))


def test_a_dismissed_suggestion_rests_until_its_day(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    until = TODAY + timedelta(days=2)
    services.dismiss(session, only(session), reason="下季停产", until=until, by=by, now=NOW)
    session.commit()
    assert restock.run(session, by=by, on=TODAY + timedelta(days=1)).added == 0
    session.commit()
    assert restock.run(session, by=by, on=until).added == 1


def test_dismissing_needs_a_reason_and_a_later_day(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    one = only(session)
    later = TODAY + timedelta(days=1)
    with pytest.raises(BusinessError):
        services.dismiss(session, one, reason=" ", until=later, by=by, now=NOW)
    with pytest.raises(BusinessError):
        services.dismiss(session, one, reason="x", until=TODAY, by=by, now=NOW)


def test_what_is_decided_is_not_decided_again(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    services.accept(session, only(session), by=by, on=TODAY, now=NOW)
    with pytest.raises(BusinessError, match=r"已采纳|Accepted"):
        services.accept(session, only(session), by=by, on=TODAY, now=NOW)


def test_the_database_keeps_one_open_suggestion_for_a_product_and_warehouse(
    session, by, low
) -> None:
    restock.run(session, by=by, on=TODAY)
    session.commit()
    one = only(session)
    columns = {
        column.key: getattr(one, column.key)
        for column in Suggestion.__table__.columns
        if column.key not in {"id", "version_id"}
    }
    session.add(Suggestion(**columns))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_young_product_is_restocked_by_the_demand_of_its_category(session, by, stocked) -> None:
    stocked("OLD", daily=6, days=56, left=1)
    stocked("NEW", daily=6, days=5, left=1)
    restock.run(session, by=by, on=TODAY)
    told = {
        one.product.code: one
        for one in session.scalars(queries.with_keys(session.scalars(select(Suggestion.id)).all()))
    }
    assert (told["NEW"].is_prior, told["NEW"].daily) == (True, told["OLD"].daily)
    assert not told["OLD"].is_prior


@pytest.mark.parametrize("wanted", [None, Decimal(36), Decimal(40)])
def test_what_was_computed_stays_beside_what_was_accepted(session, by, low, wanted) -> None:
    restock.run(session, by=by, on=TODAY)
    sentence = explained(only(session))
    services.accept(session, only(session), quantity=wanted, by=by, on=TODAY, now=NOW)
    session.commit()
    one = only(session)
    assert (one.quantity, explained(one)) == (36, sentence)
    assert one.accepted_quantity == one.request.quantity == (wanted or 36)
    assert one.is_changed is (wanted == 40)


@pytest.mark.parametrize(("state", "units"), [("open", 1), ("accepted", None), ("accepted", 0)])
def test_the_database_keeps_a_quantity_above_zero_with_what_is_accepted_only(
    session, by, low, state, units
) -> None:
    restock.run(session, by=by, on=TODAY)
    wrong = sa.text("UPDATE catalog_suggestion SET state = :state, accepted_quantity = :units")
    with pytest.raises(IntegrityError):
        session.execute(wrong, {"state": state, "units": units})
    session.rollback()


def test_the_upgrade_computes_again_what_an_accepted_quantity_had_replaced(
    session, by, low
) -> None:
    restock.run(session, by=by, on=TODAY)
    services.accept(session, only(session), by=by, on=TODAY, now=NOW)
    replaced = "UPDATE catalog_suggestion SET quantity = 40000"
    for statement in (replaced, catalog_0003.KEPT, catalog_0003.COMPUTED):
        session.execute(sa.text(statement))
    one = only(session)
    assert (one.quantity, one.accepted_quantity) == (36, 40)


NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
PATTERN = re.compile(
    r"position (?P<position>[-\d.]+) is at or below the reorder point (?P<point>\d+), so order up "
    r"to (?P<target>\d+): in packs of (?P<pack>[\d.]+), at least (?P<minimum>[\d.]+), that is "
    r"(?P<quantity>[\d.]+)\.$"
)
UNITS = st.decimals(0, 400, places=3)


@given(
    st.floats(0.01, 80),
    st.floats(0, 40),
    st.integers(0, 60),
    UNITS,
    st.tuples(st.decimals("0.5", 24, places=1), st.decimals(0, 60, places=1)),
    st.none() | UNITS,
)
def test_the_quantity_follows_from_the_sentence_whatever_is_accepted(
    daily, deviation, lead, position, packing, accepted
) -> None:
    pack, minimum = packing
    terms = Terms(lead, Decimal(2), minimum, pack, 1, 7, Decimal("0.95"))
    told = need(Demand(daily, deviation, 56, Pattern.SMOOTH), terms, position)
    one = Suggestion(window_days=56, days=50, is_prior=False, **asdict(terms), **asdict(told))
    one.accepted_quantity = accepted
    with force_locale("en"):
        found = PATTERN.search(explained(one))
    assert found is not None
    figures = {name: Decimal(text) for name, text in found.groupdict().items()}
    again = policy.quantity(
        position=figures["position"],
        target=figures["target"],
        minimum=figures["minimum"],
        pack=figures["pack"],
    )
    wanted = again if figures["position"] <= figures["point"] and told.daily > 0 else 0
    assert figures["quantity"] == wanted


def test_the_chinese_sentence_tells_the_same_figures(session, by, low) -> None:
    restock.run(session, by=by, on=TODAY)
    one = only(session)
    with force_locale("zh_Hans"):
        assert NUMBERS.findall(explained(one)) == [
            "56", "56", "4", "9", "31", "36", "64", "12", "1", "36",
        ]  # fmt: skip
