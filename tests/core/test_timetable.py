"""Jobs that plugin.toml lets run by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core import clock, timetable
from core.job import services
from core.job.models import JobRow, Schedule, State
from core.manifest import JobSpec, Manifest, Text
from core.user import services as users

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = {"probe.stamp.expire": "30 3 * * *"}  # 19:30 UTC of the day before
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def look(session):
    """Look at the clock at some moment; return the names of the jobs that are wanted then."""

    def at(now: datetime) -> list[str]:
        by = users.system_user(session)
        rows = services.want_due(session, NIGHT, zone=SHANGHAI, language="en", by=by, now=now)
        session.commit()
        return [row.name for row in rows]

    return at


def test_a_job_waits_for_its_next_time_in_the_zone_of_the_company(look) -> None:
    assert look(NOON) == []
    assert look(datetime(2026, 11, 20, 19, 29, 59, tzinfo=UTC)) == []
    assert look(datetime(2026, 11, 20, 19, 30, tzinfo=UTC)) == ["probe.stamp.expire"]
    assert look(datetime(2026, 11, 20, 19, 30, 1, tzinfo=UTC)) == []
    assert look(datetime(2026, 11, 21, 19, 31, tzinfo=UTC)) == ["probe.stamp.expire"]


def test_times_that_were_missed_count_once(look) -> None:
    look(NOON)
    assert look(NOON + timedelta(days=9)) == ["probe.stamp.expire"]
    assert look(NOON + timedelta(days=9, seconds=1)) == []


def test_a_job_that_is_not_over_is_not_wanted_twice(look, session) -> None:
    look(NOON)
    look(NOON + timedelta(days=1))
    look(NOON + timedelta(days=2))
    assert session.scalar(sa.select(sa.func.count()).select_from(JobRow)) == 1


def manifest() -> Manifest:
    text = Text(en="Probe")
    jobs = {name: JobSpec(title=text, cron=cron) for name, cron in NIGHT.items()}
    return Manifest(name="probe", title=text, summary=text, api=1, jobs=jobs)


def test_however_many_workers_look_a_job_is_wanted_once(app, session) -> None:
    session.add(Schedule(name="probe.stamp.expire", last_at=clock.now() - timedelta(days=2)))
    session.commit()

    def work() -> None:
        with app.app_context():
            timetable.want_due([manifest()], NIGHT)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(session.scalars(sa.select(JobRow.state))) == [State.READY]


def test_a_job_of_a_plugin_that_is_off_waits(app, session) -> None:
    session.add(Schedule(name="probe.stamp.expire", last_at=clock.now() - timedelta(days=2)))
    session.commit()
    timetable.want_due([manifest()], [])
    assert session.scalars(sa.select(JobRow)).all() == []
