"""The pages below /core/webhook/."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from core.webhook import queries, services
from core.webhook.forms import WebhookForm
from core.webhook.models import Webhook

blueprint = Blueprint("webhook", __name__)


@blueprint.get("/")
@requires("core.webhook.edit")
def index() -> ResponseReturnValue:
    """List the addresses that are told of changes."""
    last = session().scalar(queries.last_block())
    webhooks = session().scalars(queries.every()).all()
    return render("core/webhook/index.html", webhooks=webhooks, last=last)


@blueprint.route("/create", methods=["GET", "POST"])
@requires("core.webhook.edit")
def create() -> ResponseReturnValue:
    """Enter an address; its secret is shown this once."""
    form = WebhookForm()
    form.offer()
    if form.submitted():
        try:
            webhook = services.create(session(), **form.values, private=_private(), by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            secret = webhook.secret
            session().commit()
            return render("core/webhook/secret.html", webhook=webhook, secret=secret)
    return render("core/webhook/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:webhook_id>")
@requires("core.webhook.edit")
def detail(webhook_id: int) -> ResponseReturnValue:
    """Show how telling an address goes."""
    return render(
        "core/webhook/detail.html",
        webhook=_webhook(webhook_id),
        last=session().scalar(queries.last_block()),
        deliveries=session().scalars(queries.deliveries(webhook_id)).all(),
    )


@blueprint.post("/<int:webhook_id>/test")
@requires("core.webhook.edit")
def test(webhook_id: int) -> ResponseReturnValue:
    """Send a message that tells of nothing, and say what came of it."""
    message = services.test_message(_webhook(webhook_id))
    session().rollback()  # nobody shall wait for a database while somebody else answers
    outcomes = services.send([message], private=_private())
    services.note(session(), outcomes, now=now())
    session().commit()
    error = outcomes[0].error
    if error:
        flash(_("The test failed: %(error)s", error=error), "error")
    else:
        flash(_("The other side took the test."), "success")
    return redirect(url_for("core.webhook.detail", webhook_id=webhook_id), 303)


@blueprint.post("/<int:webhook_id>/pause")
@requires("core.webhook.edit")
def pause(webhook_id: int) -> ResponseReturnValue:
    """Stop telling an address for a while."""
    services.pause(session(), _webhook(webhook_id), by=current_user)
    return _done(webhook_id, _("Nothing is sent there until it goes on."))


@blueprint.post("/<int:webhook_id>/resume")
@requires("core.webhook.edit")
def resume(webhook_id: int) -> ResponseReturnValue:
    """Go on telling an address, from where it stopped."""
    services.resume(session(), _webhook(webhook_id), by=current_user)
    return _done(webhook_id, _("It goes on; what waits is sent now."))


@blueprint.post("/<int:webhook_id>/skip")
@requires("core.webhook.edit")
def skip(webhook_id: int) -> ResponseReturnValue:
    """Leave out what waits."""
    services.skip(session(), _webhook(webhook_id), by=current_user)
    return _done(webhook_id, _("What waited is left out."))


@blueprint.post("/<int:webhook_id>/rotate")
@requires("core.webhook.edit")
def rotate(webhook_id: int) -> ResponseReturnValue:
    """Make a new secret and show it this once."""
    webhook = _webhook(webhook_id)
    secret = services.rotate(session(), webhook, by=current_user)
    session().commit()
    return render("core/webhook/secret.html", webhook=webhook, secret=secret)


@blueprint.post("/<int:webhook_id>/delete")
@requires("core.webhook.edit")
def delete(webhook_id: int) -> ResponseReturnValue:
    """Delete a webhook with its log."""
    webhook = _webhook(webhook_id)
    name = webhook.name
    services.remove(session(), webhook, by=current_user)
    session().commit()
    flash(_("%(name)s is deleted.", name=name), "success")
    return redirect(url_for("core.webhook.index"), 303)


def _done(webhook_id: int, text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("core.webhook.detail", webhook_id=webhook_id), 303)


def _private() -> bool:
    return bool(current_app.extensions["bumen.settings"].outgoing_private)


def _webhook(webhook_id: int) -> Webhook:
    return session().get(Webhook, webhook_id) or abort(404)
