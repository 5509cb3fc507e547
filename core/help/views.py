"""The pages below /core/help/, and the help button of every page.

A slice brings ``templates/help.en.md`` and ``templates/help.zh_Hans.md``: a headline and Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from jinja2 import TemplateNotFound
from markupsafe import Markup

from core.help import rules
from core.menu import keep, menu
from core.permissions import SIGNED_IN, requires
from core.templating import render

blueprint = Blueprint("help", __name__)
FALLBACK = "en"


@dataclass(frozen=True)
class Topic:
    """The help of one slice, and where to read it."""

    title: str
    html: Markup
    url: str


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Name what there is help for among the pages that the reader may open."""
    groups = []
    for group in menu():
        topics = [_topic(rules.topic(item.endpoint)) for item in group.items]
        groups.append((group.title, [one for one in topics if one is not None]))
    return render("core/help/index.html", groups=[one for one in groups if one[1]])


@blueprint.get("/<topic>")
@requires(SIGNED_IN)
def detail(topic: str) -> ResponseReturnValue:
    """Tell what the pages of a slice are for."""
    found = (_topic(topic) if topic in current_app.blueprints else None) or abort(404)
    return render("core/help/detail.html", topic=found)


def _topic(name: str) -> Topic | None:
    text = _text(name)
    if text is None:
        return None
    html = Markup(rules.html(text))  # noqa: S704 - tags of the text are escaped
    return Topic(rules.title(text), html, url_for("core.help.detail", topic=name))


def _text(name: str) -> str | None:
    environment = current_app.jinja_env
    loader: Any = environment.loader
    for place in rules.places(name, str(get_locale()), FALLBACK):
        try:
            text: str = loader.get_source(environment, place)[0]
        except TemplateNotFound:
            continue
        return text
    return None


@blueprint.app_template_global()
def help_url() -> str:
    """Return where the help of this page is, or the list of all if it has none."""
    url: str = keep(("help", request.endpoint), _help_url)
    return url


def _help_url() -> str:
    name = "core.dashboard" if request.endpoint == "home" else rules.topic(request.endpoint or "")
    if _text(name) is None:
        return url_for("core.help.index")
    return url_for("core.help.detail", topic=name)
