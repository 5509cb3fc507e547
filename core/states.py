"""Records whose state changes by a table of transitions: one table for each model."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _

from core.errors import BusinessError


def words(labels: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the texts of the members of an enum by their values, without the colours."""
    return {one.value: text[0] if isinstance(text, tuple) else text for one, text in labels.items()}


class Stateful:
    """A record with a ``state`` that verbs lead on from, as its table says and not otherwise.

    :cvar __transitions__: ``{(State.DRAFT, "confirm"): State.CONFIRMED}``.
    :cvar __words__: the texts of the states by their values, under ``state``.
    """

    __transitions__: ClassVar[Mapping[tuple[Any, str], Any]]
    __words__: ClassVar[Mapping[str, Mapping[str, Any]]]
    state: Any

    def can(self, verb: str) -> bool:
        """Return whether a verb leads on from the present state."""
        return (self.state, verb) in self.__transitions__

    def require(self, verb: str) -> None:
        """Refuse what a verb stands for unless it leads on from the present state.

        :raises BusinessError: if it leads nowhere.
        """
        if not self.can(verb):
            present: enum.Enum = self.state
            raise BusinessError(
                _(
                    "%(record)s is in the state “%(state)s”, which does not allow that.",
                    record=str(self),
                    state=self.__words__["state"][present.value],
                )
            )

    def move(self, verb: str) -> None:
        """Go on to the state that a verb leads to.

        :raises BusinessError: if it leads nowhere from the present state.
        """
        self.require(verb)
        self.state = self.__transitions__[self.state, verb]
