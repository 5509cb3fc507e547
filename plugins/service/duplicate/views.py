"""The pages below /service/duplicate/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.listing import answer
from core.permissions import requires
from core.saving import done
from core.templating import render
from plugins.service.customer import services as customers
from plugins.service.customer.listing import called
from plugins.service.duplicate import queries, rules, services
from plugins.service.duplicate.listing import DuplicateListing
from plugins.service.duplicate.models import EVIDENCE, STATES, Duplicate
from plugins.service.identity import queries as identities

blueprint = Blueprint("duplicate", __name__)


@blueprint.get("/")
@requires("service.duplicate.index")
def index() -> ResponseReturnValue:
    """List the pairs, the likeliest first."""
    return answer(DuplicateListing(), "service/duplicate/index.html")


@blueprint.get("/<int:duplicate_id>")
@requires("service.duplicate.index")
def detail(duplicate_id: int) -> ResponseReturnValue:
    """Show two customers beside each other, and what speaks for and against one person."""
    pair = _duplicate(duplicate_id)
    sides = [(party, customers.members(session(), party.id)) for party in (pair.first, pair.second)]
    verified = [
        [
            (kind.value, scope, value)
            for _key, kind, scope, value in session().execute(identities.verified(members))
        ]
        for _party, members in sides
    ]
    return render(
        "service/duplicate/detail.html",
        pair=pair,
        state=STATES[pair.state],
        sides=[
            (party, session().scalars(identities.of_parties(members)).all())
            for party, members in sides
        ],
        evidence=[
            (EVIDENCE[kind], called(value) if kind == "purchase" else value)
            for kind, value in pair.evidence.items()
        ],
        conflicts=rules.conflicts(*verified),
    )


@blueprint.post("/<int:duplicate_id>/dismiss")
@requires("service.merge.create")
def dismiss(duplicate_id: int) -> ResponseReturnValue:
    """Decide that they are two persons."""
    services.dismiss(session(), _duplicate(duplicate_id), by=current_user)
    return done(_("They stay two customers."), url_for("service.duplicate.index", state="open"))


def _duplicate(duplicate_id: int) -> Duplicate:
    return session().scalar(queries.duplicate(duplicate_id)) or abort(404)
