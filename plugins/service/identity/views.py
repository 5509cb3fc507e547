"""The pages below /service/identity/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.party.models import Party
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.service.identity import services
from plugins.service.identity.forms import ConsentForm, IdentityForm
from plugins.service.identity.models import Identity

blueprint = Blueprint("identity", __name__)
BY_HAND = "entered"


@blueprint.route("/create/<int:party_id>", methods=["GET", "POST"])
@requires("service.identity.edit")
def create(party_id: int) -> ResponseReturnValue:
    """Note a number or account of a customer."""
    party = session().get(Party, party_id) or abort(404)
    form = IdentityForm()
    return saved(
        form,
        lambda: services.add_identity(
            session(), party_id, **form.values, source=BY_HAND, by=current_user, now=now()
        ),
        lambda _one: done(_("The identity is noted."), _page(party_id)),
        lambda: render("service/identity/create.html", form=form, party=party),
    )


@blueprint.route("/<int:identity_id>/consent", methods=["GET", "POST"])
@requires("service.identity.edit")
def consent(identity_id: int) -> ResponseReturnValue:
    """Note whether the customer agreed to be reached this way."""
    identity = _identity(identity_id)
    form = ConsentForm(obj=identity)
    return saved(
        form,
        lambda: services.set_consent(
            session(), identity, **form.values, by=current_user, now=now()
        ),
        lambda _none: done(_("The consent is noted."), _page(identity.party_id)),
        lambda: render("service/identity/consent.html", form=form, identity=identity),
    )


@blueprint.post("/<int:identity_id>/verify")
@requires("service.identity.edit")
def verify(identity_id: int) -> ResponseReturnValue:
    """Note that the customer proved to own it."""
    identity = _identity(identity_id)
    services.verify(session(), identity, by=current_user)
    return done(_("The identity is verified."), _page(identity.party_id))


@blueprint.post("/<int:identity_id>/delete")
@requires("service.identity.edit")
def delete(identity_id: int) -> ResponseReturnValue:
    """Forget an identity."""
    identity = _identity(identity_id)
    party_id = identity.party_id
    services.remove(session(), identity, by=current_user)
    return done(_("The identity is removed."), _page(party_id))


def _page(party_id: int) -> str:
    return url_for("service.customer.detail", party_id=party_id)


def _identity(identity_id: int) -> Identity:
    return session().get(Identity, identity_id) or abort(404)
