"""Robots, staff and people are told apart, and people are forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.marketing.hit.rules import HitKind, kind_of, visitor_of

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50 NetType/WIFI"
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (CHROME, HitKind.HUMAN),
        (WECHAT, HitKind.HUMAN),
        ("Mozilla/5.0 (Linux; Android 12; CUBOT X18) Chrome/120", HitKind.HUMAN),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", HitKind.ROBOT),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", HitKind.ROBOT),
        ("facebookexternalhit/1.1", HitKind.ROBOT),
        ("WhatsApp/2.24", HitKind.ROBOT),
        ("TelegramBot (like TwitterBot)", HitKind.ROBOT),
        ("Slackbot-LinkExpanding 1.0", HitKind.ROBOT),
        ("Mozilla/5.0 SkypeUriPreview", HitKind.ROBOT),
        ("Baiduspider/2.0", HitKind.ROBOT),
        ("curl/8.5", HitKind.ROBOT),
        ("python-requests/2.32", HitKind.ROBOT),
        ("", HitKind.ROBOT),
    ],
)
def test_robots_say_so_or_say_nothing(agent, kind):
    assert kind_of("GET", {"User-Agent": agent}, is_staff=False) == kind


def test_looking_ahead_and_asking_for_headers_is_no_visit():
    ahead = {"User-Agent": CHROME, "Sec-Purpose": "prefetch;prerender"}
    assert kind_of("GET", ahead, is_staff=False) == HitKind.ROBOT
    assert kind_of("HEAD", {"User-Agent": CHROME}, is_staff=False) == HitKind.ROBOT


def test_our_own_staff_is_known():
    assert kind_of("GET", {"User-Agent": CHROME}, is_staff=True) == HitKind.STAFF


@given(st.ip_addresses(v=4).map(str), st.dates())
def test_a_visitor_is_known_for_one_day_and_without_the_address(address, day):
    key = visitor_of(b"secret", day, address, CHROME)
    assert key == visitor_of(b"secret", day, address, CHROME)
    assert len(key) == 32
    assert address not in key
    assert key != visitor_of(b"other", day, address, CHROME)
    assert key != visitor_of(b"secret", day, address, WECHAT)
    assert day == DAY or key != visitor_of(b"secret", DAY, address, CHROME)
