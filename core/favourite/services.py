"""What can be done with favourites.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.favourite import queries
from core.favourite.models import TITLE_LENGTH, URL_LENGTH, Favourite
from core.favourite.rules import line
from core.user.models import User

MOST = 30


def star(session: Session, *, url: str, title: str, by: User) -> None:
    """Put a page at the end of one's favourites; one that is there stays where it is.

    :raises BusinessError: if there are too many, or the address is too long to be kept.
    """
    lock(session, f"favourites of {by.id}")
    mine = session.scalars(queries.of_user(by.id)).all()
    if any(one.url == url for one in mine):
        return
    if len(url) > URL_LENGTH:
        raise BusinessError(_("This address is too long to be a favourite; use fewer filters."))
    if len(mine) >= MOST:
        raise BusinessError(
            _("There is room for %(most)s favourites; remove one first.", most=MOST)
        )
    place = max((one.position for one in mine), default=0) + 1
    named = line(title)[:TITLE_LENGTH] or url[:TITLE_LENGTH]
    session.add(Favourite(user_id=by.id, url=url, title=named, position=place))
    session.flush()


def unstar(session: Session, *, url: str, by: User) -> None:
    """Take a page out of one's favourites."""
    for one in session.scalars(queries.of_user(by.id).where(Favourite.url == url)):
        session.delete(one)
    session.flush()


def arrange(session: Session, order: Sequence[str], *, titles: Mapping[str, str], by: User) -> None:
    """Put one's favourites into an order, name them, and remove those that are not in it.

    :param order: the keys of the favourites; those of others are passed over.
    :raises BusinessError: if one is left without a name.
    """
    mine = {str(one.id): one for one in session.scalars(queries.of_user(by.id))}
    for key, one in mine.items():
        if key not in order:
            session.delete(one)
            continue
        title = line(titles.get(key, one.title))
        if not title:
            raise BusinessError(_("Give the favourite %(title)s a name.", title=one.title))
        one.title, one.position = title[:TITLE_LENGTH], order.index(key) + 1
    session.flush()
