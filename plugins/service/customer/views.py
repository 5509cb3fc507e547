"""The pages below /service/customer/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import extras
from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extending import Tab, TimelineEntry
from core.history import queries as history
from core.listing import answer
from core.party.models import CONTACT_KINDS, Party
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.service.customer import queries, services
from plugins.service.customer.forms import CustomerForm
from plugins.service.customer.listing import CustomerListing, called, told_by
from plugins.service.identity import queries as identities
from plugins.service.identity import services as identity
from plugins.service.identity.models import CONSENTS, KINDS, Consent, Kind

blueprint = Blueprint("customer", __name__)
TARGET = "service.customer"
BY_HAND = "entered"
blueprint.add_app_template_filter(called)
blueprint.add_app_template_filter(told_by)


def _happened(_session: Any, party: Party) -> dict[str, Any]:
    return {"entries": happened(services.members(session(), party.id))}


TIMELINE = Tab(
    "timeline", _l("What happened"), "core/party/timeline.html", "service.customer.index", _happened
)


def happened(party_ids: list[int]) -> list[TimelineEntry]:
    """Return what happened with everybody in an archive, the latest first."""
    # The hook of the core knows one party; an archive holds a few.
    entries = [entry for key in party_ids for entry in extras.happened(key)]
    return sorted(entries, key=lambda one: one.at, reverse=True)[: extras.LIMIT]


@blueprint.get("/")
@requires("service.customer.index")
def index() -> ResponseReturnValue:
    """List the customers."""
    return answer(CustomerListing(), "service/customer/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.customer.edit")
def create() -> ResponseReturnValue:
    """Enter a customer."""
    form = CustomerForm()
    return saved(
        form,
        lambda: _create(form),
        lambda party: done(
            _("%(party)s is entered.", party=party),
            url_for("service.customer.detail", party_id=party.id),
        ),
        lambda: render("service/customer/create.html", form=form),
    )


def _create(form: CustomerForm) -> Party:
    values = form.values
    agreed, given = values.pop("agreed"), {}
    for kind in (Kind.PHONE, Kind.EMAIL):
        given[kind] = values.pop(kind.value)
    party = services.create_customer(
        session(), **values, source=BY_HAND, by=current_user, on=today(), now=now()
    )
    for kind, value in given.items():
        if not value.strip():
            continue
        try:
            identity.add_identity(
                session(),
                party.id,
                kind=kind,
                value=value,
                consent=Consent.GIVEN if agreed else Consent.UNKNOWN,
                source=BY_HAND,
                by=current_user,
                now=now(),
            )
        except BusinessError as error:
            raise BusinessError(error.message, field=kind.value) from error
    return party


@blueprint.get("/<int:party_id>")
@requires("service.customer.index")
def detail(party_id: int) -> ResponseReturnValue:
    """Show a customer from all sides, identities in part."""
    return _shown(_customer(party_id), revealed=False)


@blueprint.post("/<int:party_id>/reveal")
@requires("service.customer.reveal")
def reveal(party_id: int) -> ResponseReturnValue:
    """Show identities and contacts in full, once, and write down who saw them."""
    party = _customer(party_id)
    members = services.members(session(), party.id)
    services.reveal(session(), members, str(party), head_id=party.id)
    session().commit()
    return _shown(_customer(party_id), revealed=True)


def _shown(party: Party, *, revealed: bool) -> ResponseReturnValue:
    head = services.head_of(session(), party.id)
    if head != party.id:
        return redirect(url_for("service.customer.detail", party_id=head), 303)
    members = services.members(session(), party.id)
    return render(
        "service/customer/detail.html",
        party=party,
        card=session().scalar(queries.card(party.id)),
        others=[
            one for one in session().scalars(queries.kept_under(party.id)) if one.party_id != head
        ],
        identities=session().scalars(identities.of_parties(members)).all(),
        kinds=KINDS,
        consents=CONSENTS,
        contact_kinds=CONTACT_KINDS,
        revealed=revealed,
        extras=extras.page_extras(TARGET, party, [TIMELINE]),
        history=session().scalars(history.of(Party, party.id)).all(),
    )


def _customer(party_id: int) -> Party:
    return session().scalar(queries.customer(party_id)) or abort(404)
