"""The two jobs of an import.  The check is the import itself, undone, so it tells exactly."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import importing, unpacking
from core.errors import BusinessError
from core.files import path_of
from core.import_notice import services as notices
from core.import_run import queries, services
from core.import_run.models import ImportRun, State
from core.jobs import JobContext, job
from core.reports import Report
from core.sources import Source


def give_up(context: JobContext, message: str, *, run_id: int) -> None:
    """Show on the page of the import why its job came to nothing."""
    run = _run(context, run_id)
    if run.is_busy:
        services.fail(context.session, run, message)
        notices.tell(context.session, run)


@job(services.CHECK, title=_l("Check an import"), on_failure=give_up, private=True)
def check(context: JobContext, *, run_id: int) -> dict[str, Any] | None:
    """Import in a SAVEPOINT that is rolled back, and keep the report."""
    run = _run(context, run_id)
    if run.state is not State.CHECKING:
        return None
    with context.session.begin_nested() as undone:
        report = _perform(context, run)
        undone.rollback()
    services.accept(context.session, run, report)
    notices.tell(context.session, run)
    return {"refused": len(report.refused)}


@job(services.RUN, title=_l("Import files"), on_failure=give_up, private=True)
def run(context: JobContext, *, run_id: int) -> dict[str, Any] | None:
    """Import for good, in one transaction with the mark that it is done."""
    started = _run(context, run_id)
    if started.state is not State.IMPORTING:
        return None
    report = _perform(context, started)
    services.finish(context.session, started, report, now=context.now)
    notices.tell(context.session, started)
    return {"refused": len(report.refused)}


def _run(context: JobContext, run_id: int) -> ImportRun:
    return context.session.scalars(queries.run(run_id)).unique().one()


def _perform(context: JobContext, run: ImportRun) -> Report:
    importer = importing.registered().get(run.importer)
    if importer is None:
        raise BusinessError(_("The plugin of this import is off. Enable it first."))
    stored = [(file.name, path_of(file.digest)) for file in run.files]
    with unpacking.gathered(stored) as files:
        source = Source(importer.profile(run.profile), files)
        return importer.run(
            context.session, source, by=context.by, now=context.now, progress=context.report
        )
