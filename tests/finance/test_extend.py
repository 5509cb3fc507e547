"""What finance tells others, and where others may add to it."""

from __future__ import annotations

import re

import pytest

from core.extending import Action, ExtraColumn
from core.hooks import hookimpl
from plugins.finance.settlement.models import Statement

ENGLISH = {"Accept-Language": "en"}


class Courier:
    may = "finance.settlement.index"

    @hookimpl
    def extend_listing(self, target):
        column = ExtraColumn("courier", "Courier", self.may, self.told)
        return [column] if target == "finance.settlement" else []

    def told(self, session, ids):
        return dict.fromkeys(ids, "on foot")

    @hookimpl
    def extend_page(self, target, record):
        is_here = target == "finance.settlement" and isinstance(record, Statement)
        return [Action("Call a courier", "/courier", self.may)] if is_here else []


@pytest.fixture
def january(shop, acme) -> Statement:
    shop.sell(acme, "100.00", description="Stone lantern")
    shop.settle()
    shop.session.commit()
    return shop.statement(acme)


def test_a_plugin_adds_to_the_list_and_the_page_of_statements(sign_in, january, answering) -> None:
    answering(Courier())
    clerk = sign_in("finance.settlement.index")
    assert "on foot" in clerk.get("/finance/settlement/", headers=ENGLISH).text
    page = clerk.get(f"/finance/settlement/{january.id}", headers=ENGLISH).text
    assert ["Call a courier" in page, "Stone lantern" in page] == [True, True]


def test_statements_are_told_on_the_page_of_the_supplier(sign_in, january) -> None:
    url = f"/core/party/{january.supplier_id}?tab=timeline"
    page = sign_in("core.party.index", "finance.settlement.index").get(url, headers=ENGLISH).text
    link = f'href="/finance/settlement/{january.id}">Statement {january.number}<'
    assert link in page
    assert january.number not in sign_in("core.party.index").get(url, headers=ENGLISH).text


def test_statements_are_found_by_who_may_see_them(sign_in, january) -> None:
    url = f"/core/find/?q={january.number}"
    page = sign_in("finance.settlement.index").get(url, headers=ENGLISH).text
    assert re.search(rf'href="/finance/settlement/{january.id}">{january.number}<', page)
    silent = sign_in("core.party.index").get(url, headers=ENGLISH).text
    assert "/finance/settlement/" not in silent
