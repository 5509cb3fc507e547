"""Bulk actions: declaring what can be done with several rows of a list at once.

The list names them, ``plugin.py`` offers the list in ``listings``; choosing the rows, the plan
that shows what would be refused, and the result are the core's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

if TYPE_CHECKING:
    from sqlalchemy import Select

    from core.listing import Listing


@dataclass(frozen=True)
class BulkAction:
    """What can be done with each of several records.

    :param name: ``<plugin>.<slice>.<verb>``.
    :param title: the verb of the button, a lazy text.
    :param records: the question for the records with these keys, with all that ``act`` needs.
    :param act: the service, called with session, record, by and now; what it refuses by a
        ``BusinessError`` is left out and told with its reason.
    :param colour: that of the button, such as ``danger``.
    """

    name: str
    title: Any
    permission: str
    records: Callable[[Collection[int]], Select[Any]]
    act: Callable[..., Any]
    colour: str = "primary"


def init_app(app: Flask, listings: Iterable[type[Listing]]) -> None:
    """Register the lists of the core and of the enabled plugins whose rows can be acted on."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [*listings, *(one for p in plugins for one in getattr(p.module, "listings", ()))]
    app.extensions["bumen.bulk"] = {
        action.name: (one, action) for one in everything for action in one.bulk
    }


def registered() -> dict[str, tuple[type[Listing], BulkAction]]:
    """Return what can be done with rows in the current app, by name."""
    known: dict[str, tuple[type[Listing], BulkAction]] = current_app.extensions["bumen.bulk"]
    return known
