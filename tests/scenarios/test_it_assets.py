"""Notebooks are asked for, approved, ordered, come in two parts, and are accepted."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.plugin import check_invariants
from plugins.it_assets.receipt import queries as receipts
from plugins.it_assets.receipt import services as receipt_services
from plugins.it_assets.receipt.models import Check
from plugins.it_assets.request.models import State
from tests.it_assets.conftest import NOW


def test_what_was_asked_for_comes_to_who_asked(session, bought, came, asker) -> None:
    request = bought.request
    for quantity, serials in ((2, "SN1\nSN2"), (1, "SN3")):
        key = came(quantity, serials).id
        assert request.state is State.ORDERED
        receipt = session.scalars(receipts.receipt(key)).one()
        receipt_services.accept(session, receipt, set(Check), by=asker, now=NOW)
    assert request.state is State.FULFILLED
    pieces = session.scalars(select(Asset).order_by(Asset.id)).all()
    assert [(one.serial, one.order_number) for one in pieces] == [
        ("SN1", bought.number),
        ("SN2", bought.number),
        ("SN3", bought.number),
    ]
    assert sum(one.cost for one in pieces) == bought.total == Decimal(2700)
    assert {one.state for one in pieces} == {AssetState.IN_STOCK}
    assert check_invariants(session) == []
