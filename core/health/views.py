"""The address /core/health/, for whatever watches the servers."""

from __future__ import annotations

from flask import Blueprint, Response

from core.db import session
from core.health import queries
from core.permissions import PUBLIC, requires

blueprint = Blueprint("health", __name__)


@blueprint.get("/")
@requires(PUBLIC)
def index() -> Response:
    """Say that this process answers and reaches its database; without it the answer is 503."""
    session().scalar(queries.answer())
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
