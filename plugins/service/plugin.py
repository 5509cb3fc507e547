"""What service adds to the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import importing
from core.clock import now
from core.extending import (
    Action,
    ExtraColumn,
    Hit,
    Panel,
    SearchSource,
    Tab,
    TimelineEntry,
    record_source,
)
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.user.models import User
from plugins.service.backlog.importer import importer as tickets
from plugins.service.breach import jobs as breach_jobs
from plugins.service.breach import services as breach
from plugins.service.case import api as case_api
from plugins.service.case import views as case
from plugins.service.casework import queries as cases
from plugins.service.casework import services as casework
from plugins.service.customer import api as customer_api
from plugins.service.customer import jobs as customer_jobs
from plugins.service.customer import queries as customers
from plugins.service.customer import views as customer
from plugins.service.customer.listing import called
from plugins.service.defect import views as defect
from plugins.service.defect_rate import jobs as defect_rate_jobs
from plugins.service.defect_rate import views as defect_rate
from plugins.service.demo import services as demo
from plugins.service.duplicate import views as duplicate
from plugins.service.identity import queries as identities
from plugins.service.identity import services as identity_services
from plugins.service.identity import views as identity
from plugins.service.inspection import queries as inspections
from plugins.service.inspection import views as inspection
from plugins.service.intake.importer import importer
from plugins.service.log.importer import importer as log
from plugins.service.merge import jobs as merge_jobs
from plugins.service.merge import views as merge
from plugins.service.overview import views as overview
from plugins.service.policy import views as policy
from plugins.service.quality import api as quality_api
from plugins.service.quality import queries as records
from plugins.service.quality import views as quality
from plugins.service.quality.listing import QualityListing
from plugins.service.review import views as review
from plugins.service.sla import views as sla

blueprints = (
    customer.blueprint,
    identity.blueprint,
    case.blueprint,
    inspection.blueprint,
    sla.blueprint,
    policy.blueprint,
    review.blueprint,
    duplicate.blueprint,
    merge.blueprint,
    quality.blueprint,
    defect.blueprint,
    defect_rate.blueprint,
)
apis = (customer_api.blueprint, case_api.blueprint, quality_api.blueprint)
importers = (importer, tickets, log)
jobs = (
    customer_jobs.note,
    breach_jobs.watch,
    breach_jobs.recount,
    merge_jobs.compare,
    defect_rate_jobs.watch,
)
listings = (QualityListing,)
notices = (casework.ASSIGNED, breach.LATE)
commands = (importing.group(customers=importer, tickets=tickets, helpdesk=log),)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show the cases that want somebody."""
    return overview.cards(session, user, today)


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Give the demo's customers numbers, and open cases on their orders."""
    return demo.seed(session, by=by, today=today, now=now())


@hookimpl
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Tell what a customer wanted."""
    return overview.happened(session, party_id, limit)


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Put cases on the pages of customers and orders, and lead from a party to its archive."""
    if target == "service.customer":
        return [*overview.customer_panels()]
    if target == "orders.order":
        return [*overview.order_extras(record)]
    if target == "service.case":
        return [*overview.case_actions(record)]
    if target == "catalog.product":
        return [overview.quality_of_product(record)]
    if target == "core.party":
        return [*overview.party_extras(record)]
    return []


@hookimpl
def extend_listing(target: str) -> list[ExtraColumn]:
    """Show in the list of customers how many open cases they have."""
    if target != "service.customer":
        return []
    return [
        ExtraColumn(
            "open_cases", _l("Open cases"), "service.case.index", _open_cases, kind="number"
        )
    ]


def _open_cases(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    return {party: count for party, count in session.execute(cases.open_counts(ids))}


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let customers be found, also by what they are known by, cases and quality records."""
    return [
        SearchSource(
            "customers",
            _("Customers"),
            "service.customer.index",
            _customers,
            lambda words: url_for("service.customer.index", q=words),
            order=20,
        ),
        record_source(
            "cases",
            _("Cases"),
            "service.case.index",
            cases.with_words,
            lambda one: Hit(
                one.number, url_for("service.case.detail", case_id=one.id), one.subject
            ),
            order=25,
        ),
        record_source(
            "quality",
            _("Quality records"),
            "service.quality.index",
            records.with_words,
            lambda one: Hit(
                one.number, url_for("service.quality.detail", record_id=one.id), one.title
            ),
            order=26,
        ),
    ]


def _customers(session: Session, words: str, limit: int) -> list[Hit]:
    known = session.scalars(identities.known_by(identity_services.guesses(words), limit)).all()
    named = session.scalars(customers.with_words(words, limit)).all()
    found = {party.id: party for party in (*known, *named)}
    return [
        Hit(
            called(party.name),
            url_for("service.customer.detail", party_id=party.id),
            f"{party.code} · {party.city}",
        )
        for party in list(found.values())[:limit]
    ]


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Prove that every archive has one head, and every case its opening and its deadline."""
    asked = (
        (
            "customer.head",
            "Customer %s is kept under no head.",
            customers.misplaced(),
        ),
        ("case.due", "The next deadline of %s is none of its clocks.", cases.odd_dues()),
        ("case.opened", "No event tells that %s was opened.", cases.without_opening()),
        (
            "case.refunded",
            "Nobody asked for the refund that %s promised.",
            inspections.unrefunded(),
        ),
        ("quality.verified", "%s was closed without verification.", records.unverified()),
    )
    return [
        Fault(f"service.{rule}", text % key)
        for rule, text, question in asked
        for key in session.scalars(question)
    ]
