from __future__ import annotations

import pytest

from core.breaker import MOST, PAUSE, WINDOW, Breaker

SLOT = ("loyalty", "dashboard_cards")


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock) -> Breaker:
    return Breaker(clock)


def fail(breaker: Breaker, times: int) -> None:
    for _time in range(times):
        breaker.failed(*SLOT)


def test_the_fifth_error_within_a_minute_opens_the_circuit_of_this_slot_only(breaker) -> None:
    fail(breaker, MOST - 1)
    assert breaker.allows(*SLOT)
    fail(breaker, 1)
    assert not breaker.allows(*SLOT)
    assert breaker.allows("loyalty", "timeline")
    assert breaker.allows("orders", "dashboard_cards")


def test_errors_that_come_rarely_never_open_it(breaker, clock) -> None:
    for _time in range(3 * MOST):
        fail(breaker, 1)
        clock.now += WINDOW / (MOST - 1)
    assert breaker.allows(*SLOT)


def test_successes_between_errors_do_not_hide_them(breaker) -> None:
    for _time in range(MOST):
        fail(breaker, 1)
        breaker.succeeded("orders", "dashboard_cards")
    assert not breaker.allows(*SLOT)


def test_after_the_pause_one_caller_tries_for_all(breaker, clock) -> None:
    fail(breaker, MOST)
    clock.now += PAUSE
    assert [breaker.allows(*SLOT), breaker.allows(*SLOT)] == [True, False]


def test_a_trial_that_succeeds_closes_it_and_forgets(breaker, clock) -> None:
    fail(breaker, MOST)
    clock.now += PAUSE
    assert breaker.allows(*SLOT)
    breaker.succeeded(*SLOT)
    fail(breaker, MOST - 1)
    assert breaker.allows(*SLOT)


def test_a_trial_that_fails_keeps_it_open_for_another_pause(breaker, clock) -> None:
    fail(breaker, MOST)
    clock.now += PAUSE
    assert breaker.allows(*SLOT)
    fail(breaker, 1)
    clock.now += PAUSE - 1
    assert not breaker.allows(*SLOT)
    clock.now += 1
    assert breaker.allows(*SLOT)


def test_a_trial_that_never_ends_is_followed_by_another(breaker, clock) -> None:
    fail(breaker, MOST)
    clock.now += PAUSE
    assert breaker.allows(*SLOT)
    clock.now += PAUSE
    assert breaker.allows(*SLOT)
