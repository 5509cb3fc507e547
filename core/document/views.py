"""The pages below /core/document/."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import documents, files, jobs
from core.clock import now
from core.db import session
from core.document import queries, services
from core.document.listing import PaperListing
from core.document.models import Paper
from core.errors import BusinessError
from core.job.models import STATES
from core.listing import answer
from core.permissions import SIGNED_IN, allowed, requires
from core.records import one_or_404
from core.templating import asked_part, render
from core.typesetting import PDF

blueprint = Blueprint("document", __name__)


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the documents that the reader wanted."""
    mine = PaperListing(restrict=Paper.created_by_id == current_user.id)
    return answer(mine, "core/document/index.html")


@blueprint.post("/create")
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Want a document of the records whose keys are sent."""
    document = documents.registered().get(request.form.get("name", "")) or abort(404)
    if not allowed(document.permission):
        abort(403)
    keys = list(dict.fromkeys(request.form.getlist("key", type=int)))
    if len(keys) > documents.MOST:
        raise BusinessError(
            _("Choose at most %(most)s records for one document.", most=documents.MOST)
        )
    count, only = session().execute(queries.subjects(document, keys)).one()
    if count != len(keys):
        abort(404)
    facts = {"by": current_user, "now": now()}
    if count == 1:
        record = session().get(document.model, only)
        paper = services.ask(session(), document, record, **facts)
    else:
        label = _("%(title)s (%(count)s)", title=document.title, count=count)
        paper = services.ask_many(session(), document, keys, label=label, **facts)
    session().commit()
    return redirect(url_for("core.document.detail", paper_id=paper.id), 303)


@blueprint.get("/<int:paper_id>")
@requires(SIGNED_IN)
def detail(paper_id: int) -> ResponseReturnValue:
    """Show how far a document is; its page asks again until it is made."""
    paper = _paper(paper_id)
    job = paper.job
    is_busy = paper.digest is None and job is not None and not job.is_over
    page = render(
        "core/document/detail.html",
        paper=paper,
        is_busy=is_busy,
        state=STATES[job.state] if job else ("", ""),
        progress=jobs.progress_of(job) if job else jobs.Progress(),
    )
    response = make_response(page)
    if not is_busy and asked_part():
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/<int:paper_id>/file")
@requires(SIGNED_IN)
def file(paper_id: int) -> ResponseReturnValue:
    """Hand out the PDF."""
    paper = _paper(paper_id)
    path = files.path_of(paper.digest or abort(404))
    return send_file(
        path, mimetype=PDF, as_attachment=True, download_name=paper.file_name, max_age=0
    )


def _paper(paper_id: int) -> Paper:
    """Load a document of the reader, or one whose kind the reader may make too."""
    paper = one_or_404(queries.paper(paper_id))
    kind = documents.registered().get(paper.name)
    if kind is not None and not allowed(kind.permission):
        abort(403)
    if paper.created_by_id != current_user.id and not (kind and _sees(kind, paper)):
        abort(403)
    return paper


def _sees(kind: documents.Document, paper: Paper) -> bool:
    count, _only = session().execute(queries.subjects(kind, paper.keys)).one()
    return bool(count == len(paper.keys))
