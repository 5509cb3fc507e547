"""The lists of payment batches and of bank accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from core.user.models import User
from plugins.finance.payment import queries
from plugins.finance.payment.models import BATCH_WORDS, Account, Batch, BatchState, Item
from plugins.finance.settlement.models import Statement

BATCH_STATES = {
    BatchState.DRAFT: (BATCH_WORDS[BatchState.DRAFT], "secondary"),
    BatchState.EXPORTED: (BATCH_WORDS[BatchState.EXPORTED], "azure"),
    BatchState.COMPLETED: (BATCH_WORDS[BatchState.COMPLETED], "green"),
}
CONFIRMED = {
    True: (_l("In use"), "green"),
    False: (_l("Not in use"), "secondary"),
}


class BatchListing(Listing):
    """All payment batches."""

    query = queries.all_batches
    key = Batch.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Batch.number,
            href=Link("finance.payment.detail", "batch_id"),
            sortable=True,
        ),
        Column("created_at", _l("Made"), Batch.created_at, kind="instant", sortable=True),
        Column("created_by", _l("Made by"), User.name),
        Column("item_count", _l("Payments"), Batch.item_count, kind="number"),
        Column("total", _l("Total"), Batch.total, kind="money", sortable=True),
        Column("state", _l("State"), Batch.state, kind="badge", labels=BATCH_STATES),
    )
    filters = (ChoiceFilter("state", _l("State"), Batch.state, labels=BATCH_STATES),)
    search = (
        Batch.number,
        (Batch.created_by_id, User.id, User.name),
        (Batch.id, Item.batch_id, (Item.statement_id, Statement)),
    )
    default_sort = ("created_at", "desc")
    empty_title = _l("No payments yet")
    empty_hint = _l("Approve statements, then put them into a payment batch.")


class AccountListing(Listing):
    """All bank accounts of suppliers, whoever still has to be confirmed among them."""

    query = queries.account_list
    key = Account.id
    columns = (
        Column("code", _l("Supplier code"), Party.code, sortable=True),
        Column("supplier", _l("Supplier"), Party.name),
        Column("holder", _l("Account holder"), Account.holder),
        Column("bank", _l("Bank"), Account.bank),
        Column("entered_by", _l("Entered by"), User.name),
        Column("entered_at", _l("Entered"), Account.entered_at, kind="instant", sortable=True),
        Column(
            "is_current",
            _l("State"),
            Account.is_current,
            kind="badge",
            labels=CONFIRMED,
            href=Link("finance.payment.account", "account_id"),
        ),
    )
    filters = (
        ChoiceFilter("current", _l("State"), Account.is_current, labels=CONFIRMED),
        DateFilter("entered", _l("Entered"), Account.entered_at),
    )
    search = Party
    default_sort = ("entered_at", "desc")
    empty_title = _l("No bank accounts yet")
    empty_hint = _l("Enter where a supplier is paid; a colleague confirms it.")
