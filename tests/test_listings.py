"""What every list of the core and the plugins owes its readers; no line per list."""

from __future__ import annotations

from collections.abc import Iterator

from flask_login import login_user

from core.db import db
from core.listing import Listing
from core.testing import make_user
from core.user.queries import by_id


def declared(base: type[Listing] = Listing) -> Iterator[type[Listing]]:
    for one in base.__subclasses__():
        yield from declared(one)
        if one.__module__.startswith(("core.", "plugins.")):
            yield one


def test_every_list_is_searched_sorted_and_opened_at_any_page(app, session) -> None:
    """Tables that are joined for a column are there where the list is sorted by it."""
    key = make_user(session, "*").id
    session.commit()
    asked = 0
    for listing in declared():
        with app.app_context(), app.test_request_context():
            login_user(db.session.scalars(by_id(key)).unique().one())
            for column in (one for one in listing.columns if one.sortable):
                for term in ("", "王"):
                    page = listing().page({"sort": column.key, "at": "3", "q": term})
                    assert page.sort == column.key
                    asked += 1
    assert asked > 100


def test_no_list_fails_over_a_page_of_words(app, session) -> None:
    key = make_user(session, "*").id
    session.commit()
    asked = 0
    for listing in (one for one in declared() if one.search is not None):
        with app.app_context(), app.test_request_context():
            login_user(db.session.scalars(by_id(key)).unique().one())
            assert listing().page({"q": "a 王 " * 1_000}).total == 0
            asked += 1
    assert asked > 30
