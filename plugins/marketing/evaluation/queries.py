"""Questions asked to evaluate campaigns; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from core.db import Money
from plugins.marketing.attribution.models import Credit
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.campaign.models import Campaign, State
from plugins.marketing.forecast.models import Forecast


def forecast_and_actual(user_id: int, model: AttributionModel) -> Select[*tuple[Any, ...]]:
    """Revenue that somebody forecast, and what came of it, for each campaign that is over."""
    actual = (
        select(func.sum(Credit.revenue, type_=Money()))
        .where(Credit.campaign_id == Campaign.id, Credit.model == model)
        .correlate(Campaign)
        .scalar_subquery()
    )
    return (
        select(Forecast.revenue, actual)
        .join(Campaign, Campaign.id == Forecast.campaign_id)
        .where(Campaign.created_by_id == user_id, Campaign.state.in_((State.ENDED, State.REVIEWED)))
    )
