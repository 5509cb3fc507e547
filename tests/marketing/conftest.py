"""A marketing department: channels, links and campaigns made by services."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.reports import Report
from core.sources import Source
from core.testing import check_told, make_user
from plugins.marketing.campaign import services as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import services as channels
from plugins.marketing.channel.models import Channel, ChannelKind
from plugins.marketing.lead import services as leads
from plugins.marketing.lead.models import Lead
from plugins.marketing.link import services as links
from plugins.marketing.link.models import Link

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)


class Desk:
    """Promotes at the word of a test."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.clerk = make_user(session, name="Chen")
        self.manager = make_user(session, "marketing.campaign.approve", name="Meng")

    def channel(
        self, code: str = "wechat", name: str = "", kind: ChannelKind = ChannelKind.SOCIAL
    ) -> Channel:
        return channels.register(
            self.session, code=code, name=name or code.title(), kind=kind, by=self.clerk
        )

    def campaign(self, **changes: Any) -> Campaign:
        facts: dict[str, Any] = {
            "title": "Spring",
            "goal": "",
            "starts_on": TODAY,
            "ends_on": TODAY + timedelta(days=6),
            "budget": Decimal("100.00"),
            "planned_orders": 10,
            "planned_revenue": Decimal("1000.00"),
            "planned_customers": 3,
        }
        return campaigns.create(
            self.session, currency="CNY", by=self.clerk, on=TODAY, now=NOW, **(facts | changes)
        )

    def live(self, **changes: Any) -> Campaign:
        campaign = self.campaign(**changes)
        campaigns.plan(self.session, campaign, by=self.clerk, now=NOW)
        campaigns.approve(self.session, campaign, by=self.manager, now=NOW)
        campaigns.start(self.session, campaign, by=self.clerk, on=campaign.starts_on, now=NOW)
        return campaign

    def link(self, channel: Channel | None = None, **changes: Any) -> Link:
        facts: dict[str, Any] = {
            "campaign": None,
            "title": "Poster",
            "target": "https://shop.example.com/p?id=1",
            "hosts": None,
        } | changes
        return links.create(
            self.session,
            channel=channel or self.channel(),
            **facts,
            by=self.clerk,
            now=NOW,
        )

    def lead(self, code: str = "L1", channel: Channel | None = None, **changes: Any) -> Lead:
        facts: dict[str, Any] = {"name": "王芳", "contacted_on": TODAY, "now": NOW} | changes
        return leads.enter(self.session, code=code, channel=channel, by=self.clerk, **facts)

    def load(
        self, importer: Any, profile: str, folder: Any, by: Any = None, **files: str
    ) -> Report:
        """Import files of a profile, each a name with its text."""
        paths = {}
        for name, text in files.items():
            paths[f"{name}.csv"] = folder / f"{name}.csv"
            paths[f"{name}.csv"].write_text(text, encoding="utf-8", newline="")
        report: Report = importer.run(
            self.session,
            Source(importer.profile(profile), paths),
            by=by or self.clerk,
            now=NOW,
            progress=lambda _done, _total, _text: None,
        )
        check_told(report, "leads", "costs")
        return report


@pytest.fixture
def desk(session: Any) -> Desk:
    return Desk(session)
