"""Imports orders from the files of a platform, some thousand at a time, in one transaction."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.importing import Importer, Tell
from core.loading import collecting_rarely
from core.reports import Report
from core.sources import Source
from core.spool import Spool
from core.user.models import User
from plugins.orders.intake.services import read_orders
from plugins.orders.posting import services as posting
from plugins.orders.posting.services import Known, Masters

CHUNK = 2_000


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import orders; the same files again add and change nothing."""
    report = posting.begin(session)
    masters, bare, done = Masters(), 0, 0
    progress(0, source.size(), str(_("Reading")))
    with Spool() as spool, collecting_rarely():
        told = read_orders(source, report, masters, spool)
        known = Known(session, masters, report, place=source.profile.constants, by=by)
        while chunk := list(islice(told, CHUNK)):
            posting.enter(session, chunk, known, report, now)
            bare += sum(not one.draft.lines for one in chunk)
            done += sum(len(one.lines) or 1 for one in chunk)
            progress(done, masters.rows, str(_("Orders")))
        known.learn_rest()
    _note(report, bare)
    return report


def _note(report: Report, bare: int) -> None:
    if bare:
        report.notes.append(
            ngettext("%(num)s order has no lines.", "%(num)s orders have no lines.", bare)
        )
    if report.remarks:
        report.notes.append(
            ngettext(
                "%(num)s order was paid with another sum than its lines cost.",
                "%(num)s orders were paid with another sum than their lines cost.",
                len(report.remarks),
            )
        )


importer = Importer(
    name="orders",
    title=_l("Import orders"),
    permission="orders.order.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
