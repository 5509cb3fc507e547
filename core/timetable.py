"""Jobs that run by the clock: what the manifests say of them becomes wishes in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_babel import get_locale

from core import clock
from core.company import company
from core.db import session
from core.job import queries, services
from core.manifest import Manifest
from core.user.services import system_user


def want_due(manifests: Iterable[Manifest], startable: Collection[str]) -> None:
    """Want the jobs done whose time has come, each once however many workers look.

    :param startable: the jobs that may start; those of a plugin that is off wait for it.
    """
    crons = {
        name: spec.cron
        for manifest in manifests
        for name, spec in manifest.jobs.items()
        if name in startable
    }
    zone, now = company().zone, clock.now()
    seen = session().scalars(queries.schedules(crons.keys())).all()
    session().rollback()  # nothing is due most of the time, and looking shall take no lock
    if len(seen) == len(crons) and not any(
        services.is_due(one, crons[one.name], zone=zone, now=now) for one in seen
    ):
        return
    services.want_due(
        session(),
        crons,
        zone=zone,
        language=str(get_locale()),
        by=system_user(session()),
        now=now,
    )
    session().commit()
