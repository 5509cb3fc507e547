"""``?_plugins=1``: shows an administrator which plugin put what on a page, and how long it took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_login import current_user

ASKED = "_plugins"


@dataclass(frozen=True)
class Contribution:
    """What a plugin put on this page.

    :param milliseconds: how long it took.
    """

    plugin: str
    slot: str
    what: str
    template: str
    milliseconds: float


def note(
    plugin: str, slot: str, what: str, begun: float, template: str = "", found: Any = None
) -> None:
    """Remember what a plugin did since ``begun`` on the performance counter.

    :param found: what it answered; its titles say what it did where ``what`` does not.
    """
    if has_request_context() and request.args.get(ASKED) == "1":
        taken = (time.perf_counter() - begun) * 1_000
        seen = g.setdefault("contributions", [])
        seen.append(Contribution(plugin, slot, what or _titles(found), template, taken))


def _titles(found: Any) -> str:
    things = found if isinstance(found, list) else [found]
    titles = (getattr(one, "title", "") or getattr(one, "label", "") for one in things)
    return ", ".join(str(title) for title in titles if title)


def contributions() -> list[Contribution] | None:
    """Return what was noted in the order in which it happened; None if nobody may see it."""
    if request.args.get(ASKED) != "1" or not current_user.is_authenticated:
        return None
    seen: list[Contribution] = g.get("contributions", [])
    return seen if current_user.is_administrator else None


def init_app(app: Flask) -> None:
    """Let the layout ask."""
    app.jinja_env.globals["contributions"] = contributions
