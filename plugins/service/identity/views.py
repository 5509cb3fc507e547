"""The pages below /service/identity/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.party.models import Party
from core.permissions import requires
from core.templating import render
from plugins.service.identity import services
from plugins.service.identity.forms import ConsentForm, IdentityForm
from plugins.service.identity.models import Consent, Identity, Kind

blueprint = Blueprint("identity", __name__)
BY_HAND = "entered"


@blueprint.route("/create/<int:party_id>", methods=["GET", "POST"])
@requires("service.identity.edit")
def create(party_id: int) -> ResponseReturnValue:
    """Note a number or account of a customer."""
    party = session().get(Party, party_id) or abort(404)
    form = IdentityForm()
    if form.submitted():
        try:
            services.add_identity(
                session(),
                party.id,
                kind=Kind(form.kind.data),
                value=form.value.data or "",
                scope=form.scope.data or "",
                consent=Consent(form.consent.data),
                purpose=form.purpose.data or "",
                is_verified=bool(form.is_verified.data),
                source=BY_HAND,
                by=current_user,
                now=now(),
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            return _done(party_id, _("The identity is noted."))
    page = render("service/identity/create.html", form=form, party=party)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:identity_id>/consent", methods=["GET", "POST"])
@requires("service.identity.edit")
def consent(identity_id: int) -> ResponseReturnValue:
    """Note whether the customer agreed to be reached this way."""
    identity = _identity(identity_id)
    form = ConsentForm(consent=identity.consent.value, purpose=identity.purpose)
    if form.submitted():
        services.set_consent(
            session(),
            identity,
            consent=Consent(form.consent.data),
            purpose=form.purpose.data or "",
            by=current_user,
            now=now(),
        )
        return _done(identity.party_id, _("The consent is noted."))
    page = render("service/identity/consent.html", form=form, identity=identity)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:identity_id>/verify")
@requires("service.identity.edit")
def verify(identity_id: int) -> ResponseReturnValue:
    """Note that the customer proved to own it."""
    identity = _identity(identity_id)
    services.verify(session(), identity, by=current_user)
    return _done(identity.party_id, _("The identity is verified."))


@blueprint.post("/<int:identity_id>/delete")
@requires("service.identity.edit")
def delete(identity_id: int) -> ResponseReturnValue:
    """Forget an identity."""
    identity = _identity(identity_id)
    party_id = identity.party_id
    services.remove(session(), identity, by=current_user)
    return _done(party_id, _("The identity is removed."))


def _done(party_id: int, text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("service.customer.detail", party_id=party_id), 303)


def _identity(identity_id: int) -> Identity:
    return session().get(Identity, identity_id) or abort(404)
