"""The pages below /core/organisation/."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import today
from core.db import session
from core.extras import record_page
from core.history import queries as history
from core.listing import answer
from core.organisation import queries, services
from core.organisation.forms import AssignmentForm, DepartmentForm, EndForm, PostForm
from core.organisation.listing import AssignmentListing
from core.organisation.models import Assignment, Department, Post
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from core.user.models import User
from core.user.queries import colleagues

blueprint = Blueprint("organisation", __name__)
TARGET = "core.organisation"


@blueprint.get("/")
@requires("core.organisation.index")
def index() -> ResponseReturnValue:
    """Show the departments as a tree, with their heads, their posts and who holds them."""
    below: dict[int | None, list[Department]] = defaultdict(list)
    for department in session().scalars(queries.in_order()):
        below[department.parent_id].append(department)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in session().scalars(queries.posts()):
        posts[post.department_id].append(post)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for one in session().scalars(queries.holders(today())):
        held[one.post_id].append(one)
    return render("core/organisation/index.html", below=below, posts=posts, held=held)


@blueprint.get("/people")
@requires("core.organisation.index")
def people() -> ResponseReturnValue:
    """List who holds and held which post."""
    return answer(AssignmentListing(), "core/organisation/people.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("core.organisation.edit")
def create() -> ResponseReturnValue:
    """Open a department."""
    form = DepartmentForm()
    del form.is_active, form.version_id
    _offer(form, None)
    return saved(
        form,
        lambda: services.create_department(session(), **form.values, by=current_user),
        lambda made: done(_("%(name)s is opened.", name=made), _url(made.id)),
        lambda: render("core/organisation/create.html", form=form),
    )


@blueprint.get("/<int:department_id>")
@requires("core.organisation.index")
def detail(department_id: int) -> ResponseReturnValue:
    """Show a department, its posts and what belongs to it."""
    department = _department(department_id)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for one in session().scalars(queries.held_in(department_id, today())):
        held[one.post_id].append(one)
    return render(
        "core/organisation/detail.html",
        department=department,
        posts=session().scalars(queries.posts_in(department_id)).all(),
        held=held,
        below=session().scalars(queries.below(department_id)).all(),
        today=today(),
        **record_page(TARGET, department),
    )


@blueprint.route("/<int:department_id>/edit", methods=["GET", "POST"])
@requires("core.organisation.edit")
def edit(department_id: int) -> ResponseReturnValue:
    """Change a department; if somebody else did meanwhile, say so and keep what was typed."""
    department = _department(department_id)
    form = DepartmentForm(obj=department)
    del form.code
    _offer(form, department.head)
    return saved(
        form,
        lambda: _change(department, form),
        lambda _none: done(_("%(name)s is changed.", name=department), _url(department_id)),
        lambda: render(
            "core/organisation/edit.html", form=form, department=_department(department_id)
        ),
        record=department,
    )


def _change(department: Department, form: DepartmentForm) -> None:
    services.edit_department(
        session(), department, version=form.version, **form.values, by=current_user, on=today()
    )


@blueprint.route("/<int:department_id>/post", methods=["GET", "POST"])
@requires("core.organisation.edit")
def create_post(department_id: int) -> ResponseReturnValue:
    """Add a post to a department."""
    department, form = _department(department_id), PostForm()
    return saved(
        form,
        lambda: services.create_post(session(), department, **form.values, by=current_user),
        lambda made: done(_("The post %(name)s is added.", name=made), _url(department_id)),
        lambda: render(
            "core/organisation/create_post.html", form=form, department=_department(department_id)
        ),
    )


@blueprint.get("/post/<int:post_id>")
@requires("core.organisation.index")
def post(post_id: int) -> ResponseReturnValue:
    """Show who holds and held a post."""
    found = _post(post_id)
    return _post_page(found, PostForm(obj=found), AssignmentForm(data={"from_on": today()}))


@blueprint.post("/post/<int:post_id>/edit")
@requires("core.organisation.edit")
def edit_post(post_id: int) -> ResponseReturnValue:
    """Rename a post."""
    found, form = _post(post_id), PostForm()
    return saved(
        form,
        lambda: services.edit_post(session(), found, **form.values, by=current_user),
        lambda _none: done(_("The post is renamed."), _post_url(post_id)),
        lambda: _post_page(
            _post(post_id), form, AssignmentForm(formdata=None, data={"from_on": today()})
        ),
    )


@blueprint.post("/post/<int:post_id>/assign")
@requires("core.organisation.edit")
def assign(post_id: int) -> ResponseReturnValue:
    """Give somebody a post."""
    found, form = _post(post_id), AssignmentForm()
    form.offer(session().scalars(colleagues()).all())
    return saved(
        form,
        lambda: services.assign(session(), found, **form.values, by=current_user),
        lambda _made: done(_("The holder of the post is entered."), _post_url(post_id)),
        lambda: _post_page(_post(post_id), PostForm(formdata=None, obj=_post(post_id)), form),
    )


@blueprint.route("/assignment/<int:assignment_id>/end", methods=["GET", "POST"])
@requires("core.organisation.edit")
def end(assignment_id: int) -> ResponseReturnValue:
    """Say from which day on somebody holds a post no longer."""
    one = _assignment(assignment_id)
    post_id, form = one.post_id, EndForm(data={"until_on": today()})
    return saved(
        form,
        lambda: services.end(session(), one, **form.values, by=current_user),
        lambda _none: done(_("The end is entered."), _post_url(post_id)),
        lambda: render(
            "core/organisation/end.html",
            form=form,
            assignment=_assignment(assignment_id),
            post=_post(post_id),
        ),
    )


def _post_page(found: Post, form: PostForm, assigning: AssignmentForm) -> str:
    if assigning.user_id.choices is None:
        assigning.offer(session().scalars(colleagues()).all())
    return render(
        "core/organisation/post.html",
        post=found,
        form=form,
        assigning=assigning,
        holders=session().scalars(queries.of_post(found.id)).all(),
        today=today(),
        history=session().scalars(history.of(Post, found.id)).all(),
    )


def _offer(form: DepartmentForm, head: User | None) -> None:
    below: dict[int | None, list[Department]] = defaultdict(list)
    for one in session().scalars(queries.in_order()):
        below[one.parent_id].append(one)
    people = session().scalars(colleagues()).all()
    left = [] if head is None or head in people else [head]  # a head who may not sign in any more
    form.offer(_walk(below, None, 0), [*people, *left])


def _walk(
    below: dict[int | None, list[Department]], parent: int | None, depth: int
) -> Iterator[tuple[int, Department]]:
    for one in below.get(parent, ()):
        yield depth, one
        yield from _walk(below, one.id, depth + 1)


def _url(department_id: int) -> str:
    return url_for("core.organisation.detail", department_id=department_id)


def _post_url(post_id: int) -> str:
    return url_for("core.organisation.post", post_id=post_id)


def _department(department_id: int) -> Department:
    return session().scalar(queries.department(department_id)) or abort(404)


def _post(post_id: int) -> Post:
    return session().scalar(queries.post(post_id)) or abort(404)


def _assignment(assignment_id: int) -> Assignment:
    return session().scalar(queries.assignment(assignment_id)) or abort(404)
