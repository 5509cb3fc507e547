from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from core.handwriting import HEIGHT, MOST, WIDTH, path, strokes, svg

points = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))


@given(st.lists(st.lists(points, min_size=1), max_size=5))
def test_what_was_drawn_is_read_as_it_was_drawn(drawn) -> None:
    text = json.dumps([[number for point in stroke for number in point] for stroke in drawn])
    assert strokes(text) == drawn
    assert path(text).count("M") == len(drawn)


def test_a_dot_is_seen() -> None:
    assert path("[[5, 7]]") == "M5 7L5 7"


def test_no_drawing_is_no_picture() -> None:
    assert (strokes(""), path(""), svg("")) == ([], "", "")


def test_a_paper_gets_a_picture_of_its_own() -> None:
    (line,) = ET.fromstring(svg("[[1, 2, 3, 4], [9, 9]]"))
    assert line.attrib["d"] == "M1 2L3 4 M9 9L9 9"


@pytest.mark.parametrize(
    "text",
    [
        "sign",
        "{}",
        "7",
        "[7]",
        "[[]]",
        "[[1]]",
        "[[1, 2, 3]]",
        "[[1.5, 2]]",
        "[[true, 2]]",
        '[["1", 2]]',
        f"[[{WIDTH + 1}, 2]]",
        f"[[1, {HEIGHT + 1}]]",
        "[[-1, 2]]",
        '[["\\"/><script>", 2]]',
        "[" * 100_000,
        json.dumps([[1, 2] * (MOST + 1)]),
    ],
)
def test_what_is_no_drawing_is_refused(app, text) -> None:
    with (
        app.test_request_context(headers={"Accept-Language": "en"}),
        pytest.raises(BusinessError, match="sign again"),
    ):
        strokes(text)
