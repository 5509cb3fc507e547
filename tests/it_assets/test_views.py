"""The pages of equipment open, refuse, and ask the same number of questions for any list."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.company import today
from core.jobs import run_pending
from core.party import services as parties
from core.testing import make_user, pdf_text
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.category.models import Category
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.disposal import services as disposals
from plugins.it_assets.disposal.models import Disposal, Manner
from plugins.it_assets.handover.models import Handover, Kind, State
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from tests.it_assets.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
CATEGORY = {"name": "显示器", "method": "straight_line", "months": "36", "residual_rate": "5 %"}
HANDOVER = {"kind": "check_out", "person": "0", "name": "王芳", "tags": "T1"}


def test_what_an_asset_needs_is_entered_page_by_page(session, sign_in):
    clerk = sign_in("*")
    assert clerk.post("/it_assets/category/create", data=CATEGORY).status_code == 303
    category = session.scalars(sa.select(Category)).one()
    model = {"category": category.id, "name": "U2723QE", "manufacturer": "戴尔"}
    assert clerk.post("/it_assets/model/create", data=model).status_code == 303
    assert clerk.post("/it_assets/place/create", data={"name": "三楼"}).status_code == 303
    place = session.scalars(sa.select(Place)).one()
    asset = {
        "model": session.scalars(sa.select(EquipmentModel)).one().id,
        "place": place.id,
        "serial": "SN-1",
        "purchased_on": "2026-01-05",
        "cost": "3,299.00",
    }
    ahead = clerk.post("/it_assets/asset/create", data=asset | {"purchased_on": "2999-01-01"})
    assert ahead.status_code == 422
    address = clerk.post("/it_assets/asset/create", data=asset).location
    shown = clerk.get(address, headers=ENGLISH).text
    assert all(text in shown for text in ("SN-1", "三楼", "3,299.00", "Straight line"))
    changed = {"version_id": "1", "name": "副屏", "place": "0", "serial": "SN-1", "cost": "3299"}
    assert clerk.post(f"{address}/edit", data=changed).status_code == 303
    stale = clerk.post(f"{address}/edit", data=changed | {"name": "别的"}, headers=ENGLISH)
    assert (stale.status_code, "别的" in stale.text) == (409, True)


def test_an_asset_of_a_vendor_is_edited_and_one_of_a_former_supplier_too(
    session, make_piece, make_vendor, sign_in, by
):
    asset = make_piece(None, supplier=make_vendor("V1"))
    buyer = parties.create_party(session, code="C1", name="某客户", is_customer=True, by=by)
    session.commit()
    clerk, page = sign_in("*"), f"/it_assets/asset/{asset.id}/edit"
    typed = {"name": "新名", "place": "0", "cost": "1", "supplier": "V1"}
    assert clerk.post(page, data=typed | {"version_id": "1"}).status_code == 303
    other = clerk.post(page, data=typed | {"version_id": "2", "supplier": "C1"}, headers=ENGLISH)
    assert (other.status_code, "no supplier or vendor" in other.text) == (422, True)
    session.execute(sa.update(Asset.__table__).values(supplier_id=buyer.id))
    session.commit()
    again = clerk.post(page, data=typed | {"version_id": "2", "supplier": "C1", "name": "再改"})
    assert again.status_code == 303
    assert session.scalars(sa.select(Asset.name)).one() == "再改"


def test_an_asset_may_stay_where_nothing_new_is_brought(
    session, make_piece, make_place, make_vendor, sign_in
):
    place = make_place("旧仓库")
    asset = make_piece(place, supplier=make_vendor("V1"))
    place.is_active = False
    session.commit()
    clerk, page = sign_in("*"), f"/it_assets/asset/{asset.id}/edit"
    shown = clerk.get(page).text
    assert (f'selected value="{place.id}"' in shown, 'value="V1"' in shown) == (True, True)
    typed = {"version_id": "1", "name": "新名", "place": str(place.id), "supplier": "V1"}
    assert clerk.post(page, data=typed).status_code == 303
    session.refresh(asset)
    assert (asset.name, asset.place_id) == ("新名", place.id)


@pytest.mark.parametrize(
    ("page", "data", "reason"),
    [
        ("category", CATEGORY | {"method": "years_digits", "months": "40"}, "whole years"),
        ("category", CATEGORY | {"name": "笔记本电脑"}, "already"),
        ("handover", HANDOVER | {"tags": "T9"}, "There is no asset with the tag T9"),
        ("handover", HANDOVER | {"name": ""}, "Say who receives"),
        ("handover", HANDOVER | {"name": "", "party": "S9"}, "There is no party S9"),
        ("handover", HANDOVER | {"party": "S9"}, "Name one receiver only"),
        ("handover", HANDOVER | {"due_on": "2020-01-01"}, "comes back after it is taken"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_remains(
    session, make_asset, sign_in, page, data, reason
):
    make_asset("T1")
    session.commit()
    answer = sign_in("*").post(f"/it_assets/{page}/create", data=data, headers=ENGLISH)
    assert (answer.status_code, reason in answer.text) == (422, True)
    assert all(value in answer.text for value in (data.get("name", ""), data.get("tags", "")))


def test_a_colleague_signs_for_equipment_on_a_page_of_their_own(
    session, make_asset, hand_over, sign_in
):
    make_asset("T1", terms="不得外借。")
    wang = sign_in(name="王芳")
    handover = hand_over(["T1"], Holder("王芳", user_id=wang.user.id), signs=False)
    address = f"/it_assets/handover/{handover.id}/own"
    assert address in wang.get("/it_assets/handover/mine").text
    assert "不得外借。" in wang.get(address).text
    assert wang.post(address, data={"signature": " "}).status_code == 422
    assert wang.post(address, data={"signature": "王芳"}).status_code == 303
    assert "T1" in wang.get("/it_assets/handover/mine").text
    assert session.scalars(sa.select(Handover.state)).one() is State.SIGNED


def test_whoever_leaves_is_told_with_what_waits_for_their_signature(
    session, make_asset, hand_over, sign_in
):
    user = make_user(session, name="王芳")
    holder = Holder("王芳", user_id=user.id)
    make_asset("T1"), make_asset("T2")
    hand_over(["T1"], holder)
    numbers = [
        hand_over(["T2"], holder, signs=False).number,
        hand_over(["T1"], kind=Kind.CHECK_IN, signs=False).number,
    ]
    boss, page = sign_in("*"), f"/core/user/{user.id}/edit"
    assert all(told in boss.get(page).text for told in ("(T1)", *numbers))
    form = {"name": "王芳", "language": "", "roles": []}
    left = boss.post(page, data=form, headers=ENGLISH, follow_redirects=True).text
    assert f"Still held, to be taken back: 笔记本电脑 13 (T1), {', '.join(numbers)}." in left


def test_nothing_is_disposed_of_on_a_day_that_has_not_come(session, make_asset, sign_in):
    asset = make_asset("T1")
    session.commit()
    page = f"/it_assets/disposal/{asset.id}/create"
    data = {"manner": "scrap", "disposed_on": "2999-01-01", "proceeds": "0", "reason": "坏了"}
    answer = sign_in("*").post(page, data=data, headers=ENGLISH)
    assert (answer.status_code, "has not come yet" in answer.text) == (422, True)
    assert 'value="2999-01-01"' in answer.text
    assert session.scalars(sa.select(Disposal)).all() == []


def test_a_finished_repair_says_whether_another_keeps_the_asset(session, make_asset, sign_in):
    make_asset("T1")
    session.commit()
    clerk = sign_in("*")
    repair = {"tag": "T1", "title": "换屏", "due_on": "2026-06-01", "vendor": "0", "begins": "y"}
    pages = [clerk.post("/it_assets/maintenance/create", data=repair).location for _one in "ab"]
    done = {"finished_on": today().isoformat(), "cost": "0", "result": "好了"}
    told = [
        clerk.post(f"{page}/finish", data=done, headers=ENGLISH, follow_redirects=True).text
        for page in pages
    ]
    assert "something else still keeps the asset in repair" in told[0]
    assert "The asset can be used again." in told[1]


def test_nobody_signs_for_a_colleague(session, make_asset, hand_over, sign_in):
    make_asset("T1")
    user = make_user(session, name="王芳")
    handover = hand_over(["T1"], Holder("王芳", user_id=user.id), signs=False)
    other = sign_in(name="赵六")
    address = f"/it_assets/handover/{handover.id}/own"
    assert other.post(address, data={"signature": "王芳"}).status_code == 404
    assert other.get(f"/it_assets/handover/{handover.id}/sign").status_code == 403


def test_labels_and_handovers_are_printed_with_every_chinese_character(
    app, make_asset, hand_over, sign_in
):
    asset = make_asset("T1", name="联想笔记本-财务部", terms="须妥善保管。")
    handover = hand_over({"T1": "外壳有划痕"}, "王芳")
    clerk = sign_in("it_assets.asset.index", "it_assets.handover.index")
    text = {}
    for name, key in (("sheet", asset.id), ("handover", handover.id)):
        posted = {"name": f"it_assets.paper.{name}", "key": key}
        answer = clerk.post("/core/document/create", data=posted)
        run_pending(app)
        text[name] = pdf_text(clerk.get(f"{answer.location}/file").data)
    assert "联想笔记本-财务部" in text["sheet"]
    for part in ("外壳有划痕", "须妥善保管。", "王芳", handover.content_hash[:16]):
        assert part in text["handover"]


def test_each_list_asks_a_constant_number_of_questions(
    session, make_asset, hand_over, by, sign_in, queries
):
    def grow(start):
        for at in range(start, start + 4):
            asset = make_asset(f"T{at:02}")
            hand_over([asset.tag], f"员工{at}")
            disposals.ask_disposal(
                session,
                make_asset(f"D{at:02}"),
                manner=Manner.SCRAP,
                disposed_on=TODAY,
                proceeds=Decimal(0),
                reason="坏了",
                by=by,
                now=NOW,
            )
        session.commit()

    clerk = sign_in("*")
    pages = ("asset", "handover", "disposal", "model", "category", "place", "book")

    def counts():
        found = []
        for page in pages:
            with queries() as count:
                assert clerk.get(f"/it_assets/{page}/").status_code == 200
            found.append(count.value)
        return found

    grow(0)
    before = counts()
    grow(4)
    assert counts() == before


def test_the_books_are_downloaded_asset_by_asset(session, make_asset, sign_in):
    make_asset("T1")
    session.commit()
    told = sign_in("it_assets.book.index").get("/it_assets/book/lines?as_of=2025-03-31").text
    assert "T1" in told
    assert "316.67" in told


def test_who_may_only_look_changes_nothing(session, make_asset, sign_in):
    asset = make_asset("T1")
    session.commit()
    viewer = sign_in("it_assets.asset.index")
    for address in (
        f"asset/{asset.id}/edit",
        f"disposal/{asset.id}/create",
        f"book/{asset.id}/read",
        "handover/create",
        "book/",
    ):
        assert viewer.get(f"/it_assets/{address}").status_code == 403
    assert viewer.post(f"/it_assets/asset/{asset.id}/report_lost").status_code == 403
    assert session.scalars(sa.select(Asset.state)).one().value == "in_stock"
