"""What can be done with campaigns.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import numbering
from core.approval import services as approval
from core.approvals import Approvable
from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.forecast.models import Forecast

SERIES = "MC"
NOTHING = Decimal(0)
PLANNED = ("budget", "planned_orders", "planned_revenue", "planned_customers")


def create(
    session: Session, *, currency: str, by: User, on: date, now: datetime, **facts: Any
) -> Campaign:
    """Write down the idea of a campaign; ``facts`` are its columns.

    :raises BusinessError: if it ends before it starts, or a figure is below zero.
    """
    _refuse_nonsense(facts)
    campaign = Campaign(
        number=numbering.next_number(session, SERIES, on=on),
        currency=currency,
        created_by_id=by.id,
        created_at=now,
        **facts,
    )
    session.add(campaign)
    session.flush()
    return campaign


def edit(session: Session, campaign: Campaign, *, version: int, by: User, **facts: Any) -> None:
    """Change a campaign that is still an idea.

    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: if it is planned already, or as :func:`create` says.
    """
    expect_version(session, campaign, version)
    if not campaign.can("plan"):
        raise BusinessError(_("Only an idea can be changed; this campaign is planned already."))
    _refuse_nonsense(facts)
    for name, value in facts.items():
        setattr(campaign, name, value)
    session.flush()


def plan(session: Session, campaign: Campaign, *, by: User, now: datetime) -> None:
    """Ask colleagues to approve the budget and the forecast.

    :raises BusinessError: if nothing is expected of it, or it is planned already.
    """
    _locked(session, campaign).move("plan")
    if not (campaign.planned_orders or campaign.planned_revenue or campaign.planned_customers):
        raise BusinessError(_("Write first what you expect of the campaign: edit it."))
    session.flush()
    approval.ask(
        session,
        APPROVAL,
        campaign,
        amount=campaign.budget,
        currency=campaign.currency,
        by=by,
        now=now,
    )


def approve(session: Session, campaign: Campaign, *, by: User, now: datetime) -> None:
    """Sign for a campaign that a colleague planned; the last signature approves it.

    :raises BusinessError: if the same person planned it, or it was decided.
    """
    approval.sign(session, APPROVAL, campaign, by=by, now=now)


def start(session: Session, campaign: Campaign, *, by: User, on: date, now: datetime) -> None:
    """Start an approved campaign and lock its forecast.

    :raises BusinessError: if it is not approved, or its days have not come or are over.
    """
    _locked(session, campaign).move("start")
    if not campaign.starts_on <= on <= campaign.ends_on:
        raise BusinessError(
            _(
                "This campaign runs from %(first)s to %(last)s; it cannot start on %(day)s.",
                first=campaign.starts_on,
                last=campaign.ends_on,
                day=on,
            )
        )
    session.flush()
    session.add(
        Forecast(
            campaign_id=campaign.id,
            orders=campaign.planned_orders,
            revenue=campaign.planned_revenue,
            customers=campaign.planned_customers,
            cost=campaign.budget,
            locked_at=now,
            locked_by_id=by.id,
        )
    )
    session.flush()


def end(session: Session, campaign: Campaign, *, by: User, on: date) -> None:
    """End a live campaign; if it ends early, its last day is today.

    :raises BusinessError: if it is not live.
    """
    _locked(session, campaign).move("end")
    campaign.ends_on = max(campaign.starts_on, min(campaign.ends_on, on))
    session.flush()


def review(session: Session, campaign: Campaign, *, verdict: str, lessons: str, by: User) -> None:
    """Close a campaign that has ended with a verdict and what was learnt.

    :raises BusinessError: if it has not ended.
    """
    _locked(session, campaign).move("review")
    campaign.verdict, campaign.lessons = verdict.strip(), lessons.strip()
    session.flush()


def drop(session: Session, campaign: Campaign, *, by: User) -> None:
    """Give up a campaign that has not started.

    :raises BusinessError: if it waits for approval or has started.
    """
    _locked(session, campaign).move("drop")
    session.flush()


def _locked(session: Session, campaign: Campaign) -> Campaign:
    session.refresh(campaign, with_for_update={"of": Campaign})
    return campaign


def _refuse_nonsense(facts: dict[str, Any]) -> None:
    if facts["ends_on"] < facts["starts_on"]:
        message = _("The last day %(last)s is before the first.", last=facts["ends_on"])
        raise BusinessError(message, field="ends_on")
    for name in PLANNED:
        if facts[name] < NOTHING:
            raise BusinessError(_("This cannot be below zero."), field=name)


APPROVAL = Approvable(
    name="marketing.campaign",
    title=_l("Campaign"),
    model=Campaign,
    permission="marketing.campaign.approve",
    reading="marketing.campaign.index",
    page="marketing.campaign.detail",
    key="campaign_id",
    approved=lambda session, campaign, **_told: _locked(session, campaign).move("approve"),
    declined=lambda session, campaign, **_told: _locked(session, campaign).move("return"),
    preparers=lambda campaign: [campaign.created_by_id],
)
