"""The list of warehouses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.catalog.warehouse import queries
from plugins.catalog.warehouse.models import Warehouse

SHIPS = {True: (_l("Ships the orders"), "azure"), False: ("", "")}
ACTIVE = {True: (_l("Active"), "green"), False: (_l("Closed"), "secondary")}


class WarehouseListing(Listing):
    """All warehouses."""

    query = queries.all_warehouses
    key = Warehouse.id
    columns = (
        Column(
            "code",
            _l("Code"),
            Warehouse.code,
            href=Link("catalog.warehouse.edit", "warehouse_id"),
            sortable=True,
        ),
        Column("name", _l("Name of the warehouse"), Warehouse.name),
        Column("ships", _l("Orders"), Warehouse.ships, kind="badge", labels=SHIPS),
        Column("is_active", _l("State"), Warehouse.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("is_active", _l("State"), Warehouse.is_active, labels=ACTIVE),)
    default_sort = ("code", "asc")
    empty_title = _l("No warehouses yet")
    empty_hint = _l("Open the first one; it ships the orders.")
