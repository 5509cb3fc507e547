from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.db import db
from core.errors import BusinessError
from core.party.models import Party
from core.setting import services as settings
from core.sources import Source
from core.user import services as users
from plugins.orders.intake.importer import importer
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import Line, Order, OrderVersion, Payment, State
from tests.orders.conftest import row


def test_a_row_becomes_an_order_with_its_line_payment_buyer_and_supplier(session, take) -> None:
    take(row())
    order = session.scalars(queries.all_orders()).one()
    assert (order.number, order.state, order.total) == ("A1", State.DELIVERED, Decimal("110.00"))
    assert session.scalars(select(Line.price)).all() == [Decimal("100.00")]
    assert session.scalars(select(Payment.amount)).all() == [Decimal("110.00")]
    assert set(session.scalars(select(Party.code))) == {"KH1", "GYS1"}


def test_local_times_are_kept_in_utc_and_business_dates_in_the_zone_of_the_company(
    session, take
) -> None:
    take(row(**{"签收时间": "2026-10-04 23:30:00"}))
    order = session.scalars(select(Order)).one()
    assert order.delivered_at == datetime(2026, 10, 4, 15, 30, tzinfo=UTC)
    assert order.signed_on == date(2026, 10, 4)


def test_a_company_elsewhere_counts_its_own_days(session, take) -> None:
    settings.change(session, "company.timezone", "America/Sao_Paulo")
    take(row(**{"签收时间": "2026-10-04 08:30:00"}))
    assert session.scalars(select(Order.signed_on)).one() == date(2026, 10, 3)


def test_the_same_file_again_adds_and_changes_nothing(session, take) -> None:
    take(row())
    report = take(row())
    assert not report.writes
    assert "Nothing is new" in report.text_lines()[-1]
    assert len(session.scalars(select(Order)).all()) == 1


def test_a_changed_order_gets_a_version_and_its_lines_keep_their_keys(session, take) -> None:
    take(row())
    key = session.scalars(select(Line.id)).one()
    report = take(row(**{"金额": "90.00", "实付金额": "100.00"}))
    assert report.counts["orders"].changed == 1
    line = session.scalars(select(Line)).one()
    assert (line.id, line.price) == (key, Decimal("90.00"))
    assert session.scalars(select(Order.version)).one() == 2
    assert session.scalars(select(OrderVersion)).one().content["total"] == "110.00"


def test_a_line_that_a_later_file_leaves_out_is_withdrawn(session, take) -> None:
    second = row(**{"行号": "2", "金额": "5.00", "运费": "0"})
    take(row(**{"实付金额": "115.00"}), second | {"实付金额": "115.00"})
    take(row())
    assert session.scalars(select(Line.position).where(Line.is_withdrawn)).all() == [2]
    assert session.scalars(select(Order.total)).all() == [Decimal("110.00")]


def test_another_sum_than_the_lines_cost_is_taken_and_told(session, take) -> None:
    report = take(row(**{"实付金额": "109.99"}))
    assert [remark.key for remark in report.remarks] == ["A1"]
    assert session.scalars(select(Order.differs)).one() is True


def test_an_unpaid_order_is_no_difference(session, take) -> None:
    report = take(row(**{"订单状态": "待付款", "付款时间": "", "实付金额": "0"}))
    assert report.remarks == []


def test_an_order_with_an_unreadable_line_is_refused_as_a_whole_and_the_others_are_taken(
    session, take
) -> None:
    broken = row(**{"行号": "2", "金额": "ten"})
    report = take(row(), broken, row(**{"订单编号": "A2"}))
    assert session.scalars(select(Order.number)).all() == ["A2"]
    assert {refused.line for refused in report.refused} == {2, 3}
    assert any("金额" in refused.reason for refused in report.refused)


def test_a_gb18030_file_is_read(session, take) -> None:
    take(row(), encoding="gb18030")
    assert session.scalars(select(Party.name).where(Party.code == "KH1")).one() == "王芳"


@pytest.mark.parametrize("column", ["订单编号", "金额"])
def test_a_file_without_a_column_is_refused_by_name_and_writes_nothing(
    session, take, column
) -> None:
    rows = {name: value for name, value in row().items() if name != column}
    with pytest.raises(BusinessError, match=column):
        take(rows)
    assert session.scalars(select(Order)).all() == []


def test_orders_are_found_by_number_and_by_the_name_of_the_buyer(session, take) -> None:
    from core.search import matches

    take(row(), row(**{"订单编号": "B7", "买家编码": "KH2", "买家": "李大伟"}))

    def found(term: str) -> list[str]:
        return list(session.scalars(select(Order.number).where(matches(Order, term))))

    assert found("王") == found("王芳") == found("a1") == ["A1"]
    assert found("大伟") == found("伟") == ["B7"]
    assert found("王伟") == []


def test_one_number_in_two_stores_is_two_orders(session, take) -> None:
    take(row(), row(**{"店铺编码": "jd", "店铺": "京东店"}))
    assert session.execute(select(Order.number, Order.line_count)).all() == [("A1", 1), ("A1", 1)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("订单状态", "已取消"), ("实付金额", "5.00"), ("签收时间", ""), ("买家", "李娜")],
)
def test_rows_of_one_order_tell_one_story(session, take, reasons, column, value) -> None:
    report = take(row(), row(**{"行号": "2", column: value}))
    assert reasons(report) == [("A1", f"The rows of this order differ in {column}.")]
    assert session.scalars(select(Order)).all() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"数量": "0"}, "The quantity of line 1 is not above zero."),
        ({"金额": "-1"}, "An amount of line 1 is below zero."),
        ({"商家优惠": "60", "平台优惠": "41"}, "The discounts of line 1 are above its price."),
        ({"实付金额": "-1"}, "Payment 1 is below zero."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(take, reasons, changes, reason) -> None:
    assert reasons(take(row(**changes))) == [("A1", reason)]


def test_a_damaged_row_takes_its_order_with_it_wherever_the_number_stands(session, take) -> None:
    columns = sorted(row(), reverse=True)  # the order's number is not the first column

    def told(**changes):
        return {name: row(**changes)[name] for name in columns}

    take(told(**{"行号": "2", "数量": "many"}), told())
    assert session.scalars(select(Order)).all() == []


def test_a_refused_change_is_told_with_its_row(session, take, reasons, shop) -> None:
    take(row())
    key = session.scalars(select(Order.id)).one()
    shop.ask(session.scalar(queries.order(key)), ("3", "100.00", "0"))
    report = take(row(**{"金额": "90.00"}))
    assert reasons(report) == [
        ("A1", "Refunds took back more of line 1 than the file leaves of it.")
    ]
    assert report.counts["orders"].refused == 1


def test_the_work_is_told_while_it_goes_on(write, run_import) -> None:
    steps = []
    path = write([row(**{"订单编号": f"A{number}"}) for number in range(2_001)])
    run_import("generic", {path.name: path}, lambda *step: steps.append(step))
    assert steps == [
        (0, path.stat().st_size, "Reading"),
        (2_000, 2_001, "Orders"),
        (2_001, 2_001, "Orders"),
    ]


def test_a_cut_off_file_writes_nothing(session, write, run_import) -> None:
    path = write([row(), row(**{"订单编号": "A2"})])
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(BusinessError, match="cut off"):
        run_import("generic", {path.name: path})
    session.rollback()
    assert session.scalars(select(Order)).all() == []
    assert session.scalars(select(Party)).all() == []


def test_two_imports_at_once_are_like_one(app, session, write, run_import) -> None:
    path = write([row(**{"订单编号": f"A{number}"}) for number in range(50)])
    session.commit()
    added = []

    def once() -> None:
        with app.app_context():
            source = Source(importer.profile("generic"), {path.name: path})
            by = users.system_user(db.session())
            report = importer.run(
                db.session(), source, by=by, now=datetime.now(UTC), progress=lambda *_step: None
            )
            db.session().commit()
            added.append(report.counts["orders"].added)

    threads = [threading.Thread(target=once) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [0, 50]
    assert session.scalar(select(func.count(Order.id))) == 50


def test_the_command_imports_a_file_and_says_so_when_nothing_is_new(app, session, write) -> None:
    path = write([row()])
    session.commit()
    session.close()
    runner = app.test_cli_runner()
    first = runner.invoke(args=["orders", "import", "--profile", "generic", str(path)])
    again = runner.invoke(args=["orders", "import", "--profile", "generic", str(path)])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "Orders: 1 added" in first.output
    assert "Nothing is new" in again.output
