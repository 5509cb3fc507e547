"""Every moment at which a plugin may join in.

One function is one hook; its docstring is its documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from core.hooks import hookspec

if TYPE_CHECKING:
    from collections.abc import Collection

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

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Trend:
    """How a figure compares with the period before, and whether more of it is good."""

    now: Decimal | int
    before: Decimal | int
    against: str
    more_is: Literal["good", "bad", ""] = ""

    @property
    def change(self) -> Decimal | None:
        """The growth as a share, to the thousandth; None if there was nothing before."""
        if not self.before:
            return None
        return (Decimal(self.now - self.before) / abs(Decimal(self.before))).quantize(THOUSANDTH)

    @property
    def colour(self) -> str:
        """Green if the change is good, red if it is bad."""
        if not self.more_is or self.now == self.before:
            return "secondary"
        return "green" if (self.now > self.before) is (self.more_is == "good") else "red"


@dataclass(frozen=True)
class ChartRow:
    """One place on the axis of a chart and one row of the table beside it.

    ``texts`` are the values as people read them, formatted already.  What would dwarf the others
    is told by the table alone: then it ``is_drawn`` not.
    """

    label: str
    values: tuple[Decimal | int, ...]
    texts: tuple[str, ...]
    url: str = ""
    is_drawn: bool = True


@dataclass(frozen=True)
class Chart:
    """Figures drawn beside the table that they come from; ``heads`` are those of its columns."""

    heads: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    kind: Literal["bar", "line"] = "bar"


@dataclass(frozen=True)
class Entry:
    """One line of a list on a card; ``badge`` is its text and colour."""

    title: str
    url: str
    detail: str = ""
    badge: tuple[Any, str] = ("", "")


@dataclass(frozen=True)
class Card:
    """A figure, a chart or a list on the dashboard that links to the rows behind it.

    ``key`` is its name within the plugin, by which users arrange it; without one it is known by
    its address.  ``value`` is formatted already; ``order`` decides the place, then the title;
    ``width`` is in quarters of the page.  Users change both.
    """

    title: str
    value: str
    url: str
    permission: str
    hint: str = ""
    icon: str = "chart-bar"
    colour: str = "primary"
    order: int = 100
    key: str = ""
    trend: Trend | None = None
    chart: Chart | None = None
    entries: tuple[Entry, ...] = ()
    width: Literal[1, 2, 4] = 1


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
def check_grant(session: Session, users: Collection[int], permissions: Collection[str]) -> None:
    """Refuse permissions that lift what the plugin forbids some people, by a ``BusinessError``.

    Asked before users keep what they get by a role: one that they are given, or one of theirs that
    gets permissions; ``*`` is all.  Not everybody need get each of them, so look at what they hold.
    Name who it is.  A crash refuses as well.  Of what a new plugin grants by default, a role does
    not get what is refused.  While yours is off nobody is asked: say in ``check_invariants`` who
    holds too much.
    """


@hookspec
def restrict_rows(model: type[Model], user: User) -> ColumnElement[bool] | None:
    """Return the condition on the rows of a model that a user may see; None restricts nothing.

    Asked once a request for each model and everybody but administrators; AND-ed into lists,
    pages, exports and search.  A crash shows no rows of the model.  A condition that chooses
    from the same model never ends; statements on bare tables are not restricted, nor are jobs
    and commands.  Users, roles, settings and plugins cannot be hidden.
    """
