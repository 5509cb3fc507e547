"""What service adds to the system."""

from __future__ import annotations

from typing import Any

import click
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import importing
from core.extending import Action, Hit, Panel, SearchSource, Tab
from core.hooks import hookimpl
from core.hookspecs import Fault
from plugins.service.customer import jobs as customer_jobs
from plugins.service.customer import queries as customers
from plugins.service.customer import views as customer
from plugins.service.identity import queries as identities
from plugins.service.identity import services as identity_services
from plugins.service.identity import views as identity
from plugins.service.intake.importer import importer

blueprints = (customer.blueprint, identity.blueprint)
importers = (importer,)
jobs = (customer_jobs.note,)
commands = (
    click.Group(
        "import",
        {"customers": importing.command(importer)},
        help="Import customers, tickets and logs.",
    ),
)


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Lead from the page of a party to its archive."""
    if target != "core.party" or not record.is_customer:
        return []
    return [
        Action(
            _("Customer archive"),
            url_for("service.customer.detail", party_id=record.id),
            "service.customer.index",
            icon="users",
        )
    ]


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let customers be found, also by what they are known by."""
    return [
        SearchSource(
            "customers",
            _("Customers"),
            "service.customer.index",
            _customers,
            lambda words: url_for("service.customer.index", q=words),
            order=20,
        )
    ]


def _customers(session: Session, words: str, limit: int) -> list[Hit]:
    known = session.scalars(identities.known_by(identity_services.guesses(words), limit)).all()
    named = session.scalars(customers.with_words(words, limit)).all()
    found = {party.id: party for party in (*known, *named)}
    return [
        Hit(
            party.name,
            url_for("service.customer.detail", party_id=party.id),
            f"{party.code} · {party.city}",
        )
        for party in list(found.values())[:limit]
    ]


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Prove that every archive has one head."""
    return [
        Fault("service.customer.head", f"Customer {key} is kept under somebody who is no head.")
        for key in session.scalars(customers.misplaced())
    ]
