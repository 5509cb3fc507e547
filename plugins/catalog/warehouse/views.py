"""The pages below /catalog/warehouse/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import requires
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
    if form.submitted():
        try:
            warehouse = services.create_warehouse(
                session(),
                code=form.code.data or "",
                name=form.name.data or "",
                ships=bool(form.ships.data),
                counts_from=form.counts_from.data,
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            name = str(warehouse)
            session().commit()
            flash(_("%(name)s is open.", name=name), "success")
            return redirect(url_for("catalog.warehouse.index"), 303)
    return render("catalog/warehouse/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:warehouse_id>", methods=["GET", "POST"])
@requires("catalog.warehouse.edit")
def edit(warehouse_id: int) -> ResponseReturnValue:
    """Change a warehouse."""
    warehouse = session().get(Warehouse, warehouse_id) or abort(404)
    form = WarehouseForm(obj=warehouse)
    del form.code
    status = 0
    if form.submitted():
        try:
            services.edit_warehouse(
                session(),
                warehouse,
                version=form.version_id.data or 0,
                name=form.name.data or "",
                ships=bool(form.ships.data),
                counts_from=form.counts_from.data,
                is_active=bool(form.is_active.data),
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(warehouse)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=warehouse), "success")
            return redirect(url_for("catalog.warehouse.index"), 303)
    page = render(
        "catalog/warehouse/edit.html",
        form=form,
        warehouse=warehouse,
        history=session().scalars(history.of(Warehouse, warehouse_id)).all(),
    )
    return page, status or (422 if form.errors else 200)
