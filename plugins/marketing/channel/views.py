"""The pages below /marketing/channel/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.marketing.channel import services
from plugins.marketing.channel.forms import ChannelEditForm, ChannelForm
from plugins.marketing.channel.listing import ChannelListing
from plugins.marketing.channel.models import Channel, ChannelKind

blueprint = Blueprint("channel", __name__)


@blueprint.get("/")
@requires("marketing.channel.index")
def index() -> ResponseReturnValue:
    """List the channels."""
    return answer(ChannelListing(), "marketing/channel/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("marketing.channel.edit")
def create() -> ResponseReturnValue:
    """Register a channel."""
    form = ChannelForm()
    if form.submitted():
        try:
            services.register(
                session(),
                code=form.code.data or "",
                name=form.name.data or "",
                kind=ChannelKind(form.kind.data),
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The channel is registered; now build links for it."), "success")
            return redirect(url_for("marketing.channel.index"), 303)
    return render("marketing/channel/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:channel_id>", methods=["GET", "POST"])
@requires("marketing.channel.edit")
def edit(channel_id: int) -> ResponseReturnValue:
    """Change a channel."""
    channel = session().get(Channel, channel_id) or abort(404)
    form, status = ChannelEditForm(obj=channel), 0
    if form.submitted():
        try:
            services.edit(
                session(),
                channel,
                version=form.version,
                name=form.name.data or "",
                kind=ChannelKind(form.kind.data),
                is_active=form.is_active.data,
                by=current_user,
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(channel)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=channel), "success")
            return redirect(url_for("marketing.channel.index"), 303)
    page = render(
        "marketing/channel/edit.html",
        form=form,
        channel=channel,
        history=session().scalars(history.of(Channel, channel_id)).all(),
    )
    return page, status or (422 if form.errors else 200)
