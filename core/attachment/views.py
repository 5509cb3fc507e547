"""The pages below /core/attachment/, and the files on the page of a record."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from core import files, subjects
from core.attachment import queries, rules, services
from core.attachment.forms import AttachForm
from core.attachment.models import Attachment
from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.extras import Spoken
from core.permissions import SIGNED_IN, allowed, requires
from core.subjects import Subject
from core.templating import render

blueprint = Blueprint("attachment", __name__)
PURPOSE = "attachment"
MODERATING = "core.attachment.delete"
# Whatever is in the file: it loads nothing, runs nothing and is no page of ours.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True)
class Attached:
    """The files of a record, and the form to attach more."""

    files: Sequence[Attachment]
    form: AttachForm


@blueprint.app_template_global()
def attached(spoken: Spoken) -> Attached:
    """Return the files of a record, for the macro ``attachments``."""
    subject = subjects.of_page(spoken)
    form = AttachForm(formdata=None, data={"record": subjects.signed(subject, PURPOSE)})
    found = session().scalars(queries.of(subject.target, subject.record_id)).all()
    return Attached(found, form)


@blueprint.post("/create")
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Attach files to a record, all of them or none."""
    form = AttachForm()
    subject = subjects.read(form.record.data, PURPOSE)
    if form.submitted():
        try:
            count = _attach(form, subject)
        except BusinessError as error:
            form.refuse(error)
        else:
            flash(ngettext("%(num)s file attached.", "%(num)s files attached.", count), "success")
            return redirect(f"{subject.url}#attachments", 303)
    return render("core/attachment/create.html", form=form, subject=subject), 422


@blueprint.get("/<int:attachment_id>")
@requires(SIGNED_IN)
def detail(attachment_id: int) -> ResponseReturnValue:
    """Show a picture or a PDF with what there is to know of it."""
    return render("core/attachment/detail.html", one=_attachment(attachment_id))


@blueprint.get("/<int:attachment_id>/file")
@requires(SIGNED_IN)
def file(attachment_id: int) -> ResponseReturnValue:
    """Hand a file out."""
    return _sent(_attachment(attachment_id), is_download=True)


@blueprint.get("/<int:attachment_id>/view")
@requires(SIGNED_IN)
def view(attachment_id: int) -> ResponseReturnValue:
    """Give the page of a file the picture or PDF that it shows."""
    one = _attachment(attachment_id)
    if one.facts.shown == rules.NOTHING:
        abort(404)
    return _sent(one, is_download=False)


@blueprint.post("/<int:attachment_id>/delete")
@requires(SIGNED_IN)
def delete(attachment_id: int) -> ResponseReturnValue:
    """Take a file away."""
    one = _attachment(attachment_id)
    moderates = allowed(MODERATING)
    digest = services.delete(session(), one, moderates=moderates, by=current_user, now=now())
    url = one.url
    session().commit()
    files.tidy(session(), [digest])
    flash(_("The file is deleted."), "success")
    return redirect(f"{url}#attachments", 303)


def _attach(form: AttachForm, subject: Subject) -> int:
    """Store and attach what was sent; what is refused leaves nothing behind."""
    files.lock(session())
    stored = []
    try:
        for upload in form.files.data:
            with closing(upload):
                stored.append(files.store(upload.stream, upload.filename))
        with session().begin_nested():
            for one in stored:
                services.attach(session(), subject, one, by=current_user, now=now())
    except BusinessError:
        files.tidy(session(), [one.digest for one in stored])
        raise
    session().commit()
    return len(stored)


def _sent(one: Attachment, *, is_download: bool) -> Response:
    path = files.path_of(one.digest or abort(404))
    response = send_file(
        path,
        mimetype=one.facts.type,
        as_attachment=is_download,
        download_name=one.name,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _attachment(attachment_id: int) -> Attachment:
    """Load a file of a record that the reader may see."""
    one = session().get(Attachment, attachment_id) or abort(404)
    if not allowed(subjects.permission_to(one.url)):
        abort(403)
    if not subjects.is_visible(one.table, one.record_id):
        abort(404)
    return one
