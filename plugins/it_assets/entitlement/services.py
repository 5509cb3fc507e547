"""What can be done with entitlements.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.organisation.models import Post
from core.user.models import User
from plugins.it_assets.category.models import Category
from plugins.it_assets.entitlement import queries
from plugins.it_assets.entitlement.models import Entitlement
from plugins.it_assets.entitlement.rules import Entitled, most


def entitle(
    session: Session,
    post: Post,
    category: Category,
    *,
    quantity: int,
    price: Decimal | None = None,
    by: User,
) -> Entitlement:
    """Decide how much equipment of a category comes with a post.

    :raises BusinessError: if that is decided already, or a figure is below what can be.
    """
    if session.scalar(queries.between(post.id, category.id)) is not None:
        message = _(
            "It is decided already what %(post)s is entitled to of %(category)s.",
            post=post.name,
            category=category.name,
        )
        raise BusinessError(message, field="category")
    _check(quantity, price)
    one = Entitlement(post=post, category=category, quantity=quantity, price=price or None)
    session.add(one)
    session.flush()
    return one


def edit_entitlement(
    session: Session,
    one: Entitlement,
    *,
    version: int,
    quantity: int,
    price: Decimal | None,
    by: User,
) -> None:
    """Change how much comes with a post; requests keep what was true when they were made.

    :param one: with its post and category.
    :raises BusinessError: if a figure is below what can be.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, one, version)
    _check(quantity, price)
    one.quantity, one.price = quantity, price or None
    session.flush()


def withdraw(session: Session, one: Entitlement, *, by: User) -> None:
    """Decide nothing any more about a post and a category, with which it is loaded."""
    session.delete(one)
    session.flush()


def entitled(session: Session, user: User, category_id: int, on: date) -> Entitled | None:
    """Return what somebody is entitled to by the posts held on a day.

    None where no post is told anything about the category: then nobody is limited.  Where some
    are, who holds none of them is entitled to nothing.
    """
    if not session.scalar(queries.regulated(category_id)):
        return None
    known = session.execute(queries.of_person(user.id, category_id, on)).all()
    return most(Entitled(quantity, price) for quantity, price in known)


def _check(quantity: int, price: Decimal | None) -> None:
    if quantity < 0:
        raise BusinessError(_("A number of pieces is not below zero."), field="quantity")
    if price is not None and price < 0:
        raise BusinessError(_("A price is not below zero."), field="price")
