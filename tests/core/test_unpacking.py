"""What people upload, by its content: archives, workbooks, texts, and what is none of them."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from core.errors import BusinessError
from core.profiles import Profile
from core.reports import Count, Report
from core.sources import Source
from core.unpacking import gathered

HEADER = "order,price\n"
ROW = "A1,10.50\n"
SALES = {
    "name": "shop",
    "title": {"en": "Shop"},
    "timezone": "Asia/Shanghai",
    "files": {
        "sales": {
            "names": ["*sales*.csv"],
            "columns": {
                "number": {"name": "order", "required": True},
                "price": {"name": "price", "kind": "money"},
                "day": {"name": "day", "kind": "date", "optional": True, "formats": ["%d.%m.%Y"]},
            },
        }
    },
}


@pytest.fixture(autouse=True)
def _in_english(session):
    """Messages are in the language of the tests."""


@pytest.fixture
def read(tmp_path):
    """Upload a file and read the sales in it."""

    def reading(content: bytes, name="sales.csv"):
        stored = tmp_path / "stored"
        stored.write_bytes(content)
        with gathered([(name, stored)]) as files:
            source, report = Source(Profile.model_validate(SALES), files), Report()
            rows = [
                (row.line, row.values["number"], str(row.values["price"]))
                for row in source.rows("sales", report, Count(""))
            ]
        return rows, report

    return reading


def book(*rows, sheets=("Sheet1",), above=0) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for name in sheets:
            sheet = made.add_worksheet(name)
            for line, cells in enumerate(rows if name == sheets[-1] else ()):
                for place, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(line + above, place, value, day)
                    else:
                        sheet.write(line + above, place, value)
    return stream.getvalue()


def packed(members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


EXPECTED = [(2, "A1", "10.50"), (3, "A2", "3.00")]
TEXT = f"{HEADER}{ROW}A2,3\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", ";").encode(),
        gzip.compress(TEXT.encode()),
        packed({"folder/sales.csv": TEXT}),
        book(("order", "price"), ("A1", 10.5), ("A2", 3)),
        packed({"sales.xlsx": book(("order", "price"), ("A1", 10.5), ("A2", 3))}),
        gzip.compress(book(("order", "price"), ("A1", 10.5), ("A2", 3))),
        book(("order", "price"), ("A1", 10.5), ("A2", 3), sheets=("Notes", "Sales")),
    ],
    ids=[
        "CSV",
        "CR only",
        "UTF-16",
        "Unicode text of Excel",
        "TSV",
        "semicolons",
        "gz",
        "ZIP",
        "XLSX",
        "XLSX in ZIP",
        "XLSX in gz",
        "second sheet",
    ],
)
@pytest.mark.parametrize("name", ["sales.csv", "sales.xlsx", "download", "sales.zip"])
def test_the_content_tells_how_a_file_is_read_and_not_its_name(read, content, name):
    assert read(content, name)[0] == EXPECTED


def test_numbers_and_days_of_a_workbook_read_like_what_people_see(tmp_path):
    path = tmp_path / "sales.xlsx"
    path.write_bytes(
        book(
            ("order", "price", "day"),
            (201800001234567, 0.1 + 0.2, datetime(2018, 1, 31)),
            ("0012", 5.9, "31.01.2018"),
        )
    )
    with gathered([(path.name, path)]) as files:
        source = Source(Profile.model_validate(SALES), files)
        rows = [row.values for row in source.rows("sales", Report(), Count(""))]
    assert [(row["number"], str(row["price"]), row["day"]) for row in rows] == [
        ("201800001234567", "0.30", date(2018, 1, 31)),
        ("0012", "5.90", date(2018, 1, 31)),
    ]


def test_the_rows_of_a_workbook_are_counted_as_the_spreadsheet_counts_them(read):
    content = book(("order", "price"), ("A1", "x"), ("", ""), ("a\nb", "y"), above=3)
    rows, report = read(content)
    assert rows == []
    assert [one.line for one in report.refused] == [5, 7]


def ole(*, encrypted=False) -> bytes:
    mark = "EncryptedPackage".encode("utf-16-le") if encrypted else b""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + mark + b"\0" * 600


def far_corner() -> bytes:
    """Return five kilobytes with a cell in the last row and column that there can be."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "order")
        sheet.write(2**20 - 1, 2**14 - 1, "x")
    return stream.getvalue()


def protected_zip() -> bytes:
    content = bytearray(packed({"sales.csv": TEXT}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed({"a.csv": b"0" * 10_000_000}), "too large inside"),
        (packed({f"{n}.csv": b"" for n in range(300)}), "too large inside"),
        (gzip.compress(b"0" * 10_000_000), "too large inside"),
        (packed({"xl/workbook.xml": b"0" * 10_000_000}), "too large inside"),
        (packed({"inner.zip": packed({"sales.csv": TEXT})}), "archive within an archive"),
        (packed({"inner.csv": gzip.compress(TEXT.encode())}), "archive within an archive"),
        (gzip.compress(packed({"sales.csv": TEXT})), "archive within an archive"),
        (protected_zip(), "protected by a password"),
        (ole(encrypted=True), "protected by a password"),
        (ole(), "is damaged"),
        (b"PK\x03\x04 and so on", "damaged"),
        (book(("order", "price"))[:-600], "damaged"),
        (far_corner(), "reach too far"),
        (gzip.compress(TEXT.encode() * 100)[:-20], "damaged"),
        (b"%PDF-1.7 \xff\xff", "is a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\n<!DOCTYPE html><table>", "is a web page"),
        (b"Rar!\x1a\x07", "an archive that is no ZIP"),
        (b"MZ\x90\0", "is a program"),
        (HEADER.encode() + b'A1,"' + b"x" * 50_000_000 + b'"\n', "too long"),
        (HEADER.encode() + b'A1,"' + b"x\n" * 200_000 + b'"\n', "longer than any"),
        (HEADER.encode() + b"A1,\0\n", "zero byte in line 2"),
        (b",".join(b"c%d" % n for n in range(1_001)) + b"\n", "1001 columns in line 1"),
        (book([f"c{n}" for n in range(1_001)]), "1001 columns in line 1"),
        (TEXT.encode("utf-16")[:-1], "cut off or damaged"),
        (b"", "is empty"),
        (book(), "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_hostile_or_no_table_is_refused_in_one_sentence(read, content, says):
    with pytest.raises(BusinessError) as refusal:
        read(content)
    assert says in str(refusal.value)


def test_names_within_an_archive_never_become_paths(tmp_path):
    stored = tmp_path / "stored"
    stored.write_bytes(packed({"../../../etc/a.csv": "1", "/b/a.csv": "2", "c\\d.csv": "3"}))
    before = set(os.listdir(tmp_path))
    with gathered([("all.zip", stored)]) as files:
        assert sorted(files) == ["2 a.csv", "a.csv", "d.csv"]
        assert {path.parent.parent.name.startswith("bumen-") for path in files.values()} == {True}
    assert set(os.listdir(tmp_path)) == before


BILL = {
    "name": "bill",
    "title": {"en": "Bill"},
    "timezone": "Asia/Shanghai",
    "files": {
        "rows": {
            "names": ["*.csv"],
            "comment": "#",
            "strip": "`",
            "ragged": True,
            "footer": {
                "begins": ["总交易单数"],
                "totals": [
                    {"title": "总交易单数"},
                    {"title": "应结总金额", "column": "金额"},
                    {"title": "退款笔数", "where": {"状态": ["REFUND"]}},
                ],
            },
            "columns": {
                "number": {"name": "订单号", "required": True},
                "amount": {"name": "金额", "kind": "money", "sign": "negate"},
            },
        }
    },
}


@pytest.fixture
def bill(tmp_path):
    """Read a bill: rows between what a platform writes above and below them."""

    def reading(footer):
        path = tmp_path / "bill.csv"
        rows = "`001,`1.00,`SUCCESS\n`002,`-0.40,`REFUND,`more\n"
        path.write_text(f"# 账单\n#----\n订单号,金额,状态\n{rows}{footer}", encoding="gb18030")
        with gathered([(path.name, path)]) as files:
            source = Source(Profile.model_validate(BILL), files)
            return [
                (row.line, row.values["number"], str(row.values["amount"]))
                for row in source.rows("rows", Report(), Count(""))
            ]

    return reading


TITLES = "总交易单数,应结总金额,退款笔数\n"


def test_what_stands_around_the_rows_is_passed_over_and_its_totals_are_compared(bill):
    assert bill(f"{TITLES}`2,`0.60,`1\n#end\n") == [(4, "001", "-1.00"), (5, "002", "0.40")]


@pytest.mark.parametrize(
    ("footer", "says"),
    [
        (f"{TITLES}`3,`0.60,`1\n", "says 3 for “总交易单数”, but its rows make 2"),
        (f"{TITLES}`2,`0.61,`1\n", "says 0.61 for “应结总金额”, but its rows make 0.60"),
        (f"{TITLES}`2,`0.60,`0\n", "says 0 for “退款笔数”"),
        ("总交易单数\n`2\n", "does not say “应结总金额”"),
        ("", "cut off in line 5"),
    ],
)
def test_a_file_whose_rows_do_not_add_up_to_its_totals_is_refused(bill, footer, says):
    with pytest.raises(BusinessError) as refusal:
        bill(footer)
    assert says in str(refusal.value)
