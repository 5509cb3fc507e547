"""The organisation in the JSON API."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from core import api
from core.company import today
from core.db import session
from core.organisation import queries
from core.organisation.listing import DepartmentListing
from core.permissions import requires

blueprint = api.blueprint("organisation", __name__)
api.lists(blueprint, DepartmentListing, "core.organisation.index")


class HolderBody(api.Output):
    """Somebody who holds a post today."""

    user_id: int
    name: str
    from_on: date
    until_on: date | None


class PostBody(api.Output):
    """A post and who holds it today."""

    id: int
    name: str
    holders: list[HolderBody]


class DepartmentDetail(api.Output):
    """A department with its posts."""

    id: int
    code: str
    name: str
    parent_id: int | None
    head_id: int | None
    is_active: bool
    posts: list[PostBody]


@blueprint.get("/<int:department_id>")
@requires("core.organisation.index")
@blueprint.output(DepartmentDetail)
def detail(department_id: int) -> ResponseReturnValue:
    """One department, its posts and who holds them today."""
    department = session().scalar(queries.department(department_id)) or abort(404)
    posts = session().scalars(queries.posts_in(department_id)).all()
    held = session().scalars(queries.held_in(department_id, today())).all()
    told: Any = DepartmentDetail(
        id=department.id,
        code=department.code,
        name=department.name,
        parent_id=department.parent_id,
        head_id=department.head_id,
        is_active=department.is_active,
        posts=[
            PostBody(
                id=post.id,
                name=post.name,
                holders=[
                    HolderBody(
                        user_id=one.user_id,
                        name=one.user.name,
                        from_on=one.from_on,
                        until_on=one.until_on,
                    )
                    for one in held
                    if one.post_id == post.id and one.from_on <= today()
                ],
            )
            for post in posts
        ],
    )
    return told
