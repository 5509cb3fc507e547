"""What can be done with store limits.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.permissions import EVERYTHING
from core.role.services import refuse_acting_on
from core.user.models import User
from core.user.queries import by_id
from plugins.orders.store_limit import queries
from plugins.orders.store_limit.models import StoreLimit

LOCK = "orders.store_limit"
# What reaches all stores whatever rows a person is shown, and why.
UNLIMITED = {
    "core.user.edit": _l(
        "%(name)s may change users and could let in somebody who sees all stores."
    ),
    "core.webhook.edit": _l(
        "%(name)s may tell other systems of changes, and those are of all stores."
    ),
    "core.channel.company": _l(
        "%(name)s may set up channels of the company, which are told of all stores."
    ),
    "core.plugin.purge": _l("%(name)s may export all records of a plugin."),
}


def stores_of(session: Session, user: User) -> frozenset[int] | None:
    """Return the keys of the stores that somebody is limited to; None is no limit."""
    keys = frozenset(session.scalars(queries.store_keys(), {"user_id": user.id}))
    return keys or None


def limit(session: Session, user: User, stores: Collection[int], *, by: User) -> None:
    """Let a user see the rows of some stores only; without any, of all.

    :raises BusinessError: if the user could reach all stores by other ways, sees or may do more
        than ``by``, or a store is not one of those that ``by`` sees.
    """
    refuse_acting_on(by, user)
    lock(session, LOCK)
    reason = _reaching_all(session, [user.id], UNLIMITED) if stores else ""
    if reason:
        raise BusinessError(_("%(reason)s Take that permission away first.", reason=reason))
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


def refuse_lifting(session: Session, users: Collection[int], permissions: Collection[str]) -> None:
    """Give nobody who is limited to some stores what reaches all.

    :param users: who has got any of the permissions.
    :raises BusinessError: naming those who are.
    """
    gained = set(UNLIMITED if EVERYTHING in permissions else UNLIMITED.keys() & set(permissions))
    if not gained:
        return
    lock(session, LOCK)
    reason = _reaching_all(session, queries.limited(users), gained)
    if reason:
        raise BusinessError(
            _("%(reason)s Let them see all stores first, or leave this out.", reason=reason)
        )


def unbound(session: Session) -> list[tuple[str, str]]:
    """Return who is limited and reaches all stores in another way: the address and by what."""
    held = session.execute(queries.holding(queries.limited(), UNLIMITED))
    return [(email, permission) for email, _name, permission in held]


def _reaching_all(
    session: Session, users: Collection[int] | Select[int], permissions: Collection[str]
) -> str:
    """Return in words who of some users reaches all stores by the first permission that does."""
    names: dict[str, list[str]] = {}
    for _email, name, permission in session.execute(queries.holding(users, permissions)):
        names.setdefault(permission, []).append(name)
    for permission, reason in UNLIMITED.items():
        who = [*names.get(permission, []), *names.get(EVERYTHING, [])]
        if who:
            return str(reason) % {"name": _(", ").join(who)}
    return ""


def codes_of(session: Session, by: User) -> frozenset[str] | None:
    """Return the codes of the stores that somebody may enter orders of; None is no limit."""
    codes = frozenset(one.store.code for one in session.scalars(queries.of_user(by.id)))
    if not codes:
        return None
    rights = session.scalars(by_id(by.id)).unique().one_or_none()
    return None if rights is not None and rights.is_administrator else codes
