"""What stands on papers: the handover with its signature, and labels of assets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import addresses, labels
from core.documents import Document
from core.handwriting import svg
from core.labels import Label
from core.templating import day, instant
from plugins.it_assets.asset import queries as assets
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.handover import queries
from plugins.it_assets.handover.models import KINDS, STATES, WAYS, Handover


def _handover(session: Session, keys: Sequence[int]) -> dict[str, Any]:
    (handover_id,) = keys
    handover = session.scalars(queries.whole(handover_id)).one()
    terms: dict[str, list[str]] = {}
    for one in handover.items:
        terms.setdefault(one.terms, []).append(one.tag)
    return {
        "heading": f"{KINDS[handover.kind][0]} {handover.number}",
        "facts": [
            [_("Holder"), handover.holder_name],
            [_("Prepared on"), day(handover.prepared_on)],
            [_("Prepared by"), handover.prepared_by.name],
            [_("Due back"), day(handover.due_on)],
            [_("Purpose"), handover.purpose],
            [_("State"), str(STATES[handover.state][0])],
        ],
        "heads": [_("Asset tag"), _("Name of the asset"), _("Serial number"), _("Condition")],
        "lines": [[one.tag, one.name, one.serial, one.condition] for one in handover.items],
        "terms": [
            [_("Terms for %(tags)s", tags=", ".join(tags)), text]
            for text, tags in terms.items()
            if text
        ],
        "signed": _signed(handover),
        "drawn": svg(handover.drawing) if handover.is_genuine else "",
        "empty": _("Signature and day"),
    }


def _signed(handover: Handover) -> list[list[str]]:
    if handover.way is None or not handover.is_genuine:
        return []
    return [
        [_("Signature"), handover.signature],
        [_("Signed by way of"), str(WAYS[handover.way])],
        [_("Signed at"), instant(handover.signed_at, seconds=True)],
        [_("Fingerprint"), handover.content_hash],
    ]


def stickers(session: Session, keys: Sequence[int]) -> Iterable[Label]:
    """Return the labels of some assets; their codes lead to the pages, where these are known."""
    for asset in session.scalars(assets.with_keys(keys)):
        lines = (str(asset.model), asset.serial or "", asset.category.name)
        address = addresses.of_page("it_assets.asset.detail", asset_id=asset.id)
        yield Label(asset.tag, asset.name, tuple(line for line in lines if line), address)


HANDOVER = Document(
    name="it_assets.paper.handover",
    title=_l("Handover"),
    template=Path(__file__).parent / "templates" / "handover.typ",
    model=Handover,
    permission="it_assets.handover.index",
    data=_handover,
)
SHEET = labels.document(
    "it_assets.paper.sheet",
    title=_l("Labels of equipment"),
    model=Asset,
    permission="it_assets.asset.index",
    labels=stickers,
)
ROLL = labels.document(
    "it_assets.paper.roll",
    title=_l("Labels of equipment on a roll"),
    model=Asset,
    permission="it_assets.asset.index",
    labels=stickers,
    on="roll",
)
