"""The pages below /core/import_profile/: choosing columns by hand, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import exporting, files, importing, tables, unpacking
from core.clock import now
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.import_profile import queries, rules, services
from core.import_profile.forms import MappingForm
from core.import_profile.models import ImportProfile
from core.import_profile.rules import Choice
from core.import_run import queries as runs
from core.import_run import services as run_services
from core.import_run.models import ImportRun
from core.importing import Importer
from core.permissions import SIGNED_IN, allowed, requires
from core.profiles import Column, Profile
from core.records import one_or_404
from core.reports import Report
from core.sources import Reader
from core.tables import Table
from core.templating import render

blueprint = Blueprint("import_profile", __name__)
SHOWN = 20
WORDS = 20
LOOKED_FOR_WORDS = 1_000


@dataclass(frozen=True)
class Verdict:
    """A row of the preview: its values by field, or why it cannot be read."""

    line: int
    values: dict[str, Any]
    reason: str


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the profiles that people made for the imports that the reader may do."""
    offered = _offered()
    if not offered:
        abort(403)
    found = session().scalars(queries.all_profiles()).all()
    mine = [one for one in found if one.importer in offered]
    return render("core/import_profile/index.html", profiles=mine, importers=offered)


@blueprint.post("/<int:profile_id>/delete")
@requires(SIGNED_IN)
def delete(profile_id: int) -> ResponseReturnValue:
    """Forget a profile."""
    found = session().get(ImportProfile, profile_id) or abort(404)
    if found.importer not in _offered():
        abort(403)
    services.remove(session(), found, by=current_user)
    session().commit()
    flash(_("The profile is deleted; what was imported with it stays."), "success")
    return redirect(url_for("core.import_profile.index"), 303)


@blueprint.route("/<int:run_id>/map", methods=["GET", "POST"])
@requires(SIGNED_IN)
def map(run_id: int) -> ResponseReturnValue:
    """Choose the column of each field, see what the rows become, and have the file checked."""
    run, importer, pattern = _mappable(run_id)
    form = MappingForm(timezone=company().timezone)
    columns = next(iter(pattern.files.values())).columns
    with _table(run) as table:
        choices = _choices(columns, table)
        if form.submitted() and "save" in request.form:
            try:
                return _save(run, importer, pattern, choices, form)
            except BusinessError as error:
                form.refuse(error)
        page = render(
            "core/import_profile/map.html",
            run=run,
            form=form,
            columns=columns,
            choices=choices,
            heading=table.heading,
            formats=rules.FORMATS,
            words=_words(columns, choices, table),
            lacking=services.lacking(pattern, choices),
            rows=_preview(pattern, choices, form, table),
            first=next((cells for _line, cells in table.rows()), []),
            shown=_shown,
        )
    return page, 422 if form.errors else 200


def _choices(columns: Mapping[str, Column], table: Table) -> dict[str, Choice]:
    if request.method == "POST":
        return rules.chosen(columns, request.form)
    titles = {key: (*one.titles, key, str(one.label)) for key, one in columns.items()}
    return rules.guessed(titles, table.heading)


def _save(
    run: ImportRun,
    importer: Importer,
    pattern: Profile,
    choices: Mapping[str, Choice],
    form: MappingForm,
) -> ResponseReturnValue:
    lacking = services.lacking(pattern, choices)
    if lacking:
        columns = next(iter(pattern.files.values())).columns
        names = ", ".join(str(columns[key].label) for key in lacking)
        raise BusinessError(_("Choose a column or a value for: %(names)s.", names=names))
    title, zone = form.title.data or "", form.timezone.data or ""
    content = services.made(pattern, choices, title=title, timezone=zone)
    saved = services.save(
        session(), importer.name, content, taken=importer.profiles, by=current_user, now=now()
    )
    run_services.map_columns(session(), run, saved.name, by=current_user)
    session().commit()
    flash(_("The profile is kept; the next file of this kind is recognised by it."), "success")
    return redirect(url_for("core.import_run.detail", run_id=run.id), 303)


def _words(
    columns: Mapping[str, Column], choices: Mapping[str, Choice], table: Table
) -> dict[str, list[str]]:
    """Return the words of the file for each field that knows only some."""
    asked = {
        key: table.heading.index(choices[key].column)
        for key, column in columns.items()
        if column.kind == "choice" and choices[key].column in table.heading
    }
    found: dict[str, dict[str, None]] = {key: {} for key in asked}
    for _line, cells in islice(table.rows(), LOOKED_FOR_WORDS if asked else 0):
        for key, place in asked.items():
            if cells[place].strip() and len(found[key]) < WORDS:
                found[key][cells[place].strip()] = None
    return {key: list(words) for key, words in found.items()}


def _preview(
    pattern: Profile, choices: Mapping[str, Choice], form: MappingForm, table: Table
) -> list[Verdict]:
    content = services.made(
        pattern, choices, title=form.title.data or "?", timezone=form.timezone.data or "UTC"
    )
    try:
        profile = services.profile_of("preview", content)
        zone = profile.zone
    except (BusinessError, LookupError, ValueError):
        return []
    shown = Table(table.name, table.path, next(iter(profile.files.values())), table.encoding)
    report, reader = Report(), Reader(shown, zone)
    rows = []
    for line, cells in islice(shown.rows(), SHOWN):
        row = reader.row(line, cells, report)
        reason = "" if row else report.refused[-1].reason
        rows.append(Verdict(line, row.values if row else {}, reason))
    return rows


def _shown(value: Any) -> Any:
    """Return a value as the preview shows it: moments in UTC, as they will be kept."""
    return exporting.cell(value)


@contextmanager
def _table(run: ImportRun) -> Iterator[Table]:
    stored = [(file.name, files.path_of(file.digest)) for file in run.files]
    with unpacking.gathered(stored) as found:
        yield tables.plain(*next(iter(found.items())))


def _mappable(run_id: int) -> tuple[ImportRun, Importer, Profile]:
    run = one_or_404(runs.run(run_id))
    importer = _offered().get(run.importer)
    if importer is None:
        abort(403)
    if importer.pattern is None or not run.lacks_columns:
        raise BusinessError(_("The columns of this file are not to be chosen by hand."))
    return run, importer, importer.pattern


def _offered() -> dict[str, Importer]:
    known = importing.registered()
    return {name: one for name, one in known.items() if allowed(one.permission)}
