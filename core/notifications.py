"""Notifications: declaring what users are told of, and telling them.

The words are put together when somebody reads them, so everybody reads their own language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.user.models import User

Facts = Sequence[tuple[Any, str]]
Tell = Callable[[Session, Collection[int], User | None], Mapping[int, Facts]]


def nothing_more(
    session: Session, keys: Collection[int], reader: User | None
) -> Mapping[int, Facts]:
    """Leave it at the text."""
    return {}


@dataclass(frozen=True)
class Notice:
    """A kind of thing that users are told of.

    :param name: ``<plugin>.<slice>.<past participle>``.
    :param text: a lazy text in which ``%(actor)s`` is who did it, ``%(label)s`` the record.
    :param page: the endpoint of the record's page, and ``key`` its argument.
    :param facts: what more there is to say of some records, by their keys: headings with their
        texts, of which the empty ones are left out.  It is asked when somebody reads, with the
        keys of all records at once and the reader (loaded with all rights; None is the company),
        and says nothing of what the reader may not see by now.
    """

    name: str
    text: str
    page: str
    key: str
    facts: Tell = nothing_more


def init_app(app: Flask, notices: Iterable[Notice]) -> None:
    """Register what the core and the enabled plugins tell of."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [*notices, *(one for p in plugins for one in getattr(p.module, "notices", ()))]
    app.extensions["bumen.notices"] = {one.name: one for one in everything}


def registered() -> dict[str, Notice]:
    """Return what the current app tells of, by name."""
    known: dict[str, Notice] = current_app.extensions["bumen.notices"]
    return known


def details(
    session: Session, told: Iterable[tuple[str, int]], reader: User | None
) -> dict[tuple[str, int], list[str]]:
    """Return what more there is to say of what a reader is told, in the language of now.

    :param told: the names of notices and the keys of their records.
    """
    wanted: dict[Tell, dict[int, set[str]]] = {}
    for name, key in told:
        known = registered().get(name)
        if known is not None:
            wanted.setdefault(known.facts, {}).setdefault(key, set()).add(name)
    return {
        (name, key): [
            _("%(heading)s: %(text)s", heading=heading, text=text)
            for heading, text in facts
            if text
        ]
        for tell, names in wanted.items()
        for key, facts in tell(session, names.keys(), reader).items()
        for name in names[key]
    }
