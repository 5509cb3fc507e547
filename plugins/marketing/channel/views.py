"""The pages below /marketing/channel/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.marketing.channel import services
from plugins.marketing.channel.forms import ChannelEditForm, ChannelForm
from plugins.marketing.channel.listing import ChannelListing
from plugins.marketing.channel.models import Channel

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
    text = _("The channel is registered; now build links for it.")
    return saved(
        form,
        lambda: services.register(session(), **form.values, by=current_user),
        lambda _channel: done(text, url_for("marketing.channel.index")),
        lambda: render("marketing/channel/create.html", form=form),
    )


@blueprint.route("/<int:channel_id>", methods=["GET", "POST"])
@requires("marketing.channel.edit")
def edit(channel_id: int) -> ResponseReturnValue:
    """Change a channel."""
    channel = session().get(Channel, channel_id) or abort(404)
    form = ChannelEditForm(obj=channel)
    return saved(
        form,
        lambda: services.edit(
            session(), channel, version=form.version, **form.values, by=current_user
        ),
        lambda _none: done(
            _("%(name)s is changed.", name=channel), url_for("marketing.channel.index")
        ),
        lambda: render(
            "marketing/channel/edit.html",
            form=form,
            channel=channel,
            history=session().scalars(history.of(Channel, channel_id)).all(),
        ),
        record=channel,
    )
