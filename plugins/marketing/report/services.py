"""What is asked to report on channels.  Services flush; they never commit."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from plugins.marketing.attribution import queries as attribution
from plugins.marketing.attribution import services as attributions
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.channel import queries as channels
from plugins.marketing.cost import queries as costs
from plugins.marketing.lead import queries as leads
from plugins.marketing.link import queries as links
from plugins.marketing.report.rules import Result

NOTHING = Decimal(0)
Results = dict[int | None, Result]


def by_channel(
    session: Session, *, currency: str, model: AttributionModel, campaign_id: int | None = None
) -> Results:
    """Return what each channel cost and brought; None stands for direct or unknown."""
    found: Results = {}

    def of(channel_id: int | None) -> Result:
        return found.setdefault(channel_id, Result())

    for row in session.execute(links.people_by_channel(campaign_id)):
        of(row.channel_id).people, of(row.channel_id).visitors = row.people, row.visitors
    for row in session.execute(leads.conversion(campaign_id)):
        of(row.channel_id).leads, of(row.channel_id).won = row.leads, row.won
    for row in session.execute(costs.by_channel(campaign_id)):
        of(row.channel_id).cost, of(row.channel_id).clicks = row.cost, int(row.clicks)
    asked = attribution.by_channel(currency, model=model, campaign_id=campaign_id)
    for row in session.execute(asked):
        one = of(row.channel_id)
        one.orders, one.revenue = row.orders, row.revenue
        one.margin = None if row.unknown_margins else row.margin
        one.customers = row.customers or NOTHING
    if campaign_id is None:
        _add_rest(session, found, currency)
    return found


def _add_rest(session: Session, found: Results, currency: str) -> None:
    """Give to direct or unknown what was sold and no touch led to."""
    known = total(found)
    sources = attributions.order_sources()
    if not sources:
        return
    sold = [session.execute(attribution.sold(one, currency)).one() for one in sources]
    rest = found.setdefault(None, Result())
    rest.orders = sum((Decimal(one.orders) for one in sold), -known.orders)
    rest.revenue = sum((one.revenue or NOTHING for one in sold), -known.revenue)
    rest.customers = sum((Decimal(one.customers) for one in sold), -known.customers)
    rest.margin = None


def total(found: Results) -> Result:
    """Return all channels together."""
    together = Result()
    for one in found.values():
        together += one
    return together


def attributed(session: Session, found: Results) -> Result:
    """Return the channels together that led somebody to us: what their cost brought.

    What is direct or unknown is no return on it, even where direct visits have a channel.
    """
    left_out = {None, *session.scalars(channels.direct())}
    return total({key: one for key, one in found.items() if key not in left_out})
