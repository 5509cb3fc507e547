"""What is agreed with suppliers, and from which day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.cli import main
from core.errors import BusinessError
from plugins.finance.terms import queries
from plugins.finance.terms.models import FOR_EVER, SINCE_EVER, Terms

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def spans(session, supplier=None) -> list[tuple[date, date]]:
    found = session.scalars(queries.of(supplier.id if supplier else None))
    return [(one.valid_from, one.valid_to) for one in found]


def test_default_terms_hold_for_ever(shop) -> None:
    shop.agree()
    assert spans(shop.session) == [(SINCE_EVER, FOR_EVER)]


def test_new_terms_end_the_earlier_ones_on_their_first_day(shop) -> None:
    acme = shop.supplier("S1")
    shop.agree(acme)
    shop.agree(acme, valid_from=JUNE, rate=Decimal("0.2"))
    assert spans(shop.session, acme) == [(SINCE_EVER, JUNE), (JUNE, FOR_EVER)]
    shop.agree(acme, valid_from=MAY, rate=Decimal("0.3"))
    assert spans(shop.session, acme) == [(SINCE_EVER, MAY), (MAY, JUNE), (JUNE, FOR_EVER)]
    assert spans(shop.session) == []


def test_terms_that_start_before_all_others_end_where_those_begin(shop) -> None:
    shop.agree(valid_from=JUNE)
    shop.agree(valid_from=MAY, rate=Decimal("0.2"))
    assert spans(shop.session) == [(MAY, JUNE), (JUNE, FOR_EVER)]


@pytest.mark.parametrize(("day", "rate"), [(date(2026, 5, 31), "0.1"), (JUNE, "0.2")])
def test_the_terms_of_a_day_are_found(shop, day, rate) -> None:
    shop.agree()
    shop.agree(valid_from=JUNE, rate=Decimal("0.2"))
    found = shop.session.scalars(queries.covering(None, day)).one()
    assert found.rate == Decimal(rate)


@pytest.mark.parametrize(
    "said",
    [
        {"rate": Decimal("1.2")},
        {"rate": Decimal("-0.01")},
        {"rates": {"garden": Decimal("1.2")}},
        {"after_sale_days": -1},
    ],
)
def test_impossible_terms_are_refused_and_nothing_is_agreed(shop, said) -> None:
    with pytest.raises(BusinessError):
        shop.agree(**said)
    assert spans(shop.session) == []


@pytest.mark.parametrize("rate", ["0", "1", "0.123456"])
def test_rates_from_nothing_to_everything_are_kept_to_the_millionth(shop, rate) -> None:
    terms = shop.agree(rate=Decimal(rate), rates={"garden": Decimal(rate)})
    shop.session.expire_all()
    found = shop.session.scalars(queries.terms(terms.id)).one()
    assert [found.rate, found.rates[0].rate] == [Decimal(rate)] * 2


def test_the_database_refuses_a_rate_above_everything(shop) -> None:
    shop.agree().rate = Decimal("1.000001")
    with pytest.raises(IntegrityError):
        shop.session.flush()


def test_the_same_terms_again_change_nothing(shop) -> None:
    said = {"rates": {"garden": Decimal("0.08")}, "costs": {"A": Decimal("1.50")}}
    first = shop.agree(**said)
    assert shop.agree(**said).id == first.id


def test_terms_that_nothing_was_settled_by_are_replaced(shop) -> None:
    shop.agree(rates={"garden": Decimal("0.08")})
    shop.agree(rate=Decimal("0.2"))
    assert spans(shop.session) == [(SINCE_EVER, FOR_EVER)]
    assert shop.session.scalars(queries.complete()).one().says[1] == Decimal("0.2")


def test_terms_that_statements_were_made_by_are_not_replaced(shop, acme) -> None:
    shop.sell(acme, "10.00")
    shop.settle()
    with pytest.raises(BusinessError, match="from a later day"):
        shop.agree(rate=Decimal("0.2"))
    assert shop.session.scalar(sa.select(Terms.rate)) == Decimal("0.1")
    assert shop.line(1).commission == Decimal("1.00")


def test_terms_may_follow_later_on_those_that_statements_were_made_by(shop, acme) -> None:
    shop.sell(acme, "10.00")
    shop.settle()
    shop.agree(valid_from=JUNE, rate=Decimal("0.2"))
    assert spans(shop.session) == [(SINCE_EVER, JUNE), (JUNE, FOR_EVER)]


def test_terms_agreed_on_for_the_past_leave_what_was_settled(shop, acme) -> None:
    old = shop.sell(acme, "10.00")
    shop.settle()
    shop.agree(valid_from=date(2026, 1, 5), rate=Decimal("0.2"))
    new = shop.sell(acme, "10.00")
    assert shop.settle().lines == 1
    assert [shop.line(one).commission for one in (old, new)] == [Decimal("1.00"), Decimal("2.00")]


def run(app, *words):
    return app.test_cli_runner().invoke(main, ["finance", "terms", *words])


def test_the_command_agrees_and_lists(app, shop) -> None:
    shop.supplier("S1")
    shop.session.commit()
    words = ("--basis", "price+freight", "--category-rate", "家居=8%", "--period", "week")
    done = run(app, "--supplier", "S1", "--rate", "12%", *words)
    assert done.exit_code == 0, done.output
    assert done.output.split("\t")[:4] == ["S1", "… – 9999-12-31", "commission", "12%, 家居 8%"]
    assert run(app).output == done.output


@pytest.mark.parametrize(
    "words",
    [
        ("--default", "--rate", "120%"),
        ("--default", "--rate", "much"),
        ("--default", "--category-rate", "8%"),
        ("--supplier", "S9", "--rate", "1%"),
    ],
)
def test_the_command_refuses_in_one_sentence(app, shop, words) -> None:
    shop.session.commit()
    done = run(app, *words)
    assert (done.exit_code, len(done.output.strip().splitlines())) == (2, 1), done.output
    assert spans(shop.session) == []
