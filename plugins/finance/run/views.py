"""The page below /finance/run/."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.clock import now
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from plugins.finance.run import services
from plugins.finance.run.forms import RunForm

blueprint = Blueprint("run", __name__)


@blueprint.route("/create", methods=["GET", "POST"])
@requires("finance.run.create")
def create() -> ResponseReturnValue:
    """Settle a period; last month is proposed."""
    first = today().replace(day=1)
    form = RunForm(period_from=(first - timedelta(days=1)).replace(day=1), period_to=first)
    if form.submitted():
        try:
            result = services.settle(
                session(),
                services.payable_sources(),
                **form.values,
                currency=company().currency,
                by=current_user,
                now=now(),
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            for text in result.text_lines():
                flash(text, "success" if result.lines else "info")
            return redirect(url_for("finance.settlement.index"), 303)
    return render("finance/run/create.html", form=form), 422 if form.errors else 200
