"""One signature serves for many assets, and cannot be altered afterwards."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.documents import registered
from core.errors import BusinessError
from core.history import queries as history
from core.testing import make_user
from plugins.it_assets.asset.models import State
from plugins.it_assets.custody.models import Custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries, services
from plugins.it_assets.handover.models import Handover, Item, Kind, Way
from plugins.it_assets.handover.rules import scanned
from plugins.it_assets.paper import services as papers
from plugins.it_assets.plugin import check_invariants
from tests.it_assets.conftest import NOW, TODAY

TERMS = {"笔记本电脑": "不得外借。", "显示器": "不得搬离办公室。", "手机": "须设锁屏密码。"}


@pytest.fixture
def pile(make_asset):
    """Twenty assets of three kinds with different terms."""
    kinds = list(TERMS.items())
    return [
        make_asset(f"T{at:02}", category=kinds[at % 3][0], terms=kinds[at % 3][1]).tag
        for at in range(20)
    ]


def paper_of(app, session, handover):
    with app.test_request_context():
        return registered()["it_assets.paper.handover"].data(session, [handover.id])


def test_one_signature_gives_twenty_assets_under_three_terms(session, pile, hand_over):
    handover = hand_over(pile, "王芳")
    held = session.scalars(sa.select(Custody).where(Custody.until_on.is_(None))).all()
    assert ({one.holder_name for one in held}, len(held)) == ({"王芳"}, 20)
    assert {one.terms for one in handover.items} == set(TERMS.values())
    assert handover.is_genuine
    assert check_invariants(session) == []


@pytest.mark.parametrize(
    ("table", "change"),
    [(Handover, {"signature": "李四"}), (Item, {"condition": "全新"}), (Item, {"terms": ""})],
)
def test_what_is_altered_after_the_signature_is_noticed(session, pile, hand_over, table, change):
    hand_over(pile[:3], "王芳")
    session.execute(sa.update(table.__table__).values(**change))
    session.expire_all()
    (handover,) = session.scalars(queries.signed())
    assert not handover.is_genuine
    assert [one.rule for one in check_invariants(session)] == ["it_assets.handover.genuine"]


def test_a_drawn_signature_is_part_of_what_is_signed(app, session, make_asset, hand_over, by):
    make_asset("T1")
    handover = hand_over(["T1"], "王芳", signs=False)
    drawn = {"signature": "王芳", "drawing": "[[1, 2, 3, 4]]", "way": Way.DEVICE}
    services.sign(session, handover, **drawn, by=by, on=TODAY, now=NOW)
    session.commit()
    handover = session.scalars(queries.whole(handover.id)).one()
    assert handover.is_genuine
    assert "M1 2L3 4" in paper_of(app, session, handover)["drawn"]
    told = session.scalars(history.of(Handover, handover.id)).all()
    assert "[1, 2" not in str([one.changes for one in told])
    session.execute(sa.update(Handover.__table__).values(drawing="[[1, 2, 3, 5]]"))
    session.expire_all()
    (handover,) = session.scalars(queries.signed())
    assert not handover.is_genuine
    assert paper_of(app, session, handover)["drawn"] == ""


def test_what_cannot_be_read_as_a_drawing_signs_nothing(session, make_asset, hand_over, by):
    make_asset("T1")
    handover = hand_over(["T1"], "王芳", signs=False)
    wrong = {"signature": "王芳", "drawing": "[[1]]", "way": Way.DEVICE}
    with pytest.raises(BusinessError):
        services.sign(session, handover, **wrong, by=by, on=TODAY, now=NOW)
    assert (handover.state.value, handover.content_hash) == ("open", "")


def test_a_signed_paper_bears_its_fingerprint_and_an_altered_one_bears_none(
    app, session, make_asset, hand_over
):
    make_asset("T1")
    handover = hand_over(["T1"], "王芳")
    signed = paper_of(app, session, handover)["signed"]
    handover.items[0].name = "别的"
    altered = paper_of(app, session, handover)["signed"]
    assert (signed[-1][1], altered) == (handover.content_hash, [])


@pytest.mark.parametrize("public", ["https://erp.example.org/erp", ""])
def test_the_code_of_a_label_opens_the_page_where_the_address_of_pages_is_known(
    app, session, make_asset, monkeypatch, public
):
    key = make_asset("T1").id
    session.commit()
    settings = app.extensions["bumen.settings"].model_copy(update={"public_url": public})
    monkeypatch.setitem(app.extensions, "bumen.settings", settings)
    with app.app_context():
        (sticker,) = papers.stickers(session, [key])
    held = f"{public}/it_assets/asset/{key}" if public else ""
    assert (sticker.code, sticker.address) == ("T1", held)


def test_the_address_on_a_label_is_scanned_and_searched_like_the_tag(
    session, make_asset, hand_over, sign_in
):
    page, other = (f"/it_assets/asset/{make_asset(tag).id}" for tag in ("T1", "T2"))
    code = f"https://erp.example.org{page}"
    session.commit()
    found = sign_in("*").get("/core/find/", query_string={"q": code}).text
    assert (f'href="{page}"' in found, f'href="{other}"' in found) == (True, False)
    handover = hand_over({code: "", "T2": "有划痕", "T1": "新"}, "王芳")
    assert {one.tag: one.condition for one in handover.items} == {"T1": "新", "T2": "有划痕"}
    with pytest.raises(BusinessError, match="asset/99"):
        hand_over([code.replace(page, "/it_assets/asset/99")], "王芳")


def test_nothing_changes_hands_before_the_signature(session, make_asset, hand_over):
    asset = make_asset("T1")
    hand_over(["T1"], "王芳", signs=False)
    assert asset.state is State.IN_STOCK
    with pytest.raises(BusinessError, match="LY-202606-0001"):
        hand_over(["T1"], "赵六", signs=False)


def test_a_cancelled_handover_leaves_the_asset_free(session, make_asset, hand_over, by):
    make_asset("T1")
    services.cancel(session, hand_over(["T1"], "王芳", signs=False), by=by, now=NOW)
    assert hand_over(["T1"], "赵六").number == "LY-202606-0002"


def test_only_the_holder_signs_by_account(session, make_asset, hand_over, by):
    make_asset("T1")
    user = make_user(session, name="王芳")
    handover = hand_over(["T1"], Holder("王芳", user_id=user.id), signs=False)
    with pytest.raises(BusinessError, match="王芳"):
        services.sign(session, handover, signature="x", way=Way.ACCOUNT, by=by, on=TODAY, now=NOW)


def test_what_is_given_back_is_in_stock_and_its_past_remains(session, make_asset, hand_over):
    asset = make_asset("T1")
    hand_over(["T1"], "王芳", on=date(2026, 5, 1), due_on=date(2026, 5, 9))
    hand_over(["T1"], kind=Kind.CHECK_IN)
    (past,) = session.scalars(sa.select(Custody))
    assert (past.from_on, past.until_on) == (date(2026, 5, 1), TODAY)
    assert (asset.state, asset.holder_name) == (State.IN_STOCK, "")


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (["T1", "T2"], Kind.CHECK_IN),  # of two people
        (["T3"], Kind.CHECK_IN),  # nobody has it
        (["T1"], Kind.CHECK_OUT),  # somebody has it
        (["T9"], Kind.CHECK_OUT),  # there is none
        ([], Kind.CHECK_OUT),
    ],
)
def test_a_handover_that_cannot_be_is_refused_at_the_tags(make_asset, hand_over, tags, kind):
    for tag in ("T1", "T2", "T3"):
        make_asset(tag)
    hand_over(["T1"], "王芳")
    hand_over(["T2"], "赵六")
    with pytest.raises(BusinessError) as refused:
        hand_over(tags, "李四", kind=kind, signs=False)
    assert refused.value.field == "tags"


def test_the_database_refuses_a_second_holder(session, make_asset, hand_over):
    asset = make_asset("T1")
    hand_over(["T1"], "王芳")
    session.add(Custody(asset_id=asset.id, holder_name="赵六", from_on=TODAY))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_tag_scanned_twice_is_one_and_keeps_its_condition():
    assert scanned("T1，有划痕\n\n T2 \nT1") == {"T1": "有划痕", "T2": ""}
