"""The pages of finance: what they show, accept, refuse, and whom."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core import list_query
from core.hooks import hookimpl
from plugins.finance.payment import services as payment
from plugins.finance.payment.models import Account, Batch
from plugins.finance.settlement.models import LineState, State, Statement
from plugins.finance.terms.models import Terms
from tests.finance import conftest as made

ENGLISH = {"Accept-Language": "en"}
TERMS = {
    "supplier": "0",
    "valid_from": "",
    "mode": "commission",
    "rate": "12",
    "basis": "price",
    "commission_on": "price",
    "after_sale_days": "7",
    "event": "signed",
    "period_kind": "month",
    "rates": "garden = 8%",
    "costs": "A-100 = 12.50",
}
APPROVAL = re.compile(r"/core/approval/\d+")
PAGES = (
    *("terms/", "terms/create", "settlement/", "settlement/{statement}", "settlement/line/{line}"),
    *("run/create", "payment/", "payment/create", "payment/{batch}", "payment/account"),
    *("payment/account/create", "payment/account/{account}"),
)
ACTIONS = (
    *("settlement/{statement}/send", "settlement/{statement}/confirm"),
    *("settlement/{statement}/freeze", "settlement/{statement}/ask"),
    *("settlement/line/{line}/dispute", "settlement/line/{line}/release"),
    *("payment/{batch}/export", "payment/account/{account}/confirm"),
)


class Department:
    @hookimpl
    def finance_payable_source(self):
        return made.PROBE


@pytest.fixture
def clerk(sign_in):
    return sign_in("*", name="Ada")


@pytest.fixture
def boss(sign_in):
    return sign_in("*", name="Bob")


@pytest.fixture
def department(app):
    hooks = app.extensions["bumen.hooks"]
    offering = Department()
    hooks.register(offering)
    yield offering
    hooks.unregister(offering)


@pytest.fixture
def january(shop, acme):
    shop.sell(acme, "100.00", description="Stone lantern")
    shop.settle()
    shop.session.commit()
    return shop.statement(acme)


@pytest.fixture
def paying(shop, acme, january):
    """A statement in a batch, and a second account that nobody confirmed."""
    shop.take(january, "send", "confirm", "freeze", "approve")
    facts = {"holder": "Works S1", "bank": "ICBC", "number": "00012345678"}
    account = payment.enter_account(shop.session, acme, **facts, by=shop.clerk, now=made.NOW)
    payment.confirm_account(shop.session, account, by=shop.manager, now=made.NOW)
    day = made.NOW.date()
    batch = payment.create_batch(shop.session, [january.id], by=shop.clerk, on=day, now=made.NOW)
    other = payment.enter_account(
        shop.session, acme, **facts | {"number": "99"}, by=shop.clerk, now=made.NOW
    )
    shop.session.commit()
    return {"statement": january.id, "line": 1, "batch": batch.id, "account": other.id}


def go(client, path, **data):
    method = client.post if data else client.get
    return method(f"/finance/{path}", headers=ENGLISH, **({"data": data} if data else {}))


def post(client, path, **data):
    return client.post(f"/finance/{path}", data=data, headers=ENGLISH)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_shows(clerk, paying, address) -> None:
    answer = go(clerk, address.format(**paying))
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_those_who_may_not_see_a_page_are_told_so(sign_in, paying, address) -> None:
    answer = go(sign_in("core.party.index", name="Eve"), address.format(**paying))
    assert answer.status_code == 403


@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_only_look_may_not_act(sign_in, paying, action) -> None:
    eve = sign_in("finance.settlement.index", "finance.payment.index", name="Eve")
    assert post(eve, action.format(**paying), reason="no").status_code == 403


@pytest.mark.parametrize(
    "address", ["settlement/99", "settlement/line/99", "payment/99", "payment/account/99"]
)
def test_what_is_not_there_is_not_found(clerk, address) -> None:
    assert go(clerk, address).status_code == 404


def test_terms_are_agreed_on(clerk, shop) -> None:
    assert post(clerk, "terms/create", **TERMS).status_code == 303
    assert "12" in go(clerk, "terms/").text
    assert shop.session.scalar(sa.select(sa.func.count(Terms.id))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": "120"},
        {"rate": "much"},
        {"after_sale_days": "-1"},
        {"rates": "garden 8%"},
        {"rates": "garden = 180%"},
        {"costs": "A-100 = dear"},
    ],
)
def test_impossible_terms_come_back_as_typed(clerk, shop, wrong) -> None:
    answer = post(clerk, "terms/create", **TERMS | {"costs": "typed = 1.00"} | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.text
    assert ("typed = 1.00" in answer.text) == ("costs" not in wrong)
    assert shop.session.scalar(sa.select(sa.func.count(Terms.id))) == 0


def test_a_period_is_settled(clerk, shop, acme, department) -> None:
    shop.sell(acme, "100.00")
    shop.session.commit()
    answer = post(clerk, "run/create", period_from="2026-01-01", period_to="2026-02-01")
    assert answer.status_code == 303
    page = clerk.get(answer.location, headers=ENGLISH).text
    assert all(text in page for text in ("S-202601-0001", "90.00", "1 created"))


def test_an_impossible_period_comes_back_as_typed(clerk, shop, acme, department) -> None:
    answer = post(clerk, "run/create", period_from="2026-02-01", period_to="2026-01-01")
    assert answer.status_code == 422
    assert "must come after" in answer.text
    assert 'value="2026-01-01"' in answer.text


def test_a_statement_goes_from_draft_to_approved(clerk, boss, january) -> None:
    page = f"settlement/{january.id}"
    for verb in ("send", "confirm", "freeze"):
        assert f"{page}/{verb}" in go(clerk, page).text
        assert post(clerk, f"{page}/{verb}").status_code == 303
    question = APPROVAL.search(go(boss, page).text).group()
    assert "core/approval" in question
    assert clerk.post(f"{question}/approve").status_code == 422
    assert january.state is State.FROZEN
    assert boss.post(f"{question}/approve").status_code == 303
    assert january.state is State.APPROVED


def test_a_step_that_is_over_is_refused_in_words(clerk, january) -> None:
    answer = post(clerk, f"settlement/{january.id}/freeze")
    assert 400 <= answer.status_code < 500
    assert "which does not allow that" in answer.text
    assert january.state is State.DRAFT


def test_a_line_is_disputed_and_released(clerk, shop, january) -> None:
    post(clerk, f"settlement/{january.id}/send")
    refused = post(clerk, "settlement/line/1/dispute", reason="")
    assert refused.status_code == 422
    assert post(clerk, "settlement/line/1/dispute", reason="came broken").status_code == 303
    page = go(clerk, "settlement/line/1").text
    assert all(text in page for text in ("Stone lantern", "came broken"))
    assert post(clerk, "settlement/line/1/release").status_code == 303
    assert (shop.line(1).state, january.state) == (LineState.OPEN, State.SENT)


def test_a_dispute_that_comes_too_late_keeps_what_was_typed(clerk, january) -> None:
    answer = post(clerk, "settlement/line/1/dispute", reason="typed reason")
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("does not allow that", "typed reason"))


def test_a_statement_is_exported_with_its_number(clerk, january) -> None:
    answer = go(clerk, f"settlement/{january.id}?format=csv")
    assert january.number in answer.headers["Content-Disposition"]
    assert "Stone lantern" in answer.text


def test_an_account_is_entered_and_confirmed_by_two(clerk, boss, shop, acme) -> None:
    data = {"supplier": acme.id, "holder": "Works", "bank": "ICBC", "number": "0001 2345"}
    entered = post(clerk, "payment/account/create", **data)
    assert entered.status_code == 303
    account = shop.session.scalars(sa.select(Account)).one()
    assert "00012345" not in go(clerk, "payment/account").text
    path = f"payment/account/{account.id}/confirm"
    assert post(clerk, path).status_code >= 400
    assert post(boss, path).status_code == 303
    assert account.is_current


def test_an_impossible_account_comes_back_as_typed(clerk, acme) -> None:
    data = {"supplier": acme.id, "holder": "Typed Works", "bank": "ICBC", "number": "12a"}
    answer = post(clerk, "payment/account/create", **data)
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("Typed Works", "12a", "consists of digits"))


def test_a_batch_is_made_and_fetched_for_the_bank(clerk, shop, acme, january) -> None:
    shop.take(january, "send", "confirm", "freeze", "approve")
    facts = {"holder": "=Works", "bank": "ICBC", "number": "00012345678"}
    account = payment.enter_account(shop.session, acme, **facts, by=shop.clerk, now=made.NOW)
    assert post(clerk, "payment/create", statements=january.id).status_code == 422
    payment.confirm_account(shop.session, account, by=shop.manager, now=made.NOW)
    assert post(clerk, "payment/create", statements=january.id).status_code == 303
    batch = shop.session.scalars(sa.select(Batch)).one()
    file = post(clerk, f"payment/{batch.id}/export").text.lstrip("\ufeff").splitlines()
    assert file == [
        "批次号,序号,收款人,开户行,账号,金额,币种,附言",
        f"{batch.number},1,'=Works,ICBC,00012345678,90.00,CNY,{january.number}",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_statement_that_a_colleague_put_into_a_batch_is_refused_in_words(
    clerk, shop, acme, january, language
) -> None:
    gone = {"en": "is not offered any longer", "zh": "已不再提供"}[language]
    headers = {"Accept-Language": language}
    data = {"statements": [january.id, 999]}
    assert gone in clerk.post("/finance/payment/create", data=data, headers=headers).text
    shop.take(january, "send", "confirm", "freeze", "approve")
    answer = clerk.post("/finance/payment/create", data=data, headers=headers)
    assert (answer.status_code, gone in answer.text) == (422, True)
    (box,) = re.findall(r"<input[^>]*name=\"statements\"[^>]*>", answer.text)
    assert "checked" in box  # the other one stays as it was ticked


def test_a_batch_of_nothing_is_refused(clerk, january) -> None:
    assert post(clerk, "payment/create").status_code == 422
    assert post(clerk, "payment/create", statements=january.id).status_code == 422


@pytest.mark.parametrize("address", ["settlement/", "terms/", "payment/", "payment/account"])
def test_a_longer_list_asks_no_more_questions(clerk, shop, queries, address) -> None:
    def fill(numbers):
        chosen = []
        for number in numbers:
            supplier = shop.supplier(f"S{number}")
            shop.agree(supplier)
            shop.sell(supplier, "10.00")
            facts = {"holder": "W", "bank": "B", "number": f"{number}"}
            account = payment.enter_account(
                shop.session, supplier, **facts, by=shop.clerk, now=made.NOW
            )
            payment.confirm_account(shop.session, account, by=shop.manager, now=made.NOW)
            chosen.append(supplier)
        shop.settle()
        for supplier in chosen:
            one = shop.statement(supplier)
            shop.take(one, "send", "confirm", "freeze", "approve")
            payment.create_batch(
                shop.session, [one.id], by=shop.clerk, on=made.NOW.date(), now=made.NOW
            )
        shop.session.commit()

    counts = []
    for numbers in (range(1), range(1, 12)):
        fill(numbers)
        go(clerk, address)
        with queries() as count:
            assert go(clerk, address).status_code == 200
        counts.append(count.value)
    assert counts[0] == counts[1]


def numbers(page: str) -> list[str]:
    return re.findall(r"<strong>(-?[\d,.]+)</strong>", page)


def test_a_list_of_statements_tells_the_sums_of_all_its_pages(clerk, session, january) -> None:
    page = clerk.get("/finance/settlement/", headers=ENGLISH).text
    assert numbers(page)[-1] == f"{january.net:,.2f}"
    assert numbers(clerk.get("/finance/settlement/?hide_net=1").text) == numbers(page)[:-1]
    session.execute(sa.text("INSERT INTO finance_settlement " + copied("number || 'X'", "'EUR'")))
    session.commit()
    assert numbers(clerk.get("/finance/settlement/").text) == [], "euros are not added to yuan"
    assert numbers(clerk.get("/finance/settlement/?q=nothing").text) == []


def test_sums_of_one_page_are_those_of_many(clerk, session, january, monkeypatch) -> None:
    """What is on a page is added up there, and what is on several in the database."""
    other = copied("number || 'X'", "currency")
    session.execute(sa.text(f"INSERT INTO finance_settlement {other}"))
    session.commit()
    whole = numbers(clerk.get("/finance/settlement/").text)
    assert whole[-1] == f"{2 * january.net:,.2f}"
    monkeypatch.setattr(list_query, "PER_PAGE", 1)
    assert numbers(clerk.get("/finance/settlement/").text) == whole


def copied(number: str, currency: str) -> str:
    """Return a SELECT of every statement under another number and in another currency."""
    names = [one.name for one in Statement.__table__.columns if one.name != "id"]
    other = {"number": number, "currency": currency, "period_from": "date('2010-01-01')"}
    other["period_to"] = "date('2010-02-01')"
    values = ", ".join(other.get(name, name) for name in names)
    return f"({', '.join(names)}) SELECT {values} FROM finance_settlement"


@pytest.mark.parametrize(
    ("query", "found"),
    [("net_from=1", True), ("net_to=1", False), ("net_from=0.01&net_to=1,000,000", True)],
)
def test_statements_are_found_by_what_is_owed(clerk, january, query, found) -> None:
    page = clerk.get(f"/finance/settlement/?{query}").text
    assert (january.number in page) is found


def test_a_number_that_is_none_is_refused(clerk, january) -> None:
    answer = clerk.get("/finance/settlement/?net_from=much", headers=ENGLISH)
    assert answer.status_code == 422
    assert "much is no number" in answer.text
