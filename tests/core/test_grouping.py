from __future__ import annotations

import csv
import io
import re

import pytest

from core.testing import make_user

ENGLISH = {"Accept-Language": "en"}
URL = "/core/user/?group=active"


@pytest.fixture
def client(sign_in, session):
    client = sign_in("*")
    for name in ("Bob", "Eve"):
        make_user(session, name=name).active = False
    session.commit()
    return client


def test_rows_are_counted_by_a_column_and_lead_to_their_rows(client) -> None:
    page = client.get(URL, headers=ENGLISH).text
    counts = re.findall(r'<td class="num" data-label="Rows">(\d+)</td>', page)
    assert counts == ["2", "1"]
    rows = client.get("/core/user/?active=False", headers=ENGLISH).text
    assert "/core/user/?active=False" in page
    assert "Bob" in rows
    assert "Ada" not in rows.partition('id="rows"')[2].partition("</tbody>")[0]


def test_the_file_of_a_counted_list_holds_the_counts(client) -> None:
    text = client.get(f"{URL}&format=csv", headers=ENGLISH).text
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows == [["State", "Rows"], ["Inactive", "2"], ["Active", "1"]]


def test_filters_narrow_what_is_counted(client) -> None:
    page = client.get(f"{URL}&name=bo", headers=ENGLISH).text
    assert re.findall(r'<td class="num" data-label="Rows">(\d+)</td>', page) == ["1"]


def test_a_column_that_is_no_kind_is_not_counted_by(client) -> None:
    page = client.get("/core/user/?group=email", headers=ENGLISH).text
    assert 'data-label="E-mail address"' in page
