"""The list of kinds of defects."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.service.defect import queries
from plugins.service.defect.models import SEVERITIES, Defect

ACTIVE = {True: (_l("In use"), "green"), False: (_l("Inactive"), "secondary")}
PAGE = Link("service.defect.edit", "defect_id")


class DefectListing(Listing):
    """All kinds of defects."""

    query = queries.all_defects
    key = Defect.id
    columns = (
        Column("code", _l("Code"), Defect.code, href=PAGE, sortable=True),
        Column("name", _l("Name"), Defect.name, href=PAGE),
        Column("severity", _l("Severity"), Defect.severity, kind="badge", labels=SEVERITIES),
        Column("is_active", _l("State"), Defect.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (
        ChoiceFilter("severity", _l("Severity"), Defect.severity, labels=SEVERITIES),
        ChoiceFilter("is_active", _l("State"), Defect.is_active, labels=ACTIVE),
    )
    default_sort = ("code", "asc")
    empty_title = _l("No kinds of defects yet")
    empty_hint = _l("Name what can be wrong with your goods; inspections choose among them.")
