from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from core.party import services
from core.party.models import Party
from core.user import services as users

ENGLISH = {"Accept-Language": "en"}
URL = "/core/party/"


@pytest.fixture
def client(sign_in):
    return sign_in("*")


@pytest.fixture
def fill(session):
    def filled(count: int) -> None:
        rows = [
            {"code": f"P{n:04}", "name": f"{n % 7} 号", "is_supplier": True} for n in range(count)
        ]
        services.upsert_parties(session, rows, by=users.system_user(session))
        session.commit()

    return filled


def codes(page: str) -> list[str]:
    return re.findall(r">(P\d{4})<", page)


def follow(client, url: str) -> list[str]:
    seen = []
    while url:
        page = client.get(url, headers=ENGLISH).text
        seen += codes(page)
        found = re.search('rel="next" href="([^"]*)"', page)
        url = unescape(found[1]) if found else ""
    return seen


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name,-code", (Party.name, Party.code.desc())),
        ("-name,code", (Party.name.desc(), Party.code)),
        ("-name,-code", (Party.name.desc(), Party.code.desc())),
    ],
)
def test_rows_that_are_alike_are_sorted_by_a_second_column(
    client, fill, session, sort, order
) -> None:
    fill(120)
    expected = list(session.scalars(select(Party.code).order_by(*order)))
    assert follow(client, f"{URL}?sort={sort}") == expected


def test_a_page_is_found_by_its_number(client, fill) -> None:
    fill(120)
    every = follow(client, f"{URL}?sort=code")
    assert codes(client.get(f"{URL}?sort=code&at=2", headers=ENGLISH).text) == every[50:100]


@pytest.mark.parametrize("number", ["0", "-1", "x", ""])
def test_what_is_no_page_number_leads_to_the_first_page(client, fill, number) -> None:
    fill(60)
    first = codes(client.get(URL, headers=ENGLISH).text)
    assert codes(client.get(URL, query_string={"at": number}, headers=ENGLISH).text) == first


def test_beyond_the_last_page_lies_the_last_page(client, fill) -> None:
    fill(120)
    every = follow(client, f"{URL}?sort=code")
    page = client.get(f"{URL}?sort=code&at=9999999", headers=ENGLISH).text
    assert codes(page) == every[-50:]


def test_the_last_page_and_the_first_page_are_one_step_away(client, fill) -> None:
    fill(120)
    every = follow(client, f"{URL}?sort=code")
    page = client.get(f"{URL}?sort=code", headers=ENGLISH).text
    last = unescape(re.search('href="([^"]*)" aria-label="Last page"', page)[1])
    page = client.get(last, headers=ENGLISH).text
    assert codes(page) == every[-50:]
    first = unescape(re.search('href="([^"]*)" aria-label="First page"', page)[1])
    assert codes(client.get(first, headers=ENGLISH).text) == every[:50]


def test_more_than_three_columns_or_one_twice_are_left_out(client, fill) -> None:
    fill(60)
    twice = client.get(f"{URL}?sort=name,name,nonsense,code", headers=ENGLISH).text
    assert codes(twice) == codes(client.get(f"{URL}?sort=name,code", headers=ENGLISH).text)
