"""The tests run with loyalty, and with finance, whose payments it answers to."""

from __future__ import annotations

import pytest

from core.party.models import Party
from core.party.services import create_party
from core.testing import make_user


@pytest.fixture(scope="session")
def plugins() -> str:
    return "finance,loyalty"


@pytest.fixture
def party(session) -> Party:
    clerk = make_user(session, name="Chen")
    return create_party(session, code="S1", name="Works S1", is_supplier=True, by=clerk)
