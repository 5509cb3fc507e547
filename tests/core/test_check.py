from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core import audit, check
from core.hooks import hookimpl
from core.hookspecs import Fault


@pytest.fixture
def answer(app):
    """Answer the hook for one test."""
    hooks = app.extensions["bumen.hooks"]

    def add(function) -> None:
        hooks.register(SimpleNamespace(check_invariants=hookimpl(function)), "tested")

    yield add
    hooks.unregister(name="tested")


def test_a_sound_database_has_no_fault(app, session) -> None:
    result = app.test_cli_runner().invoke(check.command)
    assert (result.exit_code, result.output) == (0, "All invariants hold.\n")


def test_a_trail_that_could_be_changed_is_a_fault(app, session, backend) -> None:
    on_table = f" ON {audit.NAME}" if backend == "postgresql" else ""
    name = min(one for one in check.TRIGGERS[backend] if one.startswith(f"{audit.NAME}_keep"))
    session.execute(sa.text(f"DROP TRIGGER {name}{on_table}"))
    (fault,) = check.find_faults(session)
    assert fault == Fault(
        "core.history.append_only", f"The trigger {name} is missing or switched off."
    )


def test_what_a_plugin_finds_is_named_and_ends_with_1(app, session, answer) -> None:
    answer(lambda: [Fault("tested.sum", "Statement S-202611-0001 is off by 0.01.")])
    result = app.test_cli_runner().invoke(check.command)
    assert result.exit_code == 1
    assert "tested.sum: Statement S-202611-0001 is off by 0.01." in result.stderr


def test_a_check_that_fails_proves_nothing(session, answer) -> None:
    answer(lambda session: session.execute(sa.text("SELECT * FROM no_such_table")))
    (fault,) = check.find_faults(session)
    assert fault.rule == "tested.check_invariants"
