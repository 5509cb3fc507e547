"""Files tell of equipment: blank cells keep, a dash clears, the same file again changes nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.reports import Report
from core.sources import Source
from core.testing import make_user
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.custody.models import Custody
from plugins.it_assets.intake.importer import asset_importer
from plugins.it_assets.place.models import Place
from tests.it_assets.conftest import NOW

HEADS = (
    "资产编号,序列号,资产名称,设备类别,制造商,设备型号,型号编码,"
    "存放地点,供应商,原值,备注,使用人,使用人邮箱"
)
FULL = "A1,SN1,财务本,笔记本电脑,联想,X13,20WK,三楼,京东,5999.00,旧键盘,王芳,"


@pytest.fixture
def read(app, session, by, tmp_path):
    def imported(*lines) -> Report:
        path = tmp_path / "file.csv"
        path.write_text("\n".join([HEADS, *lines]), "utf-8")
        with app.test_request_context():
            source = Source(asset_importer.profile("generic"), {"file.csv": path})
            report = asset_importer.run(session, source, by=by, now=NOW, progress=lambda *_: None)
        session.commit()
        return report

    return imported


def stored(session) -> Asset:
    return session.scalars(sa.select(Asset)).one()


def test_the_same_file_again_changes_nothing(session, read):
    assert read(FULL).counts["assets"].added == 1
    again = read(FULL)
    assert (again.writes, again.counts["assets"].unchanged) == (False, 1)
    assert session.scalars(sa.select(sa.func.count()).select_from(Custody)).one() == 1


def test_blank_cells_keep_and_dashes_clear(session, read):
    read(FULL)
    read("A1,,,笔记本电脑,联想,X13,20WK,-,,,-,,")
    asset = stored(session)
    assert (asset.serial, asset.name, str(asset.cost)) == ("SN1", "财务本", "5999.00")
    assert (asset.place_id, asset.note, asset.holder_name) == (None, "", "王芳")


def test_an_asset_without_a_tag_is_known_by_its_serial_number(session, read):
    read(FULL)
    read(FULL.replace("A1", "").replace("旧键盘", "新键盘"))
    assert (stored(session).tag, stored(session).note) == ("A1", "新键盘")


def test_a_holder_with_an_account_is_that_user_and_a_dash_takes_the_asset_back(session, read):
    user = make_user(session, name="王芳")
    session.commit()
    read(FULL.removesuffix("王芳,") + f",{user.email}")
    assert (stored(session).holder_id, stored(session).state) == (user.id, State.IN_USE)
    read(FULL.removesuffix("王芳,") + "-,")
    assert stored(session).state is State.IN_STOCK


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (FULL.replace("A1,SN1", ","), "neither"),
        (FULL.replace("A1", "A2"), "SN1"),
        (FULL, "twice"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_come_in(session, read, line, reason):
    report = read(FULL, line, FULL.replace("A1,SN1", "A3,SN3"))
    assert [reason in one.reason for one in report.refused] == [True]
    assert session.scalars(sa.select(sa.func.count(Asset.id))).one() == 2
    assert session.scalars(sa.select(Place.name)).all() == ["三楼"]
