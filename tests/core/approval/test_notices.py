"""Mail to approvers says what is asked, of how much, by whom and until when, in their language."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from core.approval import services
from core.channel import jobs
from core.channel import services as channels
from core.channel.models import Kind
from core.notification.models import Notification
from core.user.services import system_user
from tests.core.approval.conftest import NOW

ADDRESSES = {
    Kind.EMAIL: "bob@example.org",
    Kind.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/693axxx6-7aoc-4bc4-97a0",
}


@pytest.fixture
def told(app, session, office, monkeypatch):
    """Let people be told over channels, and return what those would tell: titles and texts."""
    settings = app.extensions["bumen.settings"]
    monkeypatch.setattr(settings, "mail_url", SecretStr("mailto://localhost"))

    def listen(person, language, kind=Kind.EMAIL):
        facts = {"name": "C", "address": ADDRESSES[kind], "secret": "", "digest": None}
        channels.add(
            session,
            user=person,
            kind=kind,
            language=language,
            quiet=(None, None),
            settings=settings,
            **facts,
        )

    def words():
        found = channels.gather(session, settings, now=NOW + timedelta(days=30))
        readers = channels.readers(session, found)
        return [jobs.words(session, *one) for one in zip(found, readers, strict=True)]

    return listen, words


def test_a_signer_reads_what_is_asked_without_opening_the_page(office, told) -> None:
    listen, words = told
    listen(office.bob, "en")
    office.stage("Finance", office.bob, due_hours=8)
    office.ask("1234.50", note="They deliver within a day.")
    ((title, text),) = words()
    assert title == "Bumen: Ada asks you to sign ACME Ltd. (ACME)"
    assert text.splitlines() == [
        "Ada asks you to sign ACME Ltd. (ACME)",
        "What is asked: New supplier",
        "Amount: CN¥1,234.50",
        "Asked by: Ada",
        "Remark: They deliver within a day.",
        "Sign by: 2026-11-23 16:00",
    ]


def test_it_is_told_in_the_language_of_whoever_reads_it(office, told) -> None:
    listen, words = told
    listen(office.bob, "zh_Hans", kind=Kind.FEISHU)
    office.ask("1234.50")
    ((title, text),) = words()
    assert title == "Bumen"  # a robot shows title and text
    assert text.splitlines() == [
        "Ada 请您签署 ACME Ltd. (ACME)",
        "审批事项：New supplier",
        "金额：¥1,234.50",
        "提交人：Ada",
    ]


def test_who_asked_reads_why_it_was_sent_back(office, told) -> None:
    listen, words = told
    listen(office.ada, "en")
    approval = office.ask()
    office.decide(approval, office.bob, "return", reason="The price is old.")
    ((_title, text),) = words()
    assert text.startswith("Bob returned ACME Ltd. (ACME)\n")
    assert "Reason: Bob: The price is old." in text.splitlines()


def test_several_things_are_a_line_each(office, told) -> None:
    listen, words = told
    listen(office.bob, "en")
    for code in ("ACME", "OTHER"):
        office.ask(code=code)
    ((title, text),) = words()
    assert title == "Bumen: 2 notifications"
    first, second = text.splitlines()
    assert first.startswith(
        "- Ada asks you to sign ACME Ltd. (ACME) · What is asked: New supplier · Amount:"
    )
    assert second.startswith("- Ada asks you to sign OTHER Ltd.")


def test_it_is_the_requester_who_asks_for_every_step(office) -> None:
    """Somebody may sign two steps, and is asked for the second as well."""
    carl = office.person("Carl")
    office.stage("Goods", office.bob)
    office.stage("Price", office.bob, carl, needed=1)
    approval = office.ask()
    office.sign(approval, office.bob)
    waiting = sa.select(Notification.user_id, Notification.actor_name).where(
        Notification.read_at.is_(None)
    )
    assert set(office.session.execute(waiting)) == {(office.bob.id, "Ada"), (carl.id, "Ada")}
    late = NOW + timedelta(days=1)
    assert services.escalate(office.session, by=system_user(office.session), now=late) == 0
