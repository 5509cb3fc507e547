"""Leads come from somewhere, and something comes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.api_token import services as tokens
from core.errors import BusinessError
from core.party.services import create_party
from core.reach import Reach
from core.role.models import Role, RoleReach
from core.testing import make_user
from plugins.marketing.lead import services
from plugins.marketing.lead.importer import importer
from plugins.marketing.lead.models import TRANSITIONS, Lead, State
from plugins.marketing.touch.models import Touch, TouchKind
from tests.marketing.conftest import NOW, TODAY

SEE, EDIT = "marketing.lead.index", "marketing.lead.edit"
ENGLISH = {"Accept-Language": "en"}
LEADS = "mql_id,first_contact_date,landing_page_id,origin\n"
DEALS = (
    "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,"
    "has_company,has_gtin,average_stock,business_type,declared_product_catalog_size,"
    "declared_monthly_revenue\r\n"
)


def load(desk, folder, leads, deals=""):
    return desk.load(
        importer,
        "olist-funnel",
        folder,
        olist_marketing_qualified_leads_dataset=LEADS + leads,
        olist_closed_deals_dataset=DEALS + deals,
    )


def told(report, name="leads"):
    count = report.counts[name]
    return (count.added, count.changed, count.unchanged, count.refused)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", sorted({verb for _state, verb in TRANSITIONS}))
def test_only_the_steps_of_the_table_are_possible(state, verb):
    lead = Lead(code="L1", name="", state=state)
    if (state, verb) in TRANSITIONS:
        lead.move(verb)
        assert lead.state is TRANSITIONS[state, verb]
    else:
        with pytest.raises(BusinessError, match="L1"):
            lead.move(verb)


def test_the_first_and_the_last_channel_are_those_of_the_touches(desk, session):
    first, last, before = (desk.channel(code) for code in ("wechat", "douyin", "search"))
    lead = desk.lead(channel=first)
    reach = {"campaign": None, "kind": TouchKind.TALK}
    services.reach(session, lead, channel=last, at=NOW + timedelta(days=2), **reach)
    assert (lead.channel_id, lead.last_channel_id) == (first.id, last.id)
    services.reach(session, lead, channel=before, at=NOW - timedelta(days=2), **reach)
    assert (lead.channel_id, lead.last_channel_id) == (before.id, last.id)


def test_what_reached_a_lead_has_reached_the_customer_that_it_becomes(desk, session):
    party = create_party(session, code="K1", name="王芳", is_customer=True, by=desk.clerk)
    lead = desk.lead(channel=desk.channel())
    services.qualify(session, lead, by=desk.clerk)
    with pytest.raises(BusinessError, match="no party with the code K9"):
        services.win(session, lead, customer="K9", by=desk.clerk, now=NOW)
    services.win(session, lead, customer=" K1 ", by=desk.clerk, now=NOW)
    assert (lead.party_id, lead.state) == (party.id, State.WON)
    assert session.scalars(sa.select(Touch.party_id)).one() == party.id


def test_a_lead_by_a_link_is_entered_once_and_touched_again(desk, session):
    link = desk.link(campaign=desk.campaign())
    facts = {"code": "L1", "name": "", "landing_page": "", "on": TODAY, "by": desk.clerk}
    for kind in (TouchKind.SCAN, TouchKind.FORM):
        lead = services.capture(session, link_code=link.code.upper(), kind=kind, now=NOW, **facts)
    assert (lead.channel_id, lead.campaign_id) == (link.channel_id, link.campaign_id)
    assert len(session.scalars(sa.select(Touch.id)).all()) == 2
    with pytest.raises(BusinessError, match="no short link nothere"):
        services.capture(session, link_code="nothere", kind=kind, now=NOW, **facts)


def test_leads_and_deals_are_imported_once(desk, session, tmp_path):
    leads = (
        "a,2018-02-01,p1,social\nb,2018-02-02,p2,unknown\nc,2018-02-03,p3,\nd,2018-02-03,p3,fax\n"
    )
    deals = "a,S1,x,y,26-02-2018 19:58,pet,online_medium,cat,,,,reseller,,0\r\n"
    party = create_party(session, code="S1", name="Works", is_supplier=True, by=desk.clerk)
    first = load(desk, tmp_path, leads, deals)
    assert (told(first), told(first, "deals")) == ((3, 0, 0, 1), (1, 0, 0, 0))
    assert "“fax” is none of" in first.refused[0].reason
    assert "2 leads" in first.notes[0]
    lead = session.scalars(sa.select(Lead).where(Lead.code == "a")).one()
    assert (lead.state, lead.segment, lead.party_id) == (State.WON, "pet", party.id)
    assert lead.decided_at == datetime(2018, 2, 26, 22, 58, tzinfo=UTC)  # São Paulo: UTC − 3
    assert session.scalars(sa.select(Touch.party_id)).one() == party.id
    again = load(desk, tmp_path, leads, deals)
    assert (told(again), told(again, "deals"), again.writes) == ((0, 0, 3, 1), (0, 0, 1, 0), False)


def test_a_later_file_tells_of_a_deal_or_corrects_a_day(desk, session, tmp_path):
    load(desk, tmp_path, "a,2018-02-01,p1,social\n")
    deal = "a,S1,x,y,26-02-2018 19:58,pet,online_medium,cat,,,,reseller,,0\r\n"
    later = load(desk, tmp_path, "a,2018-02-02,p1,social\n", deal + deal.replace("a,", "z,", 1))
    assert (told(later), told(later, "deals")) == ((0, 1, 0, 0), (0, 1, 0, 1))
    assert "No file tells of the lead z" in later.refused[0].reason
    assert session.scalars(sa.select(Lead.state)).one() is State.WON


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b,,2026-11-01,电台,", "no channel 电台; register it first"),
        ("b,,2026-11-01,WeChat,MC-9", "no campaign MC-9"),
        ("a,,2026-11-01,,", "twice"),
    ],
)
def test_what_a_generic_file_names_has_to_be_registered(desk, tmp_path, row, reason):
    desk.channel()
    head = "线索编号,名称,首次接触日期,渠道,活动编号\na,王芳,2026-11-01,ＷＥＣＨＡＴ,\n"
    report = desk.load(importer, "generic", tmp_path, leads=head + row + "\n")
    assert told(report) == (1, 0, 0, 1)
    assert reason in report.refused[0].reason


def test_a_lead_is_entered_worked_on_and_won_on_its_page(sign_in, desk, session):
    channel = desk.channel()
    clerk = sign_in(SEE, EDIT)
    form = {"code": "L1", "name": "王芳", "contacted_on": "2026-11-01", "channel": channel.id}
    form["campaign"] = 0
    ahead = clerk.post("/marketing/lead/create", data=form | {"contacted_on": "2999-01-01"})
    assert ahead.status_code == 422
    assert clerk.post("/marketing/lead/create", data=form).status_code == 303
    again = clerk.post("/marketing/lead/create", data=form, headers=ENGLISH)
    assert (again.status_code, "the code L1 already" in again.text) == (422, True)
    touch = {"channel": channel.id, "campaign": 0, "kind": "talk"}
    assert clerk.post("/marketing/lead/1/touch", data=touch).status_code == 303
    assert clerk.post("/marketing/lead/1/touch", data=touch | {"kind": "x"}).status_code == 422
    assert clerk.post("/marketing/lead/1/win", data={}, headers=ENGLISH).status_code == 422
    assert clerk.post("/marketing/lead/1/qualify").status_code == 303
    lost = clerk.post("/marketing/lead/1/win", data={"customer": "K9"}, headers=ENGLISH)
    assert (lost.status_code, "no party with the code K9" in lost.text) == (422, True)
    assert 'value="K9"' in lost.text
    assert clerk.post("/marketing/lead/1/win", data={}).status_code == 303
    assert "王芳" in clerk.get(f"/marketing/lead/?state=won&channel={channel.id}").text
    assert "王芳" not in clerk.get("/marketing/lead/?channel=none").text


def test_a_role_may_reach_only_own_leads_but_no_code_is_taken_twice(sign_in, desk, session):
    theirs, clerk = desk.lead(), sign_in(SEE, EDIT, name="Reader")
    page = f"/marketing/lead/{theirs.id}"
    assert clerk.get(page).status_code == 200
    role = session.scalars(sa.select(Role).where(Role.title_en == "Reader")).one()
    session.add(RoleReach(role_id=role.id, area="marketing.lead", reach=Reach.OWN))
    assert clerk.get(page).status_code == 404
    form = {"code": theirs.code, "name": "x", "contacted_on": "2026-11-02", "channel": 0}
    form["campaign"] = 0
    answer = clerk.post("/marketing/lead/create", data=form, headers=ENGLISH)
    assert (answer.status_code, "already" in answer.text) == (422, True)


def test_an_import_refuses_leads_that_whoever_imports_does_not_see(desk, session, tmp_path):
    clerk = make_user(session, SEE, EDIT, name="Reader")
    role = session.scalars(sa.select(Role).where(Role.title_en == "Reader")).one()
    session.add(RoleReach(role_id=role.id, area="marketing.lead", reach=Reach.OWN))
    session.commit()
    session.expire_all()  # an import runs in a session of its own
    theirs = desk.lead()
    day = theirs.contacted_on
    files = {"leads": f"线索编号,首次接触日期,渠道\n{theirs.code},2018-01-01,\nmine,2018-01-01,\n"}
    report = desk.load(importer, "generic", tmp_path, by=clerk, **files)
    assert (told(report), theirs.contacted_on) == ((1, 0, 0, 1), day)
    assert "none of those that you see" in report.refused[0].reason
    again = desk.load(importer, "generic", tmp_path, by=clerk, **files)
    assert told(again) == (0, 0, 1, 1)


def test_a_lead_is_lost_for_a_reason(sign_in, desk):
    page = f"/marketing/lead/{desk.lead().id}"
    clerk = sign_in(SEE, EDIT)
    assert clerk.post(f"{page}/lose", data={}).status_code == 422
    assert clerk.post(f"{page}/lose", data={"reason": "太贵"}).status_code == 303
    assert "太贵" in clerk.get(page).text


def test_who_may_only_look_changes_nothing(sign_in, desk):
    page = f"/marketing/lead/{desk.lead().id}"
    reader = sign_in(SEE)
    assert reader.get(page).status_code == 200
    for verb in ("touch", "qualify", "win", "lose"):
        assert reader.post(f"{page}/{verb}").status_code == 403
    assert reader.get("/marketing/lead/create").status_code == 403
    assert sign_in(EDIT, name="Bob").get("/marketing/lead/").status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_asks_as_often_for_many_leads_as_for_few(sign_in, desk, queries, count):
    channel = desk.channel()
    for number in range(count):
        desk.lead(f"L{number}", channel)
    reader = sign_in(SEE)
    reader.get("/marketing/lead/")
    with queries() as asked:
        assert reader.get("/marketing/lead/").text.count("王芳") == count
    assert asked.value <= 12


def test_a_landing_page_sends_leads_by_the_api(client, desk, session):
    link = desk.link()
    user = make_user(session, SEE, EDIT)
    _token, secret = tokens.issue(
        session, name="page", scopes=[SEE, EDIT], days=1, by=user, now=clock.now()
    )
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"code": "W1", "link": link.code, "kind": "scan"}
    made = client.post("/api/v1/marketing/lead/", json=body, headers=headers)
    assert (made.status_code, made.json["state"]) == (201, "new")
    wrong = client.post("/api/v1/marketing/lead/", json=body | {"link": "no"}, headers=headers)
    assert wrong.status_code == 409
    rows = client.get("/api/v1/marketing/lead/", headers=headers).json["items"]
    assert [(row["code"], row["channel"]) for row in rows] == [("W1", "Wechat")]
