"""What can be done with channels and stores.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.party import queries as parties
from core.user.models import User
from plugins.orders.channel import queries
from plugins.orders.channel.models import Channel, ChannelKind, Store


def create_channel(
    session: Session, *, code: str, name: str, kind: ChannelKind, by: User
) -> Channel:
    """Open a channel.

    :raises BusinessError: if the code is taken.
    """
    if session.scalar(queries.channel_coded(code.strip())) is not None:
        raise BusinessError(_("The code %(code)s is taken.", code=code), field="code")
    channel = Channel(code=code.strip(), name=name.strip(), kind=kind)
    session.add(channel)
    session.flush()
    return channel


def edit_channel(
    session: Session, channel: Channel, *, version: int, name: str, kind: ChannelKind, by: User
) -> None:
    """Change what is known of a channel; its code stays, because files name it.

    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, channel, version)
    channel.name, channel.kind = name.strip(), kind
    session.flush()


def create_store(
    session: Session, channel: Channel, *, code: str, name: str, owner: str, by: User
) -> Store:
    """Open a store on a channel.

    :param owner: the code of the party whose shop it is, or an empty text.
    :raises BusinessError: if the code is taken or nobody has the owner's code.
    """
    if session.scalar(queries.store_coded(code.strip())) is not None:
        raise BusinessError(_("The code %(code)s is taken.", code=code), field="code")
    store = Store(
        channel_id=channel.id,
        code=code.strip(),
        name=name.strip(),
        owner_id=_owner_id(session, owner),
    )
    session.add(store)
    session.flush()
    return store


def edit_store(
    session: Session,
    store: Store,
    *,
    version: int,
    name: str,
    owner: str,
    is_active: bool,
    by: User,
) -> None:
    """Change what is known of a store; its code stays, because files name it.

    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: if nobody has the owner's code.
    """
    expect_version(session, store, version)
    store.owner_id = _owner_id(session, owner)
    store.name, store.is_active = name.strip(), is_active
    session.flush()


def _owner_id(session: Session, code: str) -> int | None:
    if not code.strip():
        return None
    party = session.scalar(parties.by_code(code))
    if party is None:
        raise BusinessError(
            _("There is no party with the code %(code)s.", code=code), field="owner"
        )
    return party.id


def store_for_import(
    session: Session,
    *,
    channel: str,
    channel_name: str,
    kind: ChannelKind,
    code: str,
    name: str,
    by: User,
) -> Store:
    """Return the store that a file names, opening it and its channel on first sight."""
    store = session.scalar(queries.store_coded(code))
    if store is not None:
        return store
    found = session.scalar(queries.channel_coded(channel)) or create_channel(
        session, code=channel, name=channel_name or channel, kind=kind, by=by
    )
    return create_store(session, found, code=code, name=name or code, owner="", by=by)
