"""A short link leads to its stored target, and only there, and counts who followed it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core import check
from plugins.marketing.hit import queries as hits
from plugins.marketing.hit.models import Hit, HitDay
from plugins.marketing.migrations import marketing_0004

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50"}
OTHER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36"}
ROBOT = {"User-Agent": "Googlebot/2.1"}


def counted(session, link):
    return tuple(session.execute(hits.of_link(link.id)).one())


def test_a_link_redirects_by_302_that_nobody_keeps(client, desk):
    link = desk.link()
    answer = client.get(f"/marketing/go/{link.code.upper()}", headers=PHONE)
    assert (answer.status_code, answer.headers["Location"]) == (302, link.address)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_address_bar_never_decides_where_a_link_leads(client, desk):
    link = desk.link()
    for query in ("?url=https://evil.example", "?next=//evil.example", "?target=javascript:1"):
        answer = client.get(f"/marketing/go/{link.code}{query}", headers=PHONE)
        assert answer.headers["Location"] == link.address
    assert client.get("/marketing/go/https://evil.example").status_code == 404
    assert client.get("/marketing/go/nothere").status_code == 404


def test_people_robots_and_staff_are_counted_apart(client, sign_in, session, desk):
    link = desk.link()
    address = f"/marketing/go/{link.code}"
    for _time in range(3):
        client.get(address, headers=PHONE)
    client.get(address, headers=OTHER)
    client.get(f"{address}/qr", headers=PHONE)
    client.get(address, headers=ROBOT)
    client.head(address, headers=OTHER)
    sign_in(name="Ada").get(address, headers=OTHER)
    assert counted(session, link) == (8, 5, 2, 1)


def test_nothing_is_kept_of_a_visitor_but_a_key_of_the_day(client, session, desk):
    client.get(f"/marketing/go/{desk.link().code}", headers=PHONE)
    stored = " ".join(str(value) for value in session.execute(sa.select(Hit.__table__)).one())
    assert "127.0.0.1" not in stored
    assert "iPhone" not in stored


def test_a_redirect_asks_one_question_and_counts_by_day_and_visitor(client, desk, queries, backend):
    address = f"/marketing/go/{desk.link().code}"
    client.get(address, headers=PHONE)
    for statements in (4, 3):  # a new visitor is counted once
        with queries() as asked:
            client.get(address, headers=OTHER)
        # SQLite is told to begin
        assert asked.value - {"sqlite": 2, "postgresql": 0}[backend] == statements


@pytest.mark.parametrize("change", [{"visitors": 0}, {"hits": 9}])
def test_counts_that_are_not_those_of_the_hits_are_found(client, session, desk, change):
    link = desk.link()
    client.get(f"/marketing/go/{link.code}", headers=PHONE)
    assert not check.find_faults(session)
    session.execute(sa.update(HitDay).values(**change))
    assert [fault.rule for fault in check.find_faults(session)] == ["marketing.hit.counts"]


def test_the_counts_of_hits_from_before_are_filled_in(client, session, desk):
    link = desk.link()
    for headers in (PHONE, OTHER, ROBOT):
        client.get(f"/marketing/go/{link.code}/qr", headers=headers)
        client.get(f"/marketing/go/{link.code}", headers=headers)
    session.execute(sa.delete(HitDay))
    session.execute(sa.text(marketing_0004.COUNTED))
    assert not check.find_faults(session)
    assert counted(session, link) == (6, 4, 2, 2)


def test_a_closed_link_leads_nowhere(client, session, desk):
    link = desk.link()
    link.is_active = False
    session.commit()
    answer = client.get(f"/marketing/go/{link.code}", headers=PHONE)
    assert (answer.status_code, "Location" in answer.headers) == (410, False)
    assert counted(session, link) == (0, 0, 0, 0)


@pytest.mark.parametrize("count", [2, 20])
def test_hits_are_listed_by_kind(client, sign_in, desk, session, queries, count):
    link = desk.link()
    for number in range(count):
        client.get(
            f"/marketing/go/{link.code}", headers={"User-Agent": f"Mozilla/5.0 Phone{number}"}
        )
    client.get(f"/marketing/go/{link.code}", headers=ROBOT)
    reader = sign_in("marketing.link.index")
    page = f"/marketing/link/{link.id}/hits?kind=human"
    reader.get(page)
    with queries() as asked:
        assert reader.get(page).text.count("<tr>") == count + 1 + 1  # heading and total
    assert asked.value <= 12
    assert sign_in(name="Bob").get(page).status_code == 403
