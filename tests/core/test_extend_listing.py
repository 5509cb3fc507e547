from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from itertools import chain

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from core import extending
from core.extending import ConflictError, ExtraColumn
from core.hooks import hookimpl
from core.party.listing import PartyListing
from core.party.models import Contact, ContactKind, Identifier, Party
from core.party.services import upsert_parties
from core.user import services as users
from tests.core.conftest import LABEL, Sample, tier_of

ENGLISH = {"Accept-Language": "en"}
URL = "/core/party/"


@pytest.fixture
def client(sign_in):
    return sign_in("core.party.index", name="Ada")


@pytest.fixture
def fill(session):
    """Enter parties; every third one has a tier, gold or silver by turns."""

    def filled(count: int) -> None:
        rows = [{"code": f"P{n:04}", "name": "Name", "is_supplier": True} for n in range(count)]
        ids = upsert_parties(session, rows, by=users.system_user(session)).ids
        for place, code in enumerate(sorted(ids)[::3]):
            value = ("gold", "silver")[place % 2]
            session.add(
                Contact(party_id=ids[code], kind=ContactKind.OTHER, value=value, label=LABEL)
            )
        session.commit()

    return filled


def codes(page: str) -> list[str]:
    return re.findall(r">(P\d{4})<", page)


def follow(client, url: str, direction: str = "next") -> list[str]:
    seen = []
    while url:
        page = client.get(url, headers=ENGLISH).text
        seen.append(codes(page))
        found = re.search(f'rel="{direction}" href="([^"]*)"', page)
        url = unescape(found[1]) if found else ""
    return list(chain.from_iterable(seen if direction == "next" else reversed(seen)))


def test_a_column_shows_the_values_of_the_plugin(client, answering, make_party) -> None:
    answering(Sample())
    make_party("P0001", "gold")
    make_party("P0002")
    page = client.get(URL, headers=ENGLISH).text
    assert 'id="sort-sample_tier"' in page
    assert page.count('<span class="badge bg-yellow-lt">Gold tier</span>') == 1


def test_headings_and_filters_come_and_go_with_the_answer(client, answering, make_party) -> None:
    make_party("P0001", "gold")
    plain = client.get(URL, headers=ENGLISH).text
    answering(Sample())
    added = client.get(URL, headers=ENGLISH).text
    for part in ('id="sort-sample_tier"', 'name="sample_tier"', 'name="hide_sample_tier"'):
        assert part not in plain
        assert part in added


def test_it_asks_one_question_however_many_rows_there_are(
    client, answering, fill, queries, make_party
) -> None:
    make_party("P9999", "gold")
    client.get(URL)
    with queries() as plain:
        client.get(URL)
    answering(Sample())
    with queries() as few:
        client.get(URL)
    fill(49)
    with queries() as many:
        client.get(URL)
    assert plain.value < few.value == many.value


@pytest.mark.parametrize("sort", ["sample_tier", "-sample_tier"])
def test_a_list_is_sorted_by_it_and_shows_every_row_once(client, answering, fill, sort) -> None:
    answering(Sample())
    fill(120)
    seen = follow(client, f"{URL}?sort={sort}")
    assert sorted(seen) == [f"P{n:04}" for n in range(120)]
    tiers = [tier(code) for code in seen]
    assert tiers == sorted(tiers, reverse=sort.startswith("-"))
    last = f"{URL}?sort={sort}"
    while True:
        found = re.search('rel="next" href="([^"]*)"', client.get(last, headers=ENGLISH).text)
        if not found:
            break
        last = unescape(found[1])
    assert follow(client, last, "prev") == seen


def tier(code: str) -> str:
    number = int(code[1:])
    return "" if number % 3 else ("gold", "silver")[number // 3 % 2]


def test_a_list_is_filtered_by_it(client, answering, fill) -> None:
    answering(Sample())
    fill(12)
    page = client.get(f"{URL}?sample_tier=silver", headers=ENGLISH).text
    assert codes(page) == ["P0003", "P0009"]
    assert re.search(r'<option value="silver" selected>Silver tier', page)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_have_it_too_in_batches(client, answering, fill, form, queries) -> None:
    answering(Sample())
    fill(2_100)
    with queries() as count:
        answer = client.get(f"{URL}?format={form}", headers=ENGLISH)
    if form == "csv":
        rows = [line.rstrip("\r").split(",") for line in answer.text.splitlines()]
    else:
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0)
        rows = rows.to_python()
    assert rows[0][-1] == "Tier"
    assert len(rows) == 2_101
    words = {"gold": "Gold tier", "silver": "Silver tier", "": ""}
    assert [row[-1] for row in rows[1:]] == [words[tier(row[0])] for row in rows[1:]]
    assert count.value < 20


def test_who_may_not_see_it_neither_sees_nor_sorts_nor_filters_by_it(
    client, answering, fill
) -> None:
    sample = Sample()
    sample.permission = "core.user.edit"
    answering(sample)
    fill(6)
    page = client.get(f"{URL}?sample_tier=silver&sort=-sample_tier", headers=ENGLISH).text
    assert ["Tier" in page, len(codes(page))] == [False, 6]
    assert "Tier" not in client.get(f"{URL}?format=csv", headers=ENGLISH).text


def test_a_plugin_that_fails_leaves_its_cells_empty(client, answering, fill) -> None:
    class Bad(Sample):
        def tiers(self, session, ids):
            session.execute(sa.text("SELECT * FROM no_such_table"))

    answering(Bad())
    fill(3)
    answer = client.get(URL, headers=ENGLISH)
    assert (answer.status_code, codes(answer.text)) == (200, ["P0000", "P0001", "P0002"])
    assert "Gold tier" not in re.sub("<select.*?</select>", "", answer.text, flags=re.S)
    export = client.get(f"{URL}?format=csv", headers=ENGLISH)
    assert len(export.text.splitlines()) == 4


class Kinds:
    """Sorts by a value of every kind; half of the parties have none."""

    def __init__(self, value) -> None:
        self.value = value

    @hookimpl
    def extend_listing(self, target):
        if target != "core.party":
            return []

        def told(party_id):
            has = sa.select(Identifier.id).where(Identifier.party_id == party_id).exists()
            return sa.case((has, self.value), else_=None)

        load = self.load
        return [ExtraColumn("told", "Told", "core.party.index", load, expression=told)]

    def load(self, session, ids):
        return {}


@pytest.mark.parametrize(
    "value",
    [
        sa.literal("x"),
        sa.literal(7),
        sa.literal(True),
        sa.literal(date(2026, 1, 1)),
        sa.literal(datetime(2026, 1, 1, tzinfo=UTC)),
        sa.literal(7, sa.Numeric()),
    ],
    ids=lambda value: str(value.type),
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_are_sorted_as_the_least(
    client, session, answering, fill, value, sign
) -> None:
    fill(60)
    with_one = session.scalars(sa.select(Party.id).where(Party.code >= "P0030")).all()
    for key in with_one:
        session.add(Identifier(party_id=key, scheme="x", value=str(key)))
    session.commit()
    answering(Kinds(sa.type_coerce(value, value.type)))
    seen = follow(client, f"{URL}?sort={sign}told")
    expected = [f"P{n:04}" for n in range(60)]
    assert seen == (expected[::-1] if sign else expected)


def test_two_columns_with_one_key_are_refused_by_name(app, answering) -> None:
    answering(Sample(), "beta")
    answering(Sample(), "alpha")
    with app.app_context(), pytest.raises(ConflictError, match=r"tier'.*core.*alpha and beta"):
        extending.gathered("extend_listing", ExtraColumn, target="core.party")


@pytest.mark.parametrize("key", ["code", "role"])
def test_a_column_cannot_take_the_key_of_a_column_or_filter_of_the_list(
    client, answering, app, key
) -> None:
    class Greedy:
        @hookimpl
        def extend_listing(self, target):
            return [ExtraColumn(key, "Code", "core.party.index", lambda session, ids: {})]

    answering(Greedy(), "greedy")
    with app.test_request_context(), pytest.raises(ConflictError, match="core and greedy"):
        PartyListing()


def test_the_expression_reads_the_row_of_the_list(session, make_party) -> None:
    make_party("S1", "gold")
    make_party("S2")
    asked = sa.select(Party.code, tier_of(Party.id)).order_by(Party.code)
    assert session.execute(asked).all() == [("S1", "gold"), ("S2", None)]
