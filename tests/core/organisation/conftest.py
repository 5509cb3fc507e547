"""A small company: heads, posts and departments below each other."""

from __future__ import annotations

from datetime import date

import pytest

from core.organisation import services
from core.testing import make_user
from core.user import services as users

TODAY = date(2026, 11, 2)


@pytest.fixture
def open_department(session):
    def make(code, parent=None, head=None):
        return services.create_department(
            session,
            code=code,
            name=f"Department {code}",
            parent_id=parent and parent.id,
            head_id=head and head.id,
            by=users.system_user(session),
        )

    return make


@pytest.fixture
def give_post(session):
    """Let a user hold a post of a department, by default since long and for good."""

    def give(department, user, *, name="Clerk", from_on=date(2020, 1, 1), until_on=None):
        by = users.system_user(session)
        post = services.create_post(session, department, name=name, by=by)
        return services.assign(
            session, post, user_id=user.id, from_on=from_on, until_on=until_on, by=by
        )

    return give


@pytest.fixture
def person(session):
    return lambda name, *permissions: make_user(session, *permissions, name=name)
