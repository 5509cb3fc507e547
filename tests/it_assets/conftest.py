"""Makers of what the tests of equipment speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.user import services as users
from plugins.it_assets.asset import services as assets
from plugins.it_assets.category import queries as category_queries
from plugins.it_assets.category import services as categories
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries
from plugins.it_assets.handover import services as handovers
from plugins.it_assets.handover.models import Kind, Way
from plugins.it_assets.model import services as models

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


@pytest.fixture
def by(session):
    return users.system_user(session)


@pytest.fixture
def make_asset(session, by):
    """Make an asset of a category, which is made if there is none."""
    made = {}

    def make(tag: str = "", *, category: str = "笔记本电脑", terms: str = "", **facts):
        kind = {
            name: facts.pop(name) for name in ("method", "months", "residual_rate") if name in facts
        }
        if category not in made:
            found = session.scalar(category_queries.named(category))
            group = found or categories.create_category(
                session, name=category, terms=terms, by=by, **kind
            )
            made[category] = models.create_model(
                session, name=f"{category} 13", manufacturer="联想", category=group, by=by
            )
        told = {"purchased_on": date(2025, 1, 15), "cost": Decimal("6000.00"), "currency": "CNY"}
        return assets.create_asset(
            session, model=made[category], tag=tag, on=TODAY, by=by, **told | facts
        )

    return make


@pytest.fixture
def hand_over(session, by):
    """Prepare a handover, and sign it unless told otherwise."""

    def hand(tags, holder=None, *, kind=Kind.CHECK_OUT, on=TODAY, signs=True, **facts):
        made = handovers.prepare(
            session,
            kind=kind,
            holder=Holder(holder) if isinstance(holder, str) else holder,
            conditions=tags if isinstance(tags, dict) else dict.fromkeys(tags, ""),
            by=by,
            on=on,
            now=NOW,
            **facts,
        )
        if signs:
            handovers.sign(
                session, made, signature=made.holder_name, way=Way.DEVICE, by=by, on=on, now=NOW
            )
        session.commit()
        return session.scalars(queries.whole(made.id)).one()

    return hand
