"""The list of quality records."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.bulk import BulkAction
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, TextFilter
from core.party.models import Party
from plugins.service.defect.models import SEVERITIES, Defect
from plugins.service.quality import queries, services
from plugins.service.quality.models import STATES, Alarm, By, QualityRecord
from plugins.service.quality.rules import State

PAGE = Link("service.quality.detail", "record_id")
IS_DEFECT = QualityRecord.state != State.REFUTED
COUNTS = {True: (_l("Counted"), "secondary"), False: (_l("Not counted"), "secondary")}
OVER_LIMIT = {By.PRODUCT: (_l("Over the limit"), "red")}


class ProductFilter(TextFilter):
    """Shows the records of one product."""

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare the whole code."""
        text = args.get(self.key, "").strip()
        return self.column == text if text else None


class SupplierFilter(TextFilter):
    """Shows the records of one supplier."""

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Look for the supplier with the code."""
        code = args.get(self.key, "").strip()
        return self.column.in_(sa.select(Party.id).where(Party.code == code)) if code else None


class QualityListing(Listing):
    """All quality records."""

    target = "service.quality"
    query = queries.all_records
    key = QualityRecord.id
    joined = (
        (Defect, Defect.id == QualityRecord.defect_id),
        (Party, Party.id == QualityRecord.supplier_id),
        (Alarm, (Alarm.by == By.PRODUCT) & (Alarm.key == QualityRecord.product_code)),
    )
    columns = (
        Column("number", _l("Number"), QualityRecord.number, href=PAGE, sortable=True),
        Column("found_on", _l("Found on"), QualityRecord.found_on, kind="date", sortable=True),
        Column("product", _l("Product code"), QualityRecord.product_code, is_further=True),
        Column("title", _l("Product"), QualityRecord.title, href=PAGE),
        Column("limit", _l("Control limit"), Alarm.by, kind="badge", labels=OVER_LIMIT),
        Column("defect", _l("Defect"), Defect.name),
        Column("severity", _l("Severity"), Defect.severity, kind="badge", labels=SEVERITIES),
        Column("quantity", _l("Defective units"), QualityRecord.quantity, kind="number"),
        Column("state", _l("State"), QualityRecord.state, kind="badge", labels=STATES),
        Column("supplier", _l("Supplier"), Party.name),
        Column("batch", _l("Batch"), QualityRecord.batch, is_further=True),
    )
    filters = (
        ChoiceFilter("state", _l("State"), QualityRecord.state, labels=STATES),
        ChoiceFilter("counts", _l("In the rates"), IS_DEFECT, labels=COUNTS),
        ProductFilter("product", _l("Product code"), QualityRecord.product_code),
        SupplierFilter("supplier", _l("Code of the supplier"), QualityRecord.supplier_id),
        DateFilter("found", _l("Found on"), QualityRecord.found_on),
    )
    groups = ("state",)
    bulk = (
        BulkAction(
            "service.quality.confirm",
            _l("Confirm the defect"),
            "service.quality.edit",
            queries.with_keys,
            services.confirm,
        ),
    )
    search = QualityRecord
    default_sort = ("found_on", "desc")
    empty_title = _l("No defects were found yet")
    empty_hint = _l("Inspections of returned goods write them down; log others here.")
