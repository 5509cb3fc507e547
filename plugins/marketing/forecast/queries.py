"""Questions asked of locked forecasts; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from plugins.marketing.forecast.models import Forecast


def of_campaign(campaign_id: int) -> Select[Forecast]:
    """What a campaign was expected to bring; nothing before it started."""
    return select(Forecast).where(Forecast.campaign_id == campaign_id)
