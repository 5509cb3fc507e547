"""What is asked to evaluate campaigns.  Services flush; they never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from plugins.marketing.attribution import queries as attribution
from plugins.marketing.attribution import services as attributions
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.evaluation import queries, rules
from plugins.marketing.forecast import queries as forecasts
from plugins.marketing.forecast.rules import Calibration, Score, calibration
from plugins.marketing.report import services as report
from plugins.marketing.report.rules import Result

NOTHING = Decimal(0)
DAY = timedelta(days=1)
BEFORE = timedelta(weeks=rules.LOOKED)


@dataclass(frozen=True)
class Evaluation:
    """What a campaign brought: by channel, together, against its forecast and the baseline."""

    channels: report.Results
    total: Result
    scores: dict[str, Score]
    uplift: rules.Uplift | None
    days: list[tuple[date, Decimal, Decimal | None]]


def evaluate(
    session: Session, campaign: Campaign, *, model: AttributionModel, today: date
) -> Evaluation:
    """Compare what a campaign brought with its forecast and with the weeks before."""
    found = report.by_channel(
        session, currency=campaign.currency, model=model, campaign_id=campaign.id
    )
    total = report.total(found)
    last = min(campaign.ends_on, today - DAY)  # a day that is not over would look like a poor one
    if last < campaign.starts_on:
        return Evaluation(found, total, _scores(session, campaign, total), None, [])
    sold = _sold(session, campaign, last)
    busy = _busy(session, campaign, last)
    return Evaluation(
        found,
        total,
        _scores(session, campaign, total),
        rules.uplift(sold, campaign.starts_on, last, busy),
        _days(sold, campaign.starts_on, last, busy),
    )


def _sold(session: Session, campaign: Campaign, last: date) -> dict[date, Decimal]:
    sold: dict[date, Decimal] = {}
    for source in attributions.order_sources():
        asked = attribution.sold_by_day(
            source, campaign.currency, campaign.starts_on - BEFORE, last
        )
        for day, revenue in session.execute(asked):
            sold[day] = sold.get(day, NOTHING) + revenue
    return sold


def _busy(session: Session, campaign: Campaign, last: date) -> set[date]:
    """Return the days on which other campaigns ran."""
    asked = campaigns.started_days(campaign.starts_on - BEFORE, last)
    return {
        day
        for key, starts_on, ends_on in session.execute(asked)
        if key != campaign.id
        for day in rules.span(starts_on, ends_on)
    }


def _days(
    sold: dict[date, Decimal], first: date, last: date, busy: set[date]
) -> list[tuple[date, Decimal, Decimal | None]]:
    weeks = rules.quiet_weeks(first, busy, min(sold)) if sold else []
    found: list[tuple[date, Decimal, Decimal | None]] = []
    for day in rules.span(first, last):
        values = rules.baseline_of(day, first, weeks, sold)
        mean = sum(values, NOTHING) / len(values) if values else None
        found.append((day, sold.get(day, NOTHING), mean))
    return found


def _scores(session: Session, campaign: Campaign, total: Result) -> dict[str, Score]:
    forecast = session.scalar(forecasts.of_campaign(campaign.id))
    if forecast is None:
        return {}
    return {
        "orders": Score(forecast.orders, total.orders),
        "revenue": Score(forecast.revenue, total.revenue),
        "customers": Score(forecast.customers, total.customers),
        "cost": Score(forecast.cost, total.cost),
    }


def calibration_of(session: Session, user_id: int, model: AttributionModel) -> Calibration:
    """Return how the revenue that somebody forecast for campaigns that are over turned out."""
    rows = session.execute(queries.forecast_and_actual(user_id, model))
    return calibration(Score(forecast, actual or NOTHING) for forecast, actual in rows)
