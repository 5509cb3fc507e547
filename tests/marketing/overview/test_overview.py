"""The first page says what came lately, to those who may see it; what was found, too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import company
from core.party.services import create_party
from plugins.marketing.lead import services as leads

ENGLISH = {"Accept-Language": "en"}
CARDS = {
    "marketing.lead.index": "New leads of 7 days",
    "marketing.campaign.index": "Live campaigns",
    "marketing.link.index": "Hits of people in 7 days",
}


@pytest.mark.parametrize("permission", CARDS)
def test_a_card_is_shown_to_those_who_may_see_its_rows(sign_in, permission):
    page = sign_in(permission).get("/", headers=ENGLISH).text
    assert {card for card in CARDS.values() if card in page} == {CARDS[permission]}


def test_leads_of_a_week_are_counted_and_compared(sign_in, desk, session):
    today = company.today()
    for number, age in enumerate([0, 6, 7, 13, 14]):
        desk.lead(f"L{number}", contacted_on=today - timedelta(days=age))
    page = sign_in("marketing.lead.index").get("/", headers=ENGLISH).text
    assert f"contacted_from={today - timedelta(days=6)}" in page.replace("&amp;", "&")
    assert "against the 7 days before" in page


@pytest.mark.parametrize(("words", "found"), [("王芳", True), ("nobody", False)])
def test_leads_are_found(sign_in, desk, words, found):
    desk.lead()
    reader = sign_in("marketing.lead.index")
    assert (
        "/marketing/lead/" in reader.get(f"/core/find/?q={words}").text.partition("<main")[2]
    ) is (found)


def test_what_reached_a_party_stands_in_its_timeline(sign_in, desk, session):
    party = create_party(session, code="K1", name="王芳", is_customer=True, by=desk.clerk)
    lead = desk.lead(channel=desk.channel("douyin", "抖音"))
    leads.identify(session, lead, party)
    reader = sign_in("core.party.index", "marketing.lead.index")
    assert "抖音" in reader.get(f"/core/party/{party.id}?tab=timeline").text
