"""The pages below /core/comment/, and the conversation on the page of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import subjects
from core.clock import now
from core.comment import queries, services
from core.comment.forms import CommentForm
from core.comment.models import Comment
from core.db import session
from core.errors import BusinessError
from core.extras import Spoken
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import render

blueprint = Blueprint("comment", __name__)
PURPOSE = "comment"
MODERATING = "core.comment.delete"


@dataclass(frozen=True)
class Conversation:
    """What has been said of a record, and the form to say more."""

    comments: Sequence[Comment]
    form: CommentForm


@blueprint.app_template_global()
def conversation(spoken: Spoken) -> Conversation:
    """Return the comments on a record, for the macro ``conversation``."""
    subject = subjects.of_page(spoken)
    form = CommentForm(formdata=None, data={"subject": subjects.signed(subject, PURPOSE)})
    found = session().scalars(queries.of(subject.target, subject.record_id)).all()
    return Conversation(found[::-1], form)


@blueprint.post("/create")
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Say something of a record."""
    form = CommentForm()
    subject = subjects.read(form.subject.data, PURPOSE)
    if form.submitted():
        try:
            comment, blind = services.write(
                session(), subject, form.body.data or "", by=current_user, now=now()
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            return _done(comment, blind)
    return render("core/comment/edit.html", form=form, label=subject.label, url=subject.url), 422


@blueprint.get("/<int:comment_id>")
@requires(SIGNED_IN)
def detail(comment_id: int) -> ResponseReturnValue:
    """Lead to a comment on the page of its record."""
    comment = _comment(comment_id)
    return redirect(f"{comment.url}#comment-{comment.id}", 303)


@blueprint.route("/<int:comment_id>/edit", methods=["GET", "POST"])
@requires(SIGNED_IN)
def edit(comment_id: int) -> ResponseReturnValue:
    """Say it otherwise."""
    comment = _comment(comment_id)
    if comment.author_id != current_user.id:
        abort(403)
    form, permission = CommentForm(data={"body": comment.body}), subjects.permission_to(comment.url)
    if form.submitted():
        facts = {"permission": permission, "by": current_user, "now": now()}
        try:
            blind = services.change(session(), comment, form.body.data or "", **facts)
        except BusinessError as error:
            form.refuse(error)
        else:
            return _done(comment, blind)
    status = 422 if form.errors or form.form_errors else 200
    page = render("core/comment/edit.html", form=form, label=comment.label, url=comment.url)
    return page, status


@blueprint.post("/<int:comment_id>/delete")
@requires(SIGNED_IN)
def delete(comment_id: int) -> ResponseReturnValue:
    """Take a comment back."""
    comment = _comment(comment_id)
    moderates = allowed(MODERATING)
    services.delete(session(), comment, moderates=moderates, by=current_user, now=now())
    return _done(comment, [])


def _done(comment: Comment, blind: Sequence[str]) -> ResponseReturnValue:
    session().commit()
    if blind:
        names = _(", ").join(blind)
        flash(_("%(names)s may not open this page and was not told.", names=names), "warning")
    return redirect(url_for("core.comment.detail", comment_id=comment.id), 303)


def _comment(comment_id: int) -> Comment:
    comment = session().get(Comment, comment_id) or abort(404)
    if not allowed(subjects.permission_to(comment.url)):
        abort(403)
    if not subjects.is_visible(comment.table, comment.record_id):
        abort(404)
    return comment
