"""The pages below /finance/terms/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import PeriodKind
from core.db import session
from core.errors import BusinessError
from core.forms import SelectChoice
from core.listing import answer
from core.party import queries as parties
from core.party.models import Party
from core.permissions import requires
from core.templating import render
from plugins.finance.terms import services
from plugins.finance.terms.forms import TermsForm
from plugins.finance.terms.listing import TermsListing
from plugins.finance.terms.models import Basis, Event, Mode

blueprint = Blueprint("terms", __name__)
DEFAULT = 0
USUAL_DAYS = 7


@blueprint.get("/")
@requires("finance.terms.index")
def index() -> ResponseReturnValue:
    """List what was agreed with whom."""
    return answer(TermsListing(), "finance/terms/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("finance.terms.edit")
def create() -> ResponseReturnValue:
    """Agree on new terms."""
    form = TermsForm(after_sale_days=USUAL_DAYS, rate=Decimal("0.1"))
    form.supplier.choices = [
        SelectChoice(DEFAULT, _("All suppliers without terms of their own")),
        *(
            SelectChoice(party.id, f"{party.code} · {party.name}")
            for party in session().scalars(parties.suppliers())
        ),
    ]
    if form.submitted():
        try:
            _agree(form)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The terms are agreed."), "success")
            return redirect(url_for("finance.terms.index"), 303)
    return render("finance/terms/create.html", form=form), 422 if form.errors else 200


def _agree(form: TermsForm) -> None:
    values = form.values
    services.agree(
        session(),
        session().get(Party, values["supplier"]) if values["supplier"] else None,
        valid_from=values["valid_from"],
        mode=Mode(values["mode"]),
        rate=values["rate"],
        basis=Basis(values["basis"]),
        commission_on=Basis(values["commission_on"]),
        after_sale_days=values["after_sale_days"],
        event=Event(values["event"]),
        period_kind=PeriodKind(values["period_kind"]),
        rates=form.category_rates,
        costs=form.agreed_costs,
        by=current_user,
    )
