"""The pages below /orders/refund/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import TENDER_WORDS, Line, Order
from plugins.orders.refund import queries, services
from plugins.orders.refund.forms import PARTS, RefundForm, refund_form
from plugins.orders.refund.listing import STATES, RefundListing
from plugins.orders.refund.models import LIABILITY_WORDS, Liability, Refund

blueprint = Blueprint("refund", __name__)


@blueprint.get("/")
@requires("orders.refund.index")
def index() -> ResponseReturnValue:
    """List the refunds, the newest first."""
    return answer(RefundListing(), "orders/refund/index.html")


@blueprint.route("/create/<int:order_id>", methods=["GET", "POST"])
@requires("orders.refund.create")
def create(order_id: int) -> ResponseReturnValue:
    """Ask for a refund of some lines of an order."""
    order = _order(order_id)
    form = refund_form(_refundable(order))

    def ask() -> Refund:
        return services.request_refund(
            session(),
            order,
            form.wanted(_refundable(order)),
            liability=Liability(form.liability.data),
            reason=form.reason.data or "",
            returns_commission=bool(form.returns_commission.data),
            by=current_user,
            on=today(),
            now=now(),
        )

    return saved(
        form,
        ask,
        lambda refund: done(
            _("Refund %(number)s is asked for; a colleague decides.", number=refund.number),
            url_for("orders.refund.detail", refund_id=refund.id),
        ),
        lambda: _create_page(form, _order(order_id)),
    )


def _create_page(form: RefundForm, order: Order) -> str:
    return render(
        "orders/refund/create.html",
        form=form,
        order=order,
        lines=_refundable(order),
        parts=PARTS,
        left=services.refundable(order),
    )


@blueprint.get("/<int:refund_id>")
@requires("orders.refund.index")
def detail(refund_id: int) -> ResponseReturnValue:
    """Show a refund, how it goes back, who signs for it, and what may be done next."""
    refund = _refund(refund_id)
    return render(
        "orders/refund/detail.html",
        refund=refund,
        **record_page("orders.refund", refund),
        state=STATES[refund.state],
        liability=LIABILITY_WORDS[refund.liability],
        tenders=TENDER_WORDS,
        approval=approval.latest(session(), services.APPROVAL, refund),
        is_own=refund.requested_by_id == current_user.id,
    )


@blueprint.post("/<int:refund_id>/pay-out")
@requires("orders.refund.approve")
def pay_out(refund_id: int) -> ResponseReturnValue:
    """Note that the money went back."""
    refund = _refund(refund_id)
    services.pay_out(session(), refund, by=current_user, on=today(), now=now())
    text = _("Refund %(number)s is paid out.", number=refund.number)
    return done(text, url_for("orders.refund.detail", refund_id=refund_id))


def _order(order_id: int) -> Order:
    return session().scalar(orders.order(order_id)) or abort(404)


def _refundable(order: Order) -> list[Line]:
    return [line for line in order.lines if not line.is_withdrawn]


def _refund(refund_id: int) -> Refund:
    return session().scalar(queries.refund(refund_id)) or abort(404)
