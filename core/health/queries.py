"""What is asked of the database to know that it answers."""

from __future__ import annotations

from sqlalchemy import Select, literal, select


def answer() -> Select[tuple[int]]:
    """Ask for next to nothing."""
    return select(literal(1))
