"""What differs from the register is decided, approved, and followed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.approval import services as approval
from core.errors import BusinessError
from core.testing import make_user
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.stocktake import services as stocktakes
from plugins.it_assets.stocktake.models import State
from plugins.it_assets.stocktake.rules import Decision, Verdict
from plugins.it_assets.variance import queries, services
from tests.it_assets.conftest import NOW, TODAY


@pytest.fixture
def counted(session, by, make_place, make_model, make_piece):
    """One thing is missing, one belongs elsewhere, one is unknown; all of one model."""
    office, model = make_place("总部"), make_model()
    make_piece(office, model)
    other = make_piece(make_place("仓库"), model)
    one = stocktakes.open_stocktake(session, office, by=by, on=TODAY, now=NOW)
    stocktakes.scan(session, one, f"{other.tag}\nSN-NEW", by=by, now=NOW)
    return one


@pytest.fixture
def decide(session, by, counted):
    def decided(verdict, decision, **facts):
        lines = session.scalars(queries.differences(counted.id)).all()
        line = next(one for one in lines if one.verdict is verdict)
        services.decide(session, line, decision=decision, by=by, now=NOW, **facts)

    return decided


@pytest.fixture
def decide_all(decide, make_model):
    decide(Verdict.MISSING, Decision.WRITE_OFF, note="搬家时丢失")
    decide(Verdict.MISPLACED, Decision.MOVE)
    model = make_model("X2")
    decide(Verdict.UNREGISTERED, Decision.REGISTER, model=model, value=Decimal(200))


@pytest.mark.parametrize(
    ("verdict", "decision", "facts"),
    [
        (Verdict.MISSING, Decision.MOVE, {}),
        (Verdict.MISSING, Decision.WRITE_OFF, {}),  # without a word about it
        (Verdict.MISPLACED, Decision.WRITE_OFF, {"note": "x"}),
        (Verdict.UNREGISTERED, Decision.REGISTER, {}),  # without model and value
    ],
)
def test_a_decision_fits_what_was_found(decide, verdict, decision, facts) -> None:
    with pytest.raises(BusinessError):
        decide(verdict, decision, **facts)


def test_the_counting_ends_once_every_difference_is_decided(session, by, counted, decide) -> None:
    decide(Verdict.MISSING, Decision.SEARCH)
    with pytest.raises(BusinessError, match="2"):
        services.submit(session, counted, by=by, now=NOW)
    assert counted.state is State.COUNTING


def test_after_approval_the_register_follows(session, by, chief, counted, decide_all) -> None:
    services.submit(session, counted, by=by, now=NOW)
    asked = approval.latest(session, services.RESULT, counted)
    assert asked.amount == 5000
    approval.sign(session, services.RESULT, counted, by=chief, now=NOW)
    assert counted.state is State.CLOSED
    missing, other, new = session.scalars(select(Asset).order_by(Asset.id)).all()
    assert missing.state is AssetState.LOST
    assert other.place_id == new.place_id == counted.place_id
    assert (new.serial, new.cost) == ("SN-NEW", 200)


def test_nobody_who_counted_or_decided_approves(session, by, counted, decide_all) -> None:
    counter = make_user(session, "it_assets.variance.approve", name="Zhou")
    stocktakes.scan(session, counted, "SN-8", by=counter, now=NOW)
    line = session.scalars(queries.differences(counted.id).where(queries.Line.code == "SN-8")).one()
    services.decide(session, line, decision=Decision.NOT_OURS, by=by, now=NOW)
    services.submit(session, counted, by=by, now=NOW)
    with pytest.raises(BusinessError):
        approval.sign(session, services.RESULT, counted, by=counter, now=NOW)


def test_what_is_declined_is_counted_further_and_what_turns_up_needs_no_decision(
    session, by, chief, counted, decide_all
) -> None:
    services.submit(session, counted, by=by, now=NOW)
    asked = approval.latest(session, services.RESULT, counted)
    verdict = approval.Verdict.RETURN
    approval.decide(session, asked, verdict, reason="再找找", by=chief, now=NOW)
    assert counted.state is State.COUNTING
    lines = session.scalars(queries.differences(counted.id)).all()
    missing = next(one for one in lines if one.verdict is Verdict.MISSING)
    stocktakes.scan(session, counted, missing.asset.tag, by=by, now=NOW)
    assert (missing.verdict, missing.decision) == (Verdict.PRESENT, None)
    assert services.lost(session.scalars(queries.differences(counted.id)).all()) == 0
