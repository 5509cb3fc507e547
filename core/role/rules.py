"""What a role gives to the people in it, apart from where it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from core.permissions import EVERYTHING
from core.reach import Reach, Rows

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Rights:
    """What one role lets people do, and whose rows of each area it shows them."""

    permissions: frozenset[str] = frozenset()
    reaches: Mapping[str, Reach] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, permissions: frozenset[str], reaches: Mapping[str, Reach]) -> Rights:
        """Return the rights of a role by its name: administrators may do everything."""
        return cls(frozenset({EVERYTHING}) if name == ADMINISTRATOR else permissions, reaches)

    @classmethod
    def read(cls, name: str, permissions: str | None, reaches: str | None) -> Rights:
        """Return the rights of a role as the question of every request tells them: in words."""
        pairs = (one.split("=") for one in (reaches or "").split())
        shown = {area: Reach(word) for area, word in pairs}
        return cls.of(name, frozenset((permissions or "").split()), shown)

    def reach(self, rows: Rows) -> Reach | None:
        """Return whose rows of an area the people in the role see; ``None`` says nothing."""
        given = self.reaches.get(rows.area)
        if given is None and rows.everything and rows.everything in self.permissions:
            return Reach.ALL
        return given


@dataclass(frozen=True)
class Withheld:
    """A permission that a role should have got by default, and why it did not; all in words."""

    role: str
    permission: str
    reason: str

    def __str__(self) -> str:
        return _(
            "%(role)s does not get by default: %(permission)s. %(reason)s It can be given on the "
            "page of roles.",
            role=self.role,
            permission=self.permission,
            reason=self.reason,
        )
