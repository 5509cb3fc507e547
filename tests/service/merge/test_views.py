"""Pairs are looked at, merged, dismissed, and merges undone, by those who may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from plugins.service.customer import services as customers
from plugins.service.duplicate import services
from plugins.service.duplicate.models import Duplicate, State
from plugins.service.merge.models import Merge
from tests.service.conftest import NOW

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def manager(sign_in):
    return sign_in(
        "service.customer.index",
        "service.customer.name",
        "service.duplicate.index",
        "service.merge.create",
    )


@pytest.fixture
def pair(desk, session):
    for name in ("王芳", "王方"):
        desk.identity(desk.customer(name))
    services.find(session, now=NOW)
    return session.scalars(sa.select(Duplicate)).one()


def test_a_pair_is_shown_with_its_evidence_and_merged(manager, pair, session):
    assert "王方" in manager.get("/service/duplicate/?state=open").text
    url = f"/service/duplicate/{pair.id}"
    page = manager.get(url, headers=ENGLISH).text
    assert all(text in page for text in ("Same telephone", "138****5678", "60 of 100"))
    assert "13812345678" not in page
    answer = manager.post(f"/service/merge/create/{pair.first_id}/{pair.second_id}")
    assert answer.status_code == 303
    assert customers.head_of(session, pair.second_id) == pair.first_id
    assert session.scalars(sa.select(Duplicate.state)).one() is State.MERGED
    moved = manager.get(f"/service/customer/{pair.second_id}")
    assert moved.location.endswith(f"/service/customer/{pair.first_id}")
    listed = manager.get("/service/customer/").text
    assert ("王芳" in listed, f"/service/customer/{pair.second_id}" in listed) == (True, False)


def test_a_merge_is_undone_on_the_page_of_the_customer(manager, pair, session):
    manager.post(f"/service/merge/create/{pair.first_id}/{pair.second_id}")
    made = session.scalars(sa.select(Merge)).one()
    page = manager.get(f"/service/customer/{pair.first_id}").text
    assert f"/service/merge/{made.id}/undo" in page
    assert manager.post(f"/service/merge/{made.id}/undo").status_code == 303
    assert customers.head_of(session, pair.second_id) == pair.second_id
    assert manager.post(f"/service/merge/{made.id}/undo").status_code == 422


def test_a_pair_is_dismissed(manager, pair, session):
    assert manager.post(f"/service/duplicate/{pair.id}/dismiss").status_code == 303
    assert session.scalars(sa.select(Duplicate.state)).one() is State.DISMISSED
    assert manager.post(f"/service/duplicate/{pair.id}/dismiss").status_code == 422


def test_nobody_is_merged_with_somebody_who_is_not_there(manager, pair):
    assert manager.post(f"/service/merge/create/{pair.first_id}/999").status_code == 404


def test_who_may_only_look_merges_and_dismisses_nothing(sign_in, pair):
    viewer = sign_in("service.duplicate.index", name="Bob")
    assert viewer.get(f"/service/duplicate/{pair.id}").status_code == 200
    for url in (
        f"/service/duplicate/{pair.id}/dismiss",
        f"/service/merge/create/{pair.first_id}/{pair.second_id}",
        "/service/merge/1/undo",
    ):
        assert viewer.post(url).status_code == 403
    assert sign_in(name="Eve").get("/service/duplicate/").status_code == 403
