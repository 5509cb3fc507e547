"""The record that the address of a page names."""

from __future__ import annotations

from typing import TypeVar

from flask import abort
from sqlalchemy import Select

from core.db import session

T = TypeVar("T")


def one_or_404(query: Select[T]) -> T:
    """Return the one record that a question finds, with all that it loads, or answer 404."""
    return session().scalars(query).unique().one_or_none() or abort(404)
