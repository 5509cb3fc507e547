"""Questions asked of approval flows; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.approval_flow.models import Stage, StageUser


def stages_of(kind: str) -> Select[Stage]:
    """The stages of a flow in order, with everybody they name."""
    return _with_people(select(Stage).where(Stage.kind == kind).order_by(Stage.position))


def stage(stage_id: int) -> Select[Stage]:
    """One stage with everybody it names."""
    return _with_people(select(Stage).where(Stage.id == stage_id))


def numbers() -> Select[str, int]:
    """How many stages each flow has."""
    return select(Stage.kind, func.count(Stage.id)).group_by(Stage.kind)


def last_position(kind: str) -> Select[int]:
    """The place of the last stage; 0 if there is none."""
    return select(func.coalesce(func.max(Stage.position), 0)).where(Stage.kind == kind)


def _with_people(query: Select[Stage]) -> Select[Stage]:
    return query.options(
        joinedload(Stage.role),
        joinedload(Stage.department),
        joinedload(Stage.escalate_to),
        selectinload(Stage.people).joinedload(StageUser.user),
    )
