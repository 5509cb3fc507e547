"""A new colleague gets a laptop, signs for it, leaves, and gives it back."""

from __future__ import annotations

import sqlalchemy as sa

from core.jobs import run_pending
from core.testing import pdf_text
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.handover.models import Handover
from plugins.it_assets.plugin import check_invariants

ENGLISH = {"Accept-Language": "en"}


def test_a_laptop_comes_back_from_a_colleague_who_leaves(app, session, make_asset, sign_in) -> None:
    laptop = make_asset("ZC-1", name="联想笔记本-财务部", terms="不得外借。")
    session.commit()
    clerk = sign_in("*", name="何川")
    wang = sign_in(name="王芳")

    wanted = {"kind": "check_out", "person": wang.user.id, "tags": "ZC-1, 全新"}
    page = clerk.post("/it_assets/handover/create", data=wanted).location
    assert "ZC-1" not in wang.get("/it_assets/handover/mine").text
    assert wang.post(f"{page}/own", data={"signature": "王芳"}).status_code == 303
    assert "Unaltered" in clerk.get(page, headers=ENGLISH).text

    key = session.scalars(sa.select(Handover.id)).one()
    wish = {"name": "it_assets.paper.handover", "key": key}
    paper = clerk.post("/core/document/create", data=wish).location
    run_pending(app)
    printed = pdf_text(clerk.get(f"{paper}/file").data)
    assert all(text in printed for text in ("联想笔记本-财务部", "全新", "不得外借。", "王芳"))

    leaving = f"/core/user/{wang.user.id}/edit"
    assert "联想笔记本-财务部" in clerk.get(leaving).text
    prepared = f"/it_assets/handover/create?kind=check_in&holder={wang.user.id}"
    assert "ZC-1" in clerk.get(prepared).text
    back = clerk.post(prepared, data={"kind": "check_in", "person": "0", "tags": "ZC-1"}).location
    assert clerk.post(f"{back}/sign", data={"signature": "王芳"}).status_code == 303

    session.expire_all()
    assert session.get_one(Asset, laptop.id).state is State.IN_STOCK
    assert "联想笔记本-财务部" not in clerk.get(leaving).text
    assert check_invariants(session) == []
