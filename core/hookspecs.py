"""Every moment at which a plugin may join in.

One function is one hook; its docstring is its documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.hooks import hookspec

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from core.db import Model
    from core.extending import (
        Action,
        ExtraColumn,
        FormPart,
        Holding,
        Panel,
        SearchSource,
        Tab,
        TimelineEntry,
    )
    from core.user.models import User


@dataclass(frozen=True)
class Card:
    """A figure on the dashboard that links to the rows behind it.

    ``value`` is formatted already; ``order`` decides the place, then the title.
    """

    title: str
    value: str
    url: str
    permission: str
    hint: str = ""
    icon: str = "chart-bar"
    colour: str = "primary"
    order: int = 100


@dataclass(frozen=True)
class Fault:
    """A rule that the stored data breaks: which one, and where."""

    rule: str
    detail: str


@hookspec
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Return the cards that this user may want to see on the first page."""


@hookspec
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Fill a new demo company through the plugin's own services; return what was done.

    Called in the order of requirements, each in a transaction of its own.
    """


@hookspec
def check_invariants(session: Session) -> list[Fault]:
    """Prove the plugin's invariants on the stored data; return what is broken."""


@hookspec
def extend_form(target: str) -> FormPart | None:
    """Add fields to the form of a slice such as ``core.party``; None for all others.

    What they refuse refuses the whole form, and all is saved in one transaction.
    """


@hookspec
def extend_listing(target: str) -> list[ExtraColumn]:
    """Add columns to the list of a slice such as ``core.party`` and to its exports."""


@hookspec
def extend_page(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Add panels, tabs and buttons to the page of a record of a slice such as ``core.party``."""


@hookspec
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Return what happened with a party, the latest ``limit`` things."""


@hookspec
def holdings(session: Session, user_id: int) -> list[Holding]:
    """Return what a person has; it is shown before somebody leaves."""


@hookspec
def search_sources() -> list[SearchSource]:
    """Offer records to the search page."""


@hookspec
def restrict_rows(model: type[Model], user: User) -> ColumnElement[bool] | None:
    """Return the condition on the rows of a model that a user may see; None restricts nothing.

    Asked once a request for each model and everybody but administrators; AND-ed into lists,
    pages, exports and search.  A crash shows no rows of the model.  A condition that chooses
    from the same model never ends; statements on bare tables are not restricted, nor are jobs
    and commands.  Users, roles, settings and plugins cannot be hidden.
    """
