"""What can be done with the organisation.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.history.services import expect_version
from core.organisation import queries, rules
from core.organisation.models import Assignment, Department, Post
from core.user.models import User

LOCK = "core_organisation"


def tree(session: Session) -> dict[int, rules.Place]:
    """Return where each department stands."""
    rows = session.execute(queries.places())
    return {key: rules.Place(parent, head) for key, parent, head in rows}


def managers(
    session: Session, user_id: int, *, on: date, without: Collection[int] = ()
) -> frozenset[int]:
    """Return who leads a user on a day: the heads of the departments in which the user works.

    The head's own manager is the head of the nearest department above that somebody else leads.

    :param without: others who do not count, as they have a part in what is asked.
    """
    works_in = session.scalars(queries.works_in(user_id, on))
    return rules.managers(tree(session), user_id, works_in, without)


def leader(session: Session, department_id: int, *, without: Collection[int] = ()) -> int | None:
    """Return who leads a department, or the nearest above it that is led by somebody else."""
    return rules.leader(tree(session), department_id, without)


def create_department(
    session: Session,
    *,
    code: str,
    name: str,
    parent_id: int | None,
    head_id: int | None,
    by: User,
) -> Department:
    """Open a department, below another or at the top.

    :raises BusinessError: if the code is taken, or the other department is closed.
    """
    lock(session, LOCK)
    code = code.strip()
    if session.scalar(queries.coded(code)) is not None:
        raise BusinessError(_("The code %(code)s is taken.", code=code), field="code")
    _refuse_closed(session, parent_id)
    department = Department(code=code, name=name.strip(), parent_id=parent_id, head_id=head_id)
    session.add(department)
    session.flush()
    return department


def edit_department(
    session: Session,
    department: Department,
    *,
    version: int,
    name: str,
    parent_id: int | None,
    head_id: int | None,
    is_active: bool,
    by: User,
    on: date,
) -> None:
    """Rename a department, move it with all that lies below it, change its head or close it.

    :raises BusinessError: if it would lie below itself, or closes while people work in it.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    lock(session, LOCK)
    expect_version(session, department, version)
    places = tree(session)
    if department.id in rules.upwards(places, parent_id):
        raise BusinessError(
            _("%(name)s cannot belong to itself or to what lies below it.", name=department),
            field="parent_id",
        )
    if parent_id != department.parent_id or (is_active and not department.is_active):
        _refuse_closed(session, parent_id)
    if department.is_active and not is_active:
        _refuse_closing(session, department, on)
    department.name, department.parent_id = name.strip(), parent_id
    department.head_id, department.is_active = head_id, is_active
    session.flush()


def _refuse_closed(session: Session, parent_id: int | None) -> None:
    parent = session.get(Department, parent_id) if parent_id is not None else None
    if parent is not None and not parent.is_active:
        raise BusinessError(_("%(name)s is closed.", name=parent), field="parent_id")


def _refuse_closing(session: Session, department: Department, on: date) -> None:
    is_open = Department.is_active & (Department.parent_id == department.id)
    if session.scalar(queries.departments().where(is_open).limit(1)) is not None:
        raise BusinessError(
            _("Close or move the departments below %(name)s first.", name=department),
            field="is_active",
        )
    if session.scalar(queries.held_in(department.id, on).limit(1)) is not None:
        raise BusinessError(
            _("People hold posts in %(name)s; end that first.", name=department),
            field="is_active",
        )


def create_post(session: Session, department: Department, *, name: str, by: User) -> Post:
    """Add a post to a department.

    :raises BusinessError: if the department has one of this name.
    """
    post = Post(department_id=department.id, name=_free_name(session, department.id, name))
    session.add(post)
    session.flush()
    return post


def edit_post(session: Session, post: Post, *, name: str, by: User) -> None:
    """Rename a post.

    :raises BusinessError: if its department has another of this name.
    """
    if name.strip() != post.name:
        post.name = _free_name(session, post.department_id, name)
        session.flush()


def _free_name(session: Session, department_id: int, name: str) -> str:
    if session.scalar(queries.named(department_id, name.strip())) is not None:
        raise BusinessError(
            _("The department has a post %(name)s already.", name=name.strip()), field="name"
        )
    return name.strip()


def assign(
    session: Session,
    post: Post,
    *,
    user_id: int,
    from_on: date,
    until_on: date | None,
    by: User,
) -> Assignment:
    """Give somebody a post, from a day until before another or for good.

    :raises BusinessError: if the days are in the wrong order, the person holds the post on one
        of them already, or its department is closed.
    """
    lock(session, LOCK)
    department = session.get_one(Department, post.department_id)
    if not department.is_active:
        raise BusinessError(_("%(name)s is closed.", name=department))
    if until_on is not None and not from_on < until_on:
        raise BusinessError(_("The end has to be after the beginning."), field="until_on")
    if session.scalar(queries.meeting(post.id, user_id, from_on, until_on).limit(1)) is not None:
        raise BusinessError(
            _("This person holds the post on one of these days already."), field="user_id"
        )
    assignment = Assignment(post_id=post.id, user_id=user_id, from_on=from_on, until_on=until_on)
    session.add(assignment)
    session.flush()
    return assignment


def end(session: Session, assignment: Assignment, *, until_on: date, by: User) -> None:
    """Let somebody hold a post no longer, from a day on; what has not begun is deleted.

    :raises BusinessError: if it has ended before that day.
    """
    if assignment.until_on is not None and assignment.until_on <= until_on:
        raise BusinessError(_("This has ended already."))
    if assignment.from_on >= until_on:
        session.delete(assignment)
    else:
        assignment.until_on = until_on
    session.flush()
