"""What can be done with stocktakes.  Services flush; they never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.numbering import next_number
from core.user.models import User
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.asset.rules import asset_in
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake import queries
from plugins.it_assets.stocktake.models import Line, Stocktake
from plugins.it_assets.stocktake.rules import Verdict, scanned

SERIES = "ES"
BATCH = 500


@dataclass
class Scan:
    """What a scan brought: things in their place, others, unknown codes, and repeated ones."""

    present: int = 0
    misplaced: int = 0
    unregistered: int = 0
    again: int = 0


def open_stocktake(
    session: Session, place: Place, *, note: str = "", by: User, on: date, now: datetime
) -> Stocktake:
    """Begin to compare a place with the register: what should be there is not found yet.

    :raises BusinessError: if the place is being counted already.
    """
    lock(session, f"it_assets.stocktake.{place.id}")
    if session.scalar(queries.live_at(place.id)):
        raise BusinessError(
            _("%(place)s is being counted already.", place=place.name), field="place"
        )
    stocktake = Stocktake(
        number=next_number(session, SERIES, on=on),
        place_id=place.id,
        note=note.strip(),
        opened_at=now,
        opened_by_id=by.id,
    )
    session.add(stocktake)
    session.flush()
    session.add_all(
        Line(stocktake_id=stocktake.id, asset_id=key, verdict=Verdict.MISSING)
        for key in session.scalars(queries.expected(place.id)).all()
    )
    session.flush()
    return stocktake


def scan(session: Session, stocktake: Stocktake, text: str, *, by: User, now: datetime) -> Scan:
    """Note what somebody saw at the place; what was seen before is not counted again.

    :param text: tags, serial numbers or addresses of assets' pages, one for a line.
    :raises BusinessError: if the counting is over, there is no code, or a line is too long for one.
    """
    still_counting(session, stocktake)
    try:
        codes = scanned(text)
    except ValueError as error:
        raise BusinessError(
            _("This is too long for a code: %(code)s…", code=str(error)[:40]), field="codes"
        ) from error
    if not codes:
        raise BusinessError(_("Scan or type at least one code."), field="code")
    result = Scan()
    for begin in range(0, len(codes), BATCH):
        some = codes[begin : begin + BATCH]
        known = _known(session, some)
        unknown = list(dict.fromkeys(one.upper() for one in some if one not in known))
        seen = {one.id: one for one in known.values()}
        _note(session, stocktake, seen, unknown, result=result, by=by, now=now)
        result.again += len(some) - len(unknown) - len(seen)
    session.flush()
    return result


def _known(session: Session, codes: list[str]) -> dict[str, Asset]:
    """Return the assets that codes mean: by key, by tag, or else by serial number."""
    keys = {one: asset_in(one) for one in codes}
    found = list(session.scalars(queries.coded(codes, [key for key in keys.values() if key])))
    by_key = {one.id: one for one in found}
    by_serial = {one.serial.casefold(): one for one in found if one.serial}
    by_tag = {one.tag.casefold(): one for one in found}
    named = {one: by_tag.get(one.casefold()) or by_serial.get(one.casefold()) for one in codes}
    named |= {one: by_key.get(key) for one, key in keys.items() if key}
    return {code: one for code, one in named.items() if one is not None}


def _note(
    session: Session,
    stocktake: Stocktake,
    seen: dict[int, Asset],
    unknown: list[str],
    *,
    result: Scan,
    by: User,
    now: datetime,
) -> None:
    lines = session.scalars(queries.found(stocktake.id, list(seen), unknown)).all()
    of_asset = {one.asset_id: one for one in lines if one.asset_id}
    of_code = {one.code for one in lines if one.code}
    facts = {"stocktake_id": stocktake.id, "seen_at": now, "seen_by_id": by.id}
    for key, asset in seen.items():
        line = of_asset.get(key)
        if line is None and asset.state is State.IN_REPAIR and asset.place_id == stocktake.place_id:
            session.add(Line(asset_id=key, verdict=Verdict.PRESENT, **facts))
            result.present += 1
        elif line is None:
            session.add(Line(asset_id=key, verdict=Verdict.MISPLACED, **facts))
            result.misplaced += 1
        elif line.verdict is Verdict.MISSING:
            line.verdict, line.seen_at, line.seen_by_id = Verdict.PRESENT, now, by.id
            line.decision = line.decided_by_id = None
            result.present += 1
        else:
            result.again += 1
    for code in unknown:
        if code in of_code:
            result.again += 1
        else:
            session.add(Line(code=code, verdict=Verdict.UNREGISTERED, **facts))
            result.unregistered += 1


def cancel(session: Session, stocktake: Stocktake, *, by: User, now: datetime) -> None:
    """Give a stocktake up; nothing follows from it.

    :raises BusinessError: if the counting is over.
    """
    still_counting(session, stocktake)
    stocktake.move("cancel")
    stocktake.closed_at = now
    session.flush()


def still_counting(session: Session, stocktake: Stocktake) -> None:
    """Let only one counter write at a time.

    :raises BusinessError: if the counting is over.
    """
    session.refresh(stocktake, ["state", "version_id"], with_for_update={"of": Stocktake})
    if not stocktake.can("submit"):
        stocktake.move("submit")
