"""Imports equipment, models and places from the files of other systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.importing import Importer, Tell
from core.reports import Report
from core.sources import Source
from core.user.models import User
from plugins.it_assets.intake.services import Intake

LOCK = "it_assets.intake"
CHUNK = 500
PROFILES = Path(__file__).parent / "profiles"
ADDRESS = ("address", "address2", "city", "state", "country")


def import_assets(
    session: Session, source: Source, *, by: User, now: datetime, progress: Tell
) -> Report:
    """Enter assets with their models, places, suppliers and holders; twice changes nothing."""
    report = Report()
    intake = _intake(session, source, by, now)
    count = report.count("assets", _l("Assets"))
    rows, done = source.rows("assets", report, count), 0
    seen: set[str] = set()
    while chunk := list(islice(rows, CHUNK)):
        intake.look_up([row.values for row in chunk])
        for row in chunk:
            key = row.values["tag"] or row.values.get("serial") or ""
            try:
                if key in seen:
                    raise BusinessError(_("The file tells of this asset twice."))
                verdict = intake.record(row.values)
            except BusinessError as error:
                count.refused += 1
                report.refuse(row, key, str(error))
                continue
            seen.add(key)
            setattr(count, verdict, getattr(count, verdict) + 1)
        session.flush()
        done += len(chunk)
        progress(done, 0, str(_l("Assets")))
    return report


def import_models(
    session: Session, source: Source, *, by: User, now: datetime, progress: Tell
) -> Report:
    """Enter models and their categories; twice changes nothing."""
    intake = _intake(session, source, by, now)

    def make(values: Mapping[str, Any]) -> bool:
        before = len(intake.models)
        names = (values["manufacturer"] or "", values["number"] or "", values.get("note") or "")
        intake.model(values["name"], values["category"], *names)
        return len(intake.models) > before

    return _each(source, "models", str(_l("Equipment models")), make)


def import_places(
    session: Session, source: Source, *, by: User, now: datetime, progress: Tell
) -> Report:
    """Enter places; twice changes nothing."""
    intake = _intake(session, source, by, now)

    def make(values: Mapping[str, Any]) -> bool:
        before = len(intake.places)
        address = ", ".join(values[name] for name in ADDRESS if values.get(name))
        intake.place(values["name"], address)
        return len(intake.places) > before

    return _each(source, "places", str(_l("Places of equipment")), make)


def _each(
    source: Source, role: str, title: str, make: Callable[[Mapping[str, Any]], bool]
) -> Report:
    report = Report()
    count = report.count(role, title)
    for row in source.rows(role, report, count):
        is_new = make(row.values)
        count.added += is_new
        count.unchanged += not is_new
    return report


def _intake(session: Session, source: Source, by: User, now: datetime) -> Intake:
    lock(session, LOCK)
    facts = company()
    on = now.astimezone(facts.zone).date()
    return Intake(session, by, on, facts.currency, source.profile.constants.get("clear", ""))


asset_importer = Importer(
    name="it_assets.assets",
    title=_l("Import equipment"),
    permission="it_assets.asset.edit",
    folder=PROFILES / "assets",
    run=import_assets,
)
model_importer = Importer(
    name="it_assets.models",
    title=_l("Import equipment models"),
    permission="it_assets.model.edit",
    folder=PROFILES / "models",
    run=import_models,
)
place_importer = Importer(
    name="it_assets.places",
    title=_l("Import places of equipment"),
    permission="it_assets.place.edit",
    folder=PROFILES / "places",
    run=import_places,
)
