"""A loan whose day of return is over before it is signed needs another day, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.company import today
from core.errors import BusinessError
from core.testing import make_user
from plugins.it_assets.custody.models import Custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries, services
from plugins.it_assets.handover.models import Handover, Kind, State, Way
from tests.it_assets.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
LATER = TODAY + timedelta(days=9)


@pytest.fixture
def loan(session, make_asset, hand_over) -> Handover:
    """Two assets that 王芳 should have signed for by now."""
    make_asset("T1"), make_asset("T2")
    user = make_user(session, name="王芳")
    conditions = {"T1": "外壳有划痕", "T2": ""}
    holder = Holder("王芳", user_id=user.id)
    return hand_over(conditions, holder, signs=False, due_on=TODAY, purpose="出差")


def signed(session, loan, by, *, on, seen="") -> None:
    services.sign(session, loan, signature="王芳", seen=seen, way=Way.DEVICE, by=by, on=on, now=NOW)


def test_nothing_is_signed_for_that_would_come_back_before_it_is_taken(session, loan, by):
    with pytest.raises(BusinessError, match="is over"):
        signed(session, loan, by, on=LATER)
    assert (loan.state, loan.content_hash) == (State.OPEN, "")


@pytest.mark.parametrize("due_on", [LATER, None])
def test_with_another_day_all_else_is_as_it_was_prepared(session, loan, by, due_on):
    services.change_due_day(session, loan, due_on=due_on, by=by, on=LATER)
    signed(session, loan, by, on=LATER)
    session.commit()
    handover = session.scalars(queries.whole(loan.id)).one()
    assert (handover.number, handover.purpose, handover.is_genuine) == (loan.number, "出差", True)
    assert [one.condition for one in handover.items] == ["外壳有划痕", ""]
    assert set(session.scalars(sa.select(Custody.due_on))) == {due_on}


def test_the_day_of_return_is_not_over_either_when_it_is_changed(session, loan, by):
    with pytest.raises(BusinessError, match="comes back after it is taken"):
        services.change_due_day(session, loan, due_on=TODAY, by=by, on=LATER)
    assert loan.due_on == TODAY


def test_what_is_signed_or_taken_back_has_no_other_day_of_return(session, loan, by, hand_over):
    signed(session, loan, by, on=TODAY)
    session.commit()
    back = hand_over(["T1", "T2"], kind=Kind.CHECK_IN, signs=False)
    for handover, reason in ((loan, "does not allow that"), (back, "Only what is given out")):
        with pytest.raises(BusinessError, match=reason):
            services.change_due_day(session, handover, due_on=LATER, by=by, on=TODAY)


def test_whoever_has_read_another_day_does_not_sign_for_this_one(session, loan, by):
    seen = loan.fingerprint
    services.change_due_day(session, loan, due_on=LATER, by=by, on=TODAY)
    with pytest.raises(BusinessError, match="has changed"):
        signed(session, loan, by, on=TODAY, seen=seen)
    signed(session, loan, by, on=TODAY, seen=loan.fingerprint)
    assert loan.state is State.SIGNED


def test_the_clerk_is_led_from_the_signature_to_the_day_and_back(session, loan, sign_in):
    clerk = sign_in("it_assets.handover.index", "it_assets.handover.edit")
    page = f"/it_assets/handover/{loan.id}"
    shown = clerk.get(f"{page}/sign", headers=ENGLISH).text
    assert ("The day of return, " in shown, f'href="{page}/edit"' in shown) == (True, True)
    assert 'name="signature"' not in shown
    day = today() + timedelta(days=3)
    past = clerk.post(f"{page}/edit", data={"due_on": "2020-01-01"}, headers=ENGLISH)
    assert (past.status_code, "comes back after it is taken" in past.text) == (422, True)
    assert clerk.post(f"{page}/edit", data={"due_on": day.isoformat()}).location == page
    assert "The day of return, " not in clerk.get(page, headers=ENGLISH).text
    assert clerk.post(f"{page}/sign", data={"signature": "王芳"}).status_code == 303
    assert set(session.scalars(sa.select(Custody.due_on))) == {day}


def test_the_holder_is_told_whom_to_ask_and_loses_nothing(session, loan, sign_in):
    wang = sign_in(name="王芳")
    session.execute(sa.update(Handover.__table__).values(user_id=wang.user.id))
    session.commit()
    page = f"/it_assets/handover/{loan.id}"
    shown = wang.get(f"{page}/own", headers=ENGLISH).text
    assert ("Ask System to choose one" in shown, f"{page}/edit" in shown) == (True, False)
    assert wang.post(f"{page}/own", data={"signature": "王芳"}).status_code == 422
    assert wang.get(f"{page}/edit").status_code == 403
    assert session.scalars(sa.select(Handover.state)).one() is State.OPEN


def test_a_page_that_was_open_before_the_change_shows_the_new_day_and_is_signed_then(
    session, loan, sign_in
):
    clerk = sign_in("it_assets.handover.index", "it_assets.handover.edit")
    page = f"/it_assets/handover/{loan.id}/sign"
    later = date(2999, 1, 1)
    session.execute(sa.update(Handover.__table__).values(due_on=later))
    session.commit()
    old = clerk.post(page, data={"signature": "王芳", "seen": "0" * 64}, headers=ENGLISH)
    assert (old.status_code, "has changed" in old.text) == (422, True)
    fingerprint = session.scalars(queries.whole(loan.id)).one().fingerprint
    assert f'value="{fingerprint}"' in old.text
    again = clerk.post(page, data={"signature": "王芳", "seen": fingerprint})
    assert again.status_code == 303
