"""Questions asked of the organisation; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, or_, select, union_all
from sqlalchemy.orm import joinedload

from core.organisation.models import Assignment, Department, Post
from core.user.models import User


def departments() -> Select[Department]:
    """Every department."""
    return select(Department)


def in_order() -> Select[Department]:
    """Every department with its head, by its code."""
    return select(Department).options(joinedload(Department.head)).order_by(Department.code)


def department(department_id: int) -> Select[Department]:
    """One department with its head and the one that it belongs to."""
    return (
        select(Department)
        .where(Department.id == department_id)
        .options(joinedload(Department.head), joinedload(Department.parent))
    )


def coded(code: str) -> Select[int]:
    """The department with a code."""
    return select(Department.id).where(Department.code == code)


def places() -> Select[int, int | None, int | None]:
    """Where each department stands: its parent and its head, unless the head has gone."""
    head = case((User.active, Department.head_id))
    return select(Department.id, Department.parent_id, head).outerjoin(
        User, User.id == Department.head_id
    )


def works_in(user_id: int, on: date) -> Select[int]:
    """The departments in which a user holds a post on a day."""
    return (
        select(Post.department_id)
        .join(Assignment, Assignment.post_id == Post.id)
        .where(Assignment.user_id == user_id, on_day(on))
    )


def reached(user_id: int, on: date) -> Select[int]:
    """The departments that a user works in on a day or leads, and all below them."""
    mine = or_(Department.head_id == user_id, Department.id.in_(works_in(user_id, on)))
    found = select(Department.id).where(mine).cte("reached", recursive=True)
    below = select(Department.id).join(found, Department.parent_id == found.c.id)
    return select(found.union(below).c.id)


def people_of(departments: Collection[int], on: date) -> CompoundSelect[int]:
    """Who holds a post of some departments on a day, or leads one of them."""
    return union_all(
        select(Assignment.user_id)
        .join(Post, Post.id == Assignment.post_id)
        .where(Post.department_id.in_(departments), on_day(on)),
        select(Department.head_id).where(
            Department.id.in_(departments), Department.head_id.is_not(None)
        ),
    )


def on_day(on: date) -> ColumnElement[bool]:
    """That a post is held on a day."""
    return (Assignment.from_on <= on) & or_(Assignment.until_on.is_(None), Assignment.until_on > on)


def posts() -> Select[Post]:
    """Every post, by its name."""
    return select(Post).order_by(Post.name, Post.id)


def posts_in(department_id: int) -> Select[Post]:
    """The posts of a department, by their names."""
    return posts().where(Post.department_id == department_id)


def below(department_id: int) -> Select[Department]:
    """The departments that belong to one, with their heads, by their codes."""
    return in_order().where(Department.parent_id == department_id)


def post(post_id: int) -> Select[Post]:
    """One post with its department."""
    return select(Post).where(Post.id == post_id).options(joinedload(Post.department))


def named(department_id: int, name: str) -> Select[int]:
    """The post of a name in a department."""
    return select(Post.id).where(Post.department_id == department_id, Post.name == name)


def holders(on: date) -> Select[Assignment]:
    """Who holds which post on a day, by name."""
    return (
        select(Assignment)
        .join(User, User.id == Assignment.user_id)
        .where(on_day(on))
        .options(joinedload(Assignment.user))
        .order_by(User.name, Assignment.id)
    )


def held_in(department_id: int, on: date) -> Select[Assignment]:
    """Who holds a post of a department on a day or later."""
    return (
        select(Assignment)
        .join(Post, Post.id == Assignment.post_id)
        .where(
            Post.department_id == department_id,
            or_(Assignment.until_on.is_(None), Assignment.until_on > on),
        )
        .options(joinedload(Assignment.user))
        .order_by(Assignment.from_on, Assignment.id)
    )


def of_post(post_id: int) -> Select[Assignment]:
    """Everybody who holds or held a post, the latest first."""
    return (
        select(Assignment)
        .where(Assignment.post_id == post_id)
        .options(joinedload(Assignment.user))
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
    )


def of_user(user_id: int) -> Select[Assignment]:
    """The posts that a user holds or held, the latest first."""
    return (
        select(Assignment)
        .where(Assignment.user_id == user_id)
        .options(joinedload(Assignment.post).joinedload(Post.department))
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
    )


def assignments() -> Select[Assignment]:
    """Everybody who holds or held a post."""
    return select(Assignment)


def assignment(assignment_id: int) -> Select[Assignment]:
    """One of them, with the person."""
    return (
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(joinedload(Assignment.user))
    )


def meeting(post_id: int, user_id: int, first: date, until: date | None) -> Select[int]:
    """The times at which a user holds a post that share a day with [first, until)."""
    begins = [] if until is None else [Assignment.from_on < until]
    return select(Assignment.id).where(
        Assignment.post_id == post_id,
        Assignment.user_id == user_id,
        or_(Assignment.until_on.is_(None), Assignment.until_on > first),
        *begins,
    )
