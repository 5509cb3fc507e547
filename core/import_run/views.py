"""The pages below /core/import_run/."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from core import corrections, exporting, files, importing, jobs, sources, tables, unpacking
from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.files import StoredFile
from core.import_run import queries, services
from core.import_run.forms import BY_HAND, UploadForm
from core.import_run.listing import RowListing, RunListing, profile_of, title_of
from core.import_run.models import STATES, TO_MAP, TRANSITIONS, ImportRow, ImportRun
from core.importing import Importer
from core.permissions import SIGNED_IN, allowed, requires
from core.records import one_or_404
from core.templating import asked_part, render

blueprint = Blueprint("import_run", __name__)
EVERYTHING = "core.import_run.index"


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the imports of those kinds that the reader may do."""
    mine = [importer.name for importer in _offered()]
    if not mine and not allowed(EVERYTHING):
        abort(403)
    listing = RunListing(restrict=None if allowed(EVERYTHING) else ImportRun.importer.in_(mine))
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"])
    return render("core/import_run/index.html", page=listing.page(request.args), may=bool(mine))


@blueprint.route("/create", methods=["GET", "POST"])
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Upload files; they are checked before anything is imported."""
    offered = _offered(request.args.get("importer"))
    if not offered:
        abort(403)
    form = UploadForm()
    form.offer(offered)
    if form.submitted():
        try:
            run = _upload(form, {importer.name: importer for importer in offered})
        except BusinessError as error:
            form.refuse(error)
        else:
            page = "core.import_profile.map" if run.lacks_columns else "core.import_run.detail"
            return redirect(url_for(page, run_id=run.id), 303)
    return render("core/import_run/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:run_id>")
@requires(SIGNED_IN)
def detail(run_id: int) -> ResponseReturnValue:
    """Show what an import would do or did, row by row where it refused one."""
    run = _run(run_id)
    rows = RowListing(restrict=ImportRow.run_id == run.id)
    if request.args.get("format") in {"csv", "xlsx"}:
        return rows.export(request.args, request.args["format"])
    page = render(
        "core/import_run/detail.html",
        run=run,
        title=title_of(run),
        profile=profile_of(run),
        state=TO_MAP if run.lacks_columns else STATES[run.state],
        progress=jobs.progress_of(run.job) if run.job else jobs.Progress(),
        transitions=TRANSITIONS,
        is_possible=run.importer in importing.registered(),
        page=None if run.is_busy else rows.page(request.args),
    )
    answer = make_response(page)
    if not run.is_busy and asked_part() == "progress":
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/<int:run_id>/run")
@requires(SIGNED_IN)
def run(run_id: int) -> ResponseReturnValue:
    """Import the checked files."""
    services.start(session(), _possible(_run(run_id)), by=current_user)
    session().commit()
    return redirect(url_for("core.import_run.detail", run_id=run_id), 303)


@blueprint.post("/<int:run_id>/check")
@requires(SIGNED_IN)
def check(run_id: int) -> ResponseReturnValue:
    """Check the files once more."""
    services.check(session(), _possible(_run(run_id)), by=current_user)
    session().commit()
    return redirect(url_for("core.import_run.detail", run_id=run_id), 303)


@blueprint.post("/<int:run_id>/discard")
@requires(SIGNED_IN)
def discard(run_id: int) -> ResponseReturnValue:
    """Give the import up and forget its files."""
    given_up = _run(run_id)
    digests = [file.digest for file in given_up.files]
    services.discard(session(), given_up)
    session().commit()
    files.tidy(session(), digests)
    flash(_("Nothing was imported; the files are forgotten."), "success")
    return redirect(url_for("core.import_run.index"), 303)


@blueprint.get("/<int:run_id>/refused")
@requires(SIGNED_IN)
def refused(run_id: int) -> ResponseReturnValue:
    """Hand out the refused rows with their reasons."""
    run = _run(run_id)
    rows = [tuple(row) for row in session().execute(queries.refused_of(run.id))]
    header = (_("File"), _("Line of the file"), _("Key of the record"), _("Reason"))
    answer: ResponseReturnValue = exporting.csv_response(f"refused-{run.id}.csv", header, rows)
    return answer


@blueprint.get("/<int:run_id>/corrections")
@requires(SIGNED_IN)
def correct(run_id: int) -> ResponseReturnValue:
    """Hand out the refused rows as they were, to be corrected and imported again."""
    run = _possible(_run(run_id))
    importer = importing.registered()[run.importer]
    stored = [(file.name, files.path_of(file.digest)) for file in run.files]
    refused = [
        corrections.Refusal(file, tuple(lines or (line,)), reason)
        for file, line, lines, reason in session().execute(queries.refusals(run.id))
    ]
    with unpacking.gathered(stored) as found:
        source = sources.Source(importer.profile(run.profile), found)
        answer: ResponseReturnValue = corrections.answer(f"refused-{run.id}", source, refused)
    return answer


@blueprint.post("/<int:run_id>/stop")
@requires(SIGNED_IN)
def stop(run_id: int) -> ResponseReturnValue:
    """Stop the check or the import; nothing of it stays."""
    services.stop(session(), _run(run_id))
    session().commit()
    flash(_("It stops at its next step; nothing is imported."), "success")
    return redirect(url_for("core.import_run.detail", run_id=run_id), 303)


def _upload(form: UploadForm, offered: dict[str, Importer]) -> ImportRun:
    """Store the files, refuse what is incomplete or damaged, and have the rest checked."""
    name, _slash, profile_name = form.profile.data.partition("/")
    importer = offered[name]
    stored = _stored(form.files.data)
    if profile_name == BY_HAND:
        return _held(stored, name)
    try:
        with unpacking.gathered((one.name, files.path_of(one.digest)) for one in stored) as found:
            profile = importer.profile(profile_name) if profile_name else importer.detect(found)
            sources.Source(profile, found).check()
    except BusinessError:
        files.tidy(session(), [one.digest for one in stored])
        raise
    run = services.upload(
        session(), stored, importer=name, profile=profile.name, by=current_user, now=now()
    )
    session().commit()
    return run


def _held(stored: list[StoredFile], name: str) -> ImportRun:
    """Keep a file whose columns are about to be chosen; refuse what is no table."""
    try:
        with unpacking.gathered((one.name, files.path_of(one.digest)) for one in stored) as found:
            if len(found) != 1:
                raise BusinessError(_("Choose one file to map its columns."), field="files")
            for file, path in found.items():
                tables.plain(file, path).found  # noqa: B018 - it refuses what is no table
    except BusinessError:
        files.tidy(session(), [one.digest for one in stored])
        raise
    run = services.hold(session(), stored, importer=name, by=current_user, now=now())
    session().commit()
    return run


def _stored(uploads: Iterable[FileStorage]) -> list[StoredFile]:
    return [
        files.store(upload.stream, upload.filename)  # type: ignore[arg-type]  # IO[bytes]
        for upload in uploads
        if upload.filename
    ]


def _offered(name: str | None = None) -> list[Importer]:
    return [
        importer
        for importer in importing.registered().values()
        if allowed(importer.permission) and name in {None, "", importer.name}
    ]


def _possible(run: ImportRun) -> ImportRun:
    if run.importer not in importing.registered():
        raise BusinessError(_("The plugin of this import is off. Enable it first."))
    return run


def _run(run_id: int) -> ImportRun:
    """Load an import of a kind that the reader may do."""
    run = one_or_404(queries.run(run_id))
    importer = importing.registered().get(run.importer)
    if not allowed(importer.permission if importer else EVERYTHING):
        abort(403)
    return run
