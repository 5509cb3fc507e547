"""Notifications: declaring what users are told of, and telling them.

The words are put together when somebody reads them, so everybody reads their own language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class Notice:
    """A kind of thing that users are told of.

    :param name: ``<plugin>.<slice>.<past participle>``.
    :param text: a lazy text in which ``%(actor)s`` is who did it, ``%(label)s`` the record.
    :param page: the endpoint of the record's page, and ``key`` its argument.
    :param model: that of the record, if mail says more of it: its ``facts`` are headings with
        their texts, made when somebody is written to; what is empty is left out.
    :param loads: the options of a query that load what ``facts`` needs.
    """

    name: str
    text: str
    page: str
    key: str
    model: Any = None
    loads: tuple[Any, ...] = ()


def init_app(app: Flask, notices: Iterable[Notice]) -> None:
    """Register what the core and the enabled plugins tell of."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [*notices, *(one for p in plugins for one in getattr(p.module, "notices", ()))]
    app.extensions["bumen.notices"] = {one.name: one for one in everything}


def registered() -> dict[str, Notice]:
    """Return what the current app tells of, by name."""
    known: dict[str, Notice] = current_app.extensions["bumen.notices"]
    return known
