"""What can be done with places.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.it_assets.place import queries
from plugins.it_assets.place.models import Place


def create_place(session: Session, *, name: str, by: User, address: str = "") -> Place:
    """Enter a place.

    :raises BusinessError: if the name is taken.
    """
    place = Place(name=_free(session, name), address=address.strip())
    session.add(place)
    session.flush()
    return place


def edit_place(
    session: Session,
    place: Place,
    *,
    version: int,
    name: str,
    address: str,
    is_active: bool,
    by: User,
) -> None:
    """Change what is known of a place.

    :raises BusinessError: if the name is taken.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, place, version)
    if name.strip() != place.name:
        place.name = _free(session, name)
    place.address, place.is_active = address.strip(), is_active
    session.flush()


def _free(session: Session, name: str) -> str:
    name = name.strip()
    if session.scalar(queries.named([name])) is not None:
        raise BusinessError(_("There is a place %(name)s already.", name=name), field="name")
    return name
