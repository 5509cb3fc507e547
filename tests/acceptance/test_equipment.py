"""The files of Snipe-IT: every asset comes once, and its depreciation is what one reckons."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
import sqlalchemy as sa

from tests.acceptance.deployment import Deployment

pytestmark = pytest.mark.acceptance
CENT = Decimal("0.01")
MONTH_ENDS = (date(2022, 6, 30), date(2023, 2, 28), date(2024, 3, 31))
DAYS = (*MONTH_ENDS, date(2024, 5, 17), date(2030, 1, 1))


@pytest.fixture(scope="module")
def rows(acceptance_data):
    with (acceptance_data / "snipeit" / "assets-sample.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def deployed(acceptance_data, tmp_path_factory):
    """What two imports of each file said, and the deployment that they filled."""
    folder = tmp_path_factory.mktemp("equipment")
    deployment = Deployment(f"sqlite:///{folder / 'equipment.db'}", folder)
    deployment.bumen("db", "upgrade")
    files = acceptance_data / "snipeit"
    told = [
        deployment.bumen(
            "it-assets", "import", word, "--profile", "snipe-it", str(files / f"{name}-sample.csv")
        )
        for _time in range(2)
        for word, name in (("places", "locations"), ("models", "models"), ("assets", "assets"))
    ]
    yield told, deployment
    deployment.close()


@pytest.fixture(scope="module")
def ask(deployed):
    engine = sa.create_engine(deployed[1].url)
    with engine.connect() as connection:
        yield lambda statement: connection.execute(sa.text(statement)).all()
    engine.dispose()


def test_each_asset_comes_once_and_the_second_time_changes_nothing(rows, deployed, ask):
    told, _deployment = deployed
    assert "22 added" in told[2]
    assert all("Nothing is new" in text for text in told[3:])
    assert {tag for (tag,) in ask("SELECT tag FROM it_assets_asset")} == {
        row["Asset Tag"] for row in rows
    }
    (total,) = ask("SELECT sum(cost) FROM it_assets_asset")[0]
    assert Decimal(total) / 100 == sum(Decimal(row["Purchase Cost"]) for row in rows)


def test_those_who_have_an_asset_are_its_holders_without_an_account(rows, ask):
    wanted = {
        row["Asset Tag"]: f"{row['Checked Out To: First Name']} {row['Checked Out To: Last Name']}"
        if row["Checkout Type"] == "User"
        else row["Checked Out To: Location"]
        for row in rows
        if row["Checkout Type"]
    }
    held = ask(
        "SELECT tag, c.holder_name FROM it_assets_custody c JOIN it_assets_asset a "
        "ON a.id = c.asset_id WHERE until_on IS NULL AND user_id IS NULL"
    )
    assert dict(list(map(tuple, held))) == wanted


def test_the_depreciation_of_any_day_is_what_one_reckons_from_the_file(rows, deployed):
    for day in DAYS:
        total = sum((reckoned(row, day) for row in rows), Decimal(0))
        printed = deployed[1].bumen("it-assets", "depreciation", "--as-of", day.isoformat())
        assert f"{total:.2f}" in printed


def test_all_invariants_hold(deployed):
    assert "All invariants hold" in deployed[1].bumen("check")


def reckoned(row, day):
    """Straight line over three years to 5 %, from the month after the purchase."""
    bought = datetime.strptime(row["Purchase Date"], "%m/%d/%y").date()
    months = (day.year - bought.year) * 12 + day.month - bought.month
    months -= day not in MONTH_ENDS
    months = min(max(months, 0), 36)
    cost = Decimal(row["Purchase Cost"])
    residual = (cost * Decimal("0.05")).quantize(CENT, ROUND_HALF_UP)
    return ((cost - residual) * months / 36).quantize(CENT, ROUND_HALF_UP)
