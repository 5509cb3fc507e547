"""Whoever has to sign is told, and whoever asked hears what came of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import jobs
from core.approval import services as approvals
from core.approval.models import Approval
from core.hooks import hookimpl
from core.notification import services
from core.notification.models import Notification
from core.role import services as roles
from core.testing import open_session
from core.user.services import system_user
from tests.core.approval.conftest import NOW, PERMISSION, Office

ENGLISH = {"Accept-Language": "en"}
INBOX = "/core/notification/"


@pytest.fixture
def office(app, session):
    known = dict(app.extensions["bumen.approvables"])
    yield Office(app, session)
    app.extensions["bumen.approvables"] = known


def told(session, user) -> list[str]:
    rows = sa.select(Notification.notice).where(Notification.user_id == user.id)
    return [name.rpartition(".")[2] for name in session.scalars(rows.order_by(Notification.id))]


def enter(sign_in, person):
    client = sign_in(name="Nobody")
    open_session(client, sa.orm.object_session(person), person)
    return client


def badge(client) -> int:
    found = re.search(r'aria-label="Open: (\d+)"', client.get("/", headers=ENGLISH).text)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize(
    ("verdict", "news"), [("approve", "approved"), ("return", "returned"), ("reject", "rejected")]
)
def test_signers_are_asked_and_the_answer_comes_back(office, verdict, news) -> None:
    approval = office.ask()
    assert told(office.session, office.bob) == ["asked"]
    assert told(office.session, office.ada) == []
    office.decide(approval, office.bob, verdict, "For a reason.")
    assert told(office.session, office.ada) == [news]


def test_what_a_colleague_has_signed_leaves_every_inbox(sign_in, office) -> None:
    carl = office.person("Carl")
    office.stage("Finance", office.bob, carl)
    approval = office.ask()
    office.session.commit()
    assert badge(enter(sign_in, carl)) == 1
    office.sign(approval, office.bob)
    office.session.commit()
    assert [badge(enter(sign_in, one)) for one in (office.bob, carl, office.ada)] == [0, 0, 1]


def test_the_second_stage_is_told_when_its_turn_comes(office) -> None:
    carl = office.person("Carl")
    office.stage("Finance", office.bob)
    office.stage("Director", carl, due_hours=1)
    approval = office.ask()
    assert told(office.session, carl) == []
    office.sign(approval, office.bob)
    assert told(office.session, carl) == ["asked"]
    late = NOW + timedelta(hours=1)
    approvals.escalate(office.session, by=system_user(office.session), now=late)
    assert told(office.session, carl) == ["asked", "reminded"]


def test_the_same_is_not_told_twice_before_it_is_read(office) -> None:
    approval = office.ask()
    row = office.session.scalar(sa.select(Notification))
    again = {"record_id": approval.id, "label": "ACME", "by": office.ada, "now": NOW}
    notice = approvals.ASKED
    assert services.notify(office.session, notice, [office.bob.id], **again) == 0
    services.read(office.session, row, now=NOW)
    assert services.notify(office.session, notice, [office.bob.id, office.ada.id], **again) == 1


def test_the_inbox_counts_leads_to_the_record_and_empties(sign_in, office) -> None:
    first, second = office.ask(), office.ask(code="OTHER")
    office.session.commit()
    bob = enter(sign_in, office.bob)
    assert badge(bob) == 2
    page = bob.get(INBOX, headers=ENGLISH).text
    assert "Ada asks you to sign ACME" in page
    assert "Ada 请您签署 ACME" in bob.get(INBOX, headers={"Accept-Language": "zh-CN"}).text
    row = office.session.scalar(sa.select(Notification).where(Notification.record_id == first.id))
    assert f"{INBOX}{row.id}" in page
    answer = bob.get(f"{INBOX}{row.id}")
    assert (answer.status_code, answer.location) == (303, f"/core/approval/{first.id}")
    assert badge(bob) == 1
    assert bob.post(f"{INBOX}read_all").status_code == 303
    assert badge(bob) == 0
    assert second.label not in bob.get(INBOX).text
    assert second.label in bob.get(f"{INBOX}everything").text
    assert second.label in bob.get(f"{INBOX}everything?format=csv").text


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "What is asked: New supplier · Amount: CN¥1,234.50 · Asked by: Ada · "
            "Remark: They deliver within a day. · Sign by: 2026-11-23 16:00",
        ),
        (
            "zh-CN",
            "审批事项：New supplier · 金额：¥1,234.50 · 提交人：Ada · "
            "备注：They deliver within a day. · 签署期限：2026-11-23 16:00",
        ),
    ],
)
def test_a_line_says_what_is_asked_of_how_much_by_whom_and_until_when(
    sign_in, office, language, line
) -> None:
    office.stage("Finance", office.bob, due_hours=8)
    office.ask("1234.50", note="They deliver within a day.")
    office.session.commit()
    bob, reads = enter(sign_in, office.bob), {"Accept-Language": language}
    assert line in bob.get(INBOX, headers=reads).text
    assert line in bob.get(f"{INBOX}?format=csv", headers=reads).text


def test_who_asked_reads_why_it_came_back(sign_in, office) -> None:
    office.decide(office.ask(), office.bob, "return", reason="The price is old.")
    office.session.commit()
    page = enter(sign_in, office.ada).get(INBOX, headers=ENGLISH).text
    assert "Reason: Bob: The price is old." in page


def test_who_may_no_more_open_an_approval_reads_nothing_more_of_it(sign_in, office) -> None:
    office.ask("1234.50")
    office.session.commit()
    bob = enter(sign_in, office.bob)
    assert "1,234.50" in bob.get(INBOX).text
    roles.change_role_permissions(
        office.session,
        {office.role_of(office.bob).name: []},
        among=[PERMISSION],
        by=system_user(office.session),
    )
    office.session.commit()
    row = office.session.scalar(sa.select(Notification))
    page = bob.get(INBOX, headers=ENGLISH).text
    assert "Ada asks you to sign ACME" in page
    assert "1,234.50" not in page
    assert bob.get(f"/core/approval/{row.record_id}").status_code == 403


class Small:
    """Shows approvals below a hundred alone."""

    @hookimpl
    def restrict_rows(self, model, user):
        return Approval.amount < 100 if model is Approval else None


def test_nothing_more_is_said_of_a_hidden_approval(sign_in, office, answering) -> None:
    office.ask("1234.50")
    office.ask("99.50", code="OTHER")
    office.session.commit()
    answering(Small())
    page = enter(sign_in, office.bob).get(INBOX).text
    assert "99.50" in page
    assert "1,234.50" not in page


def test_an_inbox_is_ones_own(client, sign_in, office) -> None:
    office.ask()
    office.session.commit()
    eve = sign_in("*", name="Eve")
    row = office.session.scalar(
        sa.select(Notification).where(Notification.user_id == office.bob.id)
    )
    assert eve.get(f"{INBOX}{row.id}").status_code == 404
    assert eve.post(f"{INBOX}read_all").status_code == 303
    office.session.refresh(row)
    assert row.read_at is None
    for page in (INBOX, f"{INBOX}everything", f"{INBOX}{row.id}"):
        assert client.get(page).status_code == 303


def test_a_record_whose_plugin_is_off_leads_nowhere(sign_in, office) -> None:
    office.ask()
    office.session.execute(sa.update(Notification).values(notice="gone.order.paid"))
    office.session.commit()
    bob = enter(sign_in, office.bob)
    assert "the plugin gone is off" in bob.get(INBOX, headers=ENGLISH).text
    row = office.session.scalar(sa.select(Notification))
    answer = bob.get(f"{INBOX}{row.id}", headers=ENGLISH, follow_redirects=True)
    assert "cannot be opened now" in answer.text


def test_the_inbox_needs_as_many_queries_for_many_as_for_one(sign_in, office, queries) -> None:
    bob, counts = enter(sign_in, office.bob), []
    for more in (1, 20):
        for number in range(more):
            office.ask(code=f"S-{more}-{number}")
        office.session.commit()
        bob.get(INBOX)
        with queries() as count:
            bob.get(INBOX)
        counts.append(count.value)
    assert counts[0] == counts[1]


def test_what_is_half_a_year_old_is_forgotten(app, office) -> None:
    office.ask()
    second = office.ask(code="OTHER").label
    old = sa.select(sa.func.min(Notification.id)).scalar_subquery()
    office.session.execute(
        sa.update(Notification).where(Notification.id == old).values(at=NOW - timedelta(days=400))
    )
    jobs.enqueue(office.session, "core.notification.forget", by=office.ada)
    office.session.commit()
    jobs.run_pending(app)
    office.session.expire_all()
    assert office.session.scalars(sa.select(Notification.label)).all() == [second]
    assert office.session.scalar(sa.select(sa.func.count(Approval.id))) == 2
