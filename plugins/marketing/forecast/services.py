"""What can be done with forecasts.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from core.user.models import User
from plugins.marketing.forecast.models import Forecast


def lock(
    session: Session,
    campaign_id: int,
    *,
    orders: int,
    revenue: Decimal,
    customers: int,
    cost: Decimal,
    by: User,
    now: datetime,
) -> Forecast:
    """Write down for ever what a campaign is expected to bring."""
    forecast = Forecast(
        campaign_id=campaign_id,
        orders=orders,
        revenue=revenue,
        customers=customers,
        cost=cost,
        locked_at=now,
        locked_by_id=by.id,
    )
    session.add(forecast)
    session.flush()
    return forecast
