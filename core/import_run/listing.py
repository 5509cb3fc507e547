"""The lists of imports and of the rows that they refused or remarked on."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from core import importing, tombstones
from core.import_run import queries
from core.import_run.models import ROW_KINDS, STATES, ImportRow, ImportRun
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.user.models import User


def title_of(run: Any) -> str:
    """Return what is imported, in words; a plugin that is off leaves its name."""
    known = importing.registered().get(run.importer)
    return str(known.title) if known else tombstones.of_unknown(run.importer)


def profile_of(run: Any) -> str:
    """Return the profile in words; one that is gone leaves its name."""
    known = importing.registered().get(run.importer)
    found = known.profiles.get(run.profile) if known else None
    return str(found.title) if found else str(run.profile)


PAGE = Link("core.import_run.detail", "run_id")


class RunListing(Listing):
    """All imports."""

    query = queries.all_runs
    key = ImportRun.id
    columns = (
        Column(
            "importer",
            _l("Import"),
            ImportRun.importer,
            value=title_of,
            href=PAGE,
        ),
        Column("profile", _l("Profile"), ImportRun.profile),
        Column("created_at", _l("Uploaded"), ImportRun.created_at, kind="instant", sortable=True),
        Column("created_by", _l("By"), User.name),
        Column("refused", _l("Refused rows"), ImportRun.refused, kind="number"),
        Column("remarked", _l("Remarks"), ImportRun.remarked, kind="number"),
        Column("state", _l("State"), ImportRun.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), ImportRun.state, labels=STATES),
        DateFilter("created", _l("Uploaded"), ImportRun.created_at),
    )
    default_sort = ("created_at", "desc")
    empty_title = _l("No imports yet")
    empty_hint = _l("Upload the files of a platform; you see what they would do before they do it.")


class RowListing(Listing):
    """The rows of one import: in the check all, later those that were refused or remarked on."""

    query = queries.all_rows
    key = ImportRow.id
    columns = (
        Column("kind", _l("Verdict on the row"), ImportRow.kind, kind="badge", labels=ROW_KINDS),
        Column("file", _l("File"), ImportRow.file),
        Column("line", _l("Line of the file"), ImportRow.line, kind="number", sortable=True),
        Column("key", _l("Key of the record"), ImportRow.key),
        Column("reason", _l("Reason"), ImportRow.reason),
    )
    filters = (ChoiceFilter("kind", _l("Verdict on the row"), ImportRow.kind, labels=ROW_KINDS),)
    groups = ("kind",)
    default_sort = ("line", "asc")
    empty_title = _l("Nothing to remark on")
    empty_hint = _l("Every row was taken as it is.")
