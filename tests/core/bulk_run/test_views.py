from __future__ import annotations

import re

import pytest

from core.bulk_run import services
from core.testing import make_user
from core.user.models import User

ENGLISH = {"Accept-Language": "en"}
PLAN, RUN = "/core/bulk_run/plan", "/core/bulk_run/run"
ACTION = "core.user.switch_off"


@pytest.fixture
def people(session):
    made = [make_user(session, name=name) for name in ("Bob", "Eve", "Kim")]
    made[2].active = False
    session.commit()
    return [one.id for one in made]


def active(session, keys) -> list[bool]:
    session.expire_all()
    return [session.get(User, key).active for key in keys]


def test_the_plan_tells_what_would_happen_and_changes_nothing(sign_in, session, people) -> None:
    page = sign_in("*").post(PLAN, data={"action": ACTION, "key": people}, headers=ENGLISH)
    assert page.status_code == 200
    assert "2 rows will be changed" in page.text
    assert "This account is inactive already." in page.text
    assert active(session, people) == [True, True, False]


def test_running_changes_what_fits_and_says_why_the_rest_stays(sign_in, session, people) -> None:
    client = sign_in("*")
    keys = [*people, client.user.id]
    page = client.post(RUN, data={"action": ACTION, "key": keys}, headers=ENGLISH)
    assert "2 rows were changed" in page.text
    assert "Nobody can switch off their own account." in page.text
    assert active(session, keys) == [False, False, False, True]


def test_all_rows_of_a_filtered_list_are_chosen_by_its_address(sign_in, session, people) -> None:
    data = {"action": ACTION, "all": "1", "back": "/core/user/?name=bob"}
    page = sign_in("*").post(PLAN, data=data, headers=ENGLISH)
    assert re.findall(r'name="key" value="(\d+)"', page.text) == [str(people[0])]


def test_without_a_chosen_row_nothing_happens(sign_in) -> None:
    page = sign_in("*").post(PLAN, data={"action": ACTION}, headers=ENGLISH)
    assert page.status_code == 422
    assert "Choose at least one row." in page.text


def test_too_many_rows_are_refused_as_a_whole(sign_in, session, people, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    page = sign_in("*").post(RUN, data={"action": ACTION, "key": people}, headers=ENGLISH)
    assert page.status_code == 422
    assert active(session, people) == [True, True, False]


@pytest.mark.parametrize("url", [PLAN, RUN])
def test_who_may_not_act_on_one_may_not_act_on_many(sign_in, session, people, url) -> None:
    data = {"action": ACTION, "key": people}
    assert sign_in("core.user.index").post(url, data=data).status_code == 403
    assert active(session, people) == [True, True, False]


@pytest.mark.parametrize("url", [PLAN, RUN])
def test_an_unknown_action_is_not_found(sign_in, url) -> None:
    assert sign_in("*").post(url, data={"action": "x"}).status_code == 404


@pytest.mark.parametrize("url", [PLAN, RUN])
def test_strangers_have_to_sign_in(client, url) -> None:
    assert client.post(url, data={"action": ACTION}).status_code == 401


def test_only_those_who_may_act_can_choose_rows(sign_in, people) -> None:
    assert 'name="key"' in sign_in("*").get("/core/user/").text
    assert 'name="key"' not in sign_in("core.user.index").get("/core/user/").text


def test_the_plan_asks_the_same_number_of_questions_whatever_is_refused(
    sign_in, session, queries
) -> None:
    client = sign_in("*")
    counts = []
    for number in (2, 20):
        keys = [make_user(session).id for _one in range(number)]
        for key in keys:
            session.get(User, key).active = False
        session.commit()
        with queries() as count:
            client.post(PLAN, data={"action": ACTION, "key": keys}, headers=ENGLISH)
        counts.append(count.value)
    assert counts[0] == counts[1]
