"""What can be done with passkeys.  Services flush; they never commit.

The protocol is that of the library webauthn, which is large and imported when somebody uses a key;
what is ours is to whom a key belongs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.notification import services as notifications
from core.notifications import Notice
from core.passkey import queries
from core.passkey.models import NAME_LENGTH, Passkey
from core.role.services import refuse_acting_on
from core.user.models import User
from core.user.queries import by_id

MOST = 20
REMOVED = Notice(
    "core.passkey.removed",
    _l("%(actor)s removed your passkey %(label)s"),
    "core.passkey.index",
    "passkey_id",
)
NOTICES = (REMOVED,)
BROKEN = (ValueError, KeyError, TypeError)  # and what the library raises


@dataclass(frozen=True)
class Site:
    """For whom devices make keys: a domain, and the origin that the pages come from."""

    domain: str
    origin: str
    name: str


class RefusedError(Exception):
    """Somebody does not come in; the text is one of ``history.models.EVENT_WORDS``."""


def handle_of(user_id: int) -> bytes:
    """Return by which name devices know a user; it tells nothing of the person."""
    return f"user-{user_id}".encode()


def to_register(session: Session, user: User, site: Site, challenge: bytes) -> str:
    """Return what a browser needs to make a key, as JSON; devices that have one are left out."""
    import webauthn
    from webauthn.helpers import structs

    present = session.scalars(queries.of_user(user.id))
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_id=handle_of(user.id),
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one.credential_id))
            for one in present
        ],
    )
    return webauthn.options_to_json(options)


def register(
    session: Session,
    *,
    name: str,
    credential: str,
    challenge: bytes,
    site: Site,
    by: User,
    now: datetime,
) -> Passkey:
    """Keep the key that a device made for oneself.

    :raises BusinessError: if what the device says does not answer the challenge, the key is known
        already, or there are too many.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *BROKEN) as error:
        raise BusinessError(_("The answer of the device is not valid. Try again.")) from error
    number = bytes_to_base64url(made.credential_id)
    if session.scalar(queries.by_credential(number)) is not None:
        raise BusinessError(_("This passkey is registered already."))
    if len(session.scalars(queries.of_user(by.id)).all()) >= MOST:
        raise BusinessError(_("These are enough passkeys; remove one first."))
    passkey = Passkey(
        user_id=by.id,
        name=name.strip()[:NAME_LENGTH] or _("Passkey"),
        credential_id=number,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        created_at=now,
    )
    session.add(passkey)
    session.flush()
    return passkey


def remove(session: Session, passkey: Passkey) -> None:
    """Forget a key; the device that has it signs nobody in any more."""
    session.delete(passkey)
    session.flush()


def remove_of(session: Session, user: User, passkey: Passkey, *, by: User, now: datetime) -> None:
    """Forget a key of somebody else, who is told of it.

    :raises BusinessError: if the user may do or see more than ``by``.
    """
    refuse_acting_on(by, user)
    number, name = passkey.id, passkey.name
    notifications.notify(session, REMOVED, [user.id], record_id=number, label=name, by=by, now=now)
    remove(session, passkey)


def to_enter(site: Site, challenge: bytes) -> str:
    """Return what a browser needs to use a key, whosoever it is, as JSON."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def entered(
    session: Session, *, credential: str, challenge: bytes, site: Site, now: datetime
) -> User:
    """Return the user whose key answered the challenge.

    :raises RefusedError: if the key is unknown, its answer wrong, or the user switched off.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        given = parse_authentication_credential_json(json.loads(credential))
    except (WebAuthnException, *BROKEN) as error:
        raise RefusedError("passkey") from error
    passkey = session.scalar(queries.by_credential(bytes_to_base64url(given.raw_id)))
    if passkey is None:
        raise RefusedError("unknown_passkey")
    try:
        proven = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=webauthn.base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *BROKEN) as error:
        raise RefusedError("passkey") from error
    if given.response.user_handle != handle_of(passkey.user_id):
        raise RefusedError("passkey")
    user = session.scalars(by_id(passkey.user_id)).unique().one_or_none()
    if user is None or not user.active:
        raise RefusedError("inactive")
    passkey.sign_count, passkey.used_at = proven.new_sign_count, now
    session.flush()
    return user
