from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from core import crowds, figures, list_query
from core.columns import Column
from core.filters import days_of
from core.listing import Listing
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
    def filled(count: int, start: int = 0, **facts) -> None:
        rows = [
            {"code": f"P{n:04}", "name": f"{n % 7} 号", "is_supplier": True, **facts}
            for n in range(start, start + count)
        ]
        services.upsert_parties(session, rows, by=users.system_user(session))
        session.commit()

    return filled


def codes(page: str) -> list[str]:
    return re.findall(r">(P\d{4})<", page)


def link(page: str, direction: str) -> str:
    """Return the address of the next or previous page, or an empty text."""
    found = re.search(f'rel="{direction}" href="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def follow(client, url: str, direction: str) -> list[str]:
    """Return the codes of all pages in one direction."""
    seen = []
    while url:
        page = client.get(url, headers=ENGLISH).text
        seen += codes(page)
        url = link(page, direction)
    return seen


@pytest.mark.parametrize("sort", ["code", "-code", "name", "-name"])
def test_paging_shows_every_row_once_in_its_order(client, fill, session, sort) -> None:
    fill(120)
    seen = follow(client, f"{URL}?sort={sort}", "next")
    column = Party.name if "name" in sort else Party.code
    order = [column, Party.id]
    if sort.startswith("-"):
        order = [one.desc() for one in order]
    assert seen == list(session.scalars(select(Party.code).order_by(*order)))


def last_page(client, url: str) -> str:
    """Return the address of the last page, walking forwards."""
    while following := link(client.get(url, headers=ENGLISH).text, "next"):
        url = following
    return url


@pytest.mark.parametrize("sort", ["code", "-code", "name", "-name"])
def test_walking_back_shows_every_row_once_too(client, fill, sort) -> None:
    fill(120)
    url = f"{URL}?sort={sort}"
    pages, back = [], last_page(client, url)
    while back:
        page = client.get(back, headers=ENGLISH).text
        pages.insert(0, codes(page))
        back = link(page, "prev")
    assert list(chain(*pages)) == follow(client, url, "next")


def test_a_page_mark_holds_for_the_sorting_that_it_was_made_for(client, fill) -> None:
    fill(60)
    mark = parse_qs(urlsplit(last_page(client, f"{URL}?sort=code")).query)["page"][0]
    by_name = codes(client.get(f"{URL}?sort=name", headers=ENGLISH).text)
    answer = client.get(URL, query_string={"sort": "name", "page": mark}, headers=ENGLISH)
    assert codes(answer.text) == by_name


@pytest.mark.parametrize(
    "mark", [">s:P0001~i:1", ">i:1", "<", ">dt:x~i:1", ">s:P0001~i:99999999999999999999", "\x01.é"]
)
def test_a_page_mark_that_nobody_sealed_leads_to_the_first_page(client, fill, mark) -> None:
    fill(60)
    answer = client.get(URL, query_string={"page": mark}, headers=ENGLISH)
    assert answer.status_code == 200
    assert codes(answer.text) == codes(client.get(URL, headers=ENGLISH).text)


def test_rows_that_arrive_meanwhile_shift_no_page(client, fill) -> None:
    fill(60, start=100)
    page = client.get(URL, headers=ENGLISH).text
    fill(10)
    following = codes(client.get(link(page, "next"), headers=ENGLISH).text)
    assert codes(page) + following == [f"P{number:04}" for number in range(100, 160)]


def test_a_broken_page_mark_leads_to_the_first_page(client, fill) -> None:
    fill(60)
    first = codes(client.get(URL, headers=ENGLISH).text)
    assert codes(client.get(f"{URL}?page=%3Enonsense", headers=ENGLISH).text) == first


@pytest.mark.parametrize("query", ["sort=password", "is_active=perhaps"])
def test_an_unknown_sort_or_choice_changes_nothing(client, fill, query) -> None:
    fill(3)
    assert len(codes(client.get(f"{URL}?{query}", headers=ENGLISH).text)) == 3


def test_a_date_that_is_none_is_refused_in_words(client) -> None:
    answer = client.get("/core/history/?at_from=yesterday", headers=ENGLISH)
    assert answer.status_code == 422
    assert "yesterday is no date" in answer.text


def test_a_filter_and_a_search_narrow_together(client, fill) -> None:
    fill(14)
    page = client.get(f"{URL}?q=3&is_active=True", headers=ENGLISH).text
    assert codes(page) == ["P0003", "P0010"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_has_exactly_the_rows_of_the_list(client, fill, form) -> None:
    fill(120)
    answer = client.get(f"{URL}?q=3&format={form}", headers=ENGLISH)
    if form == "csv":
        rows = [line.split(",")[0] for line in answer.text.splitlines()[1:]]
    else:
        book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
        rows = [row[0] for row in book.get_sheet_by_index(0).to_python()[1:]]
    assert rows == follow(client, f"{URL}?q=3", "next")


def test_a_text_that_a_spreadsheet_would_run_is_only_a_text(client, fill) -> None:
    fill(1, name="=HYPERLINK(1)")
    answer = client.get(f"{URL}?format=csv", headers=ENGLISH)
    assert "'=HYPERLINK(1)" in answer.text
    assert answer.text.startswith("\ufeff")  # or Excel misreads Chinese


def test_an_empty_list_says_what_to_do(client, fill) -> None:
    assert "Import orders" in client.get(URL, headers=ENGLISH).text
    fill(1)
    assert "Nothing fits" in client.get(f"{URL}?q=zzz", headers=ENGLISH).text


def test_a_page_asks_one_question_for_rows_and_their_number(client, fill, queries) -> None:
    client.get(URL)
    asked = []
    for number in range(4):
        with queries() as count:
            client.get(URL)
        asked.append(count.value)
        fill(60, start=number * 60)
    assert asked == [asked[0]] * 4


@pytest.mark.parametrize(("args", "rows"), [("", 61), ("q=号", 61), ("q=3+号", 9), ("q=zzz", 0)])
def test_a_page_tells_how_many_rows_there_are(client, fill, args, rows) -> None:
    fill(61)
    assert f"Rows: {rows}" in client.get(f"{URL}?{args}", headers=ENGLISH).text or not rows


def test_htmx_gets_only_what_it_puts_into_the_page(client, fill, queries) -> None:
    fill(60)
    url, asked = f"{URL}?q=号&sort=-code", {"HX-Request": "true", "HX-Target": "div#results"}
    with queries() as whole:
        page = client.get(url, headers=ENGLISH).text
    with queries() as part:
        results = client.get(url, headers=ENGLISH | asked).text
    assert codes(results) == codes(page)
    for name in ("results", "exports", "next"):
        assert f'id="{name}"' in results
    assert "<html" not in results
    assert 'id="list-form"' not in results
    assert part.value <= whole.value


@pytest.mark.parametrize("number", [3, 2_000])
@pytest.mark.parametrize("term", ["号", "3 号", "P00"])
def test_a_search_shows_the_same_rows_however_many_it_finds(
    client, fill, monkeypatch, term, number
) -> None:
    """The rows are gathered first, unless there are many."""
    fill(120)
    few = follow(client, f"{URL}?q={term}", "next")
    monkeypatch.setattr(list_query, "FEW", number)
    monkeypatch.setattr(figures, "COUNTED", 5)
    page = client.get(f"{URL}?q={term}", headers=ENGLISH).text
    assert "more than 5" in page
    assert follow(client, f"{URL}?q={term}", "next") == few
    assert few


@pytest.mark.parametrize("args", ["", "q=号", "is_active=True"])
def test_a_long_list_is_counted_once_a_minute(client, fill, monkeypatch, session, args) -> None:
    fill(9)
    monkeypatch.setattr(list_query, "FEW", 3)
    monkeypatch.setattr(figures, "COUNTED", 5)
    url, begun = f"{URL}?{args}", time.monotonic()
    assert "more than 5" in client.get(url, headers=ENGLISH).text
    session.execute(text("DELETE FROM core_party WHERE code > 'P0002'"))
    session.commit()
    assert "more than 5" in client.get(f"{url}&sort=-code", headers=ENGLISH).text
    monkeypatch.setattr(time, "monotonic", lambda: begun + crowds.LASTS + 1)
    assert "Rows: 3" in client.get(url, headers=ENGLISH).text


def test_whether_a_list_is_long_is_remembered_for_each_choice(client, fill, monkeypatch) -> None:
    fill(9)
    fill(3, start=9, is_customer=True)
    monkeypatch.setattr(figures, "COUNTED", 5)
    assert "more than 5" in client.get(URL, headers=ENGLISH).text
    assert "Rows: 3" in client.get(f"{URL}?role=is_customer", headers=ENGLISH).text


def test_a_list_asks_what_its_query_says_each_time(session, fill) -> None:
    fill(3)
    wanted = "P0000"

    class Wanted(Listing):
        key = Party.id
        columns = (Column("code", "Code", Party.code, sortable=True),)
        default_sort = ("code", "asc")

        def query():
            return select(Party).where(Party.code == wanted)

    class Named(Wanted):
        columns = (*Wanted.columns, Column("name", "Name", Party.name))

    assert [one["code"] for one in Wanted().records({}, 9)["items"]] == ["P0000"]
    wanted = "P0002"
    assert [one["code"] for one in Wanted().records({}, 9)["items"]] == ["P0002"]
    assert Named().records({}, 9)["items"][0]["name"] == "2 号"


def test_moments_are_shown_in_the_zone_of_the_company(app, session) -> None:
    column = Column("at", "At", None, kind="instant")
    (cell,) = column.cells([(1, datetime(2018, 1, 31, 16, 30, 59, tzinfo=UTC))], 1)
    assert cell.text == "2018-02-01 00:30"


def test_cells_of_every_kind(session) -> None:
    def told(content, **facts):
        (cell,) = Column("x", "X", None, **facts).cells([(1, content)], 1)
        return tuple(cell)

    labels = {1: ("One", "green"), 2: ("", "")}
    assert told(None) == ("", "", "", False)
    assert told(None, kind="instant") == ("", "", "", False)
    assert told(Decimal("-1234.50"), kind="money") == ("-1,234.50", "", "", True)
    assert told(Decimal(0), kind="money") == ("0.00", "", "", False)
    assert told(Decimal(-3), kind="number") == ("-3", "", "", False)
    assert told(1, kind="badge", labels=labels) == ("One", "", "green", False)
    assert told(3, kind="badge", labels=labels) == ("3", "", "secondary", False)
    assert told("A", href=lambda row: f"/{row[0]}") == ("A", "/1", "", False)
    assert told(2, labels=labels, href=lambda row: "/") == ("", "", "", False)
    assert told("A", value=lambda row: f"{row[1]}!") == ("A!", "", "", False)


def test_a_hidden_column_is_in_neither_the_table_nor_the_file(client, fill) -> None:
    fill(1)
    shown = client.get(URL, headers=ENGLISH).text
    hidden = client.get(f"{URL}?hide_name=1", headers=ENGLISH).text
    assert ('data-label="Full name"' in shown, 'data-label="Full name"' in hidden) == (True, False)
    header = client.get(f"{URL}?hide_name=1&format=csv", headers=ENGLISH).text.splitlines()[0]
    assert "Code" in header
    assert "Full name" not in header


def test_a_further_column_is_shown_to_who_asks_and_is_in_every_file(app, session) -> None:
    class Owed(Listing):
        key = Party.id
        columns = (
            Column("code", "Code", Party.code, sortable=True),
            Column("name", "Full name", Party.name, is_further=True),
        )
        default_sort = ("code", "asc")

        def query():
            return select(Party)

    def columns(**args):
        return [one.key for one in Owed().visible(args)]

    assert columns() == ["code"]
    assert columns(show_name="1") == ["code", "name"]
    assert columns(show_name="1", hide_name="1") == ["code"]
    assert columns(hide_code="1") == ["code", "name"]
    session.add(Party(code="P0001", name="王芳", is_supplier=True))
    session.commit()
    with app.test_request_context():
        assert Owed().export({}, "csv").get_data(as_text=True).splitlines()[1] == "P0001,王芳"
        page = Owed().page({})
        assert page.choices == [("code", "Code", False)]
        assert page.further_columns == [("name", "Full name", False)]


def test_who_hides_everything_sees_everything(client, fill) -> None:
    fill(1)
    keys = re.findall('name="hide_([a-z_]+)"', client.get(URL, headers=ENGLISH).text)
    page = client.get(f"{URL}?{'&'.join(f'hide_{key}=1' for key in keys)}", headers=ENGLISH).text
    assert codes(page) == ["P0000"]


@pytest.mark.parametrize(
    ("today", "name", "first", "last"),
    [
        ("2026-11-23", "today", "2026-11-23", "2026-11-23"),
        ("2026-11-23", "week", "2026-11-17", "2026-11-23"),
        ("2024-02-29", "month", "2024-02-01", "2024-02-29"),
        ("2026-12-31", "month", "2026-12-01", "2026-12-31"),
        ("2026-01-05", "last_month", "2025-12-01", "2025-12-31"),
        ("2026-03-31", "last_month", "2026-02-01", "2026-02-28"),
        ("2026-11-23", "year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_span_has_its_days(today, name, first, last) -> None:
    found = days_of(name, date.fromisoformat(today))
    assert [day.isoformat() for day in found] == [first, last]


def test_a_span_that_nobody_knows_is_none() -> None:
    assert days_of("century", date(2026, 11, 23)) is None


def test_the_address_of_a_span_shows_its_rows(client, fill) -> None:
    fill(1)
    path = "/core/history/?model=core_party"
    assert "P0000" in client.get(f"{path}&at_in=today", headers=ENGLISH).text
    assert "Nothing fits" in client.get(f"{path}&at_in=last_month", headers=ENGLISH).text
