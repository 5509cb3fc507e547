"""Words that are kept are read in the language of whoever reads."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from flask_babel import force_locale, gettext, lazy_gettext, ngettext
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from core.words import MARK, joined, read, remembered, written

EMPTY, GONE = "is empty", "There is no role %(name)s."


def kept(make) -> str:
    """Return what one who reads Chinese keeps."""
    with force_locale("zh_Hans"), remembered():
        return written(make())


def pair(kept_text: str) -> list[str]:
    texts = []
    for language in ("en", "zh_Hans"):
        with force_locale(language):
            texts.append(read(kept_text))
    return texts


@pytest.mark.parametrize(
    ("make", "english", "chinese"),
    [
        (lambda: gettext(EMPTY), "is empty", "为空"),
        (lambda: str(lazy_gettext(EMPTY)), "is empty", "为空"),
        (lambda: gettext(GONE, name="a%b"), "There is no role a%b.", "没有角色 a%b。"),
        (lambda: gettext(GONE, name=Decimal("1.50")), "There is no role 1.50.", "没有角色 1.50。"),
        (lambda: str(lazy_gettext(GONE)) % {"name": 7}, "There is no role 7.", "没有角色 7。"),
        (lambda: str(BusinessError(gettext(EMPTY))), "is empty", "为空"),
        (lambda: str(ValueError(gettext(EMPTY))), "is empty", "为空"),
        (
            lambda: gettext(GONE, name=ValueError(gettext(EMPTY))),
            "There is no role is empty.",
            "没有角色 为空。",
        ),
        (
            lambda: joined([gettext(EMPTY), "x", lazy_gettext("Done")], " / "),
            "is empty / x / Done",
            "为空 / x / 已完成",
        ),
        (lambda: "mere text, 100 %", "mere text, 100 %", "mere text, 100 %"),
    ],
)
def test_what_is_remembered_is_said_in_each_language(app, make, english, chinese) -> None:
    with app.app_context():
        assert pair(kept(make)) == [english, chinese]


def test_one_and_several_are_told_as_the_language_does(app) -> None:
    with app.app_context():
        for count, english in ((1, "1 row"), (3, "3 rows")):
            text = kept(lambda count=count: ngettext("%(num)s row", "%(num)s rows", count))
            assert pair(text)[0] == english


def test_what_is_read_within_a_job_is_kept_as_well(app) -> None:
    with app.app_context():
        text = kept(lambda: joined([gettext(GONE, name="a"), gettext(EMPTY)]))
        with remembered():
            assert written(read(text)) == text


def test_nothing_is_remembered_unasked(app) -> None:
    with app.app_context(), force_locale("en"):
        assert type(gettext(EMPTY)) is str
        assert type(joined([gettext(EMPTY)])) is str
        assert written(gettext(EMPTY)) == "is empty"


def test_a_message_that_is_gone_is_read_as_it_was_written(app) -> None:
    with app.app_context():
        text = MARK + json.dumps([["No such message: %(a)s"], {"a": "b"}])
        assert pair(text) == ["No such message: b"] * 2


@given(st.text())
def test_any_text_comes_back_as_it_was(text) -> None:
    for one in (text, MARK + text):
        assert read(written(one)) == one
