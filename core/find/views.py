"""The page below /core/find/."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import session
from core.extending import Hit, SearchSource
from core.find import queries, services
from core.menu import menu
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import render

blueprint = Blueprint("find", __name__)
LONGEST = 200  # characters that are searched for


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Look for words in everything that the reader may see."""
    words = request.args.get("q", "").strip()[:LONGEST]
    groups = services.find(session(), words, SOURCES, allowed) if words else []
    return render("core/find/index.html", words=words, groups=groups)


def _parties(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(str(party), url_for("core.party.detail", party_id=party.id), ", ".join(party.roles))
        for party in session.scalars(queries.parties_with(words, limit))
    ]


def _pages(_session: Session, words: str, limit: int) -> list[Hit]:
    asked = words.casefold().split()
    entries = [(group.title, item) for group in menu() for item in group.items]
    hits = [
        Hit(item.label, item.url, title)
        for title, item in entries
        if all(one in item.label.casefold() for one in asked)
    ]
    return hits[:limit]


def _users(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(user.name, url_for("core.user.edit", user_id=user.id), user.email)
        for user in session.scalars(queries.users_with(words, limit))
    ]


SOURCES = (
    SearchSource("pages", _l("Menu"), SIGNED_IN, _pages, order=5),
    SearchSource(
        "parties",
        _l("Parties"),
        "core.party.index",
        _parties,
        lambda words: url_for("core.party.index", q=words),
        order=10,
    ),
    SearchSource("users", _l("Users"), "core.user.edit", _users, order=20),
)
