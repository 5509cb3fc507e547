"""An overlapping later export, imported twice at once, leaves what one import of all leaves."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance import olist
from tests.acceptance.conftest import database_on, prepared
from tests.acceptance.deployment import Deployment
from tests.acceptance.ledger import contents, sums

pytestmark = pytest.mark.acceptance
BUMEN = Path(sys.executable).parent / "bumen"
ORDERS = "olist_orders_dataset.csv"
OF_ORDERS = ("olist_order_items_dataset.csv", "olist_order_payments_dataset.csv")
# The earlier export ends in June, the later one begins in March: those between are in both.
EARLIER_UNTIL, LATER_FROM = "2018-06-01", "2018-03-01"
UNDERWAY = {"order_status": "shipped", "order_delivered_customer_date": ""}


@pytest.fixture(params=["sqlite", "postgresql"])
def deployment(
    request: pytest.FixtureRequest, acceptance_data: Path, tmp_path: Path
) -> Iterator[Deployment]:
    with database_on(request.param, tmp_path) as url:
        made = prepared(Deployment(url, tmp_path))
        yield made
        made.close()


def test_later_exports_at_once_leave_what_one_import_leaves(deployment, history_on, tmp_path):
    earlier = export(tmp_path / "earlier", lambda day: day < EARLIER_UNTIL, UNDERWAY)
    later = export(tmp_path / "later", lambda day: day >= LATER_FROM, {})
    deployment.bumen("orders", "import", "--profile", "olist", str(earlier))
    at_once = [start(deployment, later) for _ in range(2)]
    told = [one.communicate(timeout=300)[0] for one in at_once]
    assert [one.returncode for one in at_once] == [0, 0], told
    whole = history_on(deployment.url.split(":")[0].split("+")[0])
    assert contents(deployment.url) == whole.ledger
    assert sums(deployment.url) == {"olist": figures_of_the_files()}


def export(folder: Path, wanted: Callable[[str], bool], latest: dict[str, str]) -> Path:
    """Write the orders of some days as their mall told them then; `latest` replaces what was known
    of those that both exports hold."""
    shutil.copytree(olist.folder(), folder, copy_function=shutil.copyfile)
    orders = [row for row in olist.orders() if wanted(row["order_purchase_timestamp"])]
    for row in orders:
        if row["order_purchase_timestamp"] >= LATER_FROM and row["order_status"] == "delivered":
            row.update(latest)
    write(folder / ORDERS, orders)
    numbers = {row["order_id"] for row in orders}
    for name in OF_ORDERS:
        write(folder / name, [row for row in olist.rows(name) if row["order_id"] in numbers])
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def start(deployment: Deployment, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BUMEN, "orders", "import", "--profile", "olist", str(folder)],
        env=os.environ
        | {"BUMEN_DATABASE_URL": deployment.url, "BUMEN_DATA_DIR": str(deployment.folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def figures_of_the_files() -> tuple[int, ...]:
    told = olist.figures()
    named = ("sum of prices", "sum of freight", "sum of payments")
    return (len(olist.orders()), *(int(Decimal(str(told[name])) * 100) for name in named))
