"""What can be done with supply terms.  Services flush; they never commit."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.party import queries as parties
from core.party.models import Party
from core.user.models import User
from plugins.catalog.product import queries as products
from plugins.catalog.product.models import Product
from plugins.catalog.supply import queries
from plugins.catalog.supply.models import Supply

NOTHING = Decimal(0)


def agree(
    session: Session,
    product: Product,
    supplier: Party,
    *,
    lead_days: int,
    lead_deviation: Decimal,
    minimum: Decimal,
    pack: Decimal,
    price: Decimal,
    is_usual: bool,
    by: User,
) -> Supply:
    """Note how a supplier delivers a product; what was agreed before is replaced.

    The first supplier of a product is its usual one.

    :raises BusinessError: if a figure is below zero, or the pack is nothing.
    """
    _check(lead_days, lead_deviation, minimum, pack, price)
    supply = session.scalar(queries.between(product.id, supplier.id))
    usual = session.scalar(queries.usual(product.id))
    if supply is None:
        supply = Supply(product_id=product.id, supplier_id=supplier.id, is_usual=False)
    if usual is not None and usual is not supply and is_usual:
        usual.is_usual = False
        session.flush()
    supply.lead_days, supply.lead_deviation = lead_days, lead_deviation
    supply.minimum, supply.pack, supply.price = minimum, pack, price
    supply.is_usual = is_usual or usual is None or usual is supply
    session.add(supply)
    session.flush()
    return supply


def find(session: Session, *, product: str, supplier: str) -> tuple[Product, Party]:
    """Return the product and the supplier that a person named by their codes.

    :raises BusinessError: if nobody has the code.
    """
    goods = session.scalar(products.coded(product.strip()))
    if goods is None:
        raise BusinessError(_("No product has the code %(code)s.", code=product), field="product")
    party = session.scalar(parties.by_code(supplier.strip()))
    if party is None or not party.is_supplier:
        raise BusinessError(
            _("No supplier has the code %(code)s.", code=supplier), field="supplier"
        )
    return goods, party


def _check(
    lead_days: int, lead_deviation: Decimal, minimum: Decimal, pack: Decimal, price: Decimal
) -> None:
    for name, figure in (
        ("lead_days", lead_days),
        ("lead_deviation", lead_deviation),
        ("minimum", minimum),
        ("price", price),
    ):
        if figure < NOTHING:
            raise BusinessError(_("This figure is not below zero."), field=name)
    if pack <= NOTHING:
        raise BusinessError(_("A pack holds more than nothing; write 1 for pieces."), field="pack")
