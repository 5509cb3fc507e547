"""The history of equipment names everything that it tells."""

from __future__ import annotations

import sqlalchemy as sa

from core.history.models import Entry
from plugins.it_assets.stocktake import services as stocktakes
from plugins.it_assets.stocktake.models import Line
from tests.it_assets.conftest import NOW, TODAY


def test_a_stocktake_tells_its_lines_and_its_place_by_name(
    session, sign_in, look, make_place, make_model, make_piece
) -> None:
    client, office, model = sign_in("it_assets.stocktake.index"), make_place("总部"), make_model()
    first = make_piece(office, model)
    stocktake = stocktakes.open_stocktake(session, office, by=client.user, on=TODAY, now=NOW)
    url = f"/it_assets/stocktake/{stocktake.id}"
    look(client, url)
    stocktakes.scan(session, stocktake, first.tag, by=client.user, now=NOW)
    text, few = look(client, url)
    assert f"</span> {first.name} ({first.tag}) <time" in text
    assert f"<span>Asset</span> {first.name} ({first.tag})" in text
    assert "<span>Place of equipment</span> 总部" in text
    codes = "\n".join(make_piece(None, model).tag for _one in range(5))
    stocktakes.scan(session, stocktake, codes, by=client.user, now=NOW)
    assert look(client, url)[1] == few


def test_the_list_of_all_changes_names_a_line_by_its_asset(
    session, by, make_place, make_piece
) -> None:
    office = make_place("总部")
    piece = make_piece(office)
    stocktake = stocktakes.open_stocktake(session, office, by=by, on=TODAY, now=NOW)
    stocktakes.scan(session, stocktake, "x-99", by=by, now=NOW)
    lines = sa.select(Entry.label).where(Entry.model == Line.__tablename__).order_by(Entry.id)
    assert session.scalars(lines).all() == [f"{piece.name} ({piece.tag})", "X-99"]
