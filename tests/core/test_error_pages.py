from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import abort

from core.app import create_app
from core.db import db
from core.errors import BusinessError
from core.permissions import PUBLIC, requires
from core.testing import settings_for

ENGLISH = {"Accept-Language": "en"}


@requires(PUBLIC)
def broken() -> str:
    wrong = sa.text("SELECT nothing FROM nowhere WHERE phone = :phone")
    db.session.execute(wrong, {"phone": "13800138000"})
    return "never"


@requires(PUBLIC)
def refused(**_key: int) -> str:
    raise BusinessError("The shop is closed.")


@pytest.fixture
def client(databases, app, tmp_path):
    """A deployment's app, which shows pages where the tests' app would raise."""
    built = create_app(settings_for(databases.current, tmp_path, ""))
    built.add_url_rule("/broken", view_func=broken)
    built.add_url_rule("/refused", view_func=refused)
    return built.test_client()


@pytest.mark.parametrize("where", ["query", "form"])
def test_a_text_that_no_keyboard_types_is_refused(sign_in, where) -> None:
    clerk = sign_in("core.party.index", "core.party.edit")
    answer = (
        clerk.get("/core/party/?q=a%00b")
        if where == "query"
        else clerk.post("/core/party/create", data={"code": "a\0b", "name": "A"})
    )
    assert answer.status_code == 400


def test_a_key_that_no_database_has_is_not_found(sign_in) -> None:
    assert sign_in("core.party.index").get(f"/core/party/{2**70}").status_code == 404


def test_a_failing_database_gets_a_page_and_shows_no_trace(client) -> None:
    answer = client.get("/broken", headers=ENGLISH)
    assert answer.status_code == 500
    assert "Nothing was saved" in answer.text
    assert "nowhere" not in answer.text


def test_the_log_has_the_statement_that_failed_and_not_what_it_was_about(client, capsys) -> None:
    client.get("/broken")
    written = capsys.readouterr().err
    assert "SELECT nothing FROM nowhere" in written
    assert "13800138000" not in written


def test_a_refused_rule_is_told_in_its_own_words(client) -> None:
    answer = client.get("/refused", headers=ENGLISH)
    assert (answer.status_code, "The shop is closed." in answer.text) == (422, True)


@requires(PUBLIC)
def shelf(**_key: int) -> str:
    return "a page"


@requires("core.party.index")
def vault() -> str:
    return "not for everybody"


@pytest.mark.parametrize(
    ("address", "sent_from", "back"),
    [
        ("/shelf/7/break", "http://localhost/shelf/7?tab=files", "/shelf/7?tab=files"),
        ("/shelf/7/break", "", "/shelf/7"),
        ("/shelf/7/break", "http://localhost/shelf/7/break", "/shelf/7"),  # no page
        ("/shelf/7/break", "http://elsewhere.example/shelf/8", "/shelf/7"),
        ("/vault/break", "http://localhost/vault", ""),
    ],
)
def test_what_is_refused_leads_back_to_where_it_was_sent_from(
    client, address, sent_from, back
) -> None:
    add = client.application.add_url_rule
    add("/shelf/<int:key>", view_func=shelf)
    add("/vault", view_func=vault)
    for rule in ("/shelf/<int:key>/break", "/vault/break"):
        add(rule, rule, refused, methods=["POST"])
    answer = client.post(address, headers=ENGLISH | {"Referer": sent_from})
    assert answer.status_code == 400  # it has no token
    found = re.findall(r'href="([^"]*)">Back<', answer.text)
    assert found == [back] * bool(back)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_is_a_page_for_everybody(client, method) -> None:
    assert getattr(client, method)("/no/such/page", headers=ENGLISH).status_code in {400, 404}


def test_the_page_names_the_number_that_the_log_has(client) -> None:
    answer = client.get("/broken", headers=ENGLISH | {"X-Request-Id": "abc-7"})
    assert (answer.headers["X-Request-Id"], "<code>abc-7</code>" in answer.text) == ("abc-7", True)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (403, "请向管理员申请权限"),
        (404, "记录可能已删除"),
        (413, "请拆分"),
        (429, "请稍候再试"),
    ],
)
def test_each_refusal_says_what_to_do_in_the_language_of_its_reader(client, code, advice) -> None:
    client.application.add_url_rule(f"/{code}", view_func=requires(PUBLIC)(lambda: abort(code)))
    answer = client.get(f"/{code}", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == code
    assert advice in answer.text
