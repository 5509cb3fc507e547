"""What can be done with store limits.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.permissions import holds
from core.role.services import refuse_acting_on
from core.user.models import User
from core.user.queries import by_id
from plugins.orders.channel.models import Store
from plugins.orders.store_limit import queries
from plugins.orders.store_limit.models import StoreLimit

LOCK = "orders.store_limit"
# Who lets others in could let in somebody who sees all stores.
UNLIMITED = "core.user.edit"


def stores_of(session: Session, user: User) -> frozenset[int] | None:
    """Return the keys of the stores that somebody is limited to; None is no limit."""
    keys = frozenset(session.scalars(queries.store_keys(), {"user_id": user.id}))
    return keys or None


def limit(session: Session, user: User, stores: Collection[int], *, by: User) -> None:
    """Let a user see the rows of some stores only; without any, of all.

    :raises BusinessError: if the user may change users, sees or may do more than ``by``, or a
        store is not one of those that ``by`` sees.
    """
    refuse_acting_on(by, user)
    if stores and holds(user, UNLIMITED):
        raise BusinessError(
            _(
                "%(name)s may change users and could let in somebody who sees all stores. "
                "Take that permission away first.",
                name=user,
            )
        )
    lock(session, LOCK)
    own = None if by.is_administrator else stores_of(session, by)
    if own is not None and not (stores and own.issuperset(stores)):
        raise BusinessError(_("You can show nobody more than you see yourself."))
    known = {one.id: one for one in session.scalars(queries.stores())}
    if not known.keys() >= set(stores):
        raise BusinessError(_("Choose among the stores."), field="stores")
    present = {one.store_id: one for one in session.scalars(queries.of_user(user.id))}
    for key in sorted(present.keys() - set(stores)):
        session.delete(present[key])
    for key in sorted(set(stores) - present.keys()):
        session.add(StoreLimit(user_id=user.id, store=known[key]))
    session.flush()


def refuse_other(session: Session, store: Store, *, by: User) -> None:
    """Let nobody write into a store that they do not see.

    :raises BusinessError: if ``by`` is limited to others.
    """
    own = stores_of(session, by)
    if own is None or store.id in own:
        return
    rights = session.scalars(by_id(by.id)).unique().one_or_none()
    if rights is None or not rights.is_administrator:
        raise BusinessError(
            _("The store %(name)s is none of those that you are limited to.", name=store)
        )
