"""Assets are entered with a tag of their own and keep what was decided of their value."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.errors import BusinessError
from plugins.it_assets.asset import services
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.category import services as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.depreciation.rules import Method


def test_an_asset_without_a_tag_gets_the_next_number_that_is_free(make_asset):
    make_asset("ZC-202606-0001")
    assert make_asset().tag == "ZC-202606-0002"


def test_the_warranty_runs_from_the_purchase_to_the_last_day_of_a_shorter_month(make_asset):
    asset = make_asset(purchased_on=date(2024, 8, 31), warranty_months=18)
    assert asset.warranty_until == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"tag": "T1"}, "tag"), ({"serial": "SN1"}, "serial"), ({"cost": -1}, "cost")],
)
def test_what_is_taken_or_cannot_be_is_refused(make_asset, facts, field):
    make_asset("T1", serial="SN1")
    with pytest.raises(BusinessError) as refused:
        make_asset(**facts)
    assert refused.value.field == field


def test_a_later_decision_on_the_category_leaves_its_assets_alone(session, make_asset, by):
    asset = make_asset()
    categories.edit_category(
        session,
        session.get_one(Category, asset.category_id),
        version=1,
        name="笔记本电脑",
        method=Method.YEARS_DIGITS,
        months=60,
        residual_rate=asset.residual_rate,
        terms="",
        by=by,
    )
    assert (asset.method, asset.months) == (Method.STRAIGHT_LINE, 36)


def test_whoever_has_a_broken_or_lost_asset_has_it_again_afterwards(
    session, make_asset, hand_over, by
):
    asset = make_asset("T1")
    hand_over(["T1"], "王芳")
    services.send_to_repair(session, asset, by=by)
    services.end_repair(session, asset, by=by)
    services.report_lost(session, asset, by=by)
    services.report_found(session, asset, by=by)
    assert (asset.state, asset.holder_name) == (State.IN_USE, "王芳")


def test_the_database_refuses_an_asset_in_stock_that_somebody_has(session, make_asset):
    make_asset("T1")
    with pytest.raises(IntegrityError):
        session.execute(sa.update(Asset.__table__).values(holder_name="王芳"))
