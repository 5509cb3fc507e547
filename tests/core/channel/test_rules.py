"""Quiet hours and digests put messages off; robots are only ever at their own hosts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.channel import rules

ZONE = ZoneInfo("Asia/Shanghai")
TOKEN = "693axxx6-7aoc-4bc4-97a0"


def at(hour, minute=0, day=10):
    return datetime(2026, 1, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "quiet", "digest", "due"),
    [
        (at(12, 5), (None, None), None, at(12, 5)),
        (at(12, 5), (22, 7), None, at(12, 5)),
        (at(22, 0), (22, 7), None, at(7, day=11)),
        (at(6, 59), (22, 7), None, at(7)),
        (at(7, 0), (22, 7), None, at(7, 0)),
        (at(13, 30), (12, 14), None, at(14)),
        (at(8, 0), (None, None), 9, at(9)),
        (at(9, 0), (None, None), 9, at(9, day=11)),
        (at(23, 0), (22, 7), 9, at(9, day=11)),
        (at(5, 0), (5, 5), None, at(5, 0)),
    ],
)
def test_when_a_message_goes_out(now, quiet, digest, due) -> None:
    assert rules.due(now, *quiet, digest) == due


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_a_message_never_waits_for_more_than_a_day_nor_ends_in_quiet_hours(now, start, end) -> None:
    now = now.replace(tzinfo=ZONE)
    due = rules.due(now, start, end, None)
    assert now <= due <= now + timedelta(days=1)
    assert not rules.is_quiet(due.hour, start, end)


def test_attempts_are_further_and_further_apart_and_end() -> None:
    waits = [rules.wait(one) for one in range(1, rules.GIVEN_UP_AFTER)]
    assert waits[0] == timedelta(minutes=2)
    assert waits == sorted(waits)
    assert waits[-1] == rules.LONGEST_WAIT


@pytest.mark.parametrize(
    ("kind", "address", "secret", "written"),
    [
        (
            "wecom",
            f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
            "",
            f"wecombot://{TOKEN}",
        ),
        (
            "dingtalk",
            f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
            "SEC/1",
            f"dingtalk://SEC/1@{TOKEN}",
        ),
        (
            "dingtalk",
            f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
            "",
            f"dingtalk://{TOKEN}",
        ),
        (
            "feishu",
            f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
            "",
            f"feishu://{TOKEN}",
        ),
        ("feishu", f"https://10.0.0.1/open-apis/bot/v2/hook/{TOKEN}", "", None),
        ("feishu", f"http://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}", "", None),
        ("feishu", f"https://open.feishu.cn@10.0.0.1/open-apis/bot/v2/hook/{TOKEN}", "", None),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/../../x", "", None),
        ("wecom", f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}", "", None),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "", None),
        ("email", "https://qyapi.weixin.qq.com/?key=12345678", "", None),
        ("wecom", "json://10.0.0.1/", "", None),
        ("wecom", "", "", None),
    ],
)
def test_only_the_token_of_a_robot_is_taken(kind, address, secret, written) -> None:
    assert rules.robot(kind, address, secret) == (
        written.replace("SEC/1", "SEC%2F1") if written and "SEC/1" in written else written
    )


def test_what_is_too_long_for_a_robot_ends_with_a_whole_line() -> None:
    lines = "\n".join(f"- 第{number}条" for number in range(500))
    _url, told = rules.request(f"wecombot://{TOKEN}", "ACME", lines, at(12))
    content = told["text"]["content"]
    assert len(content.encode()) <= 2_048
    assert content.endswith("条\n…")
    assert content.startswith("ACME\n- 第0条")
    assert rules.clipped("条" * 9, 20) == "条" * 5 + "\n…"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', ""),
        (b'{"code":0,"msg":"success"}', ""),
        (b'{"StatusCode":0}', ""),
        (b'{"errcode":93000,"errmsg":"invalid webhook url"}', "93000 invalid webhook url"),
        (b'{"code":9499,"msg":"Bad Request"}', "9499 Bad Request"),
        (b"<html>sign in to the proxy</html>", "<html>sign in to the proxy</html>"),
        (b"", "?"),
    ],
)
def test_a_robot_says_in_its_answer_whether_it_took_a_message(answer, why) -> None:
    assert rules.objection(answer) == why
