"""What can be done with accounts.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bumen_loyalty.account import queries, rules
from bumen_loyalty.account.models import Account, Entry, Tier
from core.db import lock
from core.setting import services as settings
from core.user.models import User

LOCK = "loyalty.account"


def change_tier(session: Session, party_id: int, *, tier: Tier, by: User) -> None:
    """Put a party into a tier."""
    _account(session, party_id).tier = tier
    session.flush()


def earn(
    session: Session, party_id: int, *, amount: Decimal, source: str, on: date, by: User
) -> int:
    """Give points for an amount of money, once for each source; return how many."""
    lock(session, LOCK)
    if session.scalar(queries.entry_from(source)) is not None:
        return 0
    values = settings.read(session, "loyalty.rate", "loyalty.days")
    points = rules.points_for(amount, Decimal(values["loyalty.rate"]))
    if not points:
        return 0
    account = _account(session, party_id)
    account.points += points
    session.add(
        Entry(
            account_id=account.id,
            source=source,
            points=points,
            earned_on=on,
            expires_on=rules.last_day(on, int(values["loyalty.days"])),
        )
    )
    session.flush()
    return points


def expire(session: Session, *, on: date) -> int:
    """Take back the points whose last day is over; return how many."""
    lock(session, LOCK)
    taken = 0
    for entry, account in session.execute(queries.due(on)):
        entry.is_expired = True
        account.points -= entry.points
        taken += entry.points
    session.flush()
    return taken


def _account(session: Session, party_id: int) -> Account:
    account = session.scalar(queries.account_of(party_id))
    if account is None:
        account = Account(party_id=party_id, tier=Tier.BASIC, points=0)
        session.add(account)
        session.flush()
    return account
