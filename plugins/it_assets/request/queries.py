"""Questions asked of requests for equipment; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.request.models import Request, State


def all_requests() -> Select[Request]:
    """Every request."""
    return select(Request)


def request(request_id: int) -> Select[Request]:
    """One request with all that its page shows."""
    return (
        select(Request)
        .where(Request.id == request_id)
        .options(joinedload(Request.model), joinedload(Request.requested_by))
    )


def pieces_of(user_id: int, category_id: int, but: int | None) -> Select[int]:
    """How many pieces of a category somebody has asked for and not got, in other requests."""
    return (
        select(func.coalesce(func.sum(Request.quantity), 0))
        .join(EquipmentModel, EquipmentModel.id == Request.model_id)
        .where(
            Request.requested_by_id == user_id,
            EquipmentModel.category_id == category_id,
            Request.state.in_((State.ASKED, State.APPROVED, State.ORDERED)),
            Request.id != but,
        )
    )


def approved_count() -> Select[int]:
    """How many approved requests wait to be ordered."""
    return select(func.count(Request.id)).where(Request.state == State.APPROVED)
