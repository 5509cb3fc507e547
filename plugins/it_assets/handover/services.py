"""Giving assets out and taking them back.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.handwriting import strokes
from core.notification import services as inbox
from core.notifications import Facts, Notice
from core.numbering import next_number
from core.templating import day
from core.user.models import User
from plugins.it_assets.asset import queries as assets
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.rules import asset_in
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.custody import services as custody
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries
from plugins.it_assets.handover.models import KINDS, Handover, Item, Kind, Way

SERIES = "LY"
MOST = 500  # assets of one handover
SHOWN = 3  # assets that a line of the inbox names


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return what there is to sign for, to whoever signs and to nobody else."""
    own = session.scalars(queries.told(keys, reader.id)) if reader is not None else ()
    return {
        one.id: [
            (_l("Direction"), str(KINDS[one.kind][0])),
            (_l("Asset"), _items_told(one.items)),
            (_l("Purpose"), one.purpose),
            (_l("Due back"), day(one.due_on)),
        ]
        for one in own
    }


def _items_told(items: Sequence[Item]) -> str:
    names = _(", ").join(f"{one.name} ({one.tag})" for one in items[:SHOWN])
    rest = len(items) - SHOWN
    return _("%(names)s and %(count)s more", names=names, count=rest) if rest > 0 else names


TO_SIGN = Notice(
    "it_assets.handover.to_sign",
    _l("%(actor)s asks you to sign for equipment: %(label)s"),
    "it_assets.handover.own",
    "handover_id",
    facts=facts,
)


def prepare(
    session: Session,
    *,
    kind: Kind,
    holder: Holder | None,
    conditions: Mapping[str, str],
    by: User,
    on: date,
    now: datetime,
    due_on: date | None = None,
    purpose: str = "",
) -> Handover:
    """Put assets together that somebody receives or gives back; who it is signs for all at once.

    :param holder: for a check-in, None: it is whoever has them.
    :param conditions: what the assets look like, by their tags or the addresses of their pages.
    :raises BusinessError: if an asset cannot go that way, waits for another signature, came and
        is not accepted yet, or would come back before it is taken.
    """
    conditions = _by_tag(session, conditions)
    found = _found(session, conditions)
    if kind is Kind.CHECK_OUT:
        holder = _receiver(found, holder)
        custody.refuse_unaccepted(session, found, "tags")
        custody.refuse_past(due_on, on)
    else:
        holder = _who_has(session, found)
    handover = Handover(
        number=next_number(session, SERIES, on=on),
        kind=kind,
        holder_name=holder.name,
        user_id=holder.user_id,
        party_id=holder.party_id,
        place_id=holder.place_id,
        due_on=due_on if kind is Kind.CHECK_OUT else None,
        purpose=purpose.strip(),
        prepared_on=on,
        prepared_at=now,
        prepared_by_id=by.id,
        items=[_item(asset, conditions[asset.tag]) for asset in found],
    )
    session.add(handover)
    session.flush()
    told = [handover.user_id] if handover.user_id else []
    inbox.notify(
        session, TO_SIGN, told, record_id=handover.id, label=handover.number, by=by, now=now
    )
    return handover


def sign(
    session: Session,
    handover: Handover,
    *,
    signature: str,
    drawing: str = "",
    seen: str = "",
    way: Way,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Sign for all assets at once: they are in other hands from now on.

    :param by: the holder, or the clerk on whose device the holder signs.
    :param drawing: what the holder drew besides the name; see :mod:`core.handwriting`.
    :param seen: the fingerprint of what the holder has read, if that is known.
    :raises BusinessError: if it is signed already, nothing is typed, what is drawn cannot be read,
        it is not what the holder has read, its day of return is over, or an asset went elsewhere.
    """
    if not signature.strip():
        raise BusinessError(_("Type your name to sign."), field="signature")
    if way is Way.ACCOUNT and by.id != handover.user_id:
        raise BusinessError(_("Only %(name)s signs this.", name=handover.holder_name))
    strokes(drawing)
    _refuse_changed(session, handover, seen, on)
    handover.move("sign")
    handover.signature, handover.drawing, handover.way = signature.strip(), drawing, way
    handover.signed_at, handover.signed_by_id = now.replace(microsecond=0), by.id
    handover.content_hash = handover.fingerprint
    moved = {one.id: one for one in session.scalars(assets.with_keys(_keys(handover)))}
    for item in handover.items:
        item.is_open = False
        if handover.kind is Kind.CHECK_OUT:
            custody.take(
                session,
                moved[item.asset_id],
                handover.holder,
                by=by,
                on=on,
                due_on=handover.due_on,
                purpose=handover.purpose,
            )
        else:
            custody.give_back(session, moved[item.asset_id], by=by, on=on)
    session.flush()
    _settle(session, handover, now)


def _refuse_changed(session: Session, handover: Handover, seen: str, on: date) -> None:
    session.refresh(handover, ["state", "due_on"], with_for_update={"of": Handover})
    if handover.has_lapsed(on):
        raise BusinessError(
            _(
                "The day of return, %(day)s, is over. Another one is needed before it is signed; "
                "all else stays as it is.",
                day=day(handover.due_on),
            )
        )
    if seen and handover.can("sign") and seen != handover.fingerprint:
        raise BusinessError(_("The day of return has changed. Read it again, then sign."))


def change_due_day(
    session: Session, handover: Handover, *, due_on: date | None, by: User, on: date
) -> None:
    """Choose another day of return for what nobody has signed; without one it is no loan.

    :raises BusinessError: if it is signed or cancelled already, or would come back before today.
    """
    session.refresh(handover, ["state", "due_on"], with_for_update={"of": Handover})
    handover.require("sign")
    if handover.kind is not Kind.CHECK_OUT:
        raise BusinessError(_("Only what is given out has a day of return."))
    custody.refuse_past(due_on, on)
    handover.due_on = due_on
    session.flush()


def cancel(session: Session, handover: Handover, *, by: User, now: datetime) -> None:
    """Give up a handover that nobody has signed; the assets stay where they are.

    :raises BusinessError: if it is signed or cancelled already.
    """
    handover.move("cancel")
    for item in handover.items:
        item.is_open = False
    session.flush()
    _settle(session, handover, now)


def _settle(session: Session, handover: Handover, now: datetime) -> None:
    inbox.settle(session, [TO_SIGN], record_id=handover.id, now=now)


def _keys(handover: Handover) -> list[int]:
    return [item.asset_id for item in handover.items]


def _item(asset: Asset, condition: str) -> Item:
    return Item(
        asset_id=asset.id,
        tag=asset.tag,
        name=asset.name,
        serial=asset.serial or "",
        condition=condition,
        terms=asset.category.terms,
        is_open=True,
    )


def _by_tag(session: Session, conditions: Mapping[str, str]) -> Mapping[str, str]:
    """Return conditions by tag; the codes of labels are the addresses of pages."""
    keys = {code: key for code in conditions if (key := asset_in(code))}
    tags = dict(session.execute(assets.tags_of(keys.values())).all()) if keys else {}
    found: dict[str, str] = {}
    for code, condition in conditions.items():
        tag = tags.get(keys.get(code), code)
        found[tag] = condition or found.get(tag, "")
    return found


def _found(session: Session, conditions: Mapping[str, str]) -> Sequence[Asset]:
    if not conditions:
        raise BusinessError(_("Scan or write at least one asset tag."), field="tags")
    if len(conditions) > MOST:
        raise BusinessError(
            _("One handover has at most %(count)s assets.", count=MOST), field="tags"
        )
    keys = session.scalars(assets.tagged(conditions).with_only_columns(Asset.id)).all()
    found = session.scalars(assets.with_keys(keys)).all()
    unknown = conditions.keys() - {one.tag for one in found}
    if unknown:
        raise BusinessError(
            _("There is no asset with the tag %(tags)s.", tags=", ".join(sorted(unknown))),
            field="tags",
        )
    for tag, number in session.execute(queries.waiting(keys)):
        raise BusinessError(
            _("%(tag)s waits for the signature under %(number)s.", tag=tag, number=number),
            field="tags",
        )
    return found


def _receiver(found: Sequence[Asset], holder: Holder | None) -> Holder:
    """Return who receives the assets.

    :raises BusinessError: if it is nobody, or an asset is not in stock.
    """
    if holder is None or not holder.name:
        raise BusinessError(_("Say who receives the equipment."), field="person")
    for asset in found:
        if not asset.can("check_out"):
            raise BusinessError(
                _(
                    "%(asset)s cannot be handed over: %(state)s.",
                    asset=str(asset),
                    state=asset.__words__["state"][asset.state.value],
                ),
                field="tags",
            )
    return holder


def _who_has(session: Session, found: Sequence[Asset]) -> Holder:
    """Return who has all of the assets.

    :raises BusinessError: if nobody has one of them, or several people have them.
    """
    holders = set()
    for asset in found:
        present = session.scalar(custodies.present(asset.id))
        if present is None:
            raise BusinessError(_("Nobody has %(asset)s.", asset=str(asset)), field="tags")
        holders.add(present.holder)
    if len(holders) > 1:
        names = ", ".join(sorted(one.name for one in holders))
        raise BusinessError(
            _("These are in the hands of several: %(names)s.", names=names), field="tags"
        )
    return holders.pop()
