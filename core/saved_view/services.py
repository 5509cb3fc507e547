"""What can be done with saved views.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.saved_view import queries
from core.saved_view.models import ARGS_LENGTH, PATH_LENGTH, SavedView
from core.user.models import User


def save(
    session: Session, *, path: str, args: str, title: str, is_shared: bool, by: User
) -> SavedView:
    """Save a view of a list; one's own of the same name is replaced.

    :raises BusinessError: if the address is too long to be kept.
    """
    if len(path) > PATH_LENGTH or len(args) > ARGS_LENGTH:
        raise BusinessError(_("This address is too long to be saved; use fewer filters."))
    lock(session, f"saved views of {by.id}")
    view = session.scalar(queries.named(path, title.strip(), by.id))
    if view is None:
        view = SavedView(user_id=by.id, path=path, title=title.strip())
        session.add(view)
    view.args, view.is_shared = args, is_shared
    session.flush()
    return view


def delete(session: Session, view: SavedView) -> None:
    """Forget a view."""
    session.delete(view)
    session.flush()
