"""The pages below /orders/exchange/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import record_page
from core.forms import Form
from core.permissions import requires
from core.saving import saved
from core.templating import render
from plugins.orders.exchange import queries, services
from plugins.orders.exchange.forms import ExchangeForm, InspectionForm, ReceiptForm, SendForm
from plugins.orders.exchange.listing import STATES, ExchangeListing
from plugins.orders.exchange.models import Exchange
from plugins.orders.ledger import queries as orders
from plugins.orders.refund.rules import NOTHING

blueprint = Blueprint("exchange", __name__)


@blueprint.get("/")
@requires("orders.exchange.index")
def index() -> ResponseReturnValue:
    """List the exchanges, the newest first."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return ExchangeListing().export(request.args, request.args["format"])
    return render("orders/exchange/index.html", page=ExchangeListing().page(request.args))


@blueprint.route("/create/<int:order_id>", methods=["GET", "POST"])
@requires("orders.exchange.edit")
def create(order_id: int) -> ResponseReturnValue:
    """Agree to exchange something of an order."""
    order = session().scalar(orders.order(order_id)) or abort(404)
    form = ExchangeForm()
    form.offer(line for line in order.lines if not line.is_withdrawn)
    if form.submitted():
        try:
            exchange = services.request_exchange(
                session(),
                order,
                form.line.data,
                product=form.product.data or "",
                quantity=form.quantity.data or NOTHING,
                difference=form.difference.data or NOTHING,
                freight=form.freight.data or NOTHING,
                reason=form.reason.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            order = session().scalar(orders.order(order_id)) or abort(404)
        else:
            return _done(exchange.id)
    page = render("orders/exchange/create.html", form=form, order=order)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/<int:exchange_id>")
@requires("orders.exchange.index")
def detail(exchange_id: int) -> ResponseReturnValue:
    """Show an exchange and what may be done next."""
    return _page(_exchange(exchange_id))


@blueprint.post("/<int:exchange_id>/receive")
@requires("orders.exchange.edit")
def receive(exchange_id: int) -> ResponseReturnValue:
    """Note that the goods came back."""
    return _act(exchange_id, services.receive)


@blueprint.post("/<int:exchange_id>/approve")
@requires("orders.exchange.edit")
def approve(exchange_id: int) -> ResponseReturnValue:
    """Note that the inspection passed."""
    return _typed(exchange_id, InspectionForm(), _inspected, passed=True)


@blueprint.post("/<int:exchange_id>/refuse")
@requires("orders.exchange.edit")
def refuse(exchange_id: int) -> ResponseReturnValue:
    """Note that the inspection failed."""
    return _typed(exchange_id, InspectionForm(), _inspected, passed=False)


@blueprint.post("/<int:exchange_id>/collect")
@requires("orders.exchange.edit")
def collect(exchange_id: int) -> ResponseReturnValue:
    """Note how the buyer paid what was due."""
    return _typed(exchange_id, ReceiptForm(), services.collect)


@blueprint.post("/<int:exchange_id>/send")
@requires("orders.exchange.edit")
def send(exchange_id: int) -> ResponseReturnValue:
    """Send the replacement."""
    return _typed(exchange_id, SendForm(), services.send, now=now())


@blueprint.post("/<int:exchange_id>/complete")
@requires("orders.exchange.edit")
def complete(exchange_id: int) -> ResponseReturnValue:
    """End an exchange whose replacement is signed for."""
    return _act(exchange_id, services.complete)


@blueprint.post("/<int:exchange_id>/refund")
@requires("orders.exchange.edit")
def refund(exchange_id: int) -> ResponseReturnValue:
    """Ask to give the money back instead."""
    return _act(exchange_id, services.refund, on=today(), now=now())


@blueprint.post("/<int:exchange_id>/resume")
@requires("orders.exchange.edit")
def resume(exchange_id: int) -> ResponseReturnValue:
    """Go on with an exchange whose refund was refused."""
    return _act(exchange_id, services.resume)


@blueprint.post("/<int:exchange_id>/cancel")
@requires("orders.exchange.edit")
def cancel(exchange_id: int) -> ResponseReturnValue:
    """Call an exchange off."""
    return _act(exchange_id, services.cancel)


def _inspected(session: Any, exchange: Exchange, *, inspection: str, **facts: Any) -> None:
    services.inspect(session, exchange, note=inspection, **facts)


def _act(exchange_id: int, service: Callable[..., None], **facts: Any) -> ResponseReturnValue:
    service(session(), _exchange(exchange_id), by=current_user, **facts)
    return _done(exchange_id)


def _typed(
    exchange_id: int, form: Form, service: Callable[..., None], **facts: Any
) -> ResponseReturnValue:
    return saved(
        form,
        lambda: service(session(), _exchange(exchange_id), **form.values, by=current_user, **facts),
        lambda _none: _done(exchange_id),
        lambda: _page(_exchange(exchange_id), form),
    )


def _done(exchange_id: int) -> ResponseReturnValue:
    session().commit()
    exchange = _exchange(exchange_id)
    state = STATES[exchange.state][0]
    flash(_("Exchange %(number)s: %(state)s", number=exchange.number, state=state), "success")
    return redirect(url_for("orders.exchange.detail", exchange_id=exchange_id), 303)


def _page(exchange: Exchange, form: Form | None = None) -> str:
    forms = {kind.__name__: kind(formdata=None) for kind in (InspectionForm, ReceiptForm, SendForm)}
    if form is not None:
        forms[type(form).__name__] = form
    return render(
        "orders/exchange/detail.html",
        exchange=exchange,
        **record_page("orders.exchange", exchange),
        state=STATES[exchange.state],
        inspection=forms["InspectionForm"],
        receipt=forms["ReceiptForm"],
        parcel=forms["SendForm"],
    )


def _exchange(exchange_id: int) -> Exchange:
    return session().scalar(queries.exchange(exchange_id)) or abort(404)
