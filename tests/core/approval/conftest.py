from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.approval import services
from core.approval_flow import services as flows
from core.approvals import Approvable
from core.party.models import Party
from core.role.models import Role
from core.signature.models import Verdict
from core.testing import make_user

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday, 17:00 in Shanghai
PERMISSION = "core.party.edit"


class Office:
    """A company in which new suppliers need approval: Ada asks, Bob may sign."""

    def __init__(self, app, session) -> None:
        self.session, self.outcomes = session, []
        self.ada = self.person("Ada")
        self.bob = self.person("Bob", PERMISSION)
        self.kind = Approvable(
            name="core.party",
            title="New supplier",
            model=Party,
            permission=PERMISSION,
            reading="core.party.index",
            page="core.party.detail",
            key="party_id",
            approved=self.note("approved"),
            declined=self.note("declined"),
            preparers=lambda party: self.preparers,
        )
        self.preparers: list[int] = []
        app.extensions["bumen.approvables"][self.kind.name] = self.kind

    def note(self, outcome):
        def write(session, party, *, by, now) -> None:
            self.outcomes.append((outcome, party.code, by.name))

        return write

    def person(self, name, *permissions):
        return make_user(self.session, *permissions, name=name)

    def stage(self, title, *people, needed=1, role=None, **limits):
        stage = flows.add(self.session, self.kind.name, by=self.ada)
        facts = {
            "role_id": role.id if role else None,
            "from_amount": None,
            "due_hours": None,
            "escalate_hours": None,
            "escalate_to_id": None,
        } | limits
        flows.change(
            self.session,
            stage,
            title=title,
            people=[one.id for one in people],
            needed=needed,
            by=self.ada,
            **facts,
        )
        return stage

    def role_of(self, person) -> Role:
        return self.session.scalars(sa.select(Role).where(Role.title_en == person.name)).first()

    def ask(self, amount="100.00", *, code="ACME", by=None, **facts):
        party = self.session.scalar(sa.select(Party).where(Party.code == code))
        if party is None:
            party = Party(code=code, name=f"{code} Ltd.", is_supplier=True)
            self.session.add(party)
            self.session.flush()
        return services.ask(
            self.session,
            self.kind,
            party,
            amount=Decimal(amount),
            by=by or self.ada,
            now=NOW,
            **({"currency": "CNY"} | facts),
        )

    def decide(self, approval, person, verdict="approve", reason="", now=NOW) -> None:
        services.decide(self.session, approval, Verdict(verdict), reason=reason, by=person, now=now)

    def sign(self, approval, *people) -> str:
        for person in people:
            self.decide(approval, person)
        return approval.state.value


@pytest.fixture
def office(app, session):
    known = dict(app.extensions["bumen.approvables"])
    yield Office(app, session)
    app.extensions["bumen.approvables"] = known
