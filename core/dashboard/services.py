"""What the first page shows, gathered from all plugins, and how its reader arranges it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import hooks
from core.dashboard import queries
from core.dashboard.models import KEY_LENGTH, WIDTHS, CardPlace
from core.db import lock
from core.errors import BusinessError
from core.extending import checked
from core.hookspecs import Card
from core.user.models import User


@dataclass(frozen=True)
class Placed:
    """A card as its reader wants it; ``key`` names it among those of all plugins."""

    key: str
    card: Card
    width: int
    is_hidden: bool


@dataclass
class Board:
    """The cards of a reader, and the plugins whose cards could not be made."""

    cards: list[Placed] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[Placed]:
        """The cards that the reader has not hidden."""
        return [one for one in self.cards if not one.is_hidden]


def board(
    session: Session,
    user: User,
    *,
    own: Iterable[Card],
    may: Callable[[str], bool],
    today: date,
) -> Board:
    """Gather the cards in the order of their reader, else in one of their own.

    A plugin that fails is left out and reported; whatever it wrote is undone.

    :param own: the cards of the core.
    :param may: tells whether the reader holds a permission.
    """
    answers = hooks.call("dashboard_cards", _cards, session=session, user=user, today=today)
    found = [("core", card) for card in own]
    found += [(answer.plugin, card) for answer in answers for card in answer.result]
    found.sort(key=lambda pair: (pair[1].order, str(pair[1].title), pair[1].url, pair[0]))
    places = {one.card: one for one in session.scalars(queries.places_of(user.id))}
    cards = [_placed(places, plugin, card) for plugin, card in found if may(card.permission)]
    last = len(places)  # cards that are new stand behind those that were arranged
    cards.sort(key=lambda one: places[one.key].position if one.key in places else last)
    return Board(cards, answers.failed)


def arrange(
    session: Session,
    order: Sequence[str],
    *,
    hidden: Collection[str],
    widths: Mapping[str, int],
    by: User,
) -> None:
    """Keep how a user wants the cards; those of plugins that are off stay as they were.

    :param order: the keys of all cards that the user sees.
    :raises BusinessError: if a card is to have a width that there is none of.
    """
    if not set(widths.values()) <= set(WIDTHS):
        raise BusinessError(_("A card is a quarter, a half or the whole of the page wide."))
    lock(session, f"dashboard of {by.id}")
    places = {one.card: one for one in session.scalars(queries.places_of(by.id))}
    for position, key in enumerate(order):
        place = places.get(key)
        if place is None:
            place = CardPlace(user_id=by.id, card=key)
            session.add(place)
        place.position, place.is_hidden = position, key in hidden
        place.width = widths.get(key, 1)
    session.flush()


def reset(session: Session, *, by: User) -> None:
    """Forget how a user has arranged the cards."""
    session.execute(delete(CardPlace).where(CardPlace.user_id == by.id))


def _placed(places: Mapping[str, CardPlace], plugin: str, card: Card) -> Placed:
    key = f"{plugin}.{card.key or card.url}"[:KEY_LENGTH]
    place = places.get(key)
    if place is None:
        return Placed(key, card, card.width, is_hidden=False)
    return Placed(key, card, place.width, place.is_hidden)


def _cards(answer: Any) -> list[Card]:
    return checked(Card, answer)
