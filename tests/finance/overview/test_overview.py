from __future__ import annotations

from plugins.finance.settlement.models import State

ENGLISH = {"Accept-Language": "en"}


def test_what_waits_for_an_approval_is_listed_and_counted(shop, acme, sign_in) -> None:
    shop.sell(acme, "100.00")
    shop.settle()
    statement = shop.take(shop.statement(acme), "send", "confirm", "freeze")
    assert statement.state is State.FROZEN
    number, key = statement.number, statement.id
    page = sign_in("finance.settlement.index").get("/", headers=ENGLISH).text
    assert f'<a href="/finance/settlement/{key}">{number}</a>' in page
    assert '<td class="num" data-value="1">1</td>' in page
    assert "/finance/settlement/?state=frozen" in page


def test_who_may_not_see_statements_sees_no_figures_of_them(shop, acme, sign_in) -> None:
    shop.sell(acme, "100.00")
    shop.settle()
    page = sign_in("core.party.index").get("/", headers=ENGLISH).text
    assert "/finance/settlement/" not in page
