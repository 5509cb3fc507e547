from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from core.errors import BusinessError
from core.history import queries as history
from core.setting import queries, services
from core.setting.cli import group
from core.setting.models import Setting
from core.setting.rules import convert


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " Acme ", "Acme"),
        ("integer", "7", 7),
        ("boolean", "on", True),
        ("boolean", "", False),
        ("rate", "12.5 %", Decimal("0.125")),
        ("rate", "100", Decimal(1)),
        ("timezone", "Asia/Shanghai", "Asia/Shanghai"),
    ],
)
def test_a_text_is_read_by_its_kind(kind, text, value) -> None:
    assert convert(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "7.5"),
        ("boolean", "maybe"),
        ("rate", "a lot"),
        ("rate", "120%"),
        ("rate", "-1"),
        ("rate", "NaN"),
        ("timezone", "Mars/Base"),
    ],
)
def test_a_text_of_another_kind_is_refused(kind, text) -> None:
    with pytest.raises(ValueError, match=r".*"):
        convert(kind, text)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("company.size", "9", "no setting company.size"),
        ("company.timezone", "Mars/Base", "Mars/Base is not a valid value"),
        ("company.currency", "JPY", "two decimals"),
        ("company.currency", "XYZ", "two decimals"),
        ("company.name", "x" * 501, "at most 500"),
        ("company.name", "A\x1fB", "not a valid value"),
    ],
)
def test_what_cannot_be_is_refused(session, name, text, reason) -> None:
    with pytest.raises(BusinessError, match=reason):
        services.change(session, name, text)
    assert session.scalars(queries.all_settings()).all() == []


def test_only_what_differs_is_written(session) -> None:
    texts = {"company.name": "Acme", "company.currency": "CNY"}
    assert services.change_many(session, texts) == ["company.name"]
    assert services.change_many(session, texts) == []
    assert services.read(session, "company.name", "company.currency") == texts


def test_changing_many_costs_no_more_than_changing_one(session, queries) -> None:
    def cost(**texts: str) -> int:
        session.expire_all()
        session.connection()  # begins the transaction, which counts, too
        with queries() as count:
            services.change_many(session, {name.replace("_", "."): texts[name] for name in texts})
        return count.value

    services.change_many(
        session, {"company.name": "A", "company.currency": "USD", "company.timezone": "UTC"}
    )
    session.commit()
    assert cost(company_name="A") == cost(
        company_name="A", company_currency="USD", company_timezone="UTC"
    )


def test_the_page_is_for_those_who_may_change_settings(sign_in) -> None:
    client = sign_in("core.party.index")
    assert client.get("/core/setting/").status_code == 403
    assert client.post("/core/setting/", data={"company.name": "X"}).status_code == 403


def settings_of(session) -> dict[str, str]:
    return services.texts(session)


def test_the_page_shows_every_setting_and_changes_it(sign_in, session) -> None:
    client = sign_in("core.setting.edit")
    typed = settings_of(session)
    page = client.get("/core/setting/").text
    assert all(f'name="{name}"' in page for name in typed)
    answer = client.post("/core/setting/", data=typed | {"company.name": "云杉电商"})
    assert answer.status_code == 303
    assert services.read(session, "company.name")["company.name"] == "云杉电商"
    row = session.scalar(queries.named(["company.name"]))
    entry = session.scalars(history.of(Setting, row.id)).first()
    assert entry.changes["value"] == [None, "云杉电商"]
    assert entry.actor_name == "Ada"


def test_what_is_refused_comes_back_as_typed(sign_in, session) -> None:
    client = sign_in("core.setting.edit")
    typed = settings_of(session) | {"company.name": "x" * 501, "company.currency": "EUR"}
    answer = client.post("/core/setting/", data=typed)
    assert answer.status_code == 422
    assert "x" * 501 in answer.text
    assert services.read(session, "company.currency")["company.currency"] == "CNY"


def test_a_colleagues_change_of_another_setting_survives(sign_in, session) -> None:
    client = sign_in("core.setting.edit")
    seen = settings_of(session)
    services.change(session, "company.currency", "EUR")
    client.post(
        "/core/setting/",
        data=seen
        | {f"seen:{name}": text for name, text in seen.items()}
        | {"company.name": "Acme"},
    )
    values = services.read(session, "company.name", "company.currency")
    assert values == {"company.name": "Acme", "company.currency": "EUR"}


def test_the_command_line_reads_and_changes_settings(app: Flask, session) -> None:
    run = app.test_cli_runner().invoke

    assert run(group, ["set", "company.name", "Acme"]).output == "company.name = Acme\n"
    assert run(group, ["get", "company.name"]).output == "Acme\n"
    assert "company.currency = CNY" in run(group, ["list"]).output
    assert run(group, ["get", "company.size"]).exit_code == 2
