"""A place is compared with the register."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.errors import BusinessError
from core.testing import make_user
from plugins.it_assets.asset.rules import asset_in
from plugins.it_assets.stocktake import rules, services
from plugins.it_assets.stocktake.models import Line
from plugins.it_assets.stocktake.rules import Verdict
from tests.it_assets.conftest import NOW, TODAY


@pytest.fixture
def office(make_place):
    return make_place("总部")


@pytest.fixture
def begun(session, by, office):
    return lambda: services.open_stocktake(session, office, by=by, on=TODAY, now=NOW)


def verdicts(session):
    return {
        line.asset_id or line.code: line.verdict for line in session.scalars(select(Line)).all()
    }


def test_codes_are_read_once_whatever_their_case() -> None:
    assert rules.scanned(" zc-1 \n\nZC-1\nSN  7\r\n") == ["zc-1", "SN 7"]
    assert asset_in("https://erp.example.org/it_assets/asset/17") == 17
    assert asset_in("http://h/x/it_assets/asset/17?from=label") == 17
    assert asset_in("ZC-17") is None
    with pytest.raises(ValueError, match="AAA"):
        rules.scanned("A" * 101)


def test_things_are_in_place_elsewhere_missing_or_unknown(
    session, by, office, make_model, make_piece, begun
) -> None:
    model = make_model()
    here, gone = make_piece(office, model, serial="SN-1"), make_piece(office, model)
    other = make_piece(None, model)
    stocktake = begun()
    page = f"https://erp.example.org/it_assets/asset/{other.id}"
    found = services.scan(session, stocktake, f"sn-1\n{page}\nx-99", by=by, now=NOW)
    assert (found.present, found.misplaced, found.unregistered, found.again) == (1, 1, 1, 0)
    assert verdicts(session) == {
        here.id: Verdict.PRESENT,
        gone.id: Verdict.MISSING,
        other.id: Verdict.MISPLACED,
        "X-99": Verdict.UNREGISTERED,
    }


def test_scanning_again_by_whomever_and_whatever_code_changes_nothing(
    session, by, office, make_piece, begun
) -> None:
    asset = make_piece(office, serial="SN-1")
    stocktake = begun()
    services.scan(session, stocktake, f"{asset.tag}\nX-9", by=by, now=NOW)
    before = verdicts(session)
    again = f"sn-1\n{asset.tag.lower()}\nx-9"
    colleague = make_user(session, name="Meng")
    found = services.scan(session, stocktake, again, by=colleague, now=NOW)
    assert (found.present, found.unregistered, found.again) == (0, 0, 3)
    assert verdicts(session) == before
    assert session.scalars(select(Line.seen_by_id)).all() == [by.id, by.id]


def test_the_order_in_which_counters_send_their_scans_decides_nothing(
    session, by, office, make_model, make_piece, begun
) -> None:
    model = make_model()
    tags = [make_piece(office, model).tag for _one in range(3)]
    scans = [f"{tags[0]}\n{tags[1]}\nA", f"{tags[1]}\nA\nB"]
    results = []
    for order in (scans, scans[::-1]):
        with session.begin_nested() as attempt:
            stocktake = begun()
            for text in order:
                services.scan(session, stocktake, text, by=by, now=NOW)
            results.append(verdicts(session))
            attempt.rollback()
    assert results[0] == results[1]


def test_a_scan_without_a_code_is_refused(session, by, begun) -> None:
    with pytest.raises(BusinessError, match="at least one code"):
        services.scan(session, begun(), " \n", by=by, now=NOW)


def test_a_place_is_counted_once_at_a_time(session, by, begun) -> None:
    stocktake = begun()
    with pytest.raises(BusinessError, match="总部"):
        begun()
    services.cancel(session, stocktake, by=by, now=NOW)
    with pytest.raises(BusinessError):
        services.scan(session, stocktake, "A", by=by, now=NOW)
    begun()


def test_the_database_keeps_each_code_once(session, by, begun) -> None:
    stocktake = begun()
    facts = {"verdict": Verdict.UNREGISTERED, "code": "A", "seen_at": NOW, "seen_by_id": by.id}
    session.add(Line(stocktake_id=stocktake.id, **facts))
    session.flush()
    session.add(Line(stocktake_id=stocktake.id, **facts))
    with pytest.raises(IntegrityError):
        session.flush()
