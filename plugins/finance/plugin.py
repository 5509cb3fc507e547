"""What finance adds to the system."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import importing
from core.clock import now
from core.company import company
from core.extending import Hit, SearchSource, TimelineEntry, list_source
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.templating import day, money
from core.user.models import User
from plugins.finance.check import services as check
from plugins.finance.dealing import queries as dealing
from plugins.finance.demo import services as demo
from plugins.finance.overview import views as overview
from plugins.finance.payment import views as payment
from plugins.finance.payment.importer import importer as bank_result
from plugins.finance.payment.listing import BatchListing
from plugins.finance.printout import services as printout
from plugins.finance.run import cli as run_cli
from plugins.finance.run import services as run_services
from plugins.finance.run import views as run
from plugins.finance.settlement import api as settlement_api
from plugins.finance.settlement import services as settlement_services
from plugins.finance.settlement import views as settlement
from plugins.finance.settlement.listing import StatementListing
from plugins.finance.settlement.models import STATE_WORDS
from plugins.finance.terms import api as terms_api
from plugins.finance.terms import cli as terms_cli
from plugins.finance.terms import views as terms

blueprints = (settlement.blueprint, run.blueprint, payment.blueprint, terms.blueprint)
apis = (settlement_api.blueprint, terms_api.blueprint)
commands = (
    terms_cli.terms,
    run_cli.settle,
    run_cli.statements,
    importing.command(bank_result),
)
importers = (bank_result,)
listings = (StatementListing,)
approvables = (settlement_services.PAYMENT,)
documents = (printout.STATEMENT,)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show what waits for a step."""
    return overview.cards(session)


@hookimpl
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Tell what was settled with a supplier, and what was paid."""
    settled = [
        TimelineEntry(
            one.created_at,
            _("Statement %(number)s", number=one.number),
            url_for("finance.settlement.detail", statement_id=one.id),
            "finance.settlement.index",
            f"{STATE_WORDS[one.state]} · {money(one.net, one.currency)}",
            "scale",
        )
        for one in session.scalars(dealing.of_supplier(party_id).limit(limit))
    ]
    paid = [
        TimelineEntry(
            item.answered_at,
            _("Payment of statement %(number)s", number=item.statement.number),
            url_for("finance.payment.detail", batch_id=item.batch_id),
            "finance.payment.index",
            money(item.amount, item.batch.currency),
            "cash",
        )
        for item in session.scalars(dealing.paid_to(party_id).limit(limit))
        if item.answered_at is not None
    ]
    return settled + paid


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let statements and payments be found."""
    return [
        SearchSource(
            "statements",
            _("Statements"),
            "finance.settlement.index",
            _statements,
            lambda words: url_for("finance.settlement.index", q=words),
            order=50,
        ),
        list_source("payments", _("Payments"), "finance.payment.index", BatchListing, order=51),
    ]


def _statements(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(
            one.number,
            url_for("finance.settlement.detail", statement_id=one.id),
            f"{one.supplier_name} · {STATE_WORDS[one.state]} · {day(one.period_from)}",
        )
        for one in session.scalars(dealing.with_words(words, limit))
    ]


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Settle the invented sales."""
    sources = run_services.payable_sources()
    if not sources:
        return []
    return demo.seed(session, sources, currency=company().currency, by=by, today=today, now=now())


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Prove that the books hold together."""
    return check.find_faults(session)
