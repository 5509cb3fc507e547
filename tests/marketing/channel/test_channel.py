"""Channels are registered once, however they are spelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.marketing.channel.rules import is_code, key_of

SEE, EDIT = "marketing.channel.index", "marketing.channel.edit"
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    "text",
    [
        "WeChat Moments",
        " wechat  moments ",
        "ｗｅｃｈａｔ　ｍｏｍｅｎｔｓ",
        "wechat-MOMENTS",
        "wechat_moments",
    ],
)
def test_case_width_and_gaps_make_no_difference(text):
    assert key_of(text) == "wechat_moments"


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text):
    assert key_of(key_of(text)) == key_of(text)


@pytest.mark.parametrize(("text", "good"), [("a_1", True), ("", False), ("微信", False)])
def test_a_code_is_made_of_small_letters_digits_and_underscores(text, good):
    assert is_code(text) is good


@pytest.mark.parametrize(("code", "name"), [("x", "ＷＥＣＨＡＴ"), ("We-Chat_", "Other")])
def test_another_spelling_is_refused_by_name(desk, code, name):
    desk.channel("we_chat", "WeChat")
    with pytest.raises(BusinessError, match="is the channel WeChat already"):
        desk.channel(code, name)


def test_a_code_that_no_address_holds_is_refused(desk):
    with pytest.raises(BusinessError, match="is no code"):
        desk.channel("微信", "微信")


def test_a_channel_is_registered_listed_and_closed(sign_in, session):
    manager = sign_in(SEE, EDIT)
    form = {"code": "Douyin", "name": "抖音", "kind": "content"}
    assert manager.post("/marketing/channel/create", data=form).status_code == 303
    again = manager.post("/marketing/channel/create", data=form, headers=ENGLISH)
    assert (again.status_code, "already" in again.text, 'value="抖音"' in again.text) == (
        422,
        True,
        True,
    )
    assert "抖音" in manager.get("/marketing/channel/?q=douyin").text
    closed = {"name": "抖音号", "kind": "content", "version_id": "1"}
    assert manager.post("/marketing/channel/1", data=closed).status_code == 303
    assert manager.post("/marketing/channel/1", data=closed).status_code == 409
    assert "抖音号" not in manager.get("/marketing/channel/?active=True").text


def test_who_may_only_look_registers_nothing(sign_in):
    assert sign_in(SEE).get("/marketing/channel/create").status_code == 403
    assert sign_in(EDIT).get("/marketing/channel/").status_code == 403
