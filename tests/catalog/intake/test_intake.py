from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.reports import Report
from core.sources import Source
from core.testing import check_told
from plugins.catalog.intake.importer import products_importer, receipts_importer
from plugins.catalog.product.models import Family, Product
from plugins.catalog.receipt.models import Receipt, ReceiptLine
from tests.catalog.conftest import NOW

OPTIONS = ",".join(f"Option{n} {part}" for n in (1, 2, 3) for part in ("Name", "Value"))
SHOPIFY = f"""\
Handle,Title,Type,{OPTIONS},Variant SKU,Variant Price,Variant Barcode
shirt,Blue shirt,Shirt,Size,S,,,,,SH-S,50,6901
shirt,,,,M,,,,,,52,
shirt,,,,,,,,,,,
pot,Clay pot,Pot,Title,Default Title,,,,,,9.99,
"""
COLUMNS = (
    "ID", "Vendor", "Item Description", "Product Group", "Line Item Quantity", "Line Item Value",
    "PO Sent to Vendor Date", "Scheduled Delivery Date", "Delivered to Client Date",
)  # fmt: skip
SCMS = "\t".join(COLUMNS) + "\r"
DELIVERY = "7\tACME\tTest kit, 30 tests\tHRDT\t19\t551.00\t5/1/06\t2-Jun-06\t2-Jun-06\r"


@pytest.fixture
def imported(session, by, tmp_path):
    def run(importer, profile, text, name="products.csv") -> Report:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        source = Source(importer.profile(profile), {name: path})
        report = importer.run(
            session, source, by=by, now=NOW, progress=lambda _done, _total, _text: None
        )
        session.commit()
        check_told(report, "products", "receipts")
        return report

    return run


def test_variants_and_pictures_on_their_own_rows_become_products(session, imported) -> None:
    report = imported(products_importer, "shopify", SHOPIFY)
    found = session.execute(
        select(Product.code, Product.options, Product.price, Family.code)
        .outerjoin(Family, Family.id == Product.family_id)
        .order_by(Product.code)
    ).all()
    assert report.counts["products"].added == 3
    assert [tuple(row) for row in found] == [
        ("SH-S", "Size: S", Decimal(50), "shirt"),
        ("pot", "", Decimal("9.99"), None),
        ("shirt-M", "Size: M", Decimal(52), "shirt"),
    ]


def test_the_same_file_again_changes_nothing(session, imported) -> None:
    imported(products_importer, "shopify", SHOPIFY)
    report = imported(products_importer, "shopify", SHOPIFY)
    count = report.counts["products"]
    assert (count.added, count.changed, count.unchanged) == (0, 0, 3)


def test_an_empty_cell_never_blanks_what_is_known(session, imported) -> None:
    imported(products_importer, "shopify", SHOPIFY)
    later = SHOPIFY.replace("SH-S,50,6901", "SH-S,55,")
    report = imported(products_importer, "shopify", later)
    product = session.scalars(select(Product).where(Product.code == "SH-S")).one()
    assert report.counts["products"].changed == 1
    assert (product.price, product.barcode) == (55, "6901")


def test_a_code_that_the_file_tells_twice_is_refused_the_second_time(session, imported) -> None:
    twice = SHOPIFY + "cup,Cup,Cup,Title,Default Title,,,,,SH-S,1,\n"
    report = imported(products_importer, "shopify", twice)
    assert [(one.line, one.key) for one in report.refused] == [(6, "SH-S")]


def test_past_receipts_tell_how_long_suppliers_take(session, imported) -> None:
    report = imported(receipts_importer, "scms", SCMS + DELIVERY, "SCMS.csv")
    receipt = session.scalars(select(Receipt)).one()
    assert report.counts["receipts"].added == 1
    assert (receipt.lead_days, receipt.total, receipt.currency) == (32, Decimal(551), "USD")
    assert receipt.is_past
    again = imported(receipts_importer, "scms", SCMS + DELIVERY, "SCMS.csv")
    assert again.counts["receipts"].unchanged == 1
    assert session.scalar(select(func.count(ReceiptLine.id))) == 1


def test_words_instead_of_the_day_of_order_leave_it_unknown(session, imported) -> None:
    unknown = DELIVERY.replace("5/1/06", "Date Not Captured")
    imported(receipts_importer, "scms", SCMS + unknown, "SCMS.csv")
    assert session.scalars(select(Receipt)).one().lead_days is None


def test_a_delivery_before_its_order_is_remarked(session, imported) -> None:
    report = imported(receipts_importer, "scms", SCMS + DELIVERY.replace("5/1/06", "7/1/06"),
                      "SCMS.csv")  # fmt: skip
    assert [one.key for one in report.remarks] == ["7"]
