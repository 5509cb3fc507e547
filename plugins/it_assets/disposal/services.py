"""Disposing of assets.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.approval import services as approval
from core.approvals import Approvable, moves
from core.errors import BusinessError
from core.numbering import next_number
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.book.services import position_of
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.custody import services as custody
from plugins.it_assets.disposal import queries
from plugins.it_assets.disposal.models import Disposal, Manner

SERIES = "CZ"


def ask_disposal(
    session: Session,
    asset: Asset,
    *,
    manner: Manner,
    disposed_on: date,
    proceeds: Decimal,
    reason: str,
    by: User,
    now: datetime,
) -> Disposal:
    """Ask colleagues to let an asset go; nothing happens before one of them agrees.

    :raises BusinessError: if somebody has it, it is asked for already, or a figure cannot be.
    """
    _refuse(session, asset, disposed_on, proceeds)
    disposal = Disposal(
        number=next_number(session, SERIES, on=disposed_on),
        asset_id=asset.id,
        manner=manner,
        disposed_on=disposed_on,
        proceeds=proceeds,
        currency=asset.currency,
        reason=reason.strip(),
        asked_at=now,
        asked_by_id=by.id,
    )
    _reckon(session, disposal, asset)
    session.add(disposal)
    session.flush()
    approval.ask(
        session,
        APPROVAL,
        disposal,
        amount=disposal.book_value,
        currency=asset.currency,
        by=by,
        now=now,
    )
    return disposal


def _refuse(session: Session, asset: Asset, disposed_on: date, proceeds: Decimal) -> None:
    if proceeds < 0:
        raise BusinessError(_("Proceeds are not below zero."), field="proceeds")
    begun = asset.in_use_on or asset.purchased_on
    if begun and disposed_on < begun:
        raise BusinessError(_("It was not there before %(day)s.", day=begun), field="disposed_on")
    if not asset.can("dispose"):
        raise BusinessError(_("%(asset)s has to be given back first.", asset=str(asset)))
    if asset.holder_name and asset.state is not AssetState.LOST:
        raise BusinessError(
            _("%(name)s has %(asset)s; take it back first.", name=asset.holder_name, asset=asset)
        )
    known = session.scalar(queries.of_asset(asset.id))
    if known is not None:
        raise BusinessError(_("Its disposal is asked for already: %(number)s.", number=known))


def _reckon(session: Session, disposal: Disposal, asset: Asset) -> None:
    """Write down what the books say on the day of disposal, its month included."""
    removed = position_of(session, asset, disposal.disposed_on)
    disposal.accumulated = removed.removed(disposal.disposed_on)
    gross = removed.gross(disposal.disposed_on)
    disposal.book_value = gross - disposal.accumulated
    disposal.gain = disposal.proceeds - disposal.book_value


def _approved(session: Session, disposal: Disposal, *, by: User, now: datetime) -> None:
    asset = session.get_one(Asset, disposal.asset_id)
    session.refresh(asset, with_for_update=True)
    disposal.move("approve")
    if asset.holder_name and asset.state is AssetState.LOST:
        held = session.scalars(custodies.present(asset.id)).one()
        custody.give_back(session, asset, by=by, on=max(disposal.disposed_on, held.from_on))
    if asset.holder_name:
        raise BusinessError(
            _("%(name)s has %(asset)s; take it back first.", name=asset.holder_name, asset=asset)
        )
    asset.move("dispose")
    asset.disposed_on = disposal.disposed_on
    _reckon(session, disposal, asset)  # the asset may have been corrected since it was asked for
    session.flush()


APPROVAL = Approvable(
    name="it_assets.disposal",
    title=_l("Disposal"),
    model=Disposal,
    permission="it_assets.disposal.approve",
    reading="it_assets.disposal.index",
    page="it_assets.disposal.detail",
    key="disposal_id",
    approved=_approved,
    declined=moves("decline"),
)
