"""The import of the Olist sample takes every row, and takes it once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance import olist
from tests.acceptance.deployment import numbers_before

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("word", ["added", "changed"])
def test_a_second_import_adds_and_changes_nothing_and_says_so(history, word):
    assert set(numbers_before(word, history.imported_again)) == {0}


def test_a_second_import_leaves_every_row_as_it_was(history):
    assert history.rows["imported again"] == history.rows["imported"]


@pytest.mark.usefixtures("acceptance_data")
def test_the_sample_is_the_one_that_the_figures_were_taken_from():
    assert olist.figures() == {
        "orders": 8135,
        "items": 8365,
        "payments": 8924,
        "sellers": 1610,
        "products": 5460,
        "people": 8016,
        "orders by status": {
            "delivered": 5172,
            "shipped": 1107,
            "canceled": 625,
            "unavailable": 609,
            "invoiced": 314,
            "processing": 301,
            "created": 5,
            "approved": 2,
        },
        "payments by type": {
            "credit_card": 6255,
            "boleto": 1580,
            "voucher": 964,
            "debit_card": 122,
            "not_defined": 3,
        },
        "orders without items": 775,
        "delivered without date": 8,
        "orders that paid another sum": 42,
        "sum of the differences": Decimal("458.12"),
        "sum of prices": Decimal("1093264.35"),
        "sum of freight": Decimal("172288.39"),
        "sum of payments": Decimal("1428602.81"),
    }
