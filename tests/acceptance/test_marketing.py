"""The funnel of Olist and the ads of Facebook: figures equal those worked out from the files."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.acceptance.deployment import Deployment, numbers_before

pytestmark = pytest.mark.acceptance
NOWHERE = {"", "unknown"}
CENT = Decimal("0.01")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def funnel(acceptance_data):
    folder = acceptance_data / "olist_marketing_funnel"
    leads = read(folder / "olist_marketing_qualified_leads_dataset.csv")
    deals = read(folder / "olist_closed_deals_dataset.csv")
    return leads, {row["mql_id"] for row in deals}


@pytest.fixture(scope="module")
def ads(acceptance_data):
    return read(acceptance_data / "ads_facebook_kag" / "KAG_conversion_data.csv")


@pytest.fixture(scope="module")
def imported(acceptance_data, tmp_path_factory):
    """What two imports of each said, and the database that they filled."""
    folder = tmp_path_factory.mktemp("marketing")
    deployment = Deployment(f"sqlite:///{folder / 'marketing.db'}", folder)
    bumen = deployment.bumen
    bumen("db", "upgrade")
    leads = str((acceptance_data / "olist_marketing_funnel").resolve())
    costs = str((acceptance_data / "ads_facebook_kag").resolve())
    told = [
        (
            bumen("marketing", "import", "leads", "--profile", "olist-funnel", leads),
            bumen("marketing", "import", "costs", "--profile", "facebook-ads", costs),
        )
        for _time in range(2)
    ]
    yield told, deployment.url
    deployment.close()


@pytest.fixture(scope="module")
def ask(imported):
    engine = sa.create_engine(imported[1])
    with engine.connect() as connection:
        yield lambda statement: connection.execute(sa.text(statement)).all()
    engine.dispose()


def test_the_files_are_those_that_the_figures_were_taken_from(funnel, ads):
    origins = Counter(row["origin"] for row in funnel[0])
    assert (len(funnel[0]), len(funnel[1]), origins[""], origins["unknown"]) == (
        8000,
        842,
        60,
        1099,
    )
    assert (len(ads), len(ads[0])) == (1143, 12)


def test_every_row_is_taken_once(imported):
    (leads, costs), (leads_again, costs_again) = imported[0]
    assert numbers_before("added", leads) == [8000, 842]
    assert numbers_before("added", costs) == [1143]
    for again in (leads_again, costs_again):
        assert set(numbers_before("added", again) + numbers_before("changed", again)) == {0}


def test_conversion_by_origin_is_that_of_the_files(funnel, ask):
    leads, won = funnel
    here = {
        channel: (count, deals)
        for channel, count, deals in ask(
            "SELECT coalesce(c.code, ''), count(*), sum(l.state = 'won') FROM marketing_lead l "
            "LEFT JOIN marketing_channel c ON c.id = l.channel_id GROUP BY c.code"
        )
    }
    there: dict[str, list[int]] = {}
    for row in leads:
        origin = "" if row["origin"] in NOWHERE else row["origin"]
        counts = there.setdefault(origin, [0, 0])
        counts[0] += 1
        counts[1] += row["mql_id"] in won
    assert here == {origin: tuple(counts) for origin, counts in there.items()}
    assert here[""][0] == 60 + 1099


def test_the_cost_of_a_click_is_that_of_the_file(ads, ask):
    ((clicks, cents, impressions),) = ask(
        "SELECT sum(clicks), sum(home_amount), sum(impressions) FROM marketing_cost"
    )
    spent = sum(Decimal(row["Spent"]).quantize(CENT, ROUND_HALF_UP) for row in ads)
    assert (clicks, impressions) == (
        sum(int(row["Clicks"]) for row in ads),
        sum(int(row["Impressions"]) for row in ads),
    )
    assert Decimal(cents) / 100 == spent
    assert (Decimal(cents) / 100 / clicks).quantize(Decimal("0.0001")) == Decimal("1.5382")
