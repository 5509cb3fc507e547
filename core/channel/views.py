"""The pages below /core/channel/: one's own channels, and those of the company."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from core.channel import jobs, queries, services
from core.channel.forms import ChannelForm
from core.channel.models import KINDS, STATES, Channel, Kind
from core.clock import now
from core.company import company as current_company
from core.config import Settings
from core.db import session
from core.errors import BusinessError
from core.notifications import registered
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import render

blueprint = Blueprint("channel", __name__)
COMPANY = "core.channel.company"


@blueprint.route("/", methods=["GET", "POST"])
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show where the reader is told, and add a channel."""
    return _page(is_company=False)


@blueprint.route("/company", methods=["GET", "POST"])
@requires("core.channel.company")
def company() -> ResponseReturnValue:
    """Show where the company is told of everything, and add a channel."""
    return _page(is_company=True)


@blueprint.post("/<int:channel_id>/test")
@requires(SIGNED_IN)
def test(channel_id: int) -> ResponseReturnValue:
    """Send a message that tells of nothing, and say what came of it."""
    channel, settings = _channel(channel_id), _settings()
    here = _here(channel)
    try:
        address = services.address_of(channel, settings)
    except BusinessError as found:
        error = str(found)
    else:
        session().expunge(channel)
        session().rollback()  # nobody shall wait for a database while somebody else answers
        body = _("This is a test; the channel works.")
        private = settings.outgoing_private
        error = jobs.send(channel, address, current_company().name, body, private=private)
    if error:
        flash(_("The test failed: %(error)s", error=error), "error")
    else:
        flash(_("The other side took the test."), "success")
    return redirect(here, 303)


@blueprint.post("/<int:channel_id>/again")
@blueprint.post("/<int:channel_id>/again/<int:message_id>")
@requires(SIGNED_IN)
def again(channel_id: int, message_id: int | None = None) -> ResponseReturnValue:
    """Send again what did not go out over a channel, or one message of it."""
    channel = _channel(channel_id)
    count = services.send_again(session(), channel, message_id, now=now())
    here = _here(channel)
    session().commit()
    told = ngettext("%(num)s message is sent again.", "%(num)s messages are sent again.", count)
    flash(told, "success")
    return redirect(here, 303)


@blueprint.post("/<int:channel_id>/delete")
@requires(SIGNED_IN)
def delete(channel_id: int) -> ResponseReturnValue:
    """Tell nothing over a channel any more."""
    channel = _channel(channel_id)
    name, here = channel.name, _here(channel)
    services.remove(session(), channel, by=current_user)
    session().commit()
    flash(_("%(name)s is deleted.", name=name), "success")
    return redirect(here, 303)


def _page(*, is_company: bool) -> ResponseReturnValue:
    form = ChannelForm()
    if form.submitted():
        try:
            channel = _add(form, is_company)
        except BusinessError as error:
            form.refuse(error)
        else:
            here = _here(channel)
            session().commit()
            return redirect(here, 303)
    owner = None if is_company else current_user.id
    channels = session().scalars(queries.of(owner)).all()
    failures = session().execute(queries.failures([one.id for one in channels])).all()
    page = render(
        "core/channel/index.html",
        form=form,
        is_company=is_company,
        channels=channels,
        failures=dict(failures),
        log=session().scalars(queries.log(owner)).all(),
        notices=registered(),
        kinds=KINDS,
        states=STATES,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _add(form: ChannelForm, is_company: bool) -> Channel:
    hours = [
        int(field.data) if field.data else None
        for field in (form.quiet_from, form.quiet_to, form.digest)
    ]
    return services.add(
        session(),
        user=None if is_company else current_user,
        kind=Kind(form.kind.data),
        name=form.name.data or "",
        address=form.address.data or "",
        secret=form.secret.data or "",
        language=str(get_locale()),
        quiet=(hours[0], hours[1]),
        digest=hours[2],
        settings=_settings(),
    )


def _here(channel: Channel) -> str:
    page = "company" if channel.user_id is None else "index"
    return url_for(f"core.channel.{page}")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    return settings


def _channel(channel_id: int) -> Channel:
    """Load a channel of the reader's own, or of the company for those who look after it."""
    channel = session().get(Channel, channel_id) or abort(404)
    if channel.user_id != (
        None if allowed(COMPANY) and channel.user_id is None else current_user.id
    ):
        abort(403)
    return channel
