"""Questions asked for the demo company; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.party.models import Party


def some_customers(limit: int) -> Select[Party]:
    """The first customers by code."""
    return select(Party).where(Party.is_customer).order_by(Party.code).limit(limit)
