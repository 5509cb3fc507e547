"""The pages below /core/notification/, and the number beside the inbox."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import notifications
from core.clock import now
from core.db import session
from core.listing import Link
from core.notification import queries, services
from core.notification.listing import NotificationListing
from core.notification.models import Notification
from core.permissions import SIGNED_IN, requires
from core.templating import render

blueprint = Blueprint("notification", __name__)


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List what the reader has not read yet."""
    return _inbox(Notification.read_at.is_(None))


@blueprint.get("/everything")
@requires(SIGNED_IN)
def everything() -> ResponseReturnValue:
    """List all that the reader has been told."""
    return _inbox(sa.true())


@blueprint.get("/<int:notification_id>")
@requires(SIGNED_IN)
def detail(notification_id: int) -> ResponseReturnValue:
    """Note that the reader has read it, and lead to the record."""
    row = session().scalar(queries.of_user(notification_id, current_user.id)) or abort(404)
    services.read(session(), row, now=now())
    notice = notifications.registered().get(row.notice)
    url = Link(notice.page, notice.key, "record_id")(row) if notice else ""
    session().commit()
    if not url:
        flash(_("The page of this record cannot be opened now."), "warning")
    return redirect(url or url_for("core.notification.everything"), 303)


@blueprint.post("/read_all")
@requires(SIGNED_IN)
def read_all() -> ResponseReturnValue:
    """Empty the inbox."""
    services.read_all(session(), by=current_user, now=now())
    session().commit()
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for("core.notification.index"), 303)


@blueprint.app_template_global()
def inbox_count() -> int:
    """Return how much the reader has not read yet."""
    if "unread" not in g:  # most requests have read it with the user
        g.unread = session().scalar(queries.unread(current_user.id))
    found: int = g.unread
    return found


def _inbox(restrict: sa.ColumnElement[bool]) -> ResponseReturnValue:
    listing = NotificationListing(sa.and_(Notification.user_id == current_user.id, restrict))
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"])
    tabs = [
        (title, url_for(endpoint), request.endpoint == endpoint)
        for endpoint, title in (
            ("core.notification.index", _("Unread")),
            ("core.notification.everything", _("All")),
        )
    ]
    return render("core/notification/index.html", page=listing.page(request.args), tabs=tabs)
