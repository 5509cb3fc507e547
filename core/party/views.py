"""The pages below /core/party/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import extras, hooks
from core.db import session
from core.errors import BusinessError
from core.extending import Tab
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.party import queries, services
from core.party.forms import PartyForm
from core.party.listing import PartyListing
from core.party.models import CONTACT_KINDS, Party
from core.permissions import allowed, requires
from core.templating import render

blueprint = Blueprint("party", __name__)
TARGET = "core.party"


def _happened(_session: Any, party: Party) -> dict[str, Any]:
    return {"entries": extras.happened(party.id)}


TIMELINE = Tab(
    "timeline",
    _l("What happened"),
    "core/party/timeline.html",
    "core.party.index",
    _happened,
)


@blueprint.get("/")
@requires("core.party.index")
def index() -> ResponseReturnValue:
    """List the parties."""
    return answer(PartyListing(), "core/party/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("core.party.edit")
def create() -> ResponseReturnValue:
    """Enter a party."""
    form = PartyForm()
    form.extend(TARGET)
    if form.submitted():
        try:
            party = services.create_party(session(), **form.values, by=current_user)
            form.save_parts(session(), party, by=current_user)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            flash(_("%(party)s is entered.", party=party), "success")
            return redirect(url_for("core.party.detail", party_id=party.id), 303)
    form.add_spare_rows()
    return render("core/party/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:party_id>")
@requires("core.party.index")
def detail(party_id: int) -> ResponseReturnValue:
    """Show what is known of a party, its contacts in part."""
    return _shown(_party(party_id))


@blueprint.post("/<int:party_id>/reveal")
@requires("core.party.reveal")
def reveal(party_id: int) -> ResponseReturnValue:
    """Show the contacts in full, once, and write down who saw them."""
    services.reveal(session(), _party(party_id), by=current_user)
    session().commit()
    return _shown(_party(party_id), revealed=True)


def _shown(party: Party, *, revealed: bool = False) -> ResponseReturnValue:
    own = [TIMELINE] if hooks.implementations("timeline") else []
    return render(
        "core/party/detail.html",
        party=party,
        extras=extras.page_extras(TARGET, party, own),
        kinds=CONTACT_KINDS,
        revealed=revealed,
        history=session().scalars(history.of(Party, party.id)).all(),
    )


@blueprint.route("/<int:party_id>/edit", methods=["GET", "POST"])
@requires("core.party.edit")
def edit(party_id: int) -> ResponseReturnValue:
    """Change a party; if somebody else did meanwhile, say so and keep what was typed."""
    party = _party(party_id)
    form = PartyForm(obj=party)
    if not allowed("core.party.reveal"):
        form.hide_contacts()
    elif not form.submitted():
        services.reveal(session(), party, by=current_user)
        session().commit()
        party = _party(party_id)
    form.extend(TARGET, party)
    is_stale = False
    if form.submitted():
        try:
            services.edit_party(
                session(),
                party,
                version=form.version_id.data or 0,
                **form.values,
                by=current_user,
            )
            form.save_parts(session(), party, by=current_user)
        except BusinessError as error:
            session().rollback()
            party = _party(party_id)
            form.refuse(error)
            is_stale = isinstance(error, StaleEditError)
        else:
            session().commit()
            flash(_("%(party)s is changed.", party=party), "success")
            return redirect(url_for("core.party.detail", party_id=party_id), 303)
    if is_stale:
        form.see(party)
    form.add_spare_rows()
    page = render("core/party/edit.html", form=form, party=party)
    return page, 409 if is_stale else 422 if form.errors else 200


@blueprint.post("/<int:party_id>/deactivate")
@requires("core.party.edit")
def deactivate(party_id: int) -> ResponseReturnValue:
    """Take a party out of the lists that one chooses from."""
    party = _party(party_id)
    services.deactivate(session(), party, by=current_user)
    session().commit()
    flash(_("%(party)s is inactive.", party=party), "success")
    return redirect(url_for("core.party.detail", party_id=party_id), 303)


@blueprint.post("/<int:party_id>/activate")
@requires("core.party.edit")
def activate(party_id: int) -> ResponseReturnValue:
    """Bring a party back."""
    party = _party(party_id)
    services.activate(session(), party, by=current_user)
    session().commit()
    flash(_("%(party)s is active again.", party=party), "success")
    return redirect(url_for("core.party.detail", party_id=party_id), 303)


def _party(party_id: int) -> Party:
    return session().scalar(queries.party(party_id)) or abort(404)
