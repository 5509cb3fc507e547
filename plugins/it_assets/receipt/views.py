"""The pages below /it_assets/receipt/."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, past, saved
from core.templating import render
from plugins.it_assets.purchase import queries as purchases
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.receipt import queries, services
from plugins.it_assets.receipt.forms import AcceptanceForm, ReceiptForm
from plugins.it_assets.receipt.listing import ReceiptListing
from plugins.it_assets.receipt.models import CHECK_WORDS, STATES, Receipt

blueprint = Blueprint("receipt", __name__)


@blueprint.get("/")
@requires("it_assets.receipt.index")
def index() -> ResponseReturnValue:
    """List the receipts, the newest first."""
    return answer(ReceiptListing(), "it_assets/receipt/index.html")


@blueprint.get("/<int:receipt_id>")
@requires("it_assets.receipt.index")
def detail(receipt_id: int) -> ResponseReturnValue:
    """Show what came, each piece with its tag."""
    receipt = _receipt(receipt_id)
    return render(
        "it_assets/receipt/detail.html",
        receipt=receipt,
        state=STATES[receipt.state],
        checks=CHECK_WORDS,
        is_mine=receipt.purchase.request.requested_by_id == current_user.id,
        **record_page("it_assets.receipt", receipt),
    )


@blueprint.route("/create/<int:purchase_id>", methods=["GET", "POST"])
@requires("it_assets.receipt.create")
def create(purchase_id: int) -> ResponseReturnValue:
    """Write down what came."""
    purchase = _purchase(purchase_id)
    url = url_for("it_assets.purchase.detail", purchase_id=purchase_id)
    if answer := past(purchase, "receive", url):
        return answer
    form = ReceiptForm(quantity=purchase.outstanding, model=purchase.request.model_id)
    return saved(
        form,
        lambda: services.receive(
            session(), _purchase(purchase_id), **form.picked, by=current_user, on=today(), now=now()
        ),
        lambda made: done(
            _("The pieces are taken in; stick their tags on them."),
            url_for("it_assets.receipt.detail", receipt_id=made.id),
        ),
        lambda: render("it_assets/receipt/create.html", form=form, purchase=_purchase(purchase_id)),
    )


@blueprint.route("/<int:receipt_id>/accept", methods=["GET", "POST"])
@requires("it_assets.receipt.accept")
def accept(receipt_id: int) -> ResponseReturnValue:
    """Look at what came, and accept or refuse it."""
    url = url_for("it_assets.receipt.detail", receipt_id=receipt_id)
    if answer := past(_receipt(receipt_id), "accept", url):
        return answer
    form = AcceptanceForm()
    is_refused = request.form.get("verdict") == "refuse"
    text = _("It goes back to the vendor.") if is_refused else _("The equipment is accepted.")
    return saved(
        form,
        lambda: _decide(form, receipt_id, is_refused),
        lambda _nothing: done(text, url),
        lambda: render("it_assets/receipt/accept.html", form=form, receipt=_receipt(receipt_id)),
    )


def _decide(form: AcceptanceForm, receipt_id: int, is_refused: bool) -> None:
    receipt, checks, facts = _receipt(receipt_id), form.passed, {"by": current_user, "now": now()}
    if is_refused:
        reason = form.reason.data or ""
        services.refuse(session(), receipt, checks, reason=reason, on=today(), **facts)
    else:
        services.accept(session(), receipt, checks, **facts)


def _receipt(receipt_id: int) -> Receipt:
    return session().scalar(queries.receipt(receipt_id)) or abort(404)


def _purchase(purchase_id: int) -> Purchase:
    return session().scalar(purchases.purchase(purchase_id)) or abort(404)
