"""What was ordered comes in parts, and whoever asked accepts it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.errors import BusinessError
from core.notification.models import Notification
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.custody import services as custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.plugin import check_invariants
from plugins.it_assets.purchase import services as purchases
from plugins.it_assets.purchase.models import State as PurchaseState
from plugins.it_assets.receipt import queries, services
from plugins.it_assets.receipt.models import Check, State
from plugins.it_assets.receipt.rules import serials_of, twice
from plugins.it_assets.request.models import State as RequestState
from tests.it_assets.conftest import NOW, TODAY

ALL = set(Check)


@pytest.fixture
def whole(session):
    def read(receipt):
        return session.scalars(queries.receipt(receipt.id)).one()

    return read


def test_serial_numbers_are_read_line_by_line() -> None:
    assert serials_of(" A1 \r\n\n b2\n") == ["A1", "b2"]
    assert twice(["A1", "b2", "a1", "B3"]) == ["A1"]


def test_each_piece_becomes_an_asset_with_its_serial_number(session, came, bought) -> None:
    came(2, "SN1\nSN2")
    pieces = session.scalars(select(Asset).order_by(Asset.id)).all()
    assert [(one.serial, one.cost) for one in pieces] == [("SN1", 900), ("SN2", 900)]
    assert len({one.tag for one in pieces}) == 2
    assert (bought.received, bought.state) == (2, PurchaseState.ORDERED)


@pytest.mark.parametrize(("quantity", "serials"), [(4, ""), (0, ""), (2, "SN1"), (2, "S\ns")])
def test_what_cannot_have_come_is_refused(session, came, quantity, serials) -> None:
    with pytest.raises(BusinessError):
        came(quantity, serials)
    assert session.scalars(select(Asset)).all() == []


def test_whoever_asked_does_not_take_it_in(came, asker) -> None:
    with pytest.raises(BusinessError, match="colleague"):
        came(1, by=asker)


def test_whoever_asked_is_told_until_it_is_accepted(session, came, whole, asker) -> None:
    receipt = came(1)
    mine = select(Notification).where(
        Notification.user_id == asker.id, Notification.notice == services.CAME.name
    )
    told = session.scalars(mine).one()
    assert (told.record_id, told.read_at) == (receipt.id, None)
    services.accept(session, whole(receipt), ALL, by=asker, now=NOW)
    session.refresh(told)
    assert told.read_at


def test_only_whoever_asked_accepts_and_only_after_all_checks(
    session, came, whole, asker, by
) -> None:
    receipt = whole(came(1))
    with pytest.raises(BusinessError, match="Meng"):
        services.accept(session, receipt, ALL, by=by, now=NOW)
    with pytest.raises(BusinessError):
        services.accept(session, receipt, ALL - {Check.WORKS}, by=asker, now=NOW)
    services.accept(session, receipt, ALL, by=asker, now=NOW)
    with pytest.raises(BusinessError):
        services.accept(session, receipt, ALL, by=asker, now=NOW)
    assert receipt.state is State.ACCEPTED


def test_what_came_is_handed_over_only_once_it_is_accepted(
    session, came, whole, asker, hand_over, by
) -> None:
    receipt = whole(came(1))
    asset = receipt.units[0].asset
    with pytest.raises(BusinessError, match=receipt.number) as refused:
        hand_over([asset.tag], "王芳")
    assert refused.value.field == "tags"
    with pytest.raises(BusinessError, match=receipt.number):
        custody.take(session, asset, Holder("王芳"), by=by, on=TODAY)
    services.accept(session, receipt, ALL, by=asker, now=NOW)
    hand_over([asset.tag], "王芳")
    assert asset.holder_name == "王芳"


def test_the_page_of_what_came_offers_no_check_out_before_it_is_accepted(
    session, came, whole, asker, sign_in
) -> None:
    receipt = came(1)
    key = whole(receipt).units[0].asset_id
    session.commit()
    page, link = f"/it_assets/asset/{key}", "kind=check_out"
    clerk = sign_in("*")
    assert link not in clerk.get(page).text
    services.accept(session, whole(receipt), ALL, by=asker, now=NOW)
    session.commit()
    assert link in clerk.get(page).text


def test_the_last_acceptance_fulfils_the_request(session, came, whole, asker, bought) -> None:
    parts = [came(2), came(1)]
    for receipt, state in zip(parts, (RequestState.ORDERED, RequestState.FULFILLED), strict=True):
        services.accept(session, whole(receipt), ALL, by=asker, now=NOW)
        assert bought.request.state is state
    assert check_invariants(session) == []


def test_what_is_refused_goes_back_and_is_waited_for_again(
    session, came, whole, asker, bought
) -> None:
    receipt = whole(came(3))
    assert bought.state is PurchaseState.RECEIVED
    told = {"by": asker, "on": TODAY, "now": NOW}
    with pytest.raises(BusinessError):
        services.refuse(session, receipt, set(), reason=" ", **told)
    services.refuse(session, receipt, {Check.AS_ORDERED}, reason="屏幕有划痕", **told)
    assert (bought.state, bought.received) == (PurchaseState.ORDERED, 0)
    assert {one.asset.state for one in receipt.units} == {AssetState.DISPOSED}
    assert check_invariants(session) == []
    came(3)
    assert bought.state is PurchaseState.RECEIVED


def test_a_short_purchase_is_fulfilled_once_the_rest_is_accepted(
    session, came, whole, asker, bought, by
) -> None:
    receipt = came(2)
    purchases.close(session, bought, by=by, now=NOW)
    assert (bought.state, bought.request.state) == (PurchaseState.SHORT, RequestState.ORDERED)
    services.accept(session, whole(receipt), ALL, by=asker, now=NOW)
    assert bought.request.state is RequestState.FULFILLED


def test_a_short_purchase_of_which_all_is_refused_is_ordered_anew(
    session, came, whole, asker, bought, by
) -> None:
    receipt = came(2)
    purchases.close(session, bought, by=by, now=NOW)
    services.refuse(session, whole(receipt), set(), reason="坏了", by=asker, on=TODAY, now=NOW)
    assert (bought.state, bought.request.state) == (
        PurchaseState.CANCELLED,
        RequestState.APPROVED,
    )


def test_the_form_of_a_decided_receipt_leads_to_the_result_and_is_refused(
    session, came, whole, asker, sign_in
) -> None:
    receipt = came(3)
    services.accept(session, whole(receipt), ALL, by=asker, now=NOW)
    session.commit()
    clerk = sign_in("*")
    form, result = f"/it_assets/receipt/{receipt.id}/accept", f"/it_assets/receipt/{receipt.id}"
    opened = clerk.get(form)
    assert (opened.status_code, opened.location) == (303, result)
    for verdict in ("accept", "refuse"):
        sent = clerk.post(form, data={"verdict": verdict}, headers={"Accept-Language": "en"})
        assert sent.status_code == 422
        assert f"{receipt.number} is in the state “Accepted by who asked”" in sent.text
        assert 'name="verdict"' not in sent.text
    more = clerk.get(f"/it_assets/receipt/create/{receipt.purchase_id}")
    assert more.location == f"/it_assets/purchase/{receipt.purchase_id}"
