"""The JSON API: who gets in, what is told, what is refused and how, and what happens only once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.api_token import services
from core.history.models import Entry
from core.party.models import Contact, ContactKind, Party
from core.testing import make_user

PARTIES = "/api/v1/core/party/"
PHONE = "13812345678"
RIGHTS = ("core.party.index", "core.party.edit")
BODY = {"code": "S9", "name": "Neun", "is_supplier": True}


class Program:
    """Something that speaks to the API with a token."""

    def __init__(self, client, secret: str, token_id: int) -> None:
        self.client, self.secret, self.token_id = client, secret, token_id

    def __call__(self, method: str, path: str, **kwargs):
        headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}
        headers |= kwargs.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **kwargs)


@pytest.fixture
def program(app, session):
    def make(*permissions: str, scopes=None, days: int = 1) -> Program:
        user = make_user(session, *permissions, name="Ada")
        token, secret = services.issue(
            session,
            name="t",
            scopes=scopes or set(permissions) - {"*"},
            days=days,
            by=user,
            now=clock.now(),
        )
        session.commit()
        return Program(app.test_client(), secret, token.id)

    return make


@pytest.fixture
def parties(session) -> list[Party]:
    made = [Party(code=f"P{n:02}", name=f"Party {n}", is_supplier=True) for n in range(7)]
    made[0].contacts = [Contact(kind=ContactKind.PHONE, value=PHONE)]
    session.add_all(made)
    session.commit()
    return made


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json["items"]]


def test_without_a_token_nothing_is_told(client) -> None:
    answer = client.get(PARTIES)
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["status"] == 401


def test_a_cookie_opens_nothing(sign_in) -> None:
    browser = sign_in(*RIGHTS)
    assert browser.get(PARTIES).status_code == 401
    assert browser.post(PARTIES, json=BODY).status_code == 401


def test_a_token_ends_with_its_time_its_revocation_and_its_user(session, program) -> None:
    asks = program(*RIGHTS)
    assert asks("GET", PARTIES).status_code == 200
    token = session.get(services.ApiToken, asks.token_id)
    for end in (
        {"expires_at": clock.now()},
        {"expires_at": clock.now() + timedelta(1), "revoked_at": clock.now()},
    ):
        session.execute(
            sa.update(services.ApiToken)
            .where(services.ApiToken.id == token.id)
            .values(**end)
            .execution_options(audited=True)
        )
        session.commit()
        assert asks("GET", PARTIES).status_code == 401
    other = program(*RIGHTS)
    user = session.get(services.User, session.get(services.ApiToken, other.token_id).user_id)
    user.active = False
    session.commit()
    assert other("GET", PARTIES).status_code == 401


def test_a_token_may_do_what_its_scopes_and_its_user_may(session, program) -> None:
    assert (
        program(*RIGHTS, scopes={"core.party.index"})("POST", PARTIES, json=BODY).status_code == 403
    )
    everything = program("*", scopes={"core.party.index"})
    assert everything("GET", PARTIES).status_code == 200
    assert everything("POST", PARTIES, json=BODY).status_code == 403
    asks = program("core.party.index")
    session.execute(sa.text("DELETE FROM core_role_permission"))
    session.commit()
    assert asks("GET", PARTIES).status_code == 403


def test_pages_follow_each_other_and_lead_back(program, parties) -> None:
    asks = program("core.party.index")
    first = asks("GET", f"{PARTIES}?limit=3&sort=code")
    second = asks("GET", f"{PARTIES}?limit=3&sort=code&page={first.json['next']}")
    third = asks("GET", f"{PARTIES}?limit=3&sort=code&page={second.json['next']}")
    assert codes(first) + codes(second) + codes(third) == [one.code for one in parties]
    assert (first.json["previous"], third.json["next"]) == (None, None)
    back = asks("GET", f"{PARTIES}?limit=3&sort=code&page={second.json['previous']}")
    assert codes(back) == codes(first)


def test_a_list_is_searched_filtered_and_turned(program, parties) -> None:
    asks = program("core.party.index")
    assert codes(asks("GET", f"{PARTIES}?q=Party+3")) == ["P03"]
    assert codes(asks("GET", f"{PARTIES}?sort=-code&limit=1")) == ["P06"]
    assert codes(asks("GET", f"{PARTIES}?role=is_customer")) == []


@pytest.mark.parametrize(
    ("query", "pointer", "told"),
    [
        ("sort=height", "#/sort", "none of the possible values"),
        ("limit=1000", "#/limit", "too large"),
        ("colour=red", "#/colour", "no such field"),
        ("page=elsewhere", "#/page", "another list"),
    ],
)
def test_a_wrong_argument_is_named(program, query, pointer, told) -> None:
    answer = program("core.party.index")("GET", f"{PARTIES}?{query}")
    assert answer.status_code == (409 if pointer == "#/page" else 422)
    assert answer.content_type == "application/problem+json"
    (mistake,) = answer.json["errors"]
    assert mistake["pointer"] == pointer
    assert told in mistake["detail"]


def test_wrong_fields_are_named_and_nothing_is_written(session, program) -> None:
    asks = program(*RIGHTS)
    wrong = BODY | {"name": "", "contacts": [{"kind": "pigeon", "value": "1"}], "size": 3}
    answer = asks("POST", PARTIES, json=wrong)
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json["errors"]} == {
        "#/name",
        "#/contacts/0/kind",
        "#/size",
    }
    assert session.scalar(sa.select(Party.id).where(Party.code == "S9")) is None
    chinese = asks("POST", PARTIES, json=wrong, headers={"Accept-Language": "zh-CN"})
    assert "请改正" in chinese.json["detail"]


def test_a_rule_of_the_business_refuses_with_its_field(program, parties) -> None:
    answer = program(*RIGHTS)("POST", PARTIES, json=BODY | {"code": "P01"})
    assert answer.status_code == 409
    assert [one["pointer"] for one in answer.json["errors"]] == ["#/code"]
    assert (
        program(*RIGHTS)("POST", PARTIES, data="{", content_type="application/json").status_code
        == 400
    )


def test_contacts_are_masked_for_those_who_may_not_see_them(session, program, parties) -> None:
    path = f"{PARTIES}{parties[0].id}"
    shown = program(*RIGHTS)("GET", path).json["contacts"]
    assert [one["value"] for one in shown] == ["138****5678"]
    whole = program(*RIGHTS, "core.party.reveal")("GET", path)
    assert whole.json["contacts"][0]["value"] == PHONE
    seen = session.scalars(sa.select(Entry).where(Entry.action == "reveal")).all()
    assert [(one.actor_name, one.record_id) for one in seen] == [("Ada", parties[0].id)]


def test_a_change_of_another_version_is_refused(session, program, parties) -> None:
    asks, path = program(*RIGHTS), f"{PARTIES}{parties[1].id}"
    tag = asks("GET", path).headers["ETag"]
    assert tag == '"1"'
    body = BODY | {"code": "P01"}
    done = asks("PUT", path, json=body, headers={"If-Match": tag})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')
    late = asks("PUT", path, json=body | {"name": "Other"}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert "changed" in late.json["detail"]
    assert session.scalar(sa.select(Party.name).where(Party.code == "P01")) == "Neun"
    assert asks("PUT", path, json=body, headers={"If-Match": '"0"'}).status_code == 412
    assert asks("PUT", path, json=body, headers={"If-Match": "seven"}).status_code == 409


def test_who_may_not_see_contacts_does_not_lose_them_by_a_change(session, program, parties) -> None:
    asks, path = program(*RIGHTS), f"{PARTIES}{parties[0].id}"
    assert asks("PUT", path, json=BODY | {"code": "P00"}).status_code == 200
    assert session.scalars(sa.select(Contact.value)).all() == [PHONE]


def test_the_same_key_is_carried_out_once_and_answered_twice(session, program) -> None:
    asks, key = program(*RIGHTS), {"Idempotency-Key": "order-1"}
    first = asks("POST", PARTIES, json=BODY, headers=key)
    again = asks("POST", PARTIES, json=BODY, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert session.scalar(sa.select(sa.func.count()).where(Party.code == "S9")) == 1
    other = asks("POST", PARTIES, json=BODY | {"code": "S8"}, headers=key)
    assert (other.status_code, other.json["errors"][0]["pointer"]) == (409, "#/Idempotency-Key")


def test_a_refused_request_leaves_its_key_free(session, program) -> None:
    asks, key = program(*RIGHTS), {"Idempotency-Key": "order-2"}
    assert asks("POST", PARTIES, json=BODY | {"is_supplier": False}, headers=key).status_code == 409
    assert asks("POST", PARTIES, json=BODY, headers=key).status_code == 201


def test_the_same_key_at_the_same_moment_has_one_effect(app, session, program) -> None:
    asks = program(*RIGHTS)
    session.commit()

    def send(_number: int):
        one = Program(app.test_client(), asks.secret, asks.token_id)
        return one("POST", PARTIES, json=BODY, headers={"Idempotency-Key": "k"})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json["id"] for one in answers}) == 1
    assert session.scalar(sa.select(sa.func.count()).where(Party.code == "S9")) == 1


def test_old_answers_are_forgotten(session, program) -> None:
    asks = program(*RIGHTS)
    asks("POST", PARTIES, json=BODY, headers={"Idempotency-Key": "k"})
    assert services.forget(session, now=clock.now()) == 0
    assert services.forget(session, now=clock.now() + timedelta(days=3)) == 1


def test_a_token_that_asks_too_often_is_told_to_wait(app, program, monkeypatch) -> None:
    monkeypatch.setattr(app.extensions["bumen.settings"], "api_rate", "2 per hour")
    asks = program("core.party.index")
    assert [asks("GET", PARTIES).status_code for _request in range(3)] == [200, 200, 429]
    refused = asks("GET", PARTIES)
    assert refused.content_type == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert program("core.party.index")("GET", PARTIES).status_code == 200


def test_what_is_not_there_is_a_problem_too(program) -> None:
    answer = program("core.party.index")("GET", f"{PARTIES}99999")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    nowhere = program("core.party.index")("GET", "/api/v1/nowhere")
    assert (nowhere.status_code, nowhere.content_type) == (404, "application/problem+json")


def test_a_list_asks_a_constant_number_of_questions(program, parties, queries) -> None:
    asks, counts = program("core.party.index"), []
    asks("GET", PARTIES)
    for limit in (1, 7):
        with queries() as count:
            asks("GET", f"{PARTIES}?limit={limit}")
        counts.append(count.value)
    assert counts[0] == counts[1] <= 7
