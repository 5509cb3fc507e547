"""The first page, at / and below /core/dashboard/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import Select

from core.arranging import arranged
from core.company import today
from core.dashboard import queries, services
from core.db import session
from core.hookspecs import Card, Entry
from core.import_run.listing import title_of as import_title
from core.import_run.models import STATES as IMPORT_STATES
from core.job.listing import title_of as job_title
from core.job.models import STATES as JOB_STATES
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import instant, render

blueprint = Blueprint("dashboard", __name__)

WORDS = {1: _l("A quarter"), 2: _l("Half the page"), 4: _l("The whole page")}


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the cards that the reader may see and has not hidden, or what to do first."""
    found = _board()
    return render(
        "core/dashboard/index.html",
        cards=found.shown,
        failed=found.failed,
        has_charts=any(one.card.chart for one in found.shown),
        is_empty=not found.cards,
        first_steps=_first_steps(),
    )


@blueprint.route("/arrange", methods=["GET", "POST"])
@requires(SIGNED_IN)
def arrange() -> ResponseReturnValue:
    """Choose which cards one sees, in which order and how wide."""
    found = _board()
    if request.method == "POST":
        keys = {one.key for one in found.cards}
        order = [key for key in arranged(request.form) if key in keys]
        services.arrange(
            session(),
            order,
            hidden=set(order) - set(request.form.getlist("shown")),
            widths={key: request.form.get(f"width-{key}", 0, type=int) for key in order},
            by=current_user,
        )
        session().commit()
        flash(_("Your overview is saved."), "success")
        return redirect(url_for("core.dashboard.arrange" if _is_moved() else "home"), 303)
    return render("core/dashboard/arrange.html", cards=found.cards, widths=WORDS)


@blueprint.post("/reset")
@requires(SIGNED_IN)
def reset() -> ResponseReturnValue:
    """Show the cards again as they come."""
    services.reset(session(), by=current_user)
    session().commit()
    flash(_("Your overview is as it was at first."), "success")
    return redirect(url_for("home"), 303)


def _is_moved() -> bool:
    return "move" in request.form


def _board() -> services.Board:
    own = (
        _lately(
            "imports",
            _("Imports"),
            "core.import_run",
            queries.recent_imports(),
            lambda run: (import_title(run), {"run_id": run.id}, IMPORT_STATES[run.state]),
        ),
        _lately(
            "jobs",
            _("Jobs"),
            "core.job",
            queries.unfinished_jobs(),
            lambda job: (job_title(job), {"job_id": job.id}, JOB_STATES[job.state]),
        ),
    )
    cards = [card for card in own if card is not None]
    return services.board(session(), current_user, own=cards, may=allowed, today=today())


def _lately(
    key: str,
    title: str,
    place: str,
    asked: Select[Any],
    told: Callable[[Any], tuple[str, dict[str, Any], Any]],
) -> Card | None:
    """Return a card of what was wanted lately; nothing for those who may not see it.

    :param told: what a row is called, what its page wants to know, and its state in words.
    """
    endpoint = f"{place}.index"
    if not allowed(endpoint):
        return None
    entries = []
    for row in session().scalars(asked):
        name, values, state = told(row)
        by = f"{row.created_by.name} · {instant(row.created_at)}"
        entries.append(Entry(name, url_for(f"{place}.detail", **values), by, state))
    if not entries:
        return None
    url = url_for(endpoint)
    return Card(title, "", url, endpoint, order=900, key=key, entries=tuple(entries), width=2)


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
