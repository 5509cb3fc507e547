"""What files tell of equipment.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.party import services as parties
from core.party.models import Party
from core.user import queries as users
from core.user.models import User
from plugins.it_assets.asset import queries as asset_queries
from plugins.it_assets.asset import services as assets
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.asset.rules import months_later
from plugins.it_assets.category import queries as category_queries
from plugins.it_assets.category import services as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.custody import services as custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.model import queries as model_queries
from plugins.it_assets.model import services as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place import queries as place_queries
from plugins.it_assets.place import services as places
from plugins.it_assets.place.models import Place

PLACE = "location"  # what files call a check-out to a place
KEPT = ("name", "order_number", "purchased_on", "in_use_on", "cost", "retire_on", "note")


@dataclass
class Intake:
    """One import: what its rows refer to is found or made once.

    :ivar clear: what a cell says that takes away what is known; an empty one keeps it.
    """

    session: Session
    by: User
    on: date
    currency: str
    clear: str = ""
    categories: dict[str, Category] = field(default_factory=dict)
    models: dict[tuple[str, str, str, int], EquipmentModel] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    suppliers: dict[str, int] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    by_tag: dict[str, Asset] = field(default_factory=dict)
    by_serial: dict[str, Asset] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what there is; of assets, only those of a chunk are."""
        ask = self.session.scalars
        self.categories = {one.name: one for one in ask(category_queries.all_categories())}
        self.models = {
            (one.name, one.manufacturer, one.number, one.category_id): one
            for one in ask(model_queries.all_models())
        }
        self.places = {one.name: one for one in ask(place_queries.all_places())}
        self.users = {one.email: one for one in ask(users.people())}

    def look_up(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Read the assets and suppliers that some rows speak of; what suppliers lack is made."""
        ask = self.session.scalars
        tags = {row["tag"] for row in rows if row["tag"]}
        serials = {row["serial"] for row in rows if row.get("serial")}
        self.by_tag = {one.tag: one for one in ask(asset_queries.tagged(tags))}
        self.by_serial = {str(one.serial): one for one in ask(asset_queries.with_serials(serials))}
        wanted = {row.get("supplier") or "" for row in rows} - {"", self.clear, *self.suppliers}
        told = [{"code": one, "name": one, "is_supplier": True} for one in sorted(wanted)]
        self.suppliers |= parties.upsert_parties(self.session, told, by=self.by).ids

    def category(self, name: str) -> Category:
        """Return a category; it is made with the usual depreciation if there is none."""
        if name not in self.categories:
            made = categories.create_category(self.session, name=name, by=self.by)
            self.categories[name] = made
        return self.categories[name]

    def place(self, name: str, address: str = "") -> Place:
        """Return a place; it is made if there is none."""
        if name not in self.places:
            made = places.create_place(self.session, name=name, address=address, by=self.by)
            self.places[name] = made
        return self.places[name]

    def model(
        self, name: str, category: str, manufacturer: str, number: str, note: str = ""
    ) -> EquipmentModel:
        """Return a model; it is made if there is none of all that is told."""
        group = self.category(category)
        key = (name, manufacturer, number, group.id)
        if key not in self.models:
            self.models[key] = models.create_model(
                self.session,
                name=name,
                category=group,
                manufacturer=manufacturer,
                number=number,
                note=note,
                by=self.by,
            )
        return self.models[key]

    def record(self, row: Mapping[str, Any]) -> str:
        """Enter or change the asset of a row; return ``added``, ``changed`` or ``unchanged``.

        An asset is known by its tag, and by its serial number if no tag is told or known.

        :raises BusinessError: if the row names none or two, or something cannot be.
        """
        tag, serial = row["tag"] or "", self._text(row, "serial") or ""
        if not tag and not serial:
            raise BusinessError(_("It has neither an asset tag nor a serial number."))
        asset, other = self.by_tag.get(tag), self.by_serial.get(serial)
        if other is not None and tag and other is not asset:
            raise BusinessError(
                _("The serial number %(serial)s is that of %(asset)s.", serial=serial, asset=other)
            )
        asset = asset or other
        if asset is None:
            asset = self._enter(row, tag, serial)
            verdict = "added"
        else:
            verdict = "changed" if self._change(asset, row) else "unchanged"
        handed = self._hand(asset, row)
        self.session.flush()
        self.by_tag[asset.tag] = asset
        if asset.serial:
            self.by_serial[asset.serial] = asset
        return "changed" if handed and verdict == "unchanged" else verdict

    def _enter(self, row: Mapping[str, Any], tag: str, serial: str) -> Asset:
        told = {name: value for name in KEPT if (value := self._text(row, name))}
        return assets.create_asset(
            self.session,
            model=self._model(row),
            currency=self.currency,
            tag=tag,
            serial=serial,
            warranty_months=row.get("warranty_months"),
            place=self._place(row),
            supplier=self._supplier(row),
            **told,
            on=self.on,
            by=self.by,
        )

    def _change(self, asset: Asset, row: Mapping[str, Any]) -> bool:
        """Take over what a row tells otherwise; an empty cell tells nothing."""
        told: dict[str, Any] = {name: self._text(row, name) for name in (*KEPT, "serial")}
        told = {name: value for name, value in told.items() if value is not None}
        if told.get("serial") == "":
            told["serial"] = None
        if told.get("name") == "":
            del told["name"]
        model = self._model(row)
        told |= {"model_id": model.id, "category_id": model.category_id}
        if row.get("place"):
            place = self._place(row)
            told["place_id"] = place.id if place else None
        if row.get("supplier"):
            told["supplier_id"] = self.suppliers.get(row["supplier"])
        if row.get("warranty_months") and asset.purchased_on:
            told["warranty_until"] = months_later(asset.purchased_on, row["warranty_months"])
        holder = self._holder(row)
        if holder is not None and holder.place_id:
            told.pop("place_id", None)  # it is where it is used, not where it is kept
        changed = {name: value for name, value in told.items() if getattr(asset, name) != value}
        if changed and asset.state is State.DISPOSED:
            raise BusinessError(
                _("%(asset)s was disposed of; it stays as it was.", asset=str(asset))
            )
        for name, value in changed.items():
            setattr(asset, name, value)
        return bool(changed)

    def _hand(self, asset: Asset, row: Mapping[str, Any]) -> bool:
        """Let whoever the row names have the asset, from today on if somebody else has it."""
        holder = self._holder(row)
        if holder is None or (holder.name, holder.user_id) == (asset.holder_name, asset.holder_id):
            return False
        if asset.holder_name:
            custody.give_back(self.session, asset, by=self.by, on=self.on)
        if holder.name:
            custody.take(self.session, asset, holder, by=self.by, on=self.on)
        return True

    def _holder(self, row: Mapping[str, Any]) -> Holder | None:
        """Return whom the row names: nobody, and that it is to be given back, if it is cleared."""
        names = [row.get(one) or "" for one in ("first_name", "last_name")]
        name = " ".join(filter(None, names)) or row.get("username") or ""
        email = (row.get("email") or "").lower()
        if (row.get("holder_kind") or "").lower() == PLACE and row.get("holder_place"):
            place = self.place(row["holder_place"])
            return Holder(place.name, place_id=place.id)
        if self.clear and name == self.clear:
            return Holder("")
        if email in self.users:
            return Holder(self.users[email].name, user_id=self.users[email].id)
        return Holder(name or email) if name or email else None

    def _model(self, row: Mapping[str, Any]) -> EquipmentModel:
        parts = (row.get("manufacturer") or "", row.get("model_number") or "")
        return self.model(row["model"], row["category"], *parts)

    def _place(self, row: Mapping[str, Any]) -> Place | None:
        name = self._text(row, "place")
        return self.place(name) if name else None

    def _supplier(self, row: Mapping[str, Any]) -> Party | None:
        key = self.suppliers.get(row.get("supplier") or "")
        return self.session.get_one(Party, key) if key else None

    def _text(self, row: Mapping[str, Any], name: str) -> Any:
        """Return what a cell tells: None if nothing, an empty text if it clears."""
        value = row.get(name)
        if self.clear and value == self.clear:
            return ""
        return None if value == "" else value
