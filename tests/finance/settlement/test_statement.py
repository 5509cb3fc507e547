"""What may be done with a statement, by whom, and what is never changed again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core.db import db
from core.errors import BusinessError
from core.history import queries as history
from core.testing import make_user
from core.user.models import User
from plugins.finance.settlement import services
from plugins.finance.settlement.models import TRANSITIONS, LineState, State, Statement

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FEBRUARY = (date(2026, 2, 1), date(2026, 3, 1))
WAY_TO = {
    State.DRAFT: [],
    State.SENT: ["send"],
    State.CONFIRMED: ["send", "confirm"],
    State.DISPUTED: ["send", "dispute"],
    State.FROZEN: ["send", "confirm", "freeze"],
    State.APPROVED: ["send", "confirm", "freeze", "approve"],
    State.PAID: ["send", "confirm", "freeze", "approve", "pay"],
}


@pytest.fixture
def january(shop, acme) -> Statement:
    """A draft of two lines, 100.00 and 10.00 less 10 %."""
    shop.sell(acme, "100.00")
    shop.sell(acme, "10.00")
    shop.settle()
    return shop.statement(acme)


def dispute(shop, source_id, reason="not ours") -> None:
    line = shop.line(source_id)
    services.dispute(shop.session, line, reason=reason, by=shop.clerk, now=NOW)


def release(shop, source_id) -> None:
    services.release(shop.session, shop.line(source_id), by=shop.clerk, now=NOW)


def step(shop, statement, verb) -> None:
    if verb == "dispute":
        dispute(shop, 1)
    else:
        shop.take(statement, verb)


@pytest.mark.parametrize("state", WAY_TO)
@pytest.mark.parametrize("verb", ["send", "confirm", "dispute", "freeze", "approve", "pay"])
def test_a_statement_takes_only_the_steps_of_its_state(shop, january, state, verb) -> None:
    for earlier in WAY_TO[state]:
        step(shop, january, earlier)
    if (state, verb) in TRANSITIONS:
        step(shop, january, verb)
        assert january.state is TRANSITIONS[state, verb]
        return
    with pytest.raises(BusinessError):
        step(shop, january, verb)
    assert january.state is state


def test_each_step_notes_when_and_by_whom(shop, january) -> None:
    shop.take(january, "send", "confirm", "freeze", "approve", "pay")
    times = ("sent_at", "confirmed_at", "frozen_at", "approved_at", "paid_at")
    assert {getattr(january, name) for name in times} == {NOW}
    assert (january.frozen_by_id, january.approved_by_id) == (shop.clerk.id, shop.manager.id)


@pytest.mark.parametrize("prepared", ["created", "frozen"])
def test_who_prepared_a_statement_does_not_approve_it(shop, january, prepared) -> None:
    shop.take(january, "send", "confirm")
    freezer = shop.manager if prepared == "created" else make_user(shop.session, name="Fang")
    services.freeze(shop.session, january, by=freezer, now=NOW)
    by = shop.clerk if prepared == "created" else freezer
    with pytest.raises(BusinessError, match="yourself"):
        services.approve(shop.session, january, by=by, now=NOW)
    assert (january.state, january.approved_by_id) == (State.FROZEN, None)


def test_the_database_refuses_one_person_as_both(shop, january) -> None:
    shop.take(january, "send", "confirm", "freeze")
    january.approved_by_id = shop.clerk.id
    with pytest.raises(IntegrityError):
        shop.session.flush()


def test_the_database_refuses_a_net_that_is_no_sum(shop, january) -> None:
    january.net += 1
    with pytest.raises(IntegrityError):
        shop.session.flush()


def test_nothing_is_approved_where_nothing_is_to_be_paid(shop, acme) -> None:
    shop.refund(shop.sell(acme, "10.00"), "10.00")
    shop.settle()
    nothing = shop.take(shop.statement(acme), "send", "confirm", "freeze")
    with pytest.raises(BusinessError, match="nothing to pay"):
        shop.take(nothing, "approve")


def test_of_two_approvals_at_once_exactly_one_succeeds(app, shop, january) -> None:
    shop.take(january, "send", "confirm", "freeze")
    colleague = make_user(shop.session, "finance.settlement.approve", name="Fang")
    people = [shop.manager.id, colleague.id]
    statement_id = january.id
    shop.session.commit()
    start, outcomes = Barrier(2), []

    def approve(person) -> None:
        with app.app_context():
            start.wait()
            try:
                found = db.session.get(Statement, statement_id)
                by = db.session.get(User, person)
                services.approve(db.session(), found, by=by, now=NOW)
                db.session.commit()
                outcomes.append(person)
            except (BusinessError, StaleDataError):
                db.session.rollback()
                outcomes.append(None)

    threads = [Thread(target=approve, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.session.expire_all()
    assert sorted(outcomes, key=str) == sorted([january.approved_by_id, None], key=str)


def test_a_frozen_statement_is_changed_by_nothing_that_follows(shop, acme, january, sums) -> None:
    shop.take(january, "send", "confirm", "freeze")
    before = (sums(january), january.line_count, january.version_id)
    shop.sell(acme, "5.00")
    shop.refund(1, "100.00")
    shop.settle()
    shop.settle(FEBRUARY)
    shop.session.expire_all()
    assert (sums(january), january.line_count) == before[:2]


def test_a_disputed_line_stays_behind_and_does_not_delay_the_others(shop, january, sums) -> None:
    shop.take(january, "send")
    dispute(shop, 2, " price is wrong ")
    shop.take(january, "freeze", "approve")
    assert sums(january) == ("100.00", "10.00", "0.00", "0.00", "0.00", "90.00")
    held = shop.line(2)
    assert (held.state, held.statement_id, held.held_from_id) == (LineState.HELD, None, january.id)
    assert (held.dispute_reason, january.line_count) == ("price is wrong", 1)


def test_a_disputed_refund_stays_behind_too(shop, acme, january) -> None:
    refund = shop.refund(1, "50.00")
    shop.settle()
    assert january.net == Decimal("54.00")
    shop.take(january, "send")
    line = shop.line(refund, "refund")
    services.dispute(shop.session, line, reason="not returned", by=shop.clerk, now=NOW)
    assert shop.take(january, "freeze").net == Decimal("99.00")


def test_a_statement_is_as_sent_again_once_its_last_dispute_ends(shop, january) -> None:
    shop.take(january, "send", "confirm")
    dispute(shop, 1)
    dispute(shop, 2)
    release(shop, 1)
    assert january.state is State.DISPUTED
    release(shop, 2)
    assert (january.state, shop.line(2).state) == (State.SENT, LineState.OPEN)


def test_only_a_dispute_can_end(shop, january) -> None:
    with pytest.raises(BusinessError, match="not disputed"):
        release(shop, 1)


def test_a_held_line_is_not_disputed_again(shop, january) -> None:
    shop.take(january, "send")
    dispute(shop, 1)
    shop.take(january, "freeze")
    with pytest.raises(BusinessError, match="held back"):
        dispute(shop, 1)


def test_every_step_is_in_the_history(shop, january) -> None:
    shop.take(january, "send", "confirm", "freeze")
    entries = shop.session.scalars(history.of(Statement, january.id)).all()
    states = [entry.changes["state"] for entry in entries if "state" in entry.changes]
    assert [after for _before, after in states][:3] == ["frozen", "confirmed", "sent"]
