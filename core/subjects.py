"""Subjects: the record of a page, which comments and files hang on, and who may see it.

A form on the page carries a signed note of the record, so whoever sends it has seen the page.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import sqlalchemy as sa
from flask import abort, current_app, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from core.db import session
from core.extras import Spoken
from core.history.models import model_of
from core.permissions import allowed, permission_of


@dataclass(frozen=True)
class Subject:
    """A record, its page, what that page needs, and the table that the record lies in."""

    target: str
    record_id: int
    label: str
    url: str
    permission: str
    table: str = ""


def of_page(spoken: Spoken) -> Subject:
    """Return the record of the page that is being made."""
    permission = permission_of(current_app, request.endpoint or "") or ""
    return Subject(
        spoken.target, spoken.record_id, spoken.label, request.path, permission, spoken.table
    )


def signed(subject: Subject, purpose: str) -> str:
    """Return a note of a record for this reader's form."""
    return str(_signer(purpose).dumps(list(astuple(subject))))


def read(note: str | None, purpose: str) -> Subject:
    """Return the record of a form, or refuse who must not have it or sees it no more."""
    try:
        subject = Subject(*_signer(purpose).loads(note or ""))
    except (BadSignature, TypeError):
        abort(400)
    if not allowed(subject.permission):
        abort(403)
    if not is_visible(subject.table, subject.record_id):
        abort(404)
    return subject


def permission_to(url: str) -> str:
    """Return what the page of a record needs; empty, which nobody has, if there is no page."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(url, "GET")
    except HTTPException:
        return ""
    return permission_of(current_app, endpoint) or ""


def is_visible(table: str, record_id: int) -> bool:
    """Return whether the reader may see a record, as plugins restrict rows."""
    model = model_of(table)
    if model is None:
        return False
    return session().scalar(sa.select(model.id).where(model.id == record_id)) is not None


def _signer(purpose: str) -> URLSafeSerializer:
    """Sign for this reader only."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"{purpose} of {current_user.id}")
