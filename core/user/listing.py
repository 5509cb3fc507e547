"""The list of users."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.bulk import BulkAction
from core.errors import BusinessError
from core.listing import ChoiceFilter, Column, Link, Listing, TextFilter
from core.user import queries, services
from core.user.models import User

STATES = {True: (_l("Active"), "green"), False: (_l("Inactive"), "secondary")}


def switch_off(session: Session, user: User, *, by: User, now: datetime) -> None:
    """Let somebody sign in no more.

    :raises BusinessError: if it is oneself, somebody who is inactive already, or what
        :func:`~core.user.services.edit_user` refuses.
    """
    if user.id == by.id:
        raise BusinessError(_("Nobody can switch off their own account."))
    if not user.active:
        raise BusinessError(_("This account is inactive already."))
    services.edit_user(
        session,
        user,
        name=user.name,
        language=user.language,
        active=False,
        roles=[role.name for role in user.roles],
        by=by,
    )


def role_titles(row: Any) -> str:
    """Return the roles of a row in the reader's language."""
    return str((row.roles_zh if str(get_locale()).startswith("zh") else row.roles) or "")


SWITCH_OFF = BulkAction(
    "core.user.switch_off",
    _l("Deactivate"),
    "core.user.edit",
    queries.with_keys,
    switch_off,
    colour="danger",
)


class UserListing(Listing):
    """Everybody who may sign in."""

    query = queries.people
    key = User.id
    columns = (
        Column(
            "name", _l("Name"), User.name, href=Link("core.user.edit", "user_id"), sortable=True
        ),
        Column("email", _l("E-mail address"), User.email, sortable=True),
        Column("roles", _l("Roles"), queries.role_titles("title_en"), value=role_titles),
        Column("signed_in", _l("Last signed in"), User.current_login_at, kind="instant"),
        Column("active", _l("State"), User.active, kind="badge", labels=STATES),
    )
    extra = (queries.role_titles("title_zh").label("roles_zh"),)
    filters = (
        TextFilter("name", _l("Name"), User.name),
        ChoiceFilter("active", _l("State"), User.active, labels=STATES),
    )
    search = (User.name, User.email)
    groups = ("active",)
    bulk = (SWITCH_OFF,)
    default_sort = ("name", "asc")
    empty_title = _l("No users yet")
