"""Imports parties from a file like the exported list of them, a thousand at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.i18n import LANGUAGES
from core.importing import Importer, Tell
from core.party import queries, services
from core.party.models import ROLES, Party
from core.reports import Count, Report, Row
from core.sources import Source
from core.user.models import User
from core.words import joined

CHUNK = 1_000
BETWEEN = re.compile(r"[,;，、；]")


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import parties; the same file again changes nothing, and roles are never taken away."""
    report = Report()
    count = report.count("parties", _l("Parties"))
    rows, words, done = source.rows("parties", report, count), _words(), 0
    while chunk := list(islice(rows, CHUNK)):
        _record(session, chunk, words, report, count, by)
        done += len(chunk)
        progress(done, 0, str(_("Parties")))
    return report


def _words() -> dict[str, str]:
    """Return the roles by what they are called in any of our languages."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with force_locale(language):
            words |= {str(title).casefold(): flag for flag, title in ROLES.items()}
    return words


def _record(
    session: Session,
    chunk: list[Row],
    words: Mapping[str, str],
    report: Report,
    count: Count,
    by: User,
) -> None:
    codes = {row.values["code"] for row in chunk}
    stored = set(session.scalars(queries.stored(codes, Party.code)))
    sound = []
    for row in chunk:
        code = row.values["code"]
        try:
            sound.append((row, _facts(row.values, words, is_new=code not in stored)))
        except BusinessError as error:
            count.refused += 1
            report.refuse(row, code, str(error))
    outcome = services.upsert_parties(session, (facts for _row, facts in sound), by=by)
    for row, facts in sound:
        report.take(count, outcome.verdicts[facts["code"]], row, facts["code"])


def _facts(values: Mapping[str, Any], words: Mapping[str, str], *, is_new: bool) -> dict[str, Any]:
    told = [word.strip() for word in BETWEEN.split(values["roles"]) if word.strip()]
    unknown = [word for word in told if word.casefold() not in words]
    if unknown or (is_new and not told):
        raise BusinessError(
            _(
                "“%(word)s” is no role. Write one or several of: %(roles)s.",
                word=", ".join(unknown),
                roles=joined(ROLES.values(), ", "),
            )
        )
    names = ("code", "name", "region", "city")
    return {name: values.get(name) for name in names} | {
        words[word.casefold()]: True for word in told
    }


importer = Importer(
    name="core.parties",
    title=_l("Import parties"),
    permission="core.party.edit",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
