from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.db import db
from core.numbering import next_number, prefix, reserve, written

NOVEMBER = date(2026, 11, 23)
PER_DATABASE = examples(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_numbers_count_from_one_in_each_series_and_month(session) -> None:
    assert next_number(session, "S", on=NOVEMBER) == "S-202611-0001"
    assert next_number(session, "S", on=NOVEMBER) == "S-202611-0002"
    assert next_number(session, "P", on=NOVEMBER) == "P-202611-0001"
    assert next_number(session, "S", on=date(2026, 12, 1)) == "S-202612-0001"


def test_a_number_of_more_than_four_digits_is_written_in_full() -> None:
    assert written("S", on=NOVEMBER, counter=12345) == "S-202611-12345"
    assert written("S", on=NOVEMBER, counter=7).startswith(prefix("S", on=NOVEMBER))


def test_a_document_that_is_not_saved_gives_its_number_back(session) -> None:
    next_number(session, "S", on=NOVEMBER)
    session.commit()
    next_number(session, "S", on=NOVEMBER)
    session.rollback()
    assert next_number(session, "S", on=NOVEMBER) == "S-202611-0002"


def test_none_cannot_be_taken(session) -> None:
    with pytest.raises(ValueError, match="0 numbers"):
        reserve(session, "S", 0, on=NOVEMBER)


@PER_DATABASE
@given(counts=st.lists(st.integers(1, 500), max_size=6))
def test_reserved_blocks_follow_each_other_without_gaps(session, counts) -> None:
    session.rollback()
    taken = []
    for count in counts:
        first = reserve(session, "S", count, on=NOVEMBER)
        taken += range(first, first + count)
    assert taken == list(range(1, sum(counts) + 1))


def test_those_who_ask_at_the_same_moment_get_different_numbers_and_leave_no_gap(app) -> None:
    numbers: list[str] = []

    def take() -> None:
        for turn in range(10):
            with app.app_context():
                number = next_number(db.session(), "S", on=NOVEMBER)
                if turn == 4:
                    db.session.rollback()
                    continue
                db.session.commit()
                numbers.append(number)

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [written("S", on=NOVEMBER, counter=n) for n in range(1, 37)]
