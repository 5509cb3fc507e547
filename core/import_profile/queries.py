"""Questions asked of profiles that people made; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.import_profile.models import ImportProfile


def contents(importer: str) -> Select[str, dict[str, object]]:
    """Name and content of each profile of an importer."""
    return (
        select(ImportProfile.name, ImportProfile.content)
        .where(ImportProfile.importer == importer)
        .order_by(ImportProfile.name)
    )


def all_profiles() -> Select[ImportProfile]:
    """Every profile with the person who made it."""
    return (
        select(ImportProfile)
        .options(joinedload(ImportProfile.created_by))
        .order_by(ImportProfile.importer, ImportProfile.name)
    )


def named(importer: str, name: str) -> Select[ImportProfile]:
    """The profile of an importer with a name."""
    return select(ImportProfile).where(
        ImportProfile.importer == importer, ImportProfile.name == name
    )
