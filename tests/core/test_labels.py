"""Labels carry Chinese text and a code, as many on a sheet as fit, or one a page of a roll."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree as ET

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from core import labels, typesetting
from core.labels import Label, qr_svg
from core.testing import pdf_text

FRAME = {"company": "某某公司", "title": "标签", "lang": "zh"}
STICKERS = [
    Label(f"IT-2026-{number:04}", f"联想笔记本 {number}", ("序列号 PF3X #1", "仓库 杭州"))
    for number in range(200)
]


def made(stickers, on="a4") -> bytes:
    return typesetting.pdf(labels.TEMPLATE, FRAME | labels.sheet(stickers, on=on))


def pages(content) -> list[tuple[float, float]]:
    found = re.findall(rb"/Type/Page/.*?/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", content)
    return [
        (round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in found
    ]


def test_labels_say_what_they_are_told_and_nothing_is_markup() -> None:
    text = pdf_text(made([Label("A-1", "笔记本 *x*", ("#1+1", "库位 $a$"))]))
    assert "A-1" in text
    assert "笔记本*x*" in text
    assert "#1+1" in text
    assert "库位$a$" in text


def test_the_code_holds_an_address_if_there_is_one_and_the_tag_is_printed() -> None:
    address = "https://erp.example.org/it_assets/asset/1"
    (told,) = labels.sheet([Label("A-1", "笔记本", address=address)])["labels"]
    assert (told["code"], told["qr"]) == ("A-1", str(qr_svg(address)))


def test_thirty_six_labels_fit_on_a_sheet() -> None:
    assert pages(made(STICKERS[:36])) == [(210, 297)]
    assert pages(made(STICKERS[:37])) == [(210, 297)] * 2


def test_on_a_roll_each_label_is_a_page() -> None:
    assert pages(made(STICKERS[:3], on="roll")) == [(50, 30)] * 3


def test_a_long_text_stays_on_its_label() -> None:
    long = Label("X" * 60, "很长的名称" * 40, ("很长的说明" * 40,) * 12)
    assert pages(made([long] * 3, on="roll")) == [(50, 30)] * 3


def test_two_hundred_labels_take_a_moment() -> None:
    made(STICKERS[:1])
    begun = time.perf_counter()
    text = pdf_text(made(STICKERS))
    assert time.perf_counter() - begun < 5
    assert all(one.code in text for one in STICKERS)


def drawn(svg) -> set[tuple[int, int]]:
    """Return the dark modules that the stroke of a code goes over."""
    path = ET.fromstring(svg).find("{*}path[@stroke]").get("d")
    across = down = 0
    dark = set()
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "M":
            across, down = int(first), int(float(second) - 0.5)
        elif command == "m":
            across, down = across + int(first), down + int(float(second))
        else:
            dark |= {(across + one, down) for one in range(int(first))}
            across += int(first)
    return dark


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=100))
def test_a_code_is_drawn_as_the_standard_says(text) -> None:
    code = segno.make(text, error="m", micro=False)
    dark = {
        (across + labels.QUIET, down + labels.QUIET)
        for down, row in enumerate(code.matrix)
        for across, module in enumerate(row)
        if module
    }
    assert drawn(qr_svg(text)) == dark


@pytest.mark.parametrize("text", ["<script>", "资产 1", "https://example.org/?a=1&b=2"])
def test_a_code_on_a_page_holds_nothing_of_the_text(text) -> None:
    assert text not in qr_svg(text)
    assert "style=" not in qr_svg(text)
