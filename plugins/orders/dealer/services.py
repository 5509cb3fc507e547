"""What can be done with dealers.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.party import queries as parties
from core.user.models import User
from plugins.orders.channel.models import Store
from plugins.orders.dealer import queries
from plugins.orders.dealer.models import Dealer


def create_dealer(
    session: Session, *, user: User | None, party: str, store: Store | None, by: User
) -> Dealer:
    """Let a user report orders for the party with a code.

    :raises BusinessError: if there is no such party, or one of both is a dealer already.
    """
    found = session.scalar(parties.by_code(party))
    if found is None:
        message = _("There is no party with the code %(code)s.", code=party)
        raise BusinessError(message, field="party")
    if user is None or store is None:
        raise BusinessError(_("Choose a user and a store for order reports."))
    if session.scalars(queries.taken(user.id, found.id)).first() is not None:
        raise BusinessError(_("This user or this party is a dealer already."), field="user")
    dealer = Dealer(user_id=user.id, party_id=found.id, store_id=store.id)
    session.add(dealer)
    session.flush()
    return dealer


def switch(session: Session, dealer: Dealer, *, version: int, is_active: bool, by: User) -> None:
    """Let a dealer report orders again, or no longer.

    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, dealer, version)
    dealer.is_active = is_active
    session.flush()
