"""What can be done with categories.  Services flush; they never commit."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.it_assets.category import queries
from plugins.it_assets.category.models import Category
from plugins.it_assets.depreciation.rules import YEAR, Method

# 企业所得税法实施条例, article 60: electronic equipment lives three years at least.
LIFE = 36
RESIDUAL = Decimal("0.05")
MONTHLY = (Method.STRAIGHT_LINE, Method.UNITS)


def create_category(
    session: Session,
    *,
    name: str,
    by: User,
    method: Method = Method.STRAIGHT_LINE,
    months: int = LIFE,
    residual_rate: Decimal = RESIDUAL,
    terms: str = "",
) -> Category:
    """Decide how equipment of a kind loses value.

    :raises BusinessError: if the name is taken, or the method does not fit the useful life.
    """
    category = Category(name=_free(session, name))
    _decide(category, method, months, residual_rate, terms)
    session.add(category)
    session.flush()
    return category


def edit_category(
    session: Session,
    category: Category,
    *,
    version: int,
    name: str,
    method: Method,
    months: int,
    residual_rate: Decimal,
    terms: str,
    by: User,
) -> None:
    """Decide anew; assets that are there already keep what was decided before.

    :raises BusinessError: if the name is taken, or the method does not fit the useful life.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, category, version)
    if name.strip() != category.name:
        category.name = _free(session, name)
    _decide(category, method, months, residual_rate, terms)
    session.flush()


def _free(session: Session, name: str) -> str:
    name = name.strip()
    if session.scalar(queries.named(name)) is not None:
        raise BusinessError(_("There is a category %(name)s already.", name=name), field="name")
    return name


def _decide(
    category: Category, method: Method, months: int, residual_rate: Decimal, terms: str
) -> None:
    if method not in MONTHLY and months % YEAR:
        raise BusinessError(
            _("This kind of depreciation needs a useful life of whole years, such as 36 months."),
            field="months",
        )
    if not 0 <= residual_rate <= 1:
        raise BusinessError(
            _("The residual share lies between 0 and 100 percent."), field="residual_rate"
        )
    category.method, category.months = method, months
    category.residual_rate, category.terms = residual_rate, terms.strip()
