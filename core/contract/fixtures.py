"""The contract as a fixture for the tests of plugins; part of ``core.testing``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.contract.suite import examine_all
from core.scratch import Databases, settings_for


@pytest.fixture
def contract(databases: Databases) -> Callable[[str], list[str]]:
    """Examine a plugin against what it owes the core: ``assert contract("loyalty") == []``."""

    def faults(name: str) -> list[str]:
        settings = settings_for(databases.server or databases.current, databases.folder, name)
        verdicts = examine_all([name], settings)[name]
        return [f"{one.check.name}: {fault}" for one in verdicts for fault in one.faults]

    return faults
