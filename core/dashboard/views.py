"""The first page, at / and below /core/dashboard/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import today
from core.dashboard import queries, services
from core.db import session
from core.import_run.listing import title_of as import_title
from core.import_run.models import STATES as IMPORT_STATES
from core.job.listing import title_of as job_title
from core.job.models import STATES as JOB_STATES
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import render

blueprint = Blueprint("dashboard", __name__)


@dataclass(frozen=True)
class News:
    """Something that happened lately and leads to its page."""

    title: str
    url: str
    who: str
    at: datetime
    state: tuple[str, str]


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the cards that the reader may see and what happened lately, or what to do first."""
    board = services.board(session(), current_user, today=today())
    return render(
        "core/dashboard/index.html",
        cards=[card for card in board.cards if allowed(card.permission)],
        failed=board.failed,
        news=[
            (title, found)
            for title, found in ((_("Imports"), _imports()), (_("Jobs"), _jobs()))
            if found
        ],
        first_steps=_first_steps(),
    )


def _imports() -> list[News]:
    if not allowed("core.import_run.index"):
        return []
    return [
        News(
            import_title(run),
            url_for("core.import_run.detail", run_id=run.id),
            run.created_by.name,
            run.created_at,
            IMPORT_STATES[run.state],
        )
        for run in session().scalars(queries.recent_imports())
    ]


def _jobs() -> list[News]:
    if not allowed("core.job.index"):
        return []
    return [
        News(
            job_title(job),
            url_for("core.job.detail", job_id=job.id),
            job.created_by.name,
            job.created_at,
            JOB_STATES[job.state],
        )
        for job in session().scalars(queries.unfinished_jobs())
    ]


def _first_steps() -> list[tuple[str, str, str]]:
    steps = (
        (
            "core.setting.edit",
            "core.setting.index",
            _("Set the company's name, time zone and currency"),
            "settings",
        ),
        (
            "core.import_run.index",
            "core.import_run.index",
            _("Import orders from a file"),
            "file-import",
        ),
        ("core.user.edit", "core.user.create", _("Create users for your colleagues"), "user-plus"),
        ("core.party.edit", "core.party.create", _("Enter a supplier or a customer"), "users"),
    )
    return [
        (url_for(endpoint), text, icon)
        for permission, endpoint, text, icon in steps
        if allowed(permission)
    ]
