"""The audit trail: one row for each record that a transaction touched."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.ownership import owner_of
from core.permissions import EVERYTHING, SIGNED_IN
from core.search import Searchable

ACTIONS = {
    "create": (_l("created"), "green"),
    "change": (_l("changed"), "azure"),
    "delete": (_l("deleted"), "red"),
    "purge": (_l("deleted from the database"), "red"),
    "restore": (_l("restored"), "green"),
    "export": (_l("exported"), "purple"),
    "reveal": (_l("personal data seen"), "yellow"),
    "refuse": (_l("sign-in refused"), "orange"),
    "import": (_l("imported"), "teal"),
    "withhold": (_l("not granted by default"), "orange"),
}
# What is written down without being a change of a record.
EVENTS = {"file": _l("File"), "import": _l("Import"), "sign_in": _l("Sign-in")}
EVENT_LABELS = {
    "address": _l("Network address"),
    "why": _l("Reason"),
    "files": _l("Files"),
}
# What columns are called that mean the same everywhere.
USUAL_LABELS = {
    "period_from": _l("From"),
    "period_to": _l("To"),
    "number": _l("Number"),
    "kind": _l("Kind"),
    "name": _l("Name"),
    "label": _l("Record"),
    "state": _l("State"),
    "code": _l("Code"),
    "title": _l("Title"),
    "reason": _l("Reason"),
    "note": _l("Note"),
    "quantity": _l("Quantity"),
    "amount": _l("Amount"),
    "total": _l("Total"),
    "supplier_id": _l("Supplier"),
    "is_active": _l("Active"),
    "decided_by_id": _l("Decided by"),
    "currency": _l("Currency"),
    "created_at": _l("Created"),
    "created_by_id": _l("Created by"),
    "requested_at": _l("Requested at"),
    "requested_by_id": _l("Requested by"),
    "user_id": _l("User"),
    "party_id": _l("Party"),
    "author_id": _l("Author"),
    "language": _l("Language"),
    "record_id": _l("Number of the record"),
    "target": _l("Page"),
    "url": _l("Address of the page"),
    "table": _l("Table"),
    "approval_id": _l("Approval"),
    "stage_id": _l("Stage"),
    "step_id": _l("Step"),
    "decided_at": _l("Decided"),
    "deleted_by_id": _l("Deleted by"),
    "edited_at": _l("Edited"),
    "made_at": _l("Made"),
    "made_by": _l("Made by"),
    "version": _l("Version"),
    "revision": _l("Revision of the tables"),
    "digest": _l("Checksum"),
    "was_off": _l("Switched off"),
    "prefix": _l("Begins with"),
    "title_en": _l("English title"),
    "title_zh": _l("Chinese title"),
}
EVENT_WORDS = {
    "why": {
        "closed": _l("too many attempts: this address is closed for a while"),
        "passkey": _l("the passkey did not answer as it should"),
        "unknown_passkey": _l("this passkey is not known here"),
        "inactive": _l("this account is switched off"),
        "provider": _l("the single sign-on does not answer as it should"),
        "state": _l("this attempt was not begun in this browser; begin again"),
        "denied": _l("the single sign-on did not let you in"),
        "signature": _l("the signature of the single sign-on is wrong"),
        "expired": _l("what the single sign-on says has expired; begin again"),
        "nonce": _l("what the single sign-on says belongs to another attempt"),
        "audience": _l("what the single sign-on says is meant for another system"),
        "issuer": _l("somebody else answers for the single sign-on"),
        "token": _l("what the single sign-on says cannot be read"),
        "unverified": _l("the single sign-on has not verified your e-mail address"),
        "other_identity": _l("another account of the single sign-on belongs to this address"),
        "no_account": _l("there is no account for you here; ask an administrator"),
    }
}


class Entry(Searchable, Model):
    """One change of one record; triggers refuse to change or delete it.

    The owner is the record whose page shows the change: the record itself or, for a row that
    belongs to another record, that one.  ``changes`` maps each column to its value before and
    after.  What plugins call an action of their own stands in their model's ``__words__``.
    """

    __tablename__ = "core_history"
    __table_args__ = (
        sa.Index("ix_core_history_owner", "owner", "owner_id", "id"),
        sa.Index("ix_core_history_at", "at", "id"),
        sa.Index("ix_core_history_actor", "actor_name", "id"),
    )

    __searched__: ClassVar[tuple[str, ...]] = ("label",)

    at: Mapped[datetime]
    # No foreign key and the name beside the id: the trail outlives whoever is deleted.
    actor_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor_name: Mapped[str] = mapped_column(sa.String(100))
    action: Mapped[str] = mapped_column(sa.String(50))
    model: Mapped[str] = mapped_column(sa.String(63))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    owner: Mapped[str] = mapped_column(sa.String(63))
    owner_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    changes: Mapped[dict[str, Any]]
    transaction: Mapped[str] = mapped_column(sa.String(32), index=True)
    # Empty in entries from before the chain began.
    digest: Mapped[str] = mapped_column(sa.String(64), server_default="")

    def __str__(self) -> str:
        return self.label


class Block(Model):
    """The seal on the entries of one transaction; its id counts from 1 without gaps."""

    __tablename__ = "core_history_block"

    transaction: Mapped[str] = mapped_column(sa.String(32), unique=True)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


def model_of(table: str) -> type[Model] | None:
    """Return the model of a table; None when its plugin is off."""
    return next((one for one in Model.__subclasses__() if one.__tablename__ == table), None)


def action_of(entry: Entry) -> tuple[str, str]:
    """Return what happened in words, with the colour of its badge."""
    if entry.action in ACTIONS:
        word, colour = ACTIONS[entry.action]
        return str(word), colour
    words = getattr(model_of(entry.model), "__words__", {}).get("action", {})
    return str(words.get(entry.action, entry.action)), "secondary"


def reading(entry: Entry) -> str:
    """Return the permission to read an entry on the page of the record that it belongs to.

    What its own plugin adds to a record may be read with it.  What another plugin adds takes
    the right to see the lists of its slice, and while that plugin is off the right to everything.
    """
    model, owner = model_of(entry.model), model_of(entry.owner)
    if model is None:
        return EVERYTHING
    plugin = owner_of(model.__module__)
    if owner is not None and owner_of(owner.__module__) == plugin:
        return SIGNED_IN
    return f"{plugin}.{model.__module__.split('.')[-2]}.index"


def kinds() -> dict[str, str]:
    """Return the audited tables that are known now and the events, with what they are called."""
    return {name: str(title) for name, title in EVENTS.items()} | {
        one.__tablename__: str(getattr(one, "__title__", "") or one.__name__)
        for one in Model.__subclasses__()
        if one.__audited__
    }
