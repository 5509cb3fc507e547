"""Questions asked for the demo company; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from core.party.models import Party
from plugins.service.casework.models import Case, CaseLine
from plugins.service.casework.rules import Kind


def some_customers(limit: int) -> Select[Party]:
    """The first customers by code."""
    return select(Party).where(Party.is_customer).order_by(Party.code).limit(limit)


def lines_of(kinds: Collection[Kind]) -> Select[CaseLine]:
    """The lines of cases of some kinds."""
    asked = select(CaseLine).join(Case, Case.id == CaseLine.case_id)
    return asked.where(Case.kind.in_(kinds)).order_by(CaseLine.id)
