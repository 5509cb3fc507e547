"""Nobody changes, adds or removes an entry of the audit trail without being found."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core import audit, chain
from core.db import session as current
from core.history.cli import group
from core.history.models import Block, Entry
from core.party.models import Party

LAST = sa.select(Block.entries).order_by(Block.id.desc()).limit(1)
# In these the entries and the blocks of the fixture are counted from 1.
TOUCHED = {
    "UPDATE core_history SET label = 'Other' WHERE id = {e2}": "was changed",
    "UPDATE core_history SET actor_name = 'Eve' WHERE id = {e1}": "was changed",
    "UPDATE core_history SET digest = '' WHERE id = {e2}": "was changed",
    "DELETE FROM core_history WHERE id = {e2}": "of its 2 entries there are 1",
    "DELETE FROM core_history WHERE id = {e4}": "of its 1 entries there are 0",
    "DELETE FROM core_history_block WHERE id = {b1}": "is missing",
    "UPDATE core_history_block SET hash = 'a' WHERE id = {b1}": "does not fit",
}


@pytest.fixture
def places(session) -> dict[str, int]:
    """Write three transactions, one with two entries; return the numbers of what they left."""
    entries = session.scalar(sa.select(sa.func.max(Entry.id))) or 0
    blocks = session.scalar(sa.select(sa.func.max(Block.id))) or 0
    for codes in (["A"], ["B", "C"], ["D"]):
        session.add_all(Party(code=code, name=code, is_supplier=True) for code in codes)
        session.commit()
    numbers = range(1, 5)
    return {f"e{n}": entries + n for n in numbers} | {f"b{n}": blocks + n for n in numbers}


def unguarded(session, statement: sa.Executable) -> None:
    """Write as somebody would who owns the database; the test rolls it back."""
    if session.get_bind().dialect.name == "postgresql":
        for table in chain.ENTRIES, chain.BLOCKS:
            session.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
    else:
        for table in chain.ENTRIES, chain.BLOCKS:
            for event in "update", "delete":
                session.execute(sa.text(f"DROP TRIGGER {table.name}_keep_{event}"))
    session.execute(statement)


def test_an_untouched_trail_is_proved(session, places) -> None:
    verdict = chain.verify(session)
    assert (verdict.faults, verdict.blocks) == ([], places["b3"])
    assert verdict.head.startswith(f"{places['b3']}:")


@pytest.mark.parametrize(("statement", "told"), TOUCHED.items())
def test_what_was_touched_is_told(session, places, statement, told) -> None:
    unguarded(session, sa.text(statement.format(**places)))
    faults = chain.verify(session).faults
    session.rollback()
    assert told in " ".join(faults)


def test_an_entry_that_was_written_past_the_chain_is_told(session, places) -> None:
    copied = {one.name: one for one in chain.ENTRIES.columns if one.name != "id"}
    copied |= {"transaction": sa.literal("forged"), "digest": sa.literal("")}
    forged = sa.select(*copied.values()).where(chain.ENTRIES.c.id == places["e4"])
    unguarded(session, sa.insert(chain.ENTRIES).from_select(list(copied), forged))
    faults = chain.verify(session).faults
    session.rollback()
    assert len(faults) == 1
    assert "(D (D)) was added past the chain." in faults[0]


def test_a_chain_without_its_end_is_told_by_a_head_that_was_noted(session, places) -> None:
    noted = chain.verify(session).head
    assert chain.verify(session, noted).faults == []
    unguarded(session, sa.text(f"DELETE FROM core_history WHERE id = {places['e4']}"))
    session.execute(sa.text(f"DELETE FROM core_history_block WHERE id = {places['b3']}"))
    assert chain.verify(session).faults == []
    assert chain.verify(session, noted).faults == [
        f"Block {places['b3']} is not the one that was noted."
    ]
    session.rollback()


def test_what_a_savepoint_took_back_is_in_no_block(session) -> None:
    session.add(Party(code="A", name="A", is_supplier=True))
    with session.begin_nested() as savepoint:
        session.add(Party(code="B", name="B", is_supplier=True))
        session.flush()
        savepoint.rollback()
    session.commit()
    assert session.scalar(LAST) == 1
    assert chain.verify(session).faults == []


def test_blocks_of_transactions_at_the_same_moment_follow_each_other(session, app) -> None:
    before = chain.verify(session).blocks
    session.commit()

    def write(number: int) -> None:
        with app.app_context():
            current().add(Party(code=f"P{number}", name="P", is_supplier=True))
            current().commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    verdict = chain.verify(session)
    assert (verdict.faults, verdict.blocks) == ([], before + 12)


def test_a_sealed_trail_cannot_be_changed_by_the_application(session) -> None:
    for statement in (
        "DELETE FROM core_history_block",
        "UPDATE core_history_block SET entries = 9",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
            session.execute(sa.text(statement))


def test_the_command_proves_the_trail_and_names_the_head(app, session, places) -> None:
    session.commit()
    run = app.test_cli_runner().invoke
    done = run(group, ["verify"])
    head = re.search(r"Head: (\d+:[0-9a-f]{64})", done.output)[1]
    assert (done.exit_code, f"in {places['b3']} blocks." in done.output) == (0, True)
    assert run(group, ["verify", "--head", head]).exit_code == 0
    assert run(group, ["verify", "--head", f"{places['b3']}:" + "0" * 64]).exit_code == 1
    assert "it looks like" in str(run(group, ["verify", "--head", "3"]).exception)


def test_a_bulk_statement_is_sealed_too(session) -> None:
    audit.record_many(session, Party, audit.CHANGE, [(n, f"P{n}", {}) for n in range(1, 2_001)])
    session.commit()
    assert session.scalar(LAST) == 2_000
    assert chain.verify(session).faults == []
