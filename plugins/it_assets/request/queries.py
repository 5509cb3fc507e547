"""Questions asked of requests for equipment; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

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


def approved_count() -> Select[int]:
    """How many approved requests wait to be ordered."""
    return select(func.count(Request.id)).where(Request.state == State.APPROVED)
