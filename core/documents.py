"""Documents: declaring which papers are made of records, as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.db import Model

MOST = 5_000  # records of one paper


@dataclass(frozen=True)
class Document:
    """A kind of paper that is made of one record, or of several such as a sheet of labels.

    :param name: ``<plugin>.<slice>.<word>``.
    :param title: what it is, a lazy text.
    :param template: a file of typst; see ``core/document/templates/frame.typ`` for its widgets.
    :param permission: what those who want it, or get it from a colleague, have to hold.
    :param data: returns what the template shows, ready for JSON and in words already, from the
        session and the keys of the records; called in a job, in the language of who wants it.
    """

    name: str
    title: Any
    template: Path
    model: type[Model]
    permission: str
    data: Callable[[Session, Sequence[int]], Mapping[str, Any]]


def init_app(app: Flask) -> None:
    """Register the papers of the enabled plugins."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [one for p in plugins for one in getattr(p.module, "documents", ())]
    app.extensions["bumen.documents"] = {one.name: one for one in everything}


def registered() -> dict[str, Document]:
    """Return the papers of the current app, by name."""
    known: dict[str, Document] = current_app.extensions["bumen.documents"]
    return known
