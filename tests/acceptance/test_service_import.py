"""What other help desks and a platform know of customers is taken over whole, and once."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median

import pytest
import sqlalchemy as sa

from plugins.service.casework.models import Case, CaseEvent
from plugins.service.casework.rules import EventKind, Kind
from plugins.service.identity.models import Identity
from plugins.service.review.models import Review
from tests.acceptance.conftest import database_on
from tests.acceptance.deployment import Deployment, numbers_before

pytestmark = pytest.mark.acceptance
FILES = {
    "customers": "olist/sample_8k",
    "tickets": "helpdesk/customer_support_tickets.csv.gz",
    "helpdesk": "helpdesk/helpdesk.csv",
}


class Taken:
    """A deployment into which everything was imported twice."""

    def __init__(self, deployment: Deployment, data: Path) -> None:
        deployment.bumen("db", "upgrade")
        self.told: dict[str, list[str]] = {}
        for word, path in FILES.items():
            self.told[word] = [
                deployment.bumen("service", "import", word, str((data / path).resolve()))
                for _time in range(2)
            ]
        self.engine = sa.create_engine(deployment.url)

    def rows(self, asked: sa.Select) -> list:
        with self.engine.connect() as connection:
            return list(connection.execute(asked))

    def count(self, column, *conditions) -> int:
        return self.rows(sa.select(sa.func.count(column)).where(*conditions))[0][0]


@pytest.fixture(scope="session")
def taken_on(acceptance_data: Path, tmp_path_factory) -> Callable[[str], Taken]:
    with ExitStack() as stack:

        @cache
        def taken(backend: str) -> Taken:
            folder = tmp_path_factory.mktemp(f"service-{backend}")
            url = stack.enter_context(database_on(backend, folder))
            deployment = Deployment(url, folder)
            stack.callback(deployment.close)
            found = Taken(deployment, acceptance_data)
            stack.callback(found.engine.dispose)
            return found

        yield taken


@pytest.fixture(params=["sqlite", "postgresql"])
def taken(request, taken_on) -> Taken:
    return taken_on(request.param)


def read(path: Path) -> list[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def tickets(acceptance_data) -> list[dict[str, str]]:
    return read(acceptance_data / FILES["tickets"])


@pytest.fixture(scope="session")
def reviews(acceptance_data) -> list[dict[str, str]]:
    return read(acceptance_data / FILES["customers"] / "olist_order_reviews_dataset.csv")


@pytest.mark.parametrize("word", list(FILES))
def test_a_second_import_adds_and_changes_nothing(taken, word):
    again = taken.told[word][1]
    assert set(numbers_before("added", again) + numbers_before("changed", again)) == {0}


def test_each_person_is_one_customer_with_an_account(taken, acceptance_data):
    people = read(acceptance_data / FILES["customers"] / "olist_customers_dataset.csv")
    persons = {row["customer_unique_id"] for row in people}
    assert taken.count(Identity.id, Identity.scope == "olist") == len(persons) == 8016


def test_every_review_is_kept_and_every_bad_one_is_a_case(taken, reviews):
    scores = Counter(int(row["review_score"]) for row in reviews)
    stored = taken.rows(sa.select(Review.score, sa.func.count()).group_by(Review.score))
    assert dict(map(tuple, stored)) == scores
    bad = scores[1] + scores[2]
    assert taken.count(Case.id, Case.source == "olist") == bad == 3020
    repeated = len(reviews) - len({row["review_id"] for row in reviews})
    assert repeated == 34
    assert "34 reviews tell of other orders" in taken.told["customers"][0]


def test_every_ticket_is_a_case_of_its_customer(taken, tickets):
    assert taken.count(Case.id, Case.source == "tickets") == len(tickets) == 8469
    emails = {row["Customer Email"].lower() for row in tickets}
    assert taken.count(Identity.id, Identity.source == "tickets") == len(emails)
    kinds = {
        "Refund request": Kind.RETURN,
        "Technical issue": Kind.REPAIR,
        "Cancellation request": Kind.COMPLAINT,
        "Product inquiry": Kind.ENQUIRY,
        "Billing inquiry": Kind.ENQUIRY,
    }
    wanted = Counter(kinds[row["Ticket Type"]] for row in tickets)
    asked = sa.select(Case.kind, sa.func.count()).where(Case.source == "tickets")
    assert dict(map(tuple, taken.rows(asked.group_by(Case.kind)))) == wanted


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def test_the_times_of_tickets_are_those_of_the_file_odd_ones_too(taken, tickets):
    wanted = {
        row["Ticket ID"]: (moment(row["First Response Time"]), moment(row["Time to Resolution"]))
        for row in tickets
    }
    asked = sa.select(Case.external_key, Case.first_response_at, Case.resolved_at, Case.remark)
    stored = taken.rows(asked.where(Case.source == "tickets"))
    assert {key: (first, resolved) for key, first, resolved, _remark in stored} == wanted
    odd = [key for key, (first, done) in wanted.items() if first and done and done < first]
    assert len(odd) == sum(bool(remark) for *_rest, remark in stored) == 1365
    assert "1365 tickets were resolved before" in taken.told["tickets"][0]
    ours = [done - first for _key, first, done, remark in stored if done and not remark]
    theirs = [done - first for first, done in wanted.values() if first and done and done >= first]
    assert (len(ours), median(ours)) == (len(theirs), median(theirs))
    assert min(ours).total_seconds() >= 0


def test_nothing_that_a_generator_left_unfilled_stays(taken, tickets):
    assert any("{product_purchased}" in row["Ticket Description"] for row in tickets)
    assert taken.count(Case.id, Case.body.contains("{product_purchased}")) == 0
    assert any("\n" in row["Ticket Description"] for row in tickets)


def test_every_event_of_the_log_is_kept_with_its_ticket(taken, acceptance_data):
    rows = read(acceptance_data / FILES["helpdesk"])
    assert taken.count(CaseEvent.id, CaseEvent.kind == EventKind.LOG) == len(rows) == 13710
    codes = Counter(row["ActivityID"] for row in rows)
    asked = sa.select(CaseEvent.verb, sa.func.count()).where(CaseEvent.kind == EventKind.LOG)
    assert dict(map(tuple, taken.rows(asked.group_by(CaseEvent.verb)))) == codes
    ids = {row["CaseID"] for row in rows}
    assert taken.count(Case.id, Case.source == "helpdesk") == len(ids) == 3804
    repeated = len(rows) - len({tuple(row.values()) for row in rows})
    kept = taken.count(CaseEvent.id, CaseEvent.occurrence > 1)
    assert kept == repeated == 91


def test_how_long_tickets_took_is_what_the_log_says(taken, acceptance_data):
    spans: dict[str, list[datetime]] = {}
    for row in read(acceptance_data / FILES["helpdesk"]):
        spans.setdefault(row["CaseID"], []).append(moment(row["CompleteTimestamp"]))
    wanted = median((max(at) - min(at)).total_seconds() for at in spans.values())
    asked = sa.select(Case.opened_at, Case.resolved_at).where(Case.source == "helpdesk")
    ours = median((done - opened).total_seconds() for opened, done in taken.rows(asked))
    assert ours == wanted
