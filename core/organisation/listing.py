"""The lists of departments and of who holds which post."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PersonFilter
from core.organisation import queries
from core.organisation.models import Assignment, Department, Post
from core.user.models import User

ACTIVE = {True: (_l("Active"), "green"), False: (_l("Closed"), "secondary")}
PARENT = aliased(Department)


class DepartmentListing(Listing):
    """All departments, with the one that each belongs to and its head."""

    query = queries.departments
    key = Department.id
    joined = ((PARENT, PARENT.id == Department.parent_id), (User, User.id == Department.head_id))
    columns = (
        Column("code", _l("Code"), Department.code, sortable=True),
        Column("name", _l("Name of the department"), Department.name),
        Column("parent", _l("Belongs to"), PARENT.code),
        Column("head", _l("Head"), User.name),
        Column("is_active", _l("State"), Department.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("is_active", _l("State"), Department.is_active, labels=ACTIVE),)
    default_sort = ("code", "asc")


class AssignmentListing(Listing):
    """Everybody who holds or held a post."""

    query = queries.assignments
    key = Assignment.id
    joined = (
        (User, User.id == Assignment.user_id),
        (Post, Post.id == Assignment.post_id),
        (Department, Department.id == Post.department_id),
    )
    columns = (
        Column("person", _l("Person"), User.name),
        Column("post", _l("Post"), Post.name, href=Link("core.organisation.post", "post_id")),
        Column("department", _l("Department"), Department.name),
        Column("from_on", _l("Holds it from"), Assignment.from_on, kind="date", sortable=True),
        Column("until_on", _l("Until before"), Assignment.until_on, kind="date"),
    )
    extra = (Assignment.post_id.label("post_id"),)
    filters = (
        PersonFilter("person", _l("Person"), Assignment.user_id),
        DateFilter("from_on", _l("Holds it from"), Assignment.from_on),
    )
    default_sort = ("from_on", "desc")
    empty_title = _l("Nobody holds a post yet")
    empty_hint = _l("Open a department, add its posts, and say who holds them.")
