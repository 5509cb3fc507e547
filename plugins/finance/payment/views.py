"""The pages below /finance/payment/."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import exporting
from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.forms import SelectChoice
from core.history import queries as history
from core.listing import answer
from core.party import queries as parties
from core.party.models import Party
from core.permissions import requires
from core.records import one_or_404
from core.saving import done
from core.templating import money, render
from plugins.finance.payment import queries, services
from plugins.finance.payment.forms import AccountForm, BatchForm
from plugins.finance.payment.listing import BATCH_STATES, CONFIRMED, AccountListing, BatchListing
from plugins.finance.payment.models import ITEM_STATES, Account, Batch

blueprint = Blueprint("payment", __name__)

# What the bank reads stays Chinese, whatever language the clerk reads.
BANK_HEADER = ("批次号", "序号", "收款人", "开户行", "账号", "金额", "币种", "附言")


@blueprint.get("/")
@requires("finance.payment.index")
def index() -> ResponseReturnValue:
    """List the payment batches, the newest first."""
    return answer(BatchListing(), "finance/payment/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("finance.payment.create")
def create() -> ResponseReturnValue:
    """Choose approved statements and put them into a batch."""
    payable = session().scalars(queries.payable()).all()
    form = BatchForm()
    form.statements.choices = [
        SelectChoice(
            statement.id,
            f"{statement.number} · {statement.supplier_name} · "
            f"{money(statement.payable, statement.currency)}",
        )
        for statement in payable
    ]
    if form.submitted():
        try:
            batch = services.create_batch(
                session(), form.values["statements"], by=current_user, on=today(), now=now()
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            text = _("Batch %(number)s is made; download its file.", number=batch.number)
            return done(text, url_for("finance.payment.detail", batch_id=batch.id))
    code = 422 if form.errors else 200
    return render("finance/payment/create.html", form=form, payable=payable), code


@blueprint.get("/<int:batch_id>")
@requires("finance.payment.index")
def detail(batch_id: int) -> ResponseReturnValue:
    """Show a batch, its payments and what the bank answered."""
    batch = _batch(batch_id)
    return render(
        "finance/payment/detail.html",
        batch=batch,
        state=BATCH_STATES[batch.state],
        item_states=ITEM_STATES,
        history=session().scalars(history.of(Batch, batch_id)).all(),
    )


@blueprint.post("/<int:batch_id>/export")
@requires("finance.payment.export")
def export(batch_id: int) -> ResponseReturnValue:
    """Hand out the file for the bank."""
    batch = _batch(batch_id)
    services.export(session(), batch, now=now())
    rows = [
        (
            batch.number,
            item.position,
            item.account.holder,
            item.account.bank,
            item.account.number,
            item.amount,
            batch.currency,
            item.statement.number,
        )
        for item in batch.items
    ]
    number = batch.number
    session().commit()
    answer: Response = exporting.csv_response(f"{number}.csv", BANK_HEADER, rows)
    return answer


@blueprint.get("/account")
@requires("finance.payment.index")
def accounts() -> ResponseReturnValue:
    """List the bank accounts of suppliers."""
    return render("finance/payment/accounts.html", page=AccountListing().page(request.args))


@blueprint.route("/account/create", methods=["GET", "POST"])
@requires("finance.payment.account")
def enter_account() -> ResponseReturnValue:
    """Enter where a supplier is paid."""
    form = AccountForm()
    form.supplier.choices = [
        SelectChoice(party.id, f"{party.code} · {party.name}")
        for party in session().scalars(parties.suppliers())
    ]
    if form.submitted():
        values = form.values
        supplier = session().get(Party, values.pop("supplier")) or abort(404)
        try:
            account = services.enter_account(
                session(), supplier, **values, by=current_user, now=now()
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The account is entered; a colleague has to confirm it."), "success")
            return redirect(url_for("finance.payment.account", account_id=account.id), 303)
    return render("finance/payment/enter_account.html", form=form), 422 if form.errors else 200


@blueprint.get("/account/<int:account_id>")
@requires("finance.payment.index")
def account(account_id: int) -> ResponseReturnValue:
    """Show a bank account and who stands for it."""
    shown = _account(account_id)
    return render(
        "finance/payment/account.html",
        account=shown,
        state=CONFIRMED[shown.is_current],
        is_own=shown.entered_by_id == current_user.id,
        history=session().scalars(history.of(Account, account_id)).all(),
    )


@blueprint.post("/account/<int:account_id>/confirm")
@requires("finance.payment.confirm")
def confirm(account_id: int) -> ResponseReturnValue:
    """Confirm an account that a colleague entered."""
    services.confirm_account(session(), _account(account_id), by=current_user, now=now())
    session().commit()
    flash(_("Payments to this supplier go to this account from now on."), "success")
    return redirect(url_for("finance.payment.account", account_id=account_id), 303)


def _batch(batch_id: int) -> Batch:
    return one_or_404(queries.batch(batch_id))


def _account(account_id: int) -> Account:
    found = queries.all_accounts().where(Account.id == account_id)
    return session().scalar(found) or abort(404)
