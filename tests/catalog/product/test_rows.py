"""Acting on several products reaches those alone that the reader sees."""

from __future__ import annotations

import re

import pytest

from core.hooks import hookimpl
from plugins.catalog.product.models import Product

ENGLISH = {"Accept-Language": "en"}
PLAN, RUN = "/core/bulk_run/plan", "/core/bulk_run/run"


class OwnOnly:
    """Lets people see only the products whose code begins with their own name."""

    @hookimpl
    def restrict_rows(self, model, user):
        return Product.code.startswith(user.name) if model is Product else None


@pytest.fixture
def goods(session, make_product):
    made = [make_product(code) for code in ("Ada1", "Bob1")]
    session.commit()
    return made


@pytest.fixture
def ada(sign_in):
    return sign_in("catalog.product.index", "catalog.product.edit", name="Ada")


@pytest.mark.parametrize("ticked", [True, False])
def test_a_plan_names_no_row_that_the_reader_does_not_see(ada, answering, goods, ticked) -> None:
    answering(OwnOnly())
    keys = {"key": [one.id for one in goods]} if ticked else {"all": "1"}
    data = {"action": "catalog.product.delist", "back": "/catalog/product/"} | keys
    page = ada.post(PLAN, data=data, headers=ENGLISH)
    assert page.status_code == 200
    assert "Bob1" not in page.text
    assert re.findall(r'name="key" value="(\d+)"', page.text) == [str(goods[0].id)]


def test_keys_of_hidden_rows_are_passed_over(session, ada, answering, goods) -> None:
    answering(OwnOnly())
    data = {"action": "catalog.product.delist", "key": [one.id for one in goods]}
    page = ada.post(RUN, data=data, headers=ENGLISH)
    assert page.status_code == 200
    assert "Bob1" not in page.text
    session.expire_all()
    assert [one.is_listed for one in goods] == [False, True]
