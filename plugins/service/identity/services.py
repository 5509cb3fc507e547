"""What can be done with identities.  Services flush; they never commit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit
from core.errors import BusinessError
from core.many import asked
from core.user.models import User
from plugins.service.identity import queries
from plugins.service.identity.models import Consent, Identity, Kind

REGION = "CN"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
QQ = re.compile(r"[1-9][0-9]{4,11}")


class Noted(NamedTuple):
    """How many identities were new, and how many known; whose the new ones are."""

    added: int
    unchanged: int
    parties: set[int]


@dataclass(frozen=True)
class Told:
    """An identity that a file tells of, not yet in its normal form."""

    party_id: int
    kind: Kind
    scope: str
    value: str
    consent: Consent = Consent.UNKNOWN


def normalised(kind: Kind, text: str, region: str = REGION) -> str:
    """Return an identity in the form in which equal ones are equal.

    :raises BusinessError: if it is none of its kind.
    """
    text = text.strip()
    if kind is Kind.PHONE:
        return _phone(text, region)
    if kind is Kind.EMAIL:
        if not EMAIL.fullmatch(text):
            raise _odd(text, _("an e-mail address such as name@example.com"))
        return text.lower()
    if kind is Kind.QQ and not QQ.fullmatch(text):
        raise _odd(text, _("a QQ number of 5 to 12 digits"))
    if not text:
        raise _odd(text, _("an identity"))
    return text


def _phone(text: str, region: str) -> str:
    import phonenumbers  # the numbering plans of all countries

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise _odd(text, _("a telephone number such as 138 1234 5678")) from error
    if not phonenumbers.is_valid_number(number):
        raise _odd(text, _("a telephone number such as 138 1234 5678"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _odd(text: str, wanted: str) -> BusinessError:
    return BusinessError(
        _("“%(text)s” cannot be read; write %(wanted)s.", text=text, wanted=wanted), field="value"
    )


def guesses(text: str) -> list[str]:
    """Return what a text may be as an identity, to look for its owner."""
    found = [text.strip()]
    for kind in (Kind.PHONE, Kind.EMAIL):
        try:
            found.append(normalised(kind, text))
        except BusinessError:
            continue
    return found


def add_identity(
    session: Session,
    party_id: int,
    *,
    kind: Kind,
    value: str,
    by: User,
    now: datetime,
    scope: str = "",
    source: str = "",
    purpose: str = "",
    consent: Consent = Consent.UNKNOWN,
    is_verified: bool = False,
) -> Identity:
    """Note a number or account of a customer.

    :raises BusinessError: if it cannot be read, or the customer has it already.
    """
    value, scope = normalised(kind, value), scope.strip()
    if kind in {Kind.PLATFORM, Kind.WECHAT} and not scope:
        raise BusinessError(_("Say on which platform or in which app."), field="scope")
    if session.scalar(queries.same(party_id, kind, scope, value)) is not None:
        raise BusinessError(_("The customer has this identity already."), field="value")
    identity = Identity(
        party_id=party_id,
        kind=kind,
        scope=scope,
        value=value,
        is_verified=is_verified,
        consent=consent,
        consent_at=None if consent is Consent.UNKNOWN else now,
        purpose=purpose.strip(),
        source=source,
        added_at=now,
    )
    session.add(identity)
    session.flush()
    return identity


def verify(session: Session, identity: Identity, *, by: User) -> None:
    """Note that the customer proved to own an identity, such as by a code sent there.

    :raises BusinessError: if that was noted before.
    """
    if identity.is_verified:
        raise BusinessError(_("This identity is verified already."))
    identity.is_verified = True
    session.flush()


def set_consent(
    session: Session, identity: Identity, *, consent: Consent, purpose: str, by: User, now: datetime
) -> None:
    """Note whether the customer agreed to be reached by an identity, and for what."""
    identity.consent, identity.consent_at = consent, now
    identity.purpose = purpose.strip() or identity.purpose
    session.flush()


def remove(session: Session, identity: Identity, *, by: User) -> None:
    """Forget an identity."""
    session.delete(identity)
    session.flush()


def record_identities(
    session: Session, told: Iterable[Told], *, source: str, now: datetime
) -> Noted:
    """Note what files tell; return how many were new, of whom, and how many were known.

    All are in their normal form already.
    """
    wanted = list(dict.fromkeys(told))
    parties = list(dict.fromkeys(one.party_id for one in wanted))
    known = {tuple(row) for row in asked(session, queries.recorded, parties)}
    new: list[dict[str, Any]] = []
    for one in wanted:
        key = (one.party_id, one.kind, one.scope, one.value)
        if key not in known:
            known.add(key)
            new.append(_row(one, source, now))
    if new:
        ids = session.scalars(
            sa.insert(Identity).returning(Identity.id, sort_by_parameter_order=True), new
        ).all()
        audit.record_many(
            session,
            Identity,
            audit.CREATE,
            [
                (key, str(Identity(**row)), {"source": [None, source]})
                for key, row in zip(ids, new, strict=True)
            ],
        )
    return Noted(len(new), len(wanted) - len(new), {row["party_id"] for row in new})


def _row(one: Told, source: str, now: datetime) -> dict[str, Any]:
    return {
        "party_id": one.party_id,
        "kind": one.kind,
        "scope": one.scope,
        "value": one.value,
        "consent": one.consent,
        "consent_at": None if one.consent is Consent.UNKNOWN else now,
        "source": source,
        "added_at": now,
    }
