"""What can be done with models.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.it_assets.category.models import Category
from plugins.it_assets.model import queries
from plugins.it_assets.model.models import EquipmentModel


def create_model(
    session: Session,
    *,
    name: str,
    category: Category,
    by: User,
    manufacturer: str = "",
    number: str = "",
    note: str = "",
) -> EquipmentModel:
    """Enter a model.

    :raises BusinessError: if it is there already.
    """
    model = EquipmentModel(category_id=category.id, note=note.strip())
    _name(session, model, name, manufacturer, number)
    session.add(model)
    session.flush()
    return model


def edit_model(
    session: Session,
    model: EquipmentModel,
    *,
    version: int,
    name: str,
    manufacturer: str,
    number: str,
    note: str,
    by: User,
) -> None:
    """Change how a model is called; its category stays, because its assets are depreciated by it.

    :raises BusinessError: if another model is called so.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, model, version)
    _name(session, model, name, manufacturer, number)
    model.note = note.strip()
    session.flush()


def _name(
    session: Session, model: EquipmentModel, name: str, manufacturer: str, number: str
) -> None:
    parts = name.strip(), manufacturer.strip(), number.strip()
    with session.no_autoflush:
        taken = session.scalar(queries.same(*parts, model.category_id))
    if taken is not None and taken is not model:
        raise BusinessError(_("There is a model %(model)s already.", model=taken), field="name")
    model.name, model.manufacturer, model.number = parts
