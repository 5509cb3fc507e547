"""A campaign is planned, approved by a colleague, run with a locked forecast, and reviewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.errors import BusinessError
from plugins.marketing.campaign import services
from plugins.marketing.campaign.models import TRANSITIONS, Campaign, State
from plugins.marketing.forecast.models import Forecast
from tests.marketing.conftest import NOW, TODAY

SEE, EDIT, RUN = (f"marketing.campaign.{verb}" for verb in ("index", "edit", "run"))
ENGLISH = {"Accept-Language": "en"}
FORM = {
    "title": "双十一",
    "goal": "新客",
    "starts_on": "2026-11-01",
    "ends_on": "2026-11-11",
    "budget": "1,000.00",
    "planned_orders": "10",
    "planned_revenue": "5000",
    "planned_customers": "3",
}


def test_the_way_of_a_campaign(desk, session):
    campaign = desk.live()
    assert campaign.state is State.LIVE
    services.end(session, campaign, by=desk.clerk, on=TODAY + timedelta(days=2))
    assert campaign.ends_on == TODAY + timedelta(days=2)
    services.review(session, campaign, verdict=" good ", lessons="", by=desk.clerk)
    assert (campaign.state, campaign.verdict) == (State.REVIEWED, "good")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", sorted({verb for _state, verb in TRANSITIONS}))
def test_only_the_steps_of_the_table_are_possible(state, verb):
    campaign = Campaign(number="MC-1", state=state)
    if (state, verb) in TRANSITIONS:
        campaign.move(verb)
        assert campaign.state is TRANSITIONS[state, verb]
    else:
        with pytest.raises(BusinessError, match="MC-1"):
            campaign.move(verb)


def test_who_planned_a_campaign_does_not_approve_it(desk, session):
    campaign = desk.campaign()
    services.plan(session, campaign, by=desk.manager, now=NOW)
    for user in (desk.manager, desk.clerk):
        with pytest.raises(BusinessError):
            services.approve(session, campaign, by=user, now=NOW)


@pytest.mark.parametrize("days", [-1, 7])
def test_a_campaign_starts_within_its_days(desk, session, days):
    campaign = desk.campaign()
    services.plan(session, campaign, by=desk.clerk, now=NOW)
    services.approve(session, campaign, by=desk.manager, now=NOW)
    day = campaign.starts_on + timedelta(days=days)
    with pytest.raises(BusinessError, match="cannot start"):
        services.start(session, campaign, by=desk.clerk, on=day, now=NOW)


def test_a_campaign_without_expectations_is_not_planned(desk, session):
    campaign = desk.campaign(planned_orders=0, planned_revenue=0, planned_customers=0)
    with pytest.raises(BusinessError, match="what you expect"):
        services.plan(session, campaign, by=desk.clerk, now=NOW)


@pytest.mark.parametrize(
    "statement",
    [sa.update(Forecast).values(orders=99), sa.delete(Forecast)],
    ids=["change", "drop"],
)
def test_the_database_refuses_to_change_a_locked_forecast(desk, session, statement):
    desk.live()
    session.commit()
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), session.begin_nested():
        session.execute(statement, execution_options={"audited": True})
    session.rollback()
    assert session.scalars(sa.select(Forecast.orders)).one() == 10


def test_an_idea_is_written_changed_and_asked_for(sign_in):
    clerk = sign_in(SEE, EDIT)
    wrong = clerk.post(
        "/marketing/campaign/create", data=FORM | {"ends_on": "2026-10-31"}, headers=ENGLISH
    )
    assert (wrong.status_code, "before the first" in wrong.text) == (422, True)
    assert 'value="双十一"' in wrong.text
    assert clerk.post("/marketing/campaign/create", data=FORM).status_code == 303
    changed = FORM | {"title": "双十二", "version_id": "1"}
    assert clerk.post("/marketing/campaign/1/edit", data=changed).status_code == 303
    assert clerk.post("/marketing/campaign/1/edit", data=changed).status_code == 409
    assert clerk.post("/marketing/campaign/1/plan").status_code == 303
    assert clerk.post("/marketing/campaign/1/plan", headers=ENGLISH).status_code == 422
    changed["version_id"] = "3"
    late = clerk.post("/marketing/campaign/1/edit", data=changed, headers=ENGLISH)
    assert (late.status_code, "planned already" in late.text) == (422, True)
    assert "双十二" in clerk.get("/marketing/campaign/?q=双十二&state=planned").text


def test_a_campaign_is_run_on_its_page(sign_in, desk, session):
    campaign = desk.live()
    runner = sign_in(SEE, RUN)
    page = f"/marketing/campaign/{campaign.id}"
    assert runner.post(f"{page}/end").status_code == 303
    assert runner.post(f"{page}/review", data={"lessons": "x"}).status_code == 422
    assert runner.post(f"{page}/review", data={"verdict": "值得"}).status_code == 303
    assert "值得" in runner.get(page).text


def test_who_may_only_look_does_nothing(sign_in, desk):
    page = f"/marketing/campaign/{desk.campaign().id}"
    reader = sign_in(SEE)
    assert reader.get(page).status_code == 200
    for verb in ("plan", "start", "end", "review", "drop"):
        assert reader.post(f"{page}/{verb}").status_code == 403
    assert reader.get("/marketing/campaign/create").status_code == 403
    assert sign_in(EDIT, name="Bob").get(page).status_code == 403
