"""Tickets, logs and reviews of other systems are taken over once, with what is odd remarked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.setting import services as settings
from core.testing import make_user
from plugins.service.backlog.importer import importer as tickets
from plugins.service.casework.models import NEVER, Case, CaseEvent
from plugins.service.casework.rules import EventKind, State
from plugins.service.identity.models import Identity
from plugins.service.intake.importer import importer as customers
from plugins.service.log.importer import importer as log
from plugins.service.review.models import Review

TICKET = {
    "Ticket ID": "1",
    "Customer Name": "Ann Lee",
    "Customer Email": "Ann@example.com",
    "Customer Age": "32",
    "Product Purchased": "Camera",
    "Date of Purchase": "2021-03-22",
    "Ticket Type": "Technical issue",
    "Ticket Subject": "Setup",
    "Ticket Description": "My {product_purchased}\n\nis dead.",
    "Ticket Status": "Closed",
    "Resolution": "Replaced.",
    "Ticket Priority": "Critical",
    "Ticket Channel": "Chat",
    "First Response Time": "2023-06-01 12:00:00",
    "Time to Resolution": "2023-06-01 10:00:00",
}


def events(*rows):
    return [
        {"CaseID": key, "ActivityID": code, "CompleteTimestamp": f"2012-04-0{day} 16:55:38"}
        for key, code, day in rows
    ]


def test_a_ticket_becomes_a_case_without_clock_and_keeps_its_odd_times(take, write, session):
    report = take(tickets, "support", write([TICKET], "tickets.csv"))
    case = session.scalars(sa.select(Case)).one()
    assert case.body == "My Camera\n\nis dead.\n\nReplaced."
    assert case.resolved_at < case.first_response_at
    assert case.opened_at == case.resolved_at
    assert (case.state, case.due_at, case.has_clock) == (State.CLOSED, NEVER, False)
    assert "before the first response" in case.remark
    assert len(report.remarks) == 1
    assert session.scalars(sa.select(Identity.value)).all() == ["ann@example.com"]


def test_the_same_tickets_again_change_nothing_and_others_do(take, write, session):
    still = TICKET | {
        "Ticket ID": "2",
        "Ticket Status": "Open",
        "First Response Time": "",
        "Time to Resolution": "",
    }
    take(tickets, "support", write([TICKET, still], "tickets.csv"))
    assert not take(tickets, "support", write([TICKET, still], "tickets.csv")).writes
    closed = still | {"Ticket Status": "Closed", "First Response Time": "2023-06-02 12:00:00"}
    report = take(tickets, "support", write([TICKET, closed], "tickets.csv"))
    assert (report.counts["cases"].changed, report.counts["cases"].added) == (1, 0)
    states = session.scalars(sa.select(Case.state).order_by(Case.id)).all()
    assert states == [State.CLOSED, State.CLOSED]


@pytest.mark.parametrize(
    "change", [{"Customer Email": "nobody"}, {"Ticket Status": "Lost"}, {"Ticket ID": ""}]
)
def test_a_ticket_that_cannot_be_read_is_refused_alone(take, write, session, change):
    report = take(
        tickets, "support", write([TICKET | change, TICKET | {"Ticket ID": "2"}], "tickets.csv")
    )
    assert len(report.refused) == 1
    assert session.scalars(sa.select(Case.external_key)).all() == ["2"]


def test_a_log_becomes_cases_with_events_and_equal_rows_stay(take, write, session):
    rows = events(("2", "1", 3), ("2", "8", 3), ("2", "8", 3), ("2", "6", 5), ("3", "1", 4))
    path = write(rows, "helpdesk.csv")
    report = take(log, "helpdesk", path)
    assert (report.counts["cases"].added, report.counts["events"].added) == (2, 5)
    assert len(report.remarks) == 1
    found = session.execute(
        sa.select(Case.external_key, Case.state, Case.resolved_at.is_(None)).order_by(Case.id)
    ).all()
    assert [tuple(row) for row in found] == [
        ("2", State.CLOSED, False),
        ("3", State.ACCEPTED, True),
    ]
    assert not take(log, "helpdesk", path).writes
    logged = sa.select(sa.func.count(CaseEvent.id)).where(CaseEvent.kind == EventKind.LOG)
    assert session.scalar(logged) == 5


@pytest.mark.parametrize("kind", ["tickets", "events"])
def test_an_import_refuses_cases_that_whoever_imports_does_not_see(take, write, session, kind):
    def told(state, code, **by):
        if kind == "tickets":
            rows = [TICKET | {"Ticket Status": state}, TICKET | {"Ticket ID": "2"}]
            return take(tickets, "support", write(rows, "tickets.csv"), **by)
        rows = events(("1", "1", 1), ("1", code, 2), ("2", "1", 1))
        return take(log, "helpdesk", write(rows, "events.csv"), **by)

    told("Open", "2")
    case = session.scalars(sa.select(Case).where(Case.external_key == "1")).one()
    case.assigned_to_id = make_user(session, name="Colleague").id
    before = (case.state, case.content_hash)
    report = told("Closed", "3", by=make_user(session, name="Importer"))
    session.refresh(case)
    assert (case.state, case.content_hash) == before
    assert [one.key for one in report.refused] == ["1"]
    assert "none of those that you see" in report.refused[0].reason


@pytest.fixture
def shop(take, write):
    """Import a customer with an order and what is said of it."""

    def told(*scores):
        people = [
            {"customer_id": "k1", "customer_unique_id": "abcdef1234", "customer_city": "sp",
             "customer_state": "SP"}
        ]  # fmt: skip
        numbers = range(len(scores))
        orders = [
            {"order_id": f"o{n}", "customer_id": "k1",
             "order_purchase_timestamp": "2018-01-02 10:00:00"}
            for n in numbers
        ]  # fmt: skip
        reviews = [
            {"review_id": "r1", "order_id": f"o{n}", "review_score": score,
             "review_comment_title": "", "review_comment_message": "Péssimo",
             "review_answer_timestamp": "2018-01-09 10:00:00"}
            for n, score in zip(numbers, scores, strict=True)
        ]  # fmt: skip
        return take(
            customers,
            "olist",
            write(people, "olist_customers_dataset.csv"),
            write(orders, "olist_orders_dataset.csv"),
            write(reviews, "olist_order_reviews_dataset.csv"),
        )

    return told


def test_bad_reviews_open_cases_and_one_review_may_tell_of_two_orders(shop, session):
    report = shop("1", "2", "5")
    assert (report.counts["reviews"].added, report.counts["cases"].added) == (3, 2)
    assert not shop("1", "2", "5").writes
    linked = session.scalars(sa.select(Review.case_id).order_by(Review.id)).all()
    assert [one is None for one in linked] == [False, False, True]


def test_a_setting_says_what_is_bad(shop, session):
    settings.change(session, "service.low_score", "4")
    assert shop("3", "5").counts["cases"].added == 1


def test_a_score_that_is_none_is_refused(shop):
    report = shop("0", "5")
    assert [one.key for one in report.refused] == ["r1"]
    assert report.counts["reviews"].added == 1


def test_reviews_are_listed_for_those_who_may(shop, sign_in):
    shop("1", "5")
    viewer = sign_in("service.review.index")
    assert viewer.get("/service/review/?score=1").text.count("Péssimo") == 1
    assert sign_in(name="Eve").get("/service/review/").status_code == 403
