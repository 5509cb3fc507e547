from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core import exporting
from core.exporting import CHUNK, FORMULA, cell, csv_response, write_csv, xlsx_response

SHANGHAI = ZoneInfo("Asia/Shanghai")
ID = "100000000000000000019"  # a spreadsheet would read it as 1E+20
HEADER = ["编号", "Total", "Day", "At", "Count", "Note"]
ROW = [
    ID,
    Decimal("-1234.50"),
    date(2018, 1, 31),
    datetime(2018, 1, 31, 16, 30, tzinfo=UTC),
    3,
    "保温杯, 500 ml",
]


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def in_request():
    with Flask("exports").test_request_context():
        yield


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text) -> None:
    assert cell(text) == f"'{text}".replace("\r", "\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("-1.50"), "-1.50"),  # a number is no formula
        (-3, -3),
        (Decimal("1E+3"), "1000"),
        (None, ""),
        ("", ""),
        ("a=b", "a=b"),
        (ID, ID),
        (date(2018, 1, 2), date(2018, 1, 2)),
    ],
)
def test_other_values_are_written_as_they_are(value, written) -> None:
    assert cell(value) == written


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_every_text_comes_back_and_none_is_a_formula(rows) -> None:
    stream = StringIO(newline="")
    write_csv(stream, ["a", "b"], rows)
    back = list(csv.reader(StringIO(stream.getvalue(), newline="")))[1:]
    assert back == [[cell(text) for text in row] for row in rows]
    assert not any(text.startswith(FORMULA) for row in back for text in row)


def test_the_command_line_gets_no_byte_order_mark() -> None:
    stream = StringIO()
    write_csv(stream, ["code"], [["A"]])
    assert stream.getvalue() == "code\nA\n"


def test_csv_is_sent_in_parts_while_rows_are_read(in_request) -> None:
    read = []

    def rows():
        for number in range(2_000):
            read.append(number)
            yield [number]

    answer = csv_response("orders.csv", ["number"], rows())
    parts = answer.iter_encoded()
    assert next(parts) == b"\xef\xbb\xbf"
    assert next(parts).startswith(b"number\r\n0\r\n")
    assert len(read) == CHUNK
    assert len(read_csv(b"".join(parts).decode())) == 2_000 - CHUNK


def test_csv_keeps_long_numbers_and_chinese(in_request) -> None:
    answer = csv_response("statement-1.csv", HEADER, [ROW])
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=statement-1.csv"
    assert read_csv(answer.get_data(as_text=True)) == [
        HEADER,
        [ID, "-1234.50", "2018-01-31", "2018-01-31 16:30:00+00:00", "3", "保温杯, 500 ml"],
    ]


def test_csv_tells_moments_in_the_zone_of_the_company(in_request) -> None:
    answer = csv_response("x.csv", HEADER, [ROW], zone=SHANGHAI)
    assert read_csv(answer.get_data(as_text=True))[1][3] == "2018-02-01 00:30:00"


def test_digits_that_a_spreadsheet_would_spoil_end_with_a_tab(in_request) -> None:
    row = [ID, "00123", "0", "12345678901", 123456789012]
    answer = csv_response("x.csv", ["a"], [row], keep_digits=True)
    assert read_csv(answer.get_data(as_text=True))[1] == [
        f"{ID}\t",
        "00123\t",
        "0",
        "12345678901",
        "123456789012",
    ]


def read_xlsx(answer) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(answer.get_data()))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_a_workbook_has_texts_figures_and_dates_of_their_kind(in_request) -> None:
    (sheet,) = read_xlsx(xlsx_response("x.xlsx", HEADER, [ROW], zone=SHANGHAI))
    assert sheet == [
        HEADER,
        [
            ID,
            -1234.5,
            date(2018, 1, 31),
            datetime(2018, 2, 1, 0, 30),
            3,
            "保温杯, 500 ml",
        ],
    ]


@pytest.mark.parametrize(("value", "styled"), [("1.50", True), ("0.125", False), ("3", False)])
def test_only_amounts_have_the_style_of_money(in_request, value, styled) -> None:
    answer = xlsx_response("x.xlsx", ["a"], [[Decimal(value)]], zone=SHANGHAI)
    with ZipFile(BytesIO(answer.get_data())) as book:
        line = book.read("xl/worksheets/sheet1.xml").decode().split('r="A2"')[1]
    assert line.startswith(' s="') is styled


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "http://example.org", "{=1}", "0123", "@x"])
def test_a_text_in_a_workbook_is_only_a_text(in_request, text) -> None:
    answer = xlsx_response("x.xlsx", ["a"], [[text]], zone=SHANGHAI)
    assert read_xlsx(answer) == [[["a"], [text]]]
    with ZipFile(BytesIO(answer.get_data())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_text_longer_than_a_cell_can_hold_is_cut_and_not_lost(in_request) -> None:
    answer = xlsx_response("x.xlsx", ["a"], [["x" * 40_000]], zone=SHANGHAI)
    assert read_xlsx(answer)[0][1] == ["x" * 32_767]


def test_a_full_sheet_is_followed_by_another(in_request, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "HIGHEST", 2)
    rows = [[number] for number in range(5)]
    answer = xlsx_response("x.xlsx", ["a"], rows, zone=SHANGHAI)
    assert read_xlsx(answer) == [[["a"], [0], [1]], [["a"], [2], [3]], [["a"], [4]]]
