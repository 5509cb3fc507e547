"""What can be done with customers.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, numbering
from core.errors import BusinessError
from core.many import asked
from core.party import services as parties
from core.party.models import Party
from core.user.models import User
from plugins.service.customer import queries
from plugins.service.customer.models import Customer

SERIES = "KH"


def create_customer(
    session: Session,
    *,
    name: str,
    source: str,
    by: User,
    on: date,
    now: datetime,
    **facts: Any,
) -> Party:
    """Enter a customer; ``facts`` are other columns of the party."""
    party = parties.create_party(
        session,
        code=numbering.next_number(session, SERIES, on=on),
        name=name,
        is_customer=True,
        is_company=bool(facts.pop("is_company", False)),
        by=by,
        **facts,
    )
    note(session, {party.id: now}, source=source)
    return party


def note(session: Session, known: Mapping[int, datetime], *, source: str) -> int:
    """Take parties into the archive, each since a moment; return how many were not in it."""
    present = {key for (key,) in asked(session, queries.noted, list(known))}
    new = [
        {"party_id": key, "head_id": key, "source": source, "known_at": at}
        for key, at in known.items()
        if key not in present
    ]
    if new:
        its = [key for key in known if key not in present]
        codes = {row.id: row.code for row in asked(session, queries.codes, its)}
        inserted = session.execute(
            sa.insert(Customer).returning(Customer.id, Customer.party_id), new
        )
        audit.record_many(
            session,
            Customer,
            audit.CREATE,
            [(key, codes[party], {"party_id": [None, party]}) for key, party in inserted],
        )
    return len(new)


def note_buyers(session: Session, *, source: str, now: datetime) -> int:
    """Take the customers into the archive that other departments entered."""
    return note(session, dict.fromkeys(session.scalars(queries.not_noted()), now), source=source)


def members(session: Session, party_id: int) -> list[int]:
    """Return everybody who is kept in the archive of a customer, itself among them."""
    return sorted({party_id, *session.scalars(queries.member_ids(party_id))})


def head_of(session: Session, party_id: int) -> int:
    """Return under whom the archive of a customer is kept."""
    found = session.scalar(queries.card(party_id))
    return party_id if found is None else found.head_id


def by_code(session: Session, code: str, *, field: str = "customer") -> Party:
    """Return the customer with a code.

    :raises BusinessError: if there is none.
    """
    found = session.scalar(queries.by_code(code))
    if found is None:
        raise BusinessError(
            _("There is no customer with the code %(code)s.", code=code.strip()), field=field
        )
    return found


def reveal(session: Session, party_ids: Collection[int], label: str, *, head_id: int) -> None:
    """Write down that somebody saw the identities and contacts of an archive in full."""
    if party_ids:
        audit.record(session, Party, head_id, label, audit.REVEAL)
