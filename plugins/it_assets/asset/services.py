"""What can be done with assets.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.numbering import next_number
from core.party import queries as parties
from core.party.models import Party
from core.user.models import User
from plugins.it_assets.asset import queries
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.asset.rules import months_later
from plugins.it_assets.category.models import Category
from plugins.it_assets.depreciation.rules import Method
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place

SERIES = "ZC"


def create_asset(
    session: Session,
    *,
    model: EquipmentModel,
    currency: str,
    by: User,
    on: date,
    tag: str = "",
    name: str = "",
    purchased_on: date | None = None,
    in_use_on: date | None = None,
    warranty_months: int | None = None,
    **facts: Any,
) -> Asset:
    """Enter an asset; it lies in stock, and loses value as its category says today.

    :param on: the day of the number that becomes its tag, unless ``tag`` names another.
    :param name: that of its model unless it has one of its own.
    :param in_use_on: the day of purchase unless it is told.
    :param facts: serial, place, supplier, order_number, cost, planned_units, retire_on and note.
    :raises BusinessError: if the tag or serial is taken, or the cost is below zero.
    """
    category = session.get_one(Category, model.category_id)
    asset = Asset(
        tag=_free_tag(session, tag, on),
        name=name.strip() or model.name,
        model_id=model.id,
        category_id=category.id,
        currency=currency,
        method=category.method,
        months=category.months,
        residual_rate=category.residual_rate,
    )
    in_use_on = in_use_on or purchased_on
    _set(session, asset, purchased_on=purchased_on, in_use_on=in_use_on, **facts)
    if warranty_months and purchased_on:
        asset.warranty_until = months_later(purchased_on, warranty_months)
    session.add(asset)
    session.flush()
    return asset


def edit_asset(
    session: Session,
    asset: Asset,
    *,
    version: int,
    name: str,
    warranty_until: date | None,
    by: User,
    **facts: Any,
) -> None:
    """Change what is known of an asset; ``facts`` are those of :func:`create_asset`.

    :raises BusinessError: if the serial is taken, or it was disposed of.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    expect_version(session, asset, version)
    if asset.state is State.DISPOSED:
        raise BusinessError(_("%(asset)s was disposed of; it stays as it was.", asset=str(asset)))
    asset.name = name.strip() or asset.name
    asset.warranty_until = warranty_until
    _set(session, asset, **facts)
    session.flush()


def supplier_coded(session: Session, code: str, present: Party | None = None) -> Party | None:
    """Return the supplier or vendor with a code; None if there is no code.

    :param present: who stands there already and may stay, whatever became of it since.
    :raises BusinessError: if nobody has the code, or who has it sells nothing.
    """
    if not code.strip():
        return None
    party = session.scalar(parties.by_code(code))
    if party is None or not (party.is_supplier or party.is_vendor or party is present):
        raise BusinessError(
            _("There is no supplier or vendor with the code %(code)s.", code=code), field="supplier"
        )
    return party


def send_to_repair(session: Session, asset: Asset, *, by: User) -> None:
    """Take an asset out of use until it is mended; whoever has it keeps it by name.

    :raises BusinessError: if it is neither in stock nor in use.
    """
    asset.move("repair")
    session.flush()


def end_repair(session: Session, asset: Asset, *, by: User) -> None:
    """Put a mended asset back into stock, or into the hands of who has it.

    :raises BusinessError: if it is not in repair.
    """
    _come_back(session, asset, State.IN_REPAIR)


def report_lost(session: Session, asset: Asset, *, by: User) -> None:
    """Note that nobody can find an asset; who has it still answers for it.

    :raises BusinessError: if it is neither in stock nor in use.
    """
    asset.move("lose")
    session.flush()


def report_found(session: Session, asset: Asset, *, by: User) -> None:
    """Note that a lost asset is there again.

    :raises BusinessError: if it is not lost.
    """
    _come_back(session, asset, State.LOST)


def send_back(session: Session, asset: Asset, *, by: User, on: date) -> None:
    """Note that an asset that nobody had yet went back to whoever sold it.

    :raises BusinessError: if somebody has it.
    """
    asset.move("dispose")
    asset.disposed_on = on
    session.flush()


def move_to(session: Session, asset: Asset, place: Place | None, *, by: User) -> None:
    """Note where an asset is now.

    :raises BusinessError: if it was disposed of.
    """
    if asset.state is State.DISPOSED:
        raise BusinessError(_("%(asset)s was disposed of; it stays as it was.", asset=str(asset)))
    asset.place_id = place.id if place else None
    session.flush()


def _come_back(session: Session, asset: Asset, from_state: State) -> None:
    verb = "to_holder" if asset.holder_name else "to_stock"
    if asset.state is not from_state:
        verb = "come_back"  # which no state allows
    asset.move(verb)
    session.flush()


def _free_tag(session: Session, tag: str, on: date) -> str:
    tag = tag.strip()
    if tag and session.scalar(queries.tagged([tag])) is not None:
        raise BusinessError(_("The asset tag %(tag)s is taken.", tag=tag), field="tag")
    while not tag:
        number = next_number(session, SERIES, on=on)
        # An imported asset may bear a number of ours.
        tag = number if session.scalar(queries.tagged([number])) is None else ""
    return tag


def _set(
    session: Session,
    asset: Asset,
    *,
    serial: str = "",
    place: Place | None = None,
    supplier: Party | None = None,
    order_number: str = "",
    purchased_on: date | None = None,
    cost: Decimal | None = None,
    in_use_on: date | None = None,
    planned_units: int | None = None,
    retire_on: date | None = None,
    note: str = "",
) -> None:
    serial = serial.strip()
    with session.no_autoflush:
        taken = session.scalar(queries.with_serials([serial])) if serial else None
    if taken is not None and taken is not asset:
        message = _(
            "The serial number %(serial)s is that of %(asset)s.", serial=serial, asset=taken
        )
        raise BusinessError(message, field="serial")
    if cost is not None and cost < 0:
        raise BusinessError(_("A cost is not below zero."), field="cost")
    if asset.method is Method.UNITS and not planned_units:
        raise BusinessError(
            _("Tell how many units it will produce in its life."), field="planned_units"
        )
    asset.serial = serial or None
    asset.place_id = place.id if place else None
    asset.supplier_id = supplier.id if supplier else None
    asset.order_number, asset.note = order_number.strip(), note.strip()
    asset.purchased_on, asset.in_use_on, asset.retire_on = purchased_on, in_use_on, retire_on
    asset.cost, asset.planned_units = cost or Decimal("0.00"), planned_units or 0
