"""The demo company shows what its posts are entitled to."""

from __future__ import annotations

from sqlalchemy import select

from core import check
from core.organisation import services as organisation
from core.testing import make_user
from plugins.it_assets.demo import services
from plugins.it_assets.request.models import Request
from tests.it_assets.conftest import NOW, TODAY


def test_one_request_is_within_the_post_and_one_beyond(session) -> None:
    admin, clerk = (make_user(session, "*", name=name) for name in ("Meng", "Zhou"))
    department = organisation.create_department(
        session, code="EC1", name="财务组", parent_id=None, head_id=None, by=admin
    )
    post = organisation.create_post(session, department, name="财务专员", by=admin)
    organisation.assign(session, post, user_id=clerk.id, from_on=TODAY, until_on=None, by=admin)
    assert services.seed(session, by=admin, today=TODAY, now=NOW)
    asked = select(Request.is_beyond, Request.requested_by_id).order_by(Request.id)
    assert session.execute(asked).all() == [(False, clerk.id), (True, clerk.id)]
    assert [one for one in check.find_faults(session) if "it_assets" in one.rule] == []


def test_it_works_without_posts(session) -> None:
    admin = make_user(session, "*", name="Meng")
    assert services.seed(session, by=admin, today=TODAY, now=NOW)
    assert session.scalars(select(Request.id)).all() == []
