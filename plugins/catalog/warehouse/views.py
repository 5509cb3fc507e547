"""The pages below /catalog/warehouse/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.catalog.warehouse import services
from plugins.catalog.warehouse.forms import WarehouseForm
from plugins.catalog.warehouse.listing import WarehouseListing
from plugins.catalog.warehouse.models import Warehouse

blueprint = Blueprint("warehouse", __name__)


@blueprint.get("/")
@requires("catalog.warehouse.index")
def index() -> ResponseReturnValue:
    """List the warehouses."""
    return answer(WarehouseListing(), "catalog/warehouse/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("catalog.warehouse.edit")
def create() -> ResponseReturnValue:
    """Open a warehouse."""
    form = WarehouseForm()
    del form.is_active
    return saved(
        form,
        lambda: services.create_warehouse(session(), **form.values, by=current_user),
        lambda made: done(_("%(name)s is open.", name=made), url_for("catalog.warehouse.index")),
        lambda: render("catalog/warehouse/create.html", form=form),
    )


@blueprint.route("/<int:warehouse_id>", methods=["GET", "POST"])
@requires("catalog.warehouse.edit")
def edit(warehouse_id: int) -> ResponseReturnValue:
    """Change a warehouse."""
    warehouse = session().get(Warehouse, warehouse_id) or abort(404)
    form = WarehouseForm(obj=warehouse)
    del form.code
    return saved(
        form,
        lambda: services.edit_warehouse(
            session(), warehouse, version=form.version, **form.values, by=current_user
        ),
        lambda _none: done(
            _("%(name)s is changed.", name=warehouse), url_for("catalog.warehouse.index")
        ),
        lambda: render(
            "catalog/warehouse/edit.html",
            form=form,
            warehouse=warehouse,
            history=session().scalars(history.of(Warehouse, warehouse_id)).all(),
        ),
        record=warehouse,
    )
