"""A business day uses the makers of the departments that take part in it."""

from __future__ import annotations

from tests.catalog.conftest import (  # noqa: F401 - pytest finds its fixtures here
    agree,
    by,
    make_product,
    make_supplier,
    make_warehouse,
    move,
    sell_daily,
    stocked,
)
from tests.it_assets.conftest import (  # noqa: F401
    approve,
    ask,
    asker,
    bought,
    came,
    chief,
    hand_over,
    make_asset,
    make_model,
    make_place,
    make_vendor,
    offer,
    order,
)
