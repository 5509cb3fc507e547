"""Templates: where they lie, what they may call, and how a part of one answers htmx."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, g, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from core.company import company
from core.manifest import Manifest
from core.menu import KEPT, address, keep, kept, menu
from core.money import format_money

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "bumen_theme"


class _Importable(Template):
    """A template that others import.

    All templates know the same globals, and Jinja would compare them at each import; should it
    drop this method, imports are only slower.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def render(name: str, **context: Any) -> str:
    """Render a template, or only the block that bears the id htmx asks for."""
    template = current_app.jinja_env.get_template(name)
    block = template.blocks.get(asked_part())
    if block is None:
        return render_template(template, **context)
    current_app.update_template_context(context)
    return "".join(block(template.new_context(context)))


def asked_part() -> str:
    """Return the id of what htmx replaces by the answer; empty where a whole page is asked for.

    htmx 4 sends ``HX-Target: tbody#rows``.
    """
    return request.headers.get("HX-Target", "").rpartition("#")[2] if request else ""


@cache
def _fingerprint(name: str) -> str | None:
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None


def static_url(name: str) -> str:
    """Return the address of a static file of the core, which changes with its content.

    The content is looked at once a process, and each time where somebody works on it.
    """
    content = _fingerprint.__wrapped__ if current_app.debug else _fingerprint

    def make() -> str:
        return url_for("static", filename=name, v=content(name))

    url: str = keep(("static", name), make, everywhere=True)
    return url


def money(value: Decimal | None, currency: str | None = None) -> str:
    """Format an amount with its currency, the company's if none is given."""
    if value is None:
        return ""
    return format_money(value, currency or company().currency, str(get_locale()))


def amount(value: Decimal | None) -> str:
    """Format an amount without its currency, as in a column headed by it."""
    return "" if value is None else f"{value:,.2f}"


def number(value: Decimal | int | None) -> str:
    """Format a quantity or a count."""
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def percent(value: Decimal | None, places: int | None = None) -> str:
    """Format a rate: 0.125 is 12.5 %; to so many decimals if they are told."""
    if value is None:
        return ""
    if places is None:
        return f"{(value * 100).normalize():f} %"
    step = Decimal(1).scaleb(-places)
    return f"{(value * 100).quantize(step, ROUND_HALF_UP) + 0:,f} %"


def day(value: date | None) -> str:
    """Format a business date."""
    return "" if value is None else value.isoformat()


def instant(value: datetime | None, seconds: bool = False) -> str:
    """Format a moment in the company's zone."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(company().timezone))
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def csrf_token() -> str:
    """Return the token that every form of a request sends back."""
    token: str = g.get("csrf_token") or generate_csrf()  # where flask-wtf keeps it, too
    return token


def theme() -> str:
    """Return the chosen colours: ``auto`` follows the reader's system."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def _slices(blueprints: Iterable[Blueprint]) -> BaseLoader:
    """Find ``<slice>/<file>`` in the templates folder of that slice."""
    return PrefixLoader(
        {
            blueprint.name: FileSystemLoader(Path(blueprint.root_path) / "templates")
            for blueprint in blueprints
        }
    )


def init_app(
    app: Flask, manifests: Iterable[Manifest], blueprints: Mapping[str, Iterable[Blueprint]]
) -> None:
    """Name the template of a slice as its endpoint: ``finance/settlement/index.html``.

    :param blueprints: the slices of the core and of each plugin, by the plugin's name.
    """
    slices = PrefixLoader({name: _slices(of) for name, of in blueprints.items()})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), slices])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["bumen.manifests"] = sorted(manifests, key=lambda m: (m.order, m.name))
    app.jinja_env.filters.update(
        money=money, amount=amount, number=number, percent=percent, date=day, instant=instant
    )
    app.jinja_env.template_class = _Importable
    app.jinja_env.globals.update(static_url=static_url, get_locale=get_locale, zip=zip, kept=kept)
    app.jinja_env.globals["url_for"] = address
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.extensions[KEPT] = {}

    @app.context_processor
    def shell() -> dict[str, Any]:
        # Flask-WTF names a token of its own here.
        return {
            "menu": menu(),
            "theme": theme(),
            "company_name": company().name,
            "csrf_token": csrf_token,
        }
