"""Approvals: declaring what people ask approval for, asking for it and deciding.

Source of the rules: features.md D2.  Who signs where is set up on the page of approval flows;
where nothing is set up, one person who holds the permission signs, and it is never somebody who
prepared the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from core.db import Model


def nobody_more(record: Any) -> Iterable[int]:
    """Say that nobody prepared a record besides whoever asks."""
    return ()


def nothing_follows(session: Any, record: Any, *, by: Any, now: Any) -> None:
    """Leave a record as it is."""


def moves(verb: str) -> Callable[..., None]:
    """Return what takes a record a step on by a verb, where nothing else follows."""

    def act(session: Any, record: Any, *, by: Any, now: Any) -> None:
        session.refresh(record, with_for_update={"of": type(record)})
        record.move(verb)
        session.flush()

    return act


@dataclass(frozen=True)
class Approvable:
    """A kind of record that people ask approval for.

    :param name: ``<plugin>.<slice>``.
    :param permission: who signs where no flow is set up, such as ``finance.settlement.approve``.
    :param reading: the permission of the record's page; it opens its approvals, too.
    :param page: the endpoint of the record's page, and ``key`` its argument.
    :param approved: called with session, record, by and now when the last signature is given.
    :param declined: called like it when the record is rejected, returned or withdrawn.
    :param preparers: the users, besides whoever asks, who may not sign.
    """

    name: str
    title: str
    model: type[Model]
    permission: str
    reading: str
    page: str
    key: str
    approved: Callable[..., None]
    declined: Callable[..., None] = nothing_follows
    preparers: Callable[[Any], Iterable[int]] = nobody_more


def init_app(app: Flask) -> None:
    """Register what the enabled plugins want approved."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [one for p in plugins for one in getattr(p.module, "approvables", ())]
    app.extensions["bumen.approvables"] = {one.name: one for one in everything}


def registered() -> dict[str, Approvable]:
    """Return what can be approved in the current app, by name."""
    known: dict[str, Approvable] = current_app.extensions["bumen.approvables"]
    return known
