"""What can be done with costs.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.setting.services import currencies
from core.user.models import User
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel
from plugins.marketing.cost import queries, rules
from plugins.marketing.cost.models import Cost

ONE = Decimal(1)


def enter(
    session: Session,
    *,
    channel: Channel,
    campaign: Campaign | None,
    spent_on: date,
    reference: str,
    amount: Decimal,
    currency: str,
    rate: Decimal | None,
    home: str,
    clicks: int,
    by: User,
    now: datetime,
) -> Cost:
    """Enter what a channel cost on a day.

    :param home: the company's currency.
    :raises BusinessError: if that day's cost is entered already, the amount is below zero, or a
        foreign one has no rate.
    """
    number = campaign.number if campaign else ""
    key = rules.key_of(channel.code, number, reference.strip(), spent_on)
    if session.scalar(queries.keyed([key])) is not None:
        message = _("This cost is entered already; change it in the list of costs.")
        raise BusinessError(message, field="spent_on")
    cost = Cost(
        key=key,
        channel_id=channel.id,
        campaign_id=campaign.id if campaign else None,
        booked_on=spent_on,
        reference=reference.strip(),
        clicks=clicks,
        recorded_at=now,
        **priced(amount, currency, rate, home),
    )
    session.add(cost)
    session.flush()
    return cost


def edit(
    session: Session,
    cost: Cost,
    *,
    version: int,
    amount: Decimal,
    rate: Decimal | None,
    clicks: int,
    home: str,
    by: User,
) -> None:
    """Correct a cost.

    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: as :func:`enter` says.
    """
    expect_version(session, cost, version)
    replace(cost, {"clicks": clicks, **priced(amount, cost.currency, rate, home)})
    session.flush()


def priced(amount: Decimal, currency: str, rate: Decimal | None, home: str) -> dict[str, Any]:
    """Return the amounts of a cost at the rate of its day.

    :raises BusinessError: if the currency is none, or a foreign one has no rate.
    """
    if currency not in currencies():
        raise BusinessError(_("%(code)s is no currency.", code=currency), field="currency")
    if amount < 0:
        raise BusinessError(_("This cannot be below zero."), field="amount")
    if currency == home:
        rate = ONE
    if rate is None or rate <= 0:
        message = _(
            "Write how many %(home)s one %(currency)s was on that day.",
            home=home,
            currency=currency,
        )
        raise BusinessError(message, field="rate")
    return {
        "amount": amount,
        "currency": currency,
        "rate": rate,
        "home_amount": rules.in_home_currency(amount, rate),
    }


def replace(cost: Cost, facts: dict[str, Any]) -> bool:
    """Take over what is told anew; return whether anything is."""
    changed = [name for name, value in facts.items() if getattr(cost, name) != value]
    for name in changed:
        setattr(cost, name, facts[name])
    return bool(changed)
