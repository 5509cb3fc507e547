"""The total of the channel report, by hand."""

from __future__ import annotations

from decimal import Decimal

from plugins.marketing.channel.models import ChannelKind
from plugins.marketing.report.rules import Result
from plugins.marketing.report.services import attributed, total


def test_what_is_direct_or_unknown_is_no_return_on_the_cost_of_channels(desk, session):
    search, poster = desk.channel("search"), desk.channel("poster")
    visits = desk.channel("visits", kind=ChannelKind.DIRECT)
    found = {
        search.id: Result(cost=Decimal(100), revenue=Decimal(300), margin=Decimal(120)),
        poster.id: Result(cost=Decimal(50), revenue=Decimal(75), margin=Decimal(30)),
        visits.id: Result(revenue=Decimal(625), margin=None, customers=Decimal(2)),
        None: Result(revenue=Decimal(9_000), margin=None, customers=Decimal(40)),
    }
    owed = attributed(session, found)
    # (300 + 75) / 150 and (120 + 30 − 150) / 150
    assert (owed.roas, owed.roi, owed.cac) == (Decimal("2.5"), Decimal(0), None)
    assert total(found).revenue == 10_000
    assert attributed(session, {None: found[None]}).roas is None
