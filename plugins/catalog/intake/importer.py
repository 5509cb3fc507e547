"""Imports products and past receipts from the files of platforms."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import lock
from core.importing import Importer, Tell
from core.reports import Report
from core.sources import Source
from core.spool import Spool
from core.user.models import User
from plugins.catalog.intake import services
from plugins.catalog.product import services as products

LOCK = "catalog.intake"
CHUNK = 1_000
PROFILES = Path(__file__).parent / "profiles"


def import_products(
    session: Session, source: Source, *, by: User, now: datetime, progress: Tell
) -> Report:
    """Record products; the same files again change nothing."""
    report = Report()
    lock(session, LOCK)
    count = report.count("products", _l("Products"))
    done = 0
    with Spool() as seen:
        told = services.products_of(source, report, count, seen)
        while chunk := list(islice(told, CHUNK)):
            products.record_products(session, [facts for _row, facts in chunk], count, by=by)
            report.place(count, ((facts.code, row, ()) for row, facts in chunk))
            done += len(chunk)
            progress(done, 0, str(_l("Products")))
    return report


def import_receipts(
    session: Session, source: Source, *, by: User, now: datetime, progress: Tell
) -> Report:
    """Record what suppliers delivered in the past, and how long it took them."""
    report = Report()
    lock(session, LOCK)
    count = report.count("receipts", _l("Goods receipts"))
    rows = source.rows("receipts", report, count)
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        services.record_past(
            session,
            chunk,
            report,
            count,
            currency=source.profile.constants["currency"],
            by=by,
            now=now,
        )
        done += len(chunk)
        progress(done, 0, str(_l("Goods receipts")))
    return report


products_importer = Importer(
    name="catalog.products",
    title=_l("Import products"),
    permission="catalog.product.import",
    folder=PROFILES / "products",
    run=import_products,
)
receipts_importer = Importer(
    name="catalog.receipts",
    title=_l("Import past receipts"),
    permission="catalog.receipt.create",
    folder=PROFILES / "receipts",
    run=import_receipts,
)
