"""What can be done with warehouses.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.catalog.warehouse import queries
from plugins.catalog.warehouse.models import Warehouse


def create_warehouse(
    session: Session,
    *,
    code: str,
    name: str,
    ships: bool,
    by: User,
    counts_from: date | None = None,
) -> Warehouse:
    """Open a warehouse; the first one ships the orders.

    :raises BusinessError: if the code is taken.
    """
    code = code.strip()
    if session.scalar(queries.coded(code)) is not None:
        raise BusinessError(_("The code %(code)s is taken.", code=code), field="code")
    is_first = session.scalar(queries.all_warehouses().limit(1)) is None
    warehouse = Warehouse(code=code, name=name.strip(), ships=False, counts_from=counts_from)
    session.add(warehouse)
    session.flush()
    if ships or is_first:
        _let_ship(session, warehouse)
    return warehouse


def edit_warehouse(
    session: Session,
    warehouse: Warehouse,
    *,
    version: int,
    name: str,
    ships: bool,
    counts_from: date | None,
    is_active: bool,
    by: User,
) -> None:
    """Change what is known of a warehouse.

    :raises BusinessError: if it ships the orders and would be closed or do so no more.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, warehouse, version)
    if warehouse.ships and not (ships and is_active):
        raise BusinessError(
            _("%(name)s ships the orders; let another warehouse do that first.", name=warehouse),
            field="ships" if is_active else "is_active",
        )
    warehouse.name, warehouse.is_active = name.strip(), is_active
    warehouse.counts_from = counts_from
    if ships:
        _let_ship(session, warehouse)
    session.flush()


def _let_ship(session: Session, warehouse: Warehouse) -> None:
    before = session.scalar(queries.shipping())
    if before is not None and before is not warehouse:
        before.ships = False
        session.flush()
    warehouse.ships = True
    session.flush()
