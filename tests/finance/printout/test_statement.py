"""A statement on paper says to the cent what its page and its workbook say."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from core import typesetting
from core.jobs import run_pending
from core.testing import pdf_text
from plugins.finance.printout.services import STATEMENT
from plugins.finance.settlement import services
from plugins.finance.settlement.models import Line
from tests.finance.conftest import NOW

ENGLISH = {"Accept-Language": "en"}
SEEING = "finance.settlement.index"


@pytest.fixture
def statement(shop, acme):
    shop.sell(acme, "199.90", reference="SO-1", description="纯棉四件套 #1")
    refunded = shop.sell(acme, "50.05", reference="SO-2", description="Pillow")
    shop.refund(refunded, "10.01", reference="R-2")
    disputed = shop.sell(acme, "70.00", reference="SO-3", description="毛巾")
    shop.settle()
    made = shop.take(shop.statement(acme), "send")
    services.dispute(shop.session, shop.line(disputed), reason="not ours", by=shop.clerk, now=NOW)
    shop.take(made, "freeze")
    shop.session.commit()
    return made


def printed(app, client, statement) -> str:
    posted = {"name": STATEMENT.name, "key": statement.id}
    answer = client.post("/core/document/create", data=posted, headers=ENGLISH)
    run_pending(app)
    return pdf_text(client.get(f"{answer.location}/file").data)


def test_the_paper_has_the_lines_and_sums_of_page_and_workbook(app, sign_in, statement) -> None:
    reader = sign_in(SEEING)
    text = printed(app, reader, statement)
    address = f"/finance/settlement/{statement.id}"
    page = re.sub(r"<[^>]+>|\s", "", reader.get(address, headers=ENGLISH).text)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(reader.get(f"{address}?format=xlsx", headers=ENGLISH).data)
    )
    heads, *lines = book.get_sheet_by_index(0).to_python()
    assert len(lines) == 3
    for line in lines:
        told = dict(zip(heads, line, strict=True))
        figures = [f"{told[name]:,.2f}" for name in ("Gross", "Commission", "Net")]
        words = f"{told['Reference']}{told['Kind']}{told['Product']}".replace(" ", "")
        assert words in text
        assert all(figure in text for figure in figures)
    net = sum(Decimal(str(line[heads.index("Net")])) for line in lines)
    assert net == statement.net
    for label, amount in (("Net", statement.net), ("Topay", statement.payable)):
        assert f"{label}CN¥{amount:,.2f}" in text
        assert f"{label}CN¥{amount:,.2f}" in page
    assert "Heldback" in text
    assert "SO-3毛巾CN¥63.00notours" in text


def test_the_button_stands_on_the_page_of_the_statement(sign_in, statement) -> None:
    page = sign_in(SEEING).get(f"/finance/settlement/{statement.id}").text
    assert 'value="finance.printout.statement"' in page


def test_who_may_not_see_statements_gets_none_on_paper(sign_in, statement) -> None:
    posted = {"name": STATEMENT.name, "key": statement.id}
    assert sign_in(name="Bo").post("/core/document/create", data=posted).status_code == 403


def test_all_of_two_thousand_lines_are_on_the_paper(session, shop, acme) -> None:
    for number in range(2_000):
        shop.sell(acme, "19.99", reference=f"SO-{number}", description="四件套")
    shop.settle()
    made = shop.statement(acme)
    session.commit()
    assert session.scalar(sa.select(sa.func.count(Line.id))) == 2_000
    frame = {"company": "某某公司", "title": str(made), "lang": "zh"}
    content = typesetting.pdf(STATEMENT.template, frame | dict(STATEMENT.data(session, [made.id])))
    text = pdf_text(content)
    assert "SO-1999" in text
    assert date(2026, 1, 1).isoformat() in text
