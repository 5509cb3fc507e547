"""What the ledger of sales holds, whatever the number and the order of the imports that filled it.

No keys, no versions and no times of a change: they tell how often an order was told.
"""

from __future__ import annotations

import sqlalchemy as sa

CONTENTS = {
    "orders": """
        SELECT s.code, o.number, o.buyer_code, o.state, o.placed_at, o.paid_at, o.shipped_at,
               o.delivered_at, o.placed_on, o.signed_on, o.currency, o.line_count, o.goods,
               o.freight, o.discount, o.total, o.paid, o.differs, o.content_hash
        FROM orders_order o JOIN orders_channel_store s ON s.id = o.store_id""",
    "lines": """
        SELECT o.number, l.position, p.code, y.code, l.quantity, l.price, l.freight,
               l.seller_discount, l.platform_discount, l.is_withdrawn
        FROM orders_order_line l JOIN orders_order o ON o.id = l.order_id
        JOIN orders_product p ON p.id = l.product_id
        LEFT JOIN core_party y ON y.id = l.supplier_id""",
    "payments": """
        SELECT o.number, p.sequence, p.tender, p.amount
        FROM orders_order_payment p JOIN orders_order o ON o.id = p.order_id""",
    "products": "SELECT code, title, category FROM orders_product",
    "parties": "SELECT code, name FROM core_party",
}
SUMS = """
    SELECT c.code, count(*), sum(o.goods), sum(o.freight), sum(o.paid)
    FROM orders_order o JOIN orders_channel_store s ON s.id = o.store_id
    JOIN orders_channel c ON c.id = s.channel_id GROUP BY c.code"""


def contents(url: str) -> dict[str, set[tuple[object, ...]]]:
    """Return the rows of each table by what they say."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        told = {name: {*connection.execute(sa.text(sql))} for name, sql in CONTENTS.items()}
    engine.dispose()
    return told


def sums(url: str) -> dict[str, tuple[int, ...]]:
    """Return for each channel the count of its orders and, in cents, goods, freight, paid."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        told = {row[0]: tuple(map(int, row[1:])) for row in connection.execute(sa.text(SUMS))}
    engine.dispose()
    return told
