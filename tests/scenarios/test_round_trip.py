"""What a list exports can be imported again, in any language and format, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import importing, unpacking
from core.clock import now
from core.party.models import Party
from core.sources import Source
from core.testing import make_user
from plugins.marketing.channel import services as channels
from plugins.marketing.channel.models import ChannelKind

PARTIES = "编码,名称,角色,省份,城市\n007,杭州茶厂,供应商、客户,浙江,杭州\n=A1,Li Lei,Partner,,\n"
PRODUCTS = "编码,商品名称,类目,条码,价格\n0042,保温杯 500ml,家居,6901234567892,39.90\nB,杯,,,\n"
CUSTOMERS = "客户编码,姓名,省份,城市\n001,王芳,浙江,杭州\nC2,李雷,,\n"
LEADS = "线索编号,名称,首次接触日期,渠道\nL1,王芳,2026-03-01,微信\n002,,2026-03-02,\n"
COSTS = (
    "渠道,日期,广告编号,版位,展现,点击,转化,花费,币种,汇率,备注\n"
    "微信,2026-03-01,00012345678901234,信息流,1000,20,3,88.80,CNY,,\n"
    "微信,2026-03-02,,,0,0,0,10.00,USD,7.12,\n"
    "微信,2026-03-03,A2,,1,1,1,5.00,CNY,,日期不明\n"
)
# The address of the list of what an importer brings in, and a file to begin with.
LISTS = {
    "core.parties": ("/core/party/", PARTIES),
    "catalog.products": ("/catalog/product/", PRODUCTS),
    "customers": ("/service/customer/", CUSTOMERS),
    "leads": ("/marketing/lead/", LEADS),
    "costs": ("/marketing/cost/", COSTS),
}
# Their lists do not tell all that makes a record.
WITHOUT = {
    "it_assets.assets": "an asset is told with its model and holder, which its list shows as texts",
    "it_assets.models": "models come from the files of Snipe-IT only",
    "it_assets.places": "places come from the files of Snipe-IT only",
    "orders": "an order consists of lines and payments, which its list adds up",
    "catalog.receipts": "a receipt consists of lines, which its list adds up",
    "bank_result": "the bank answers, and nobody else",
    "tickets": "tickets of another help desk become cases of ours with new numbers",
    "helpdesk": "events of another help desk become those of cases of ours",
}
FILES = [("en", "csv"), ("zh-Hans", "csv"), ("en", "xlsx"), ("zh-Hans", "xlsx")]


@pytest.fixture
def load(app, session, tmp_path):
    """Import a file as the upload does: profile and columns are recognised."""
    by = make_user(session, "*", name="Ada")

    def run(name, content, suffix):
        path = Path(tmp_path / f"list.{suffix}")
        path.write_bytes(content)
        importer = importing.registered()[name]
        with unpacking.gathered([(path.name, path)]) as found:
            source = Source(importer.detect(found), found)
            report = importer.run(session, source, by=by, now=now(), progress=lambda *_: None)
        session.commit()
        return report

    return run


def test_every_importer_has_a_list_that_mirrors_it_or_a_reason(app) -> None:
    assert set(app.extensions["bumen.importers"]) == {*LISTS, *WITHOUT}


@pytest.mark.parametrize("name", LISTS)
def test_an_exported_list_changes_nothing_when_it_is_imported(name, load, session, sign_in) -> None:
    address, text = LISTS[name]
    client = sign_in("*")
    channels.register(session, code="wechat", name="微信", kind=ChannelKind.SOCIAL, by=client.user)
    session.add(Party(code="K", name="客户公司", is_company=True, is_customer=True))
    session.commit()
    first = load(name, text.encode(), "csv")
    assert first.refused == []
    assert first.writes
    for language, suffix in FILES:
        answer = client.get(
            f"{address}?format={suffix}", headers={"Accept-Language": language}
        ).data
        again = load(name, answer, suffix)
        assert again.refused == []
        assert not again.writes, (language, suffix, again.text_lines())
        (count, *_others) = again.counts.values()
        assert count.unchanged >= first.counts[next(iter(first.counts))].added
