"""Equipment is repaired, and looked after by plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.errors import BusinessError
from core.history.services import StaleEditError
from core.notification.models import Notification
from core.testing import make_user
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.book import services as books
from plugins.it_assets.maintenance import queries, rules, services
from plugins.it_assets.maintenance.models import Maintenance, State
from tests.it_assets.conftest import NOW, TODAY


@pytest.fixture
def facts(by):
    return {"by": by, "on": TODAY, "now": NOW}


@pytest.fixture
def asset(make_piece, make_place):
    return make_piece(make_place())


@pytest.fixture
def repair(session, asset, facts):
    def made(title="换屏幕"):
        key = services.report(session, asset, title=title, due_on=TODAY, **facts).id
        return session.scalars(queries.maintenance(key)).one()

    return made


@pytest.fixture
def finish(session, facts):
    def finished(one, cost="300", on=TODAY):
        services.finish(session, one, finished_on=on, cost=Decimal(cost), result="好了", **facts)

    return finished


def test_the_days_out_of_use_count_both_ends() -> None:
    assert rules.downtime(date(2026, 6, 1), date(2026, 6, 1)) == 1
    assert rules.downtime(date(2026, 6, 1), date(2026, 6, 3)) == 3


def test_what_is_repaired_is_away_until_the_last_repair_is_finished(
    session, asset, repair, finish, facts
) -> None:
    first, second = repair(), repair("换键盘")
    services.start(session, first, **facts)
    services.start(session, second, **facts)
    assert asset.state is AssetState.IN_REPAIR
    finish(first)
    assert asset.state is AssetState.IN_REPAIR
    finish(second)
    assert asset.state is AssetState.IN_STOCK
    assert (first.cost, first.downtime) == (300, 1)


@pytest.mark.parametrize(
    ("day", "cost"), [(date(2026, 5, 31), "1"), (date(2026, 6, 2), "1"), (TODAY, "-1")]
)
def test_how_it_ended_fits_how_it_began(session, repair, finish, facts, day, cost) -> None:
    one = repair()
    services.start(session, one, **facts)
    with pytest.raises(BusinessError):
        finish(one, cost, day)


def test_what_has_begun_is_not_cancelled(session, repair, facts, by) -> None:
    one = repair()
    services.start(session, one, **facts)
    with pytest.raises(BusinessError):
        services.cancel(session, one, by=by, now=NOW)


def test_a_colleague_adds_the_cost_to_that_of_the_asset(session, repair, finish, facts, by) -> None:
    one, chief = repair(), make_user(session, name="Chen")
    services.start(session, one, **facts)
    with pytest.raises(BusinessError):
        services.capitalise(session, one, by=chief)
    finish(one)
    with pytest.raises(BusinessError, match="colleague"):
        services.capitalise(session, one, by=by)
    services.capitalise(session, one, by=chief)
    with pytest.raises(BusinessError):
        services.capitalise(session, one, by=chief)
    asset, last = one.asset, date(2029, 6, 30)
    assert books.position_of(session, asset, TODAY).gross(TODAY) == 5300
    # 36 months from June 2026 on; the repair goes with them, down to the residual value.
    assert books.position_of(session, asset, last).value(last) == 250
    (_row, position) = next(books.positions(session, last))
    assert position.value(last) == 250


def test_a_plan_asks_once_for_each_asset_and_again_an_interval_after_it_was_done(
    session, by, make_piece, make_model, facts, finish
) -> None:
    model = make_model()
    old = make_piece(None, model, purchased_on=date(2025, 6, 10))
    make_piece(None, model, purchased_on=date(2026, 5, 1))
    make_piece(None, make_model("Z9"), purchased_on=date(2020, 1, 1))
    services.set_plan(session, None, model, title="除尘", months=12, by=by)
    carer = make_user(session, services.CARING, name="Zhou")
    assert services.look_ahead(session, **facts) == 1
    assert services.look_ahead(session, **facts) == 0
    made = session.scalars(select(Maintenance)).one()
    assert (made.asset_id, made.due_on, made.state) == (old.id, date(2026, 6, 10), State.PLANNED)
    told = session.scalars(select(Notification.record_id).where(Notification.user_id == carer.id))
    assert told.all() == [made.id]
    fresh = queries.maintenance(made.id).execution_options(populate_existing=True)
    one = session.scalars(fresh).one()
    services.start(session, one, **facts)
    finish(one, "0")
    assert services.look_ahead(session, **facts) == 0
    later = date(2027, 5, 20)
    assert services.look_ahead(session, **facts | {"on": later}) == 2


def test_a_model_has_a_plan_of_one_title_once(session, by, make_model) -> None:
    model = make_model()
    plan = services.set_plan(session, None, model, title="除尘", months=12, by=by)
    with pytest.raises(BusinessError):
        services.set_plan(session, None, model, title="除尘", months=6, by=by)
    told = {"title": "除尘", "months": 6, "by": by}
    services.set_plan(session, plan, model, version=plan.version_id, **told)
    with pytest.raises(StaleEditError):
        services.set_plan(session, plan, model, version=99, **told)
