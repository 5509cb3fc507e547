"""Questions asked of dealers; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from core.rows import EVERY_ROW
from core.user.models import User
from plugins.orders.channel.models import Channel, ChannelKind, Store
from plugins.orders.dealer.models import Dealer


def all_dealers() -> Select[Dealer]:
    """Every dealer with user, party and store."""
    return (
        select(Dealer)
        .join(User, User.id == Dealer.user_id)
        .join(Party, Party.id == Dealer.party_id)
        .join(Store, Store.id == Dealer.store_id)
    )


def dealer(dealer_id: int) -> Select[Dealer]:
    """One dealer with user, party and store."""
    return _whole(select(Dealer).where(Dealer.id == dealer_id))


def of_user(user_id: int) -> Select[Dealer]:
    """The dealer that a user is."""
    return _whole(select(Dealer).where(Dealer.user_id == user_id, Dealer.is_active))


def taken(user_id: int, party_id: int) -> Select[Dealer]:
    """The dealers that a user or a party is already."""
    asked = select(Dealer).where((Dealer.user_id == user_id) | (Dealer.party_id == party_id))
    return asked.execution_options(**EVERY_ROW)


def stores() -> Select[Store]:
    """The open stores for order reports."""
    return (
        select(Store)
        .join(Channel, Channel.id == Store.channel_id)
        .where(Channel.kind == ChannelKind.ORDER_REPORT, Store.is_active)
        .order_by(Store.name, Store.id)
    )


def _whole(query: Select[Dealer]) -> Select[Dealer]:
    return query.options(
        joinedload(Dealer.user), joinedload(Dealer.party), joinedload(Dealer.store)
    )
