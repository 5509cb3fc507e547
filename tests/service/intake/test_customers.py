"""Customers are imported with what they are known by, once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.party.models import Party
from plugins.service.identity.models import Consent, Identity, Kind
from plugins.service.intake.importer import importer

USUAL = {
    "客户编码": "C1",
    "姓名": "王芳",
    "电话": "138 1234 5678",
    "邮箱": "",
    "微信openid": "",
    "QQ": "",
    "平台": "",
    "平台账号": "",
    "省份": "浙江",
    "城市": "杭州",
    "同意联系": "是",
}


@pytest.fixture
def load(take, write):
    return lambda *rows: take(importer, "generic", write(rows, "customers.csv"))


def test_a_row_is_a_customer_with_identities(load, session):
    report = load(USUAL | {"平台": "taobao", "平台账号": "wf88", "QQ": "10001"})
    party = session.scalars(sa.select(Party).where(Party.code == "C1")).one()
    assert (party.name, party.city, party.is_customer) == ("王芳", "杭州", True)
    found = session.scalars(sa.select(Identity).order_by(Identity.id)).all()
    assert [(one.kind, one.scope, one.value) for one in found] == [
        (Kind.PHONE, "", "+8613812345678"),
        (Kind.QQ, "", "10001"),
        (Kind.PLATFORM, "taobao", "wf88"),
    ]
    assert {one.consent for one in found} == {Consent.GIVEN}
    assert report.counts["identities"].added == 3


def test_the_same_file_again_changes_nothing(load):
    load(USUAL)
    assert not load(USUAL).writes


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"电话": "138"}, "138"), ({"平台账号": "x"}, "platform"), ({"邮箱": "nobody"}, "nobody")],
)
def test_a_row_that_cannot_be_read_is_refused_and_the_others_come_in(load, session, change, reason):
    report = load(USUAL | change, USUAL | {"客户编码": "C2"})
    assert [(one.key, reason in one.reason) for one in report.refused] == [("C1", True)]
    assert session.scalars(sa.select(Party.code).where(Party.is_customer)).all() == ["C2"]


def test_a_customer_of_several_orders_is_one_person_known_since_the_first(take, write, session):
    people = [
        {"customer_id": f"k{n}", "customer_unique_id": "abcdef1234", "customer_city": "sp",
         "customer_state": "SP"}
        for n in (1, 2)
    ]  # fmt: skip
    orders = [
        {"order_id": f"o{n}", "customer_id": f"k{n}",
         "order_purchase_timestamp": f"2018-0{n}-02 10:00:00"}
        for n in (1, 2)
    ]  # fmt: skip
    files = (
        write(people, "olist_customers_dataset.csv"),
        write(orders, "olist_orders_dataset.csv"),
    )
    take(importer, "olist", *files)
    assert session.scalars(sa.select(Identity.value)).all() == ["abcdef1234"]
    assert not take(importer, "olist", *files).writes
