"""What people are told of their imports, in the inbox and in messages.  Services never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import clock
from core.import_notice import queries
from core.import_run.listing import title_of
from core.import_run.models import STATES, ImportRun, State
from core.notification import services as notifications
from core.notifications import Facts, Notice
from core.reports import became
from core.user.models import User
from core.user.services import system_user

PATIENCE = timedelta(minutes=1)  # whoever waits longer looks at something else


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return what imports would do or did, of those that the reader started."""
    found = session.scalars(queries.told(keys, None if reader is None else reader.id))
    return {
        one.id: [
            (_l("Import"), title_of(one)),
            (_l("State"), str(STATES[one.state][0])),
            *((count["title"], became(**count)) for count in one.counts),
            (_l("Reason"), one.error),
        ]
        for one in found
    }


def _notice(name: str, text: Any) -> Notice:
    page = ("core.import_run.detail", "run_id")
    return Notice(f"core.import_run.{name}", text, *page, facts=facts)


ENDED = {
    State.CHECKED: _notice("checked", _l("Your files are checked: %(label)s")),
    State.DONE: _notice("done", _l("Your files are imported: %(label)s")),
    State.FAILED: _notice("failed", _l("Your files could not be imported: %(label)s")),
}
NOTICES = tuple(ENDED.values())


def tell(session: Session, run: ImportRun) -> None:
    """Tell whoever had to wait what became of it; what was told before counts no more."""
    now, key = clock.now(), run.id
    notifications.settle(session, NOTICES, record_id=key, now=now)
    if run.job is None or now - run.job.created_at < PATIENCE:
        return
    label, by = ", ".join(one.name for one in run.files), system_user(session)
    told = [run.created_by_id]
    notifications.notify(
        session, ENDED[run.state], told, record_id=key, label=label, by=by, now=now
    )
