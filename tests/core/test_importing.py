"""Files from outside: recognised, checked as a whole, and read row by row with reasons."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import BusinessError
from core.importing import Importer
from core.profiles import Profile, read_profiles
from core.reports import Count, Remark, Remarks, Report
from core.sources import Source
from core.unpacking import gathered, opened, unpack

SALES = {
    "name": "shop",
    "title": {"en": "Shop"},
    "timezone": "America/Sao_Paulo",
    "files": {
        "sales": {
            "names": ["*sales*.csv"],
            "columns": {
                "number": {"name": "order", "required": True, "max_length": 10},
                "sold_at": {"name": "time", "kind": "instant"},
                "price": {"name": "price", "kind": "money"},
                "state": {"name": "state", "kind": "choice", "choices": {"ok": "paid"}},
                "note": {"name": "note", "optional": True},
            },
        }
    },
}
HEADER = "order,time,price,state\n"
ROW = "A1,2018-01-31 23:30:00,10.5,ok\n"


@pytest.fixture(autouse=True)
def _in_english(session):
    """Messages are in the language of the tests."""


@pytest.fixture
def sold(tmp_path):
    """Write a file and read it."""

    def read(content, name="sales.csv", profile=SALES):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = Source(Profile.model_validate(profile), {name: path})
        report = Report()
        rows = list(source.rows("sales", report, report.count("sale", "Sales")))
        return rows, report

    return read


def changed(**column):
    files = {"sales": {"names": ["*.csv"], "columns": {"value": {"name": "v", **column}}}}
    return SALES | {"files": files}


def test_a_row_becomes_our_values(sold):
    rows, report = sold(HEADER + ROW)
    assert rows[0].values == {
        "number": "A1",
        "sold_at": datetime(2018, 2, 1, 1, 30, tzinfo=UTC),  # late evening in São Paulo
        "price": Decimal("10.50"),
        "state": "paid",
        "note": "",
    }
    assert (rows[0].file, rows[0].line, report.refused) == ("sales.csv", 2, [])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "12", 12),
        ("quantity", "1,000.125", Decimal("1000.125")),
        ("money", "¥1,234.50", Decimal("1234.50")),
        ("date", "2018-01-31", date(2018, 1, 31)),
        ("date", "2018/1/3", date(2018, 1, 3)),
        ("instant", "2018/1/31 9:05", datetime(2018, 1, 31, 11, 5, tzinfo=UTC)),
        ("instant", "2018-01-31T09:05:00+08:00", datetime(2018, 1, 31, 1, 5, tzinfo=UTC)),
    ],
)
def test_a_kind_reads_what_platforms_write(sold, kind, text, value):
    rows, report = sold(f'v\n"{text}"\n', profile=changed(kind=kind))
    assert [row.values["value"] for row in rows] == [value], report.refused


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.5"),
        ("integer", "99999999999999999999"),  # no database could hold it
        ("quantity", "0.0001"),
        ("money", "12.345"),
        ("money", "zwölf"),
        ("date", "2018-02-30"),
        ("instant", "31.01.2018"),
        ("instant", "0001-01-01 00:00:00+14:00"),
        ("text", "x" * 201),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_and_named(sold, kind, text):
    rows, report = sold(f"v\n{text}\n", profile=changed(kind=kind))
    assert rows == []
    assert (report.refused[0].file, report.refused[0].line) == ("sales.csv", 2)
    assert report.counts["sale"].refused == 1


def test_a_refused_row_lets_the_others_in(sold):
    rows, report = sold(HEADER + "A1,soon,x,maybe\n" + ROW)
    assert [row.values["number"] for row in rows] == ["A1"]
    for column in ("time", "price", "state"):
        assert column in report.refused[0].reason


def test_a_required_cell_may_not_be_empty(sold):
    rows, report = sold(HEADER + ",,,\n" + ROW)
    assert len(rows) == 1
    assert report.refused[0].reason == "order: is empty"


def test_a_row_of_another_width_is_refused_alone(sold):
    rows, report = sold(HEADER + "A0,2018-01-01 00:00:00\n" + ROW)
    assert len(rows) == 1
    assert "2 columns instead of 4" in report.refused[0].reason


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8", "São Paulo"), ("utf-8-sig", "保温杯"), ("gb18030", "保温杯"), ("gb18030", "𠮷")],
)
def test_the_encoding_is_found_by_strict_trial(sold, encoding, note):
    text = HEADER.strip() + ",note\n" + ROW.strip() + f",{note}\n"
    rows, _report = sold(text.encode(encoding))
    assert rows[0].values["note"] == note


def test_a_line_break_within_quotes_belongs_to_the_cell(sold):
    rows, _report = sold('order,time,price,state,note\nA1,,,,"two\nlines"\nA2,,,,\n')
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].values["note"] == "two\nlines"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "sales.csv is empty"),
        ("item,price\n1,2\n", "lacks the column order, time, state; it has: item, price"),
        ("订单,价格\n1,2\n".encode("gb18030"), "it has: 订单, 价格"),
        (HEADER + ROW + "A2,2018-01", "cut off in line 3"),
        (HEADER + ROW + 'A2,"2018-01-31', "line 3 has no end"),
        (HEADER + ROW + 'A2,"a"b,1,ok\n', "damaged in line 3"),
        (HEADER.encode() + b"A1,\0,1,ok\n", "zero byte in line 2"),
        (HEADER.encode() + b"A1,\xff\xff,1,ok\n", "no text in UTF-8 or GB18030 (line 2)"),
        ((HEADER + ROW + "A2,é").encode()[:-1], "cut off in line 3"),
        (b"PK\x03\x04 and so on", "workbook"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_in_one_sentence(sold, content, says):
    with pytest.raises(BusinessError, match=None) as refusal:
        sold(content)
    assert says in str(refusal.value)
    assert "sales.csv" in str(refusal.value)


def test_a_platform_that_always_ends_with_a_line_break_betrays_a_cut_within_the_last_cell(sold):
    files = {"sales": SALES["files"]["sales"] | {"final_newline": True}}
    with pytest.raises(BusinessError, match="cut off in line 2"):
        sold(HEADER + ROW.strip()[:-1], profile=SALES | {"files": files})


def test_the_check_reads_everything_before_anything_is_written(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + ROW * 3 + "A2,2018")
    source = Source(Profile.model_validate(SALES), {path.name: path})
    with pytest.raises(BusinessError, match="cut off in line 5"):
        source.check()


def test_a_missing_file_is_named_with_all_that_are_needed(tmp_path):
    (tmp_path / "readme.txt").write_text("hello")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with opened(tmp_path) as files, pytest.raises(BusinessError) as refusal:
        Source(Profile.model_validate(SALES), files)
    assert str(refusal.value) == (
        "None of the files of profile shop is there; it needs: *sales*.csv."
    )


def test_a_file_under_another_name_is_known_by_its_heading(sold):
    rows, _report = sold(HEADER + ROW, name="export (1).txt")
    assert rows[0].file == "export (1).txt"


def test_of_two_files_with_a_fitting_name_the_heading_decides(tmp_path):
    for name, text in (("a_sales.csv", "x,y\n1,2\n"), ("b_sales.csv", HEADER + ROW)):
        (tmp_path / name).write_text(text)
    with opened(tmp_path) as files:
        source = Source(Profile.model_validate(SALES), files)
        assert len(list(source.rows("sales", Report(), Count("")))) == 1


def test_nothing_at_all_is_said_plainly(tmp_path):
    with pytest.raises(BusinessError, match="There is no file or folder"), opened(tmp_path / "no"):
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"kind": "choice"},
        {"kind": "money", "formats": ["%d"]},
        {"required": True, "optional": True},
    ],
)
def test_a_profile_with_a_mistake_is_an_error(wrong):
    with pytest.raises(ValidationError):
        Profile.model_validate(changed(**wrong))


def packed(path: Path, members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_an_archive_is_read_without_following_its_paths(tmp_path):
    archive = packed(
        tmp_path / "all.zip",
        {"../../etc/sales.csv": HEADER + ROW, "__MACOSX/._sales.csv": "x", "folder/": ""},
    )
    with opened(archive) as files:
        assert list(files) == ["sales.csv"]
        assert tmp_path not in files["sales.csv"].parents


def test_an_old_chinese_archive_keeps_its_names(tmp_path):
    archive = packed(tmp_path / "all.zip", {"QQQQQQ.csv": HEADER})
    archive.write_bytes(archive.read_bytes().replace(b"QQQQQQ", "销售单".encode("gb18030")))
    with gathered([("all.zip", archive)]) as files:
        assert list(files) == ["销售单.csv"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 cut"), "damaged"),
        (lambda path: packed(path, {"a.csv": b"0" * 10_000_000}), "too large inside"),
        (lambda path: packed(path, {f"{n}.csv": b"" for n in range(300)}), "too large inside"),
    ],
)
def test_an_archive_that_is_a_trap_is_refused(tmp_path, make, says):
    path = tmp_path / "all.zip"
    make(path)
    with pytest.raises(BusinessError, match=says):
        unpack(path, tmp_path)


@pytest.fixture
def importer(tmp_path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    for name, column in (("one", "order"), ("other", "订单")):
        (folder / f"{name}.toml").write_text(
            f'title = {{ en = "{name}" }}\ntimezone = "UTC"\n[files.sales]\nnames = ["*.csv"]\n'
            f'[files.sales.columns]\nnumber = {{ name = "{column}" }}\n',
            encoding="utf-8",
        )
    read_profiles.cache_clear()
    return Importer("sales", "Sales", "x.y.z", folder, lambda *_a, **_k: Report())


def test_a_profile_is_recognised_by_the_columns(importer, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("订单\n1\n".encode("gb18030"))
    assert importer.detect({"a.csv": path}).name == "other"


def test_what_no_profile_fits_is_not_guessed(importer, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x\n1\n")
    with pytest.raises(BusinessError, match="none of the profiles"):
        importer.detect({"a.csv": path})


def test_an_unknown_profile_is_answered_with_those_that_there_are(importer):
    with pytest.raises(BusinessError, match=r"There are: one, other\."):
        importer.profile("olist")


def test_many_remarks_wait_on_the_disk_and_can_be_read_while_more_come() -> None:
    made = [Remark("文件.csv", line, "k" * 200, "\x1f", (line, 2)) for line in range(6_000)]
    remarks = Remarks()
    for one in made[:-1]:
        remarks.append(one)
    assert next(iter(remarks)) == made[0]
    remarks.append(made[-1])
    assert (len(remarks), remarks, remarks[-1]) == (6_000, made, made[-1])
