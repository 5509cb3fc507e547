"""The real files of products and deliveries: what is imported equals what the files say."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.sources import Source
from core.unpacking import opened
from core.user import services as users
from plugins.catalog.intake.importer import products_importer, receipts_importer
from plugins.catalog.product.models import Family, Product
from plugins.catalog.receipt.models import Receipt, ReceiptLine

pytestmark = pytest.mark.acceptance


@pytest.fixture
def imported(session):
    def run(importer, profile: str, path: Path):
        with opened(path) as files:
            report = importer.run(
                session,
                Source(importer.profile(profile), files),
                by=users.system_user(session),
                now=now(),
                progress=lambda _done, _total, _text: None,
            )
        session.commit()
        return report

    return run


def test_every_product_of_olist_is_there_once(session, imported, acceptance_data) -> None:
    folder = acceptance_data / "olist" / "full_masters"
    first = imported(products_importer, "olist", folder)
    again = imported(products_importer, "olist", folder)
    with (folder / "olist_products_dataset.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert first.counts["products"].added == len(rows) == 32_951
    assert not again.writes
    bare = sum(not row["product_category_name"] for row in rows)
    assert session.scalar(select(func.count()).where(Product.category == "")) == bare == 610


@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery"])
def test_variants_of_shopify_are_products_of_a_family(
    session, imported, acceptance_data, name
) -> None:
    path = acceptance_data / "shopify" / f"{name}.csv"
    imported(products_importer, "shopify", path)
    assert not imported(products_importer, "shopify", path).writes
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Option1 Value"]]
    assert session.scalar(select(func.count(Product.id))) == len(rows)
    families = {row["Handle"] for row in rows if row["Option1 Value"] != "Default Title"}
    assert session.scalar(select(func.count(Family.id))) == len(families)


def test_products_of_odoo_have_their_references(session, imported, acceptance_data) -> None:
    for name in (
        "base_import__External_id_3rd_party_application_products",
        "base_import__Name_products",
    ):
        imported(products_importer, "odoo", acceptance_data / "odoo" / f"{name}.csv")
    assert set(session.scalars(select(Product.code))) >= {"ALS", "CHR", "TBL"}


def test_deliveries_tell_their_value_and_how_long_they_took(
    session, imported, acceptance_data
) -> None:
    folder = acceptance_data / "scms_procurement"
    first = imported(receipts_importer, "scms", folder)
    assert not imported(receipts_importer, "scms", folder).writes
    path = next(folder.glob("*.csv.gz"))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream.read().replace("\r", "\n").splitlines(), delimiter="\t"))
    assert first.counts["receipts"].added == len(rows) == 10_324
    value = sum(round(float(row["Line Item Value"]) * 100) for row in rows)
    assert int(session.scalar(select(func.sum(ReceiptLine.amount))) * 100) == value
    took = [days for row in rows if (days := _days(row)) is not None]
    known = session.execute(
        select(Receipt.ordered_on, Receipt.received_on).where(Receipt.ordered_on.is_not(None))
    ).all()
    assert sorted((came - asked).days for asked, came in known) == sorted(took)


def _days(row: dict[str, str]) -> int | None:
    try:
        asked = datetime.strptime(row["PO Sent to Vendor Date"], "%m/%d/%y")
    except ValueError:
        return None
    days = (datetime.strptime(row["Delivered to Client Date"], "%d-%b-%y") - asked).days
    return days if days >= 0 else None
