from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.api_token import services
from core.api_token.models import ApiToken
from core.errors import BusinessError
from core.testing import make_user

HELD = ("core.api_token.index", "core.party.index")
TYPED = {"name": "Shop", "days": "30", "scopes": ["core.party.index"]}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def ada(sign_in):
    return sign_in(*HELD, name="Ada")


def test_a_token_is_shown_once_and_only_its_digest_is_kept(session, ada) -> None:
    page = ada.post("/core/api_token/", data=TYPED).text
    (secret,) = re.findall(r"bumen_[\w-]{43}", page)
    token = session.scalars(sa.select(ApiToken)).one()
    assert secret not in (token.digest, token.prefix)
    assert secret not in ada.get("/core/api_token/").text
    asked = ada.get("/api/v1/core/party/", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"scopes": []}, "Choose at least one scope"),
        ({"scopes": ["core.user.edit"]}, "not offered any longer"),
        ({"days": "1000"}, "1 to 366 days"),
        ({"days": "soon"}, "soon"),
        ({"name": ""}, "name"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_keeps_what_was_typed(
    session, ada, wrong, told
) -> None:
    answer = ada.post("/core/api_token/", data=TYPED | wrong, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in answer.text
    assert session.scalars(sa.select(ApiToken)).all() == []


def test_scopes_never_go_beyond_what_one_may_do_oneself(session) -> None:
    user = make_user(session, "core.party.index")
    with pytest.raises(BusinessError, match=r"core\.user\.edit"):
        services.issue(
            session, name="t", scopes=["core.user.edit"], days=1, by=user, now=clock.now()
        )


def test_a_revoked_token_opens_nothing_and_is_revoked_once(session, ada) -> None:
    ada.post("/core/api_token/", data=TYPED)
    token = session.scalars(sa.select(ApiToken)).one()
    path = f"/core/api_token/{token.id}/revoke"
    assert ada.post(path).status_code == 303
    assert ada.post(path).status_code == 422
    session.expire_all()
    assert not token.is_valid(clock.now())


def test_tokens_of_others_are_for_those_who_manage_users(session, sign_in, ada) -> None:
    ada.post("/core/api_token/", data=TYPED)
    token = session.scalars(sa.select(ApiToken)).one()
    path = f"/core/api_token/{token.id}/revoke"
    assert sign_in(*HELD, name="Eve").post(path).status_code == 404
    boss = sign_in(*HELD, "core.user.edit", name="Boss")
    assert "Shop" in boss.get("/core/api_token/").text
    assert boss.post(path).status_code == 303


@pytest.mark.parametrize("path", ["", "reference", "description"])
def test_who_may_not_use_the_api_sees_no_page_of_it(sign_in, path) -> None:
    assert sign_in("core.party.index").get(f"/core/api_token/{path}").status_code == 403


def test_the_page_of_the_api_tells_every_operation_and_field(ada) -> None:
    page = ada.get("/core/api_token/reference", headers=ENGLISH).text
    spec = ada.get("/core/api_token/description").json
    assert spec["openapi"] == "3.1.0"
    for path, methods in spec["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert "includes a page" not in page
    for name in ("is_supplier", "Idempotency-Key", "If-Match", "placed_from"):
        assert f"<code>{name}</code>" in page


def test_the_use_of_a_token_is_noted_every_few_minutes(session) -> None:
    user, now = make_user(session, "core.party.index"), clock.now()
    token, secret = services.issue(
        session, name="t", scopes=["core.party.index"], days=1, by=user, now=now
    )
    for minutes, noted in ((1, 1), (3, 1), (7, 7)):
        services.used(session, secret, now=now + timedelta(minutes=minutes))
        assert token.last_used_at == now + timedelta(minutes=noted)
