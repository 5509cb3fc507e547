"""The evaluation of a campaign reads well for people who promote."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.marketing.cost import services as costs
from tests.marketing.conftest import NOW, TODAY


@pytest.mark.parametrize(
    ("language", "amount", "told"),
    [
        ("en", "10.00", "forecast 10.0 times what came"),
        ("zh-CN", "10.00", "预测为实际的 10.0 倍"),
        ("en", "80.00", "-25.0 %"),
    ],
)
def test_a_cost_far_below_its_forecast_is_told_as_a_multiple(
    desk, session, sign_in, language, amount, told
):
    campaign = desk.live(budget=Decimal("100.00"))
    facts = {"currency": "CNY", "home": "CNY", "rate": None, "clicks": 0, "reference": "A1"}
    costs.enter(
        session,
        channel=desk.channel(),
        campaign=campaign,
        spent_on=TODAY,
        amount=Decimal(amount),
        **facts,
        by=desk.clerk,
        now=NOW,
    )
    session.commit()
    headers = {"Accept-Language": language}
    page = sign_in("*").get(f"/marketing/evaluation/{campaign.id}", headers=headers).text
    assert told in page
    assert "-100.0 %" in page  # ROI: cost without revenue
