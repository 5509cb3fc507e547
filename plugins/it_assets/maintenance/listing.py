"""The lists of maintenance and of its plans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.maintenance import queries
from plugins.it_assets.maintenance.models import STATES, Maintenance, Plan
from plugins.it_assets.model.models import EquipmentModel

ACTIVE = {True: (_l("Plan in force"), "green"), False: (_l("Plan out of force"), "secondary")}


class MaintenanceListing(Listing):
    """Repairs, and what is due by plans."""

    target = "it_assets.maintenance"
    query = queries.all_maintenance
    key = Maintenance.id
    joined = (
        (EquipmentModel, EquipmentModel.id == Asset.model_id),
        (Party, Party.id == Maintenance.vendor_id),
    )
    columns = (
        Column(
            "number",
            _l("Number"),
            Maintenance.number,
            href=Link("it_assets.maintenance.detail", "maintenance_id"),
        ),
        Column("asset", _l("Asset"), Asset.tag),
        Column("model", _l("Equipment model"), EquipmentModel.name),
        Column("title", _l("What is done"), Maintenance.title),
        Column("due_on", _l("Due"), Maintenance.due_on, kind="date", sortable=True),
        Column("finished_on", _l("Finished"), Maintenance.finished_on, kind="date"),
        Column("vendor", _l("Vendor"), Party.name),
        Column("cost", _l("Cost of the repair"), Maintenance.cost, kind="money"),
        Column("state", _l("State"), Maintenance.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Maintenance.state, labels=STATES),
        DateFilter("due", _l("Due"), Maintenance.due_on),
    )
    search = (Maintenance.number, Maintenance.title, (Maintenance.asset_id, Asset))
    totals = ("cost",)
    groups = ("state",)
    default_sort = ("due_on", "desc")
    empty_title = _l("No maintenance yet")
    empty_hint = _l("Report a repair, or make a plan for a model.")


class PlanListing(Listing):
    """What is done every few months."""

    query = queries.all_plans
    key = Plan.id
    columns = (
        Column("model", _l("Equipment model"), EquipmentModel.name),
        Column(
            "title",
            _l("What is done"),
            Plan.title,
            href=Link("it_assets.maintenance.plan", "plan_id"),
        ),
        Column("months", _l("Every so many months"), Plan.months, kind="number"),
        Column("is_active", _l("State"), Plan.is_active, kind="badge", labels=ACTIVE),
        Column("line", _l("Place in the list"), Plan.id, kind="number", sortable=True),
    )
    default_sort = ("line", "asc")
    empty_title = _l("No plans of maintenance yet")
    empty_hint = _l("Say what is done to all assets of a model, and how often.")
