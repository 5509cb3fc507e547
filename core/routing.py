"""How addresses are matched and made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug import routing

Builder = Callable[..., tuple[str, str]]
_BUILDERS: dict[tuple[Any, ...], Builder] = {}


class RecordKey(routing.IntegerConverter):
    """The key of a record in an address; no database has one beyond 63 bits."""

    def __init__(self, map: routing.Map) -> None:
        super().__init__(map, max=2**63 - 1)


class Rule(routing.Rule):
    """An address that every app of this process makes with the same functions.

    Werkzeug writes and compiles two of them for each address, which took half of the time to build
    an app again when plugins are switched.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults:  # these are written into the function
            return super()._compile_builder(append_unknown)
        key = (self.rule, *self._trace, append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
