"""What the first page shows, gathered from all plugins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import hooks
from core.extending import checked
from core.hookspecs import Card
from core.user.models import User


@dataclass
class Board:
    """The cards of a reader, and the plugins whose cards could not be made."""

    cards: list[Card] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def board(session: Session, user: User, *, today: date) -> Board:
    """Gather the cards in an order that does not depend on who registered first.

    A plugin that fails is left out and reported; whatever it wrote is undone.
    """
    answers = hooks.call("dashboard_cards", _cards, session=session, user=user, today=today)
    cards = [(card, answer.plugin) for answer in answers for card in answer.result]
    cards.sort(key=lambda pair: (pair[0].order, str(pair[0].title), pair[0].url, pair[1]))
    return Board([card for card, _plugin in cards], answers.failed)


def _cards(answer: Any) -> list[Card]:
    return checked(Card, answer)
