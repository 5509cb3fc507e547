"""What can be done with products.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit
from core.errors import BusinessError
from core.history.services import expect_version
from core.reports import Count, Verdict
from core.search import row_tokens
from core.user.models import User
from plugins.catalog.product import queries
from plugins.catalog.product.models import Family, Product

CHUNK = 1_000
# What a file tells of a product; an empty cell never blanks what is known.
TOLD = ("title", "options", "category", "barcode", "price", "family")


@dataclass(frozen=True)
class Facts:
    """What a file says of one product; empty facts are not told."""

    code: str
    title: str
    family: str = ""
    family_title: str = ""
    options: str = ""
    category: str = ""
    barcode: str = ""
    price: Decimal | None = None


def create_product(
    session: Session, *, code: str, title: str, family: str, by: User, **facts: Any
) -> Product:
    """Enter a product.

    :param family: the code of its family, which is made if there is none; or an empty text.
    :raises BusinessError: if the code is taken.
    """
    code = code.strip()
    if session.scalar(queries.coded(code)) is not None:
        raise BusinessError(_("The code %(code)s is taken.", code=code), field="code")
    product = Product(code=code, family_id=_family(session, family, title))
    _set(product, title=title, **facts)
    session.add(product)
    session.flush()
    return product


def edit_product(
    session: Session,
    product: Product,
    *,
    version: int,
    title: str,
    family: str,
    by: User,
    **facts: Any,
) -> None:
    """Change what is known of a product; its code stays, because orders and files name it.

    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, product, version)
    product.family_id = _family(session, family, title)
    _set(product, title=title, **facts)
    session.flush()


def delist(session: Session, product: Product, *, by: User, now: datetime) -> None:
    """Take a product off sale: it is no longer restocked.

    :raises BusinessError: if it is off sale already.
    """
    if not product.is_listed:
        raise BusinessError(_("%(product)s is off sale already.", product=str(product)))
    product.is_listed = False
    session.flush()


def _set(
    product: Product,
    *,
    title: str,
    options: str,
    category: str,
    barcode: str,
    price: Decimal | None,
    is_listed: bool,
    listed_on: date | None,
) -> None:
    if price is not None and price < 0:
        raise BusinessError(_("A price is not below zero."), field="price")
    product.title, product.options = title.strip(), options.strip()
    product.category, product.barcode = category.strip(), barcode.strip()
    product.price, product.is_listed, product.listed_on = price, is_listed, listed_on


def _family(session: Session, code: str, title: str) -> int | None:
    if not code.strip():
        return None
    family = session.scalar(queries.family_coded(code.strip()))
    if family is None:
        family = Family(code=code.strip(), title=title.strip())
        session.add(family)
        session.flush()
    return family.id


def record_products(session: Session, told: Sequence[Facts], count: Count, *, by: User) -> None:
    """Record what files tell of products: add the new, change what differs; all in bulk."""
    for start in range(0, len(told), CHUNK):
        _record(session, told[start : start + CHUNK], count)
    session.flush()


def _record(session: Session, told: Sequence[Facts], count: Count) -> None:
    known = {row.code: row for row in session.execute(queries.stored([one.code for one in told]))}
    families = _families(session, told)
    new = [one for one in told if one.code not in known]
    if new:
        rows = [_row(one, families) for one in new]
        ids = session.scalars(
            sa.insert(Product).returning(Product.id, sort_by_parameter_order=True),
            rows,
            execution_options={"render_nulls": True},
        ).all()
        audit.record_many(
            session,
            Product,
            audit.CREATE,
            [(key, f"{one.title} ({one.code})", {}) for key, one in zip(ids, new, strict=True)],
        )
    changed = [(known[one.code], one) for one in told if one.code in known]
    differing = [(row, one, _differences(row, one)) for row, one in changed]
    found = session.scalars(queries.with_keys([row.id for row, _one, told in differing if told]))
    products = {product.id: product for product in found}
    for row, one, differences in differing:
        if differences:
            _change(products[row.id], one, families, set(differences))
    count.take(Verdict.ADDED, (one.code for one in new))
    count.take(Verdict.CHANGED, (one.code for _row, one, told in differing if told))
    count.take(Verdict.UNCHANGED, (one.code for _row, one, told in differing if not told))


def _change(product: Product, one: Facts, families: Mapping[str, int], names: set[str]) -> None:
    for name in names - {"family"}:
        setattr(product, name, getattr(one, name))
    if "family" in names:
        product.family_id = families[one.family]


def _differences(row: Any, one: Facts) -> list[str]:
    """Return which facts the file tells differently; what it leaves empty it does not tell."""
    return [
        name
        for name in TOLD
        if getattr(one, name) not in {"", None} and getattr(one, name) != getattr(row, name)
    ]


def _families(session: Session, told: Sequence[Facts]) -> dict[str, int]:
    titles = {one.family: one.family_title or one.title for one in told if one.family}
    found = {code: key for code, key in session.execute(queries.families(titles))}
    missing = [
        {"code": code, "title": title, "version_id": 1}
        for code, title in titles.items()
        if code not in found
    ]
    if missing:
        made = session.execute(sa.insert(Family).returning(Family.code, Family.id), missing)
        found |= {code: key for code, key in made}
    return found


def _row(one: Facts, families: Mapping[str, int]) -> dict[str, Any]:
    row = {
        "code": one.code,
        "title": one.title or one.code,
        "family_id": families.get(one.family),
        "options": one.options,
        "category": one.category,
        "barcode": one.barcode,
        "price": one.price,
        "is_listed": True,
        "listed_on": None,
        "version_id": 1,
    }
    return {**row, "search_tokens": row_tokens(Product, row)}
