"""A defect is logged, confirmed, told to the supplier, acted against, verified and closed."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.errors import BusinessError
from core.party import services as parties
from plugins.service.casework.rules import Outcome
from plugins.service.inspection.services import Found, inspect
from plugins.service.quality import services
from plugins.service.quality.models import QualityRecord
from plugins.service.quality.rules import State
from tests.service.conftest import NOW

ENGLISH = {"Accept-Language": "en"}
FORM = {
    "quantity": "2",
    "product_code": "P1",
    "title": "Cup",
    "batch": "LOT 7",
    "found_on": "2026-01-31",
    "note": "a crack",
}


@pytest.fixture
def supplier(session, desk):
    return parties.create_party(
        session, code="GYS1", name="Kiln", is_supplier=True, by=desk.manager
    )


@pytest.fixture
def go(session, desk):
    def gone(record, *verbs, note="done"):
        for verb in verbs:
            services.step(session, record, verb, by=desk.clerk, now=NOW, note=note)
        return record

    return gone


@pytest.fixture
def clerk(sign_in):
    return sign_in("service.quality.index", "service.quality.edit", "service.case.index")


def test_a_record_is_closed_only_after_verification_in_words(desk, supplier, go):
    record = desk.record(supplier_id=supplier.id)
    go(record, "confirm")
    with pytest.raises(BusinessError, match="Notify the supplier"):
        go(record, "act")
    go(record, "notify")
    with pytest.raises(BusinessError, match="is done against"):
        go(record, "act", note=" ")
    go(record, "act", note="new packing")
    for verb in ("close", "confirm"):
        with pytest.raises(BusinessError, match="does not allow"):
            go(record, verb)
    with pytest.raises(BusinessError, match="who saw"):
        go(record, "verify", note="")
    go(record, "verify", note="30 units without a crack")
    go(record, "close")
    assert record.state is State.CLOSED
    assert (record.action, record.verification) == ("new packing", "30 units without a crack")


def test_without_a_supplier_nobody_is_notified(desk, go):
    record = go(desk.record(), "confirm")
    with pytest.raises(BusinessError, match="no supplier"):
        go(record, "notify")
    assert record.steps == ["act"]
    assert go(record, "act").state is State.ACTING


def test_the_database_keeps_what_is_not_verified_open(desk, session):
    record = desk.record()
    forced = sa.update(QualityRecord.__table__).values(state=State.CLOSED)
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(forced.where(QualityRecord.__table__.c.id == record.id))


@pytest.fixture
def inspected(desk, session):
    case = desk.case(desk.customer())
    for verb in ("accept", "await_goods", "receive"):
        case = desk.step(case, verb)

    def inspecting(defect=None):
        found = Found(Decimal(1), Outcome.REFUND, "a crack", defect.id if defect else None)
        return inspect(session, case, {case.lines[0].id: found}, by=desk.clerk, now=NOW)

    return inspecting


def test_an_inspection_with_a_defect_makes_one_record(desk, session, inspected, go):
    first, second = desk.defect(), desk.defect("D2")
    inspected()
    assert session.scalars(sa.select(QualityRecord)).all() == []
    case = inspected(first)
    inspected(second)
    record = session.scalars(sa.select(QualityRecord)).one()
    assert (record.case_id, record.product_code, record.quantity) == (case.id, "P1", 2)
    assert (record.defect_id, record.note) == (second.id, "a crack")
    inspected()
    assert record.state is State.REFUTED
    inspected(first)
    assert (record.state, record.defect_id) == (State.LOGGED, first.id)
    go(record, "confirm")
    inspected(first)
    with pytest.raises(BusinessError, match="goes on already"):
        inspected()


def test_a_defect_is_logged_and_led_on_by_the_pages(clerk, desk, session, supplier):
    case = desk.case(desk.customer())
    known = clerk.get(f"/service/quality/create?case={case.id}").text
    assert all(f'value="{text}"' in known for text in (case.number, "P1", "Cup"))
    form = FORM | {"defect": desk.defect().id, "supplier": "GYS1", "case": case.number}
    for odd, words in (
        ({"case": "AS-1"}, "no case"),
        ({"supplier": "X"}, "no supplier"),
        ({"quantity": "0"}, "how many"),
        ({"found_on": "2099-01-01"}, "not come yet"),
        ({"product_code": "", "title": ""}, "what the product is"),
    ):
        refused = clerk.post("/service/quality/create", data=form | odd, headers=ENGLISH)
        assert (refused.status_code, words in refused.text) == (422, True), odd
        assert "a crack" in refused.text
    page = clerk.post("/service/quality/create", data=form).location
    record = session.scalars(sa.select(QualityRecord)).one()
    assert page == f"/service/quality/{record.id}"
    for verb, note in (("confirm", ""), ("notify", ""), ("act", "new packing")):
        assert clerk.post(f"{page}/step/{verb}", data={"note": note}).status_code == 303
    missing = clerk.post(f"{page}/step/verify", data={"note": ""}, headers=ENGLISH)
    assert (missing.status_code, "who saw" in missing.text) == (422, True)
    assert clerk.post(f"{page}/step/burn").status_code == 404
    shown = clerk.get(page, headers=ENGLISH).text
    assert all(text in shown for text in ("LOT 7", "Kiln", "new packing", "Action taken"))


def test_the_list_finds_exports_and_asks_the_same_however_long(clerk, desk, queries):
    defect = desk.defect()
    desk.record(defect, batch="LOT 7")
    url = "/service/quality/?product=P1&counts=True"
    with queries() as few:
        assert "Cup" in clerk.get(url).text
    for at in range(5):
        desk.record(defect, product_code=f"P1{at}")
    with queries() as many:
        page = clerk.get(url).text
    assert many.value == few.value
    assert page.count("Cup") == 1
    assert "P11" in clerk.get("/service/quality/?format=csv").text


def test_panels_show_the_records_of_a_case_a_product_and_a_supplier(
    sign_in, desk, session, supplier
):
    case = desk.case(desk.customer())
    record = desk.record(supplier_id=supplier.id, case_id=case.id)
    boss = sign_in("*", name="Boss")
    for page in (f"/service/case/{case.id}", f"/core/party/{supplier.id}"):
        assert record.number in boss.get(page).text, page


def test_who_may_only_look_logs_nothing(sign_in, desk):
    record = desk.record()
    viewer = sign_in("service.quality.index", name="Bob")
    assert viewer.get(f"/service/quality/{record.id}").status_code == 200
    assert viewer.get("/service/quality/create").status_code == 403
    assert viewer.post(f"/service/quality/{record.id}/step/confirm").status_code == 403
    assert sign_in(name="Eve").get("/service/quality/").status_code == 403
