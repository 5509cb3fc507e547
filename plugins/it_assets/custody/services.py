"""Taking assets and giving them back.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.custody import queries
from plugins.it_assets.custody.models import Custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.receipt import queries as receipts


def take(
    session: Session,
    asset: Asset,
    holder: Holder,
    *,
    by: User,
    on: date,
    due_on: date | None = None,
    purpose: str = "",
) -> Custody:
    """Let somebody have an asset from a day on.

    :param due_on: when it comes back, if it is a loan.
    :raises BusinessError: if it is not in stock, was bought and is not accepted yet, or would come
        back before it is taken.
    """
    refuse_unaccepted(session, [asset])
    refuse_past(due_on, on)
    asset.move("check_out")
    asset.holder_name, asset.holder_id = holder.name, holder.user_id
    if holder.place_id:
        asset.place_id = holder.place_id
    custody = Custody(
        asset_id=asset.id,
        holder_name=holder.name,
        user_id=holder.user_id,
        party_id=holder.party_id,
        place_id=holder.place_id,
        from_on=on,
        due_on=due_on,
        purpose=purpose.strip(),
    )
    session.add(custody)
    session.flush()
    return custody


def refuse_past(due_on: date | None, on: date) -> None:
    """Lend nothing until a day that is over.

    :raises BusinessError: if it would come back before it is taken.
    """
    if due_on and due_on < on:
        raise BusinessError(_("A loan comes back after it is taken."), field="due_on")


def refuse_unaccepted(session: Session, assets: Iterable[Asset], field: str | None = None) -> None:
    """Keep what came where it is until whoever asked for it has accepted it.

    :raises BusinessError: if one of the assets waits for its acceptance.
    """
    by_key = {one.id: one for one in assets}
    for key, number in session.execute(receipts.not_accepted(by_key)):
        message = _(
            "%(asset)s came with %(receipt)s and is not accepted yet; whoever asked for it has to "
            "look at it first.",
            asset=str(by_key[key]),
            receipt=number,
        )
        raise BusinessError(message, field=field)


def give_back(session: Session, asset: Asset, *, by: User, on: date) -> Custody:
    """Take an asset back; what is broken stays in repair.

    :raises BusinessError: if nobody has it, or it was taken after that day.
    """
    custody = session.scalar(queries.present(asset.id))
    if custody is None:
        raise BusinessError(_("Nobody has %(asset)s.", asset=str(asset)))
    if on < custody.from_on:
        raise BusinessError(
            _("%(asset)s was taken on %(day)s.", asset=str(asset), day=custody.from_on)
        )
    asset.move("check_in")
    asset.holder_name, asset.holder_id = "", None
    custody.until_on = on
    session.flush()
    return custody
