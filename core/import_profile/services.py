"""What can be done with profiles of people.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.import_profile import queries
from core.import_profile.models import ImportProfile
from core.import_profile.rules import Choice, name_of
from core.profiles import Column, Profile
from core.user.models import User


def saved(session: Session, importer: str) -> dict[str, Profile]:
    """Return the profiles that people made for an importer, by name."""
    return {
        name: Profile.model_validate({"name": name, **content})
        for name, content in session.execute(queries.contents(importer))
    }


def made(
    pattern: Profile, choices: Mapping[str, Choice], *, title: str, timezone: str
) -> dict[str, Any]:
    """Return the content of the profile that somebody's choices make of a pattern."""
    role, file = next(iter(pattern.files.items()))
    columns = {
        key: _column(column, choices[key])
        for key, column in file.columns.items()
        if choices[key].column or choices[key].default or not column.required
    }
    return {
        "title": {"en": title, "zh_Hans": title},
        "timezone": timezone,
        "constants": pattern.constants,
        "files": {role: {"names": ["*"], "ragged": True, "columns": columns}},
    }


def _column(column: Column, choice: Choice) -> dict[str, Any]:
    told = column.model_dump(exclude={"aliases", "formats"}) | {
        "name": choice.column or column.name,
        "default": choice.default,
    }
    if not choice.column:
        told |= {"optional": True, "required": False}
    if choice.form:
        told["formats"] = [choice.form]
    if choice.sign:
        told["sign"] = choice.sign
    told["decimal"] = choice.decimal
    if column.kind == "choice":
        ours = set(column.choices.values())
        told["choices"] = (
            dict(column.choices)
            | {one: one for one in ours}
            | {theirs: word for theirs, word in choice.words.items() if word in ours}
        )
    return told


def lacking(pattern: Profile, choices: Mapping[str, Choice]) -> list[str]:
    """Return the fields that need a column or a value and have none."""
    file = next(iter(pattern.files.values()))
    return [
        key
        for key, column in file.columns.items()
        if column.required and not (choices[key].column or choices[key].default)
    ]


def profile_of(name: str, content: Mapping[str, Any]) -> Profile:
    """Return a profile as it will be read.

    :raises BusinessError: if what was chosen does not fit together.
    """
    try:
        return Profile.model_validate({"name": name, **content})
    except (ValidationError, KeyError) as error:
        raise BusinessError(
            _("What was chosen does not fit together; look at time zone, formats and signs.")
        ) from error


def save(
    session: Session,
    importer: str,
    content: Mapping[str, Any],
    *,
    taken: Mapping[str, Profile],
    by: User,
    now: datetime,
) -> ImportProfile:
    """Keep a profile under a name of its own.

    :raises BusinessError: if it has no title, or does not fit together.
    """
    title = content["title"]["en"].strip()
    if not title:
        raise BusinessError(_("Give the profile a name that colleagues understand."), field="title")
    name = name_of(title, taken)
    profile_of(name, content)
    made_one = ImportProfile(
        importer=importer, name=name, content=dict(content), created_by_id=by.id, created_at=now
    )
    session.add(made_one)
    session.flush()
    return made_one


def remove(session: Session, profile: ImportProfile, *, by: User) -> None:
    """Forget a profile; imports that were done with it stay."""
    session.delete(profile)
    session.flush()
