"""A service desk: customers, and files as platforms write them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.importing import Importer
from core.reports import Report
from core.sources import Source
from core.testing import check_told, make_user
from core.user import services as users
from core.user.models import User
from plugins.service.casework import services as casework
from plugins.service.casework.rules import Kind, LineDraft
from plugins.service.customer import services as customers
from plugins.service.defect import services as defects
from plugins.service.defect.models import Severity
from plugins.service.identity import services as identities
from plugins.service.identity.models import Kind as IdentityKind
from plugins.service.progress import services as progress
from plugins.service.quality import services as records

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)  # a Monday, noon in Shanghai
TODAY = date(2026, 11, 23)


class Desk:
    """Knows customers at the word of a test."""

    def __init__(self, session) -> None:
        self.session = session
        self.clerk = make_user(session, name="Chen")
        self.manager = make_user(session, name="Meng")

    def customer(self, name="王芳", **facts):
        known = {"source": "test", "by": self.clerk, "on": TODAY, "now": NOW}
        return customers.create_customer(self.session, name=name, **(known | facts))

    def identity(self, party, value="138 1234 5678", kind=IdentityKind.PHONE, **facts):
        return identities.add_identity(
            self.session, party.id, kind=kind, value=value, by=self.clerk, now=NOW, **facts
        )

    def case(self, party=None, **facts):
        usual = {
            "kind": Kind.COMPLAINT,
            "subject": "It leaks",
            "body": "",
            "lines": [LineDraft("Cup", Decimal(2), "P1")],
            "by": self.clerk,
            "on": TODAY,
            "now": NOW,
        }
        return casework.open_case(self.session, party=party, **(usual | facts))

    def defect(self, code="D1", name="chipped", severity=Severity.MAJOR):
        return defects.create_defect(
            self.session, code=code, name=name, severity=severity, by=self.manager
        )

    def record(self, defect=None, **facts):
        usual = {
            "product_code": "P1",
            "title": "Cup",
            "quantity": Decimal(1),
            "found_on": TODAY,
            "by": self.clerk,
            "on": TODAY,
            "now": NOW,
        }
        return records.log_record(self.session, defect or self.defect(), **(usual | facts))

    def say(self, case, kind, body="Hello", now=NOW):
        return casework.say(self.session, case, kind=kind, body=body, by=self.clerk, now=now)

    def step(self, case, verb, now=NOW, note=""):
        return progress.step(self.session, case, verb, by=self.clerk, now=now, note=note)


@pytest.fixture
def desk(session) -> Desk:
    return Desk(session)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file as a platform does."""

    def written(rows: Sequence[Mapping[str, Any]], name: str) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


@pytest.fixture
def take(session) -> Callable[..., Report]:
    """Import files with an importer under a profile."""

    def run(importer: Importer, profile: str, *paths: Path, by: User | None = None) -> Report:
        source = Source(importer.profile(profile), {path.name: path for path in paths})
        report = importer.run(
            session,
            source,
            by=by or users.system_user(session),
            now=NOW,
            progress=lambda _done, _total, _text: None,
        )
        check_told(
            report, {"tickets": "cases", "helpdesk": "events"}.get(importer.name, "customers")
        )
        session.commit()
        return report

    return run
