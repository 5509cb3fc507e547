"""What can be done with kinds of defects.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.service.defect import queries
from plugins.service.defect.models import Defect, Severity


def create_defect(
    session: Session, *, code: str, name: str, severity: Severity, by: User
) -> Defect:
    """Name a kind of defect.

    :raises BusinessError: if the code or the name is blank, or the code is taken.
    """
    if session.scalar(queries.coded(code)) is not None:
        raise BusinessError(_("Another kind of defect has this code."), field="code")
    defect = Defect(code=_some(code, "code").upper(), name=_some(name, "name"), severity=severity)
    session.add(defect)
    session.flush()
    return defect


def edit_defect(
    session: Session,
    defect: Defect,
    *,
    version: int,
    name: str,
    severity: Severity,
    is_active: bool,
    by: User,
) -> None:
    """Change what is known of a kind of defect.

    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, defect, version)
    defect.name, defect.severity, defect.is_active = _some(name, "name"), severity, is_active
    session.flush()


def by_code(session: Session, code: str) -> Defect:
    """Return the kind of defect with a code.

    :raises BusinessError: if there is none.
    """
    found = session.scalar(queries.coded(code))
    if found is None:
        message = _("There is no kind of defect with the code %(code)s.", code=code)
        raise BusinessError(message, field="defect")
    return found


def _some(text: str, field: str) -> str:
    if not text.strip():
        raise BusinessError(_("Write something here."), field=field)
    return text.strip()
