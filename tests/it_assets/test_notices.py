"""What a line of the inbox says of equipment, and to whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask_babel import force_locale

from core.testing import make_user
from core.user import queries as people
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import services as handovers
from plugins.it_assets.maintenance import services as maintenance
from plugins.it_assets.receipt import services as receipts
from tests.it_assets.conftest import NOW, TODAY


@pytest.fixture
def said(app, session):
    """What a line says to a reader, by its headings."""

    def read(facts, record, reader):
        whole = reader and session.scalars(people.by_id(reader.id)).unique().one()
        with app.test_request_context(), force_locale("en"):
            told = facts(session, [record.id], whole).get(record.id, ())
            return {str(heading): str(text) for heading, text in told if text}

    return read


def test_who_signs_reads_for_what_and_nobody_else_does(
    session, make_asset, hand_over, said
) -> None:
    reader, other = make_user(session, name="Meng"), make_user(session, "*", name="Chen")
    for number in range(4):
        make_asset(f"A{number}", name=f"Mouse {number}")
    holder = Holder(reader.name, user_id=reader.id)
    tags = [f"A{number}" for number in range(4)]
    made = hand_over(tags, holder, signs=False, purpose="Fair", due_on=date(2026, 6, 9))
    told = said(handovers.facts, made, reader)
    assert list(told.values()) == [
        "Check-out",
        "Mouse 0 (A0), Mouse 1 (A1), Mouse 2 (A2) and 1 more",
        "Fair",
        "2026-06-09",
    ]
    assert said(handovers.facts, made, other) == {}
    assert said(handovers.facts, made, None) == {}


def test_who_cares_reads_when_maintenance_is_due(session, by, make_piece, said) -> None:
    reader = make_user(session, maintenance.READING, name="Zhou")
    facts = {"by": by, "on": TODAY, "now": NOW}
    made = maintenance.report(
        session, make_piece(None, cost=Decimal(90)), title="除尘", due_on=date(2026, 6, 9), **facts
    )
    assert "2026-06-09" in said(maintenance.facts, made, reader).values()
    assert said(maintenance.facts, made, make_user(session, name="Meng")) == {}


def test_who_receives_reads_how_much_came_from_whom(session, came, said) -> None:
    reader = make_user(session, receipts.READING, name="Zhou")
    made = came(2)
    told = list(said(receipts.facts, made, reader).values())
    assert told[:2] == ["2", "2026-06-01"]
    assert said(receipts.facts, made, make_user(session, name="Meng")) == {}
