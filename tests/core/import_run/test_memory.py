"""A file that is three times as long takes no more memory: rows and verdicts wait on the disk."""

from __future__ import annotations

import tracemalloc

import pytest
import sqlalchemy as sa

from core.import_run.models import ImportRow, ImportRun, State
from core.jobs import run_pending

FEW, MANY = 1_000, 3_000
MOST = 800_000  # bytes; 2,000 more rows with their verdicts would be some 1.3 MB


@pytest.fixture
def peak(app, session, upload, sign_in):
    """Return how much the check of a file with some parties held at most."""

    def check(count):
        rows = "".join(f"P{n:05},杭州茶厂 {n},{'供应商' if n % 2 else '?'}\n" for n in range(count))
        upload(f"编码,名称,角色\n{rows}", "parties.csv", "core.parties/generic")
        session.commit()
        tracemalloc.start()
        run_pending(app)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    return check


@pytest.fixture
def ada(sign_in):
    return sign_in("core.party.edit", name="Ada")


def test_the_check_holds_no_more_of_a_file_that_is_longer(peak, session) -> None:
    peak(1)  # what is only loaded once
    few = peak(FEW)
    # The least of two: threads of other tests may take memory meanwhile, and give none back.
    assert min(peak(MANY), peak(MANY)) - few < MOST
    run = session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()
    kept = sa.select(sa.func.count(ImportRow.id)).where(ImportRow.run_id == run.id)
    assert (run.state, session.scalar(kept)) == (State.CHECKED, MANY)
