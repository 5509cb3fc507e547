"""Files that platforms really gave out are read: their encodings, line ends, totals, workbooks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import BusinessError
from core.profiles import Profile
from core.reports import Count, Report
from core.sources import Source
from core.unpacking import opened

pytestmark = pytest.mark.acceptance
ALIPAY = {
    "comment": "#",
    "ragged": True,
    "footer": {
        "begins": ["#-----------------------------------------业务明细列表结束"],
        "totals": [
            {"pattern": "交易合计：(\\d+)笔", "where": {"业务类型": ["交易"]}},
            {
                "pattern": "商家实收共(-?[\\d.]+)元",
                "column": "商家实收（元）",
                "where": {"业务类型": ["交易"]},
            },
            {"pattern": "退款合计：(\\d+)笔", "where": {"业务类型": ["退款"]}},
        ],
    },
    "columns": {
        "number": {"name": "支付宝交易号", "required": True},
        "amount": {"name": "订单金额（元）", "kind": "money", "required": True},
        "at": {"name": "完成时间", "kind": "instant"},
    },
}
WECHAT = {
    "strip": "`",
    "footer": {
        "begins": ["总交易单数"],
        "totals": [{"title": "总交易单数"}, {"title": "订单总金额", "column": "订单金额"}],
    },
    "columns": {
        "number": {"name": "微信订单号", "required": True},
        "amount": {"name": "订单金额", "kind": "money", "required": True},
        "fee": {"name": "手续费", "kind": "money", "required": True},
        "at": {"name": "交易时间", "kind": "instant"},
    },
}
STATEMENT = {"columns": {"amount": {"name": "金额(元)", "kind": "money", "required": True}}}
CARD = {
    "columns": {
        "amount": {"name": "交易金额", "kind": "money", "required": True},
        "on": {"name": "交易日期", "kind": "date", "required": True},
        "card": {"name": "卡末四位", "required": True},
    }
}
DELIVERIES = {"columns": {"number": {"name": "ID", "required": True}, "vendor": {"name": "Vendor"}}}
FILES = {
    "cn_bills/merchant/alipay_merchant_business_detail_20190916.csv": (ALIPAY, 10, "0.02"),
    "cn_bills/merchant/wechatpay_merchant_tradebill_v3_20210128.csv": (WECHAT, 3, "0.03"),
    "cn_bills/personal_and_bank/example-wechat-records.xlsx": (STATEMENT, None, None),
    "cn_bills/personal_and_bank/example-citic-records.xls": (CARD, None, None),
}


def read(path: Path, file):
    profile = Profile.model_validate(
        {
            "name": "real",
            "title": {"en": "Real"},
            "timezone": "Asia/Shanghai",
            "files": {"rows": {"names": ["*"], **file}},
        }
    )
    with opened(path) as files:
        report = Report()
        rows = list(Source(profile, files).rows("rows", report, Count("")))
    return rows, report


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.app_context():
        yield


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_real_file_is_read(acceptance_data, name):
    file, count, total = FILES[name]
    rows, report = read(acceptance_data / name, file)
    assert report.refused == []
    assert rows
    if count is not None:
        assert len(rows) == count
        assert sum(row.values["amount"] for row in rows) == Decimal(total)


def test_a_table_with_tabs_and_lone_carriage_returns_is_read(acceptance_data):
    folder = acceptance_data / "scms_procurement"
    rows, report = read(next(folder.glob("*.gz")), DELIVERIES)
    assert (len(rows), report.refused) == (10_324, [])
    assert len({row.values["vendor"] for row in rows}) == 73


def test_a_bill_whose_rows_do_not_add_up_is_refused(acceptance_data, tmp_path):
    name = "cn_bills/merchant/wechatpay_merchant_tradebill_v3_20210128.csv"
    text = (acceptance_data / name).read_text(encoding="utf-8-sig")
    short = tmp_path / "bill.csv"
    lines = text.splitlines(keepends=True)
    short.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    with pytest.raises(BusinessError, match="总交易单数"):
        read(short, WECHAT)
